"""What a card and the page of all organisations say about status, the Home Office, public funds and names."""

from datetime import UTC, date, datetime, timedelta

import pytest

from bot.directory import find_support
from bot.directory.codes import HomeOffice, Known, Regulation
from bot.nlg.speaker import Speaker
from bot.nlg.support_access import MOST_LINES, access_facts, access_lines
from bot.nlg.support_cards import card, full_entry
from bot.resources import Resources

from .factories import make_access, make_organisation

NOW = datetime(2026, 11, 24, 12, tzinfo=UTC)
LANGUAGES = ("en", "es", "ar", "ur")


@pytest.fixture(scope="module")
def speaker(resources: Resources) -> Speaker:
    return Speaker(resources.library, resources.catalogs, resources.languages.get("en"), NOW.date())


def match(organisation, now=NOW):
    return find_support([organisation], need=None, nation=None, language="en", serves=None, now=now, stale_after=180)[0]


def lines(speaker: Speaker, **changes) -> list[str]:
    said = access_lines(speaker, make_organisation(**changes))
    keys = {speaker.label(key): key for key in speaker.library.labels if key.startswith("access.")}
    return [keys[line].removeprefix("access.") for line in said]


def test_what_is_unknown_is_said_in_one_sentence(speaker):
    assert lines(speaker) == ["both_unknown"]


@pytest.mark.parametrize("answer", [answer for answer in HomeOffice if answer is not HomeOffice.UNKNOWN])
def test_what_is_stated_about_the_home_office_comes_first(speaker, answer):
    access = make_access(shares_with_home_office=answer)
    assert lines(speaker, access=access) == [f"shares_with_home_office.{answer}", "asks_status.unknown"]


@pytest.mark.parametrize("text", ["It is part of the Home Office.", "They refer people to the NRM."])
def test_what_their_own_text_says_already_is_not_said_twice(speaker, text):
    access = make_access(shares_with_home_office=HomeOffice.PART_OF_IT)
    assert lines(speaker, access=access, safety_note=text) == ["asks_status.unknown"]
    assert lines(speaker, safety_note=text) == ["both_unknown"], "an unknown is said all the same"


@pytest.mark.parametrize(
    ("known", "second"),
    [
        ({"helps_without_recourse": Known.YES}, "helps_without_recourse.yes"),
        ({"helps_without_recourse": Known.NO}, "helps_without_recourse.no"),
        ({"can_call_without_name": Known.YES}, "can_call_without_name.yes"),
        ({"can_call_without_name": Known.NO}, "can_call_without_name.no"),
    ],
)
def test_the_second_line_is_something_known(speaker, known, second):
    assert lines(speaker, access=make_access(**known)) == ["both_unknown", second]


def test_a_registered_adviser_is_named_as_one(speaker):
    assert lines(speaker, advice_regulated=Regulation.IAA) == ["both_unknown", "registered"]
    assert lines(speaker, advice_regulated=Regulation.UNKNOWN) == ["both_unknown"]


def test_a_card_never_has_more_than_two_such_lines(speaker):
    everything = {name: Known.YES for name in ("asks_status", "helps_without_recourse", "can_call_without_name")}
    access = make_access(**everything, shares_with_home_office=HomeOffice.MAY_PASS_ON)
    assert lines(speaker, access=access) == ["shares_with_home_office.may_pass_on", "asks_status.yes"]
    assert MOST_LINES == 2


def test_a_website_to_look_for_a_service_has_no_such_lines(speaker):
    assert lines(speaker, finder=True) == []
    assert access_facts(speaker, make_organisation(finder=True)) is None


def test_the_card_carries_the_lines_beside_what_they_say_themselves(speaker):
    shown = card(speaker, match(make_organisation(confidentiality="They say it is private.")), NOW)
    assert shown.confidentiality == f"They say it is private. {speaker.label('access.both_unknown')}"


def test_the_page_of_all_organisations_answers_every_question_once(speaker):
    access = make_access(asks_status=Known.NO, shares_with_home_office=HomeOffice.WORKS_FOR_IT)
    shown, facts = full_entry(speaker, match(make_organisation(access=access)), NOW)
    assert shown.confidentiality == "", "the answers are in the list under the card"
    assert [row.value for row in facts.rows] == [
        "They say no",
        "They do this work for the Home Office",
        "Do they help people with no recourse to public funds? Can you call without your name?",
    ]
    assert facts.rows[-1].label == speaker.label("access.ask.unknown")


@pytest.mark.parametrize(("days", "key"), [(180, "checked"), (181, "stale")])
def test_an_old_entry_says_so_and_asks_to_call_first(speaker, days, key):
    day = date(2026, 11, 24) - timedelta(days=days)
    shown = card(speaker, match(make_organisation(checked_on=day)), NOW)
    assert shown.checked == speaker.label(f"organisation.{key}", date=speaker.day(day))


def test_an_old_entry_without_a_number_does_not_ask_to_call(speaker):
    shown = card(speaker, match(make_organisation(checked_on=date(2020, 1, 1), phones=())), NOW)
    assert "Call" not in shown.checked and "2020" in shown.checked


@pytest.mark.parametrize("code", LANGUAGES)
def test_every_organisation_has_its_card_and_answers_in_every_language(resources: Resources, code):
    spoken = Speaker(resources.library, resources.catalogs, resources.languages.get(code), NOW.date())
    matches = find_support(resources.organisations, need=None, nation=None, language=code, serves=None, now=NOW)
    for found in matches:
        blocks = full_entry(spoken, found, NOW)
        assert (len(blocks) == 1) == found.organisation.finder
        own = card(spoken, found, NOW)
        assert len(access_lines(spoken, found.organisation)) <= 2
        assert found.organisation.finder or own.confidentiality


def test_every_sentence_for_a_card_is_short(speaker):
    for key, text in speaker.library.labels.items():
        if key.startswith(("access.", "organisation.stale")):
            assert len(text.split()) <= 18, key


def test_the_organisations_page_never_calls_an_unknown_a_no(speaker, resources: Resources):
    for organisation in resources.organisations:
        facts = access_facts(speaker, organisation)
        if facts is None:
            continue
        answered = {row.label: row.value for row in facts.rows}
        open_questions = answered.get(speaker.label("access.ask.unknown"), "")
        for name, found in organisation.access.items():
            question = speaker.label(f"access.ask.{name}")
            assert (question in open_questions) == (found.answer == "unknown") == (question not in answered)
