"""Every answer in every language: nothing left unfilled, certainty honest, numbers in the right order."""

from __future__ import annotations

import dataclasses
import re
from datetime import date, timedelta
from xml.etree import ElementTree

import pytest

from bot.content.library import Library
from bot.conversation.blocks import Choices, Facts, Heading, Paragraph, Sources, Tone, plain_text
from bot.engine.engine import Engine
from bot.nlg.doors_picture import doors_picture
from bot.nlg.speaker import MORE, SHORT, Speaker, isolate_numbers, payload
from bot.resources import Resources
from tests.conftest import LANGUAGES

SVG = "{http://www.w3.org/2000/svg}"
ISOLATED = re.compile("\u2066[^\u2066\u2069]*\u2069")
SPACED_NUMBER = re.compile(r"\d+(?: \d+)+")
TODAY = date(2026, 11, 24)
LONGEST_TITLE = 28
"""Longer ones break on a narrow phone."""


def speaker(resources: Resources, language: str, today: date = TODAY, library: Library | None = None) -> Speaker:
    return Speaker(
        library or resources.library,
        resources.catalogs,
        resources.languages.get(language),
        today,
        route_titles=resources.routes.titles,
    )


def rendered(resources: Resources, language: str, today: date = TODAY) -> list[tuple[str, tuple]]:
    """(name, blocks) of each part of each answer."""
    voice = speaker(resources, language, today)
    return [
        item
        for answer in resources.library.answers.values()
        for item in (
            (f"{answer.id}:short", voice.answer(answer, SHORT)),
            *([(f"{answer.id}:more", voice.answer(answer, MORE))] if answer.more or answer.ask_first else []),
            (f"{answer.id}:page", voice.page(answer)),
        )
    ] + [("doors", voice.doors())]


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_part_of_every_answer_can_be_said(language: str, resources: Resources) -> None:
    for name, blocks in rendered(resources, language):
        text = plain_text(blocks)
        assert "{" not in text and "}" not in text, name
        assert isinstance(blocks[0], Heading) and blocks[0].text, name
        (sources,) = [block for block in blocks if isinstance(block, Sources)]
        assert sources.certainty and sources.checked and sources.label, name
        assert all(block.items for block in blocks if isinstance(block, Choices)), name


@pytest.mark.parametrize("language", LANGUAGES)
def test_pages_have_no_buttons_and_first_answers_do(language: str, resources: Resources) -> None:
    for name, blocks in rendered(resources, language):
        assert any(isinstance(block, Choices) for block in blocks) != name.endswith(":page"), name


def test_more_is_offered_where_there_is_more(resources: Resources) -> None:
    voice = speaker(resources, "en")
    for answer in resources.library.answers.values():
        payloads = [choice.payload for choice in voice.answer(answer)[-1].items]
        assert ("/ask_more" in payloads) == bool(answer.more or answer.ask_first), answer.id
        assert len(payloads) == len(set(payloads)), f"{answer.id}: two buttons do the same"


def test_titles_of_buttons_are_short_in_english(resources: Resources) -> None:
    voice = speaker(resources, "en")
    for answer in resources.library.answers.values():
        for choice in voice.answer(answer)[-1].items:
            assert 0 < len(choice.title) <= LONGEST_TITLE, choice.title


@pytest.mark.parametrize("language", ["ar", "ur"])
def test_numbers_in_groups_are_isolated_in_right_to_left_languages(language: str, resources: Resources) -> None:
    seen = 0
    for name, blocks in rendered(resources, language):
        for block in blocks:
            text = block.text if isinstance(block, Paragraph) else ""
            seen += len(SPACED_NUMBER.findall(text))
            assert not SPACED_NUMBER.search(ISOLATED.sub("", text)), name
    assert seen > 0


def test_numbers_are_not_touched_in_left_to_right_languages(resources: Resources) -> None:
    for language in ("en", "es"):
        assert not any("\u2066" in plain_text(blocks) for _, blocks in rendered(resources, language))


@pytest.mark.parametrize(
    ("text", "isolated"),
    [
        ("اتصل على 0808 2000 247 الآن", "اتصل على \u20660808 2000 247\u2069 الآن"),
        ("116 123", "\u2066116 123\u2069"),
        ("اتصل 999", "اتصل 999"),
        ("من 9 إلى 17", "من 9 إلى 17"),
        ("بلا رقم", "بلا رقم"),
    ],
)
def test_only_numbers_in_groups_are_isolated(text: str, isolated: str) -> None:
    assert isolate_numbers(text) == isolated


def stale_days(resources: Resources) -> date:
    return max(statement.review_by for statement in resources.library.statements.values()) + timedelta(days=1)


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_statement_past_its_review_loses_its_certainty(language: str, resources: Resources) -> None:
    voice = speaker(resources, language, stale_days(resources))
    certainties = [
        resources.catalogs.translate(language, text)
        for key, text in resources.library.labels.items()
        if key.startswith("certainty.") and key != "certainty.stale"
    ]
    stale = resources.catalogs.translate(language, resources.library.labels["certainty.stale"]).split("{date}")[0].strip()
    for answer in resources.library.answers.values():
        for blocks in (voice.answer(answer), voice.page(answer)):
            (sources,) = [block for block in blocks if isinstance(block, Sources)]
            assert sources.certainty.startswith(stale), answer.id
            assert not any(text in sources.certainty for text in certainties), answer.id


def test_one_stale_statement_is_enough(resources: Resources) -> None:
    library = resources.library
    old = dataclasses.replace(library.statements["protocol.announced"], review_by=date(2026, 11, 23))
    changed = dataclasses.replace(library, statements={**library.statements, old.id: old})
    voice = speaker(resources, "en", library=changed)
    assert voice.sources(["protocol.announced", "protocol.pause"]).certainty.startswith(
        "This may have changed since 23 November 2026. Please ask an adviser."
    )
    fresh = speaker(resources, "en", date(2026, 11, 23), changed)
    assert "may have changed" not in fresh.sources(["protocol.announced", "protocol.pause"]).certainty


def test_the_weakest_certainty_is_named_first(resources: Resources) -> None:
    voice = speaker(resources, "en")
    kinds = {statement.certainty: statement.id for statement in resources.library.statements.values()}
    label = resources.library.labels
    said = voice.sources([kinds["law"], kinds["unknown"], kinds["guidance"]]).certainty
    assert said.startswith(label["certainty.unknown"]) and label["certainty.guidance"] in said
    assert label["certainty.law"] not in said


def test_the_oldest_check_is_the_one_that_counts(resources: Resources) -> None:
    library = resources.library
    old = dataclasses.replace(library.statements["protocol.announced"], checked_on=date(2026, 1, 5))
    changed = dataclasses.replace(library, statements={**library.statements, old.id: old})
    voice = speaker(resources, "en", library=changed)
    assert voice.sources(["protocol.announced", "protocol.pause"]).checked == "Last checked: 5 January 2026."


@pytest.mark.parametrize(
    ("value", "language", "said"),
    [
        (None, "en", "no date"), ("2021", "en", "2021"), ("2021-12", "en", "December 2021"),
        ("2021-12-15", "en", "15 December 2021"), ("2021-12-15", "es", "15 de diciembre de 2021"),
    ],
)
def test_dates_are_said_as_far_as_they_are_known(value: str | None, language: str, said: str, resources: Resources) -> None:
    assert speaker(resources, language).partial_date(value) == said


@pytest.mark.parametrize("language", LANGUAGES)
def test_danger_stands_out(language: str, resources: Resources) -> None:
    blocks = speaker(resources, language).answer(resources.library.answers["emergency"])
    first = next(block for block in blocks if isinstance(block, Paragraph))
    assert first.tone is Tone.SAFETY and "999" in first.text


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_door_says_what_is_known_in_four_rows(language: str, resources: Resources) -> None:
    voice = speaker(resources, language)
    for door in resources.library.doors:
        (facts,) = [block for block in voice.answer(door, MORE) if isinstance(block, Facts)]
        assert len(facts.rows) == 4 and all(row.label and row.value for row in facts.rows), door.id


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_picture_of_the_doors_is_well_formed_and_described(language: str, resources: Resources) -> None:
    voice = speaker(resources, language)
    picture = ElementTree.fromstring(doors_picture(voice))
    assert picture.tag == f"{SVG}svg" and picture.get("role") == "img" and picture.get("lang") == language
    assert picture.find(f"{SVG}title").text == voice.label("picture.title")
    assert picture.find(f"{SVG}desc").text == voice.label("picture.alt")
    words = " ".join(element.text or "" for element in picture.iter(f"{SVG}text"))
    for door in resources.library.doors:
        assert all(word in words for word in voice.say(door.title).split()), door.id
        assert voice.door_mark(door) in words
    tags = {element.tag.removeprefix(SVG) for element in picture.iter()}
    assert not tags & {"script", "style", "image", "foreignObject", "a"}
    assert not any("href" in name or name.startswith("on") for element in picture.iter() for name in element.attrib)


def door_places(picture: ElementTree.Element) -> list[float]:
    return [float(group.find(f"{SVG}rect").get("x")) for group in picture.findall(f"{SVG}g")]


@pytest.mark.parametrize("language", ["ar", "ur"])
def test_the_picture_is_mirrored_in_right_to_left_languages(language: str, resources: Resources) -> None:
    left = ElementTree.fromstring(doors_picture(speaker(resources, "en")))
    right = ElementTree.fromstring(doors_picture(speaker(resources, language)))
    assert right.get("direction") == "rtl" and left.get("direction") == "ltr"
    columns = sorted(set(door_places(left)))
    mirrored = dict(zip(columns, reversed(columns), strict=True))
    assert door_places(right) == [mirrored[x] for x in door_places(left)]


def test_a_text_without_translation_is_marked_as_english(resources: Resources) -> None:
    voice = speaker(resources, "ur")
    assert voice.say("Nobody translated this.") == "Nobody translated this."
    assert voice.lang("Nobody translated this.") == "en"
    assert speaker(resources, "en").lang("Nobody translated this.") is None


def test_payloads_are_rasas() -> None:
    assert payload("greet") == "/greet"
    assert payload("find_support", need="domestic_abuse") == '/find_support{"need": "domestic_abuse"}'


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_day_ends_without_a_full_stop_of_its_own(language: str, engine: Engine) -> None:
    said = engine.nlg.speaker(language).day(date(2026, 11, 22))
    assert said and not said.endswith((".", " ", "\xa0", "\u202f")), said
