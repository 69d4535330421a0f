"""Replies in WhatsApp's forms: no answer in any language breaks a limit, nothing said is lost."""

from __future__ import annotations

from collections import deque

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.conversation.blocks import Choice, Choices, Heading, OrganisationCard, Paragraph, PhoneLine, Picture, Tone
from bot.conversation.service import ConversationService, InboundMessage
from bot.engine.engine import Engine
from bot.whatsapp.dialogue import labels
from bot.whatsapp.emulator.requests import fault
from bot.whatsapp.emulator.run import choices, said
from bot.whatsapp.render import MAX_BODY, MAX_TEXT, Labels, cut, length, render, split
from tests.conftest import LANGUAGES
from tests.engine.test_answers import choices as payloads

WORDS = Labels(choose="Choose", more="More:", next="What next?", rtl=False)


def envelope(message: dict) -> dict:
    return {"messaging_product": "whatsapp", "recipient_type": "individual", "to": "447700900101", **message}


@pytest.mark.parametrize("language", LANGUAGES)
async def test_every_answer_that_can_be_reached_keeps_all_limits(language: str, service: ConversationService, engine: Engine) -> None:
    own = labels(engine.nlg.speaker(language))
    opening = service.opening(language)
    waiting = deque([(opening.blocks, opening.state)])
    seen: set[str] = set()
    while waiting:
        blocks, state = waiting.popleft()
        rendered = render(blocks, own, "https://example.org", language)
        for message in rendered.messages:
            assert fault(envelope(message)) is None, (language, fault(envelope(message)))
        assert set(rendered.choices) >= set(payloads(blocks)) - {"/show"}, "a button is lost"
        for payload in payloads(blocks):
            if payload not in seen:
                seen.add(payload)
                answer = await service.answer(InboundMessage(language, choice=payload, state=state))
                if answer.language == language:
                    waiting.append((answer.blocks, answer.state))
    assert len(seen) > 50


@given(st.text(alphabet=st.sampled_from("ab .!?\n؟।"), max_size=400), st.integers(10, 60))
def test_cutting_loses_nothing_and_keeps_the_limit(text: str, most: int) -> None:
    pieces = list(split(text, most))
    assert all(0 < length(piece) <= most for piece in pieces)
    assert "".join("".join(pieces).split()) == "".join(text.split())


def test_titles_that_are_the_same_once_cut_are_told_apart(engine: Engine) -> None:
    titles = ["I need help with abuse at home.", "I need help with abuse at work.", "Back", "I need help with abuse by others."]
    choices = tuple(Choice(title, f"/x{number}") for number, title in enumerate(titles))
    (message,) = render([Paragraph("Choose"), Choices(choices)], labels(engine.nlg.speaker("en")), None, "en").messages
    assert fault(envelope(message)) is None
    rows = message["interactive"]["action"]["sections"][0]["rows"]
    assert [row["title"][:2] for row in rows] == ["1.", "2.", "Ba", "4."]
    assert [row.get("description", row["title"]) for row in rows] == titles


def test_long_texts_are_cut_between_sentences() -> None:
    text = " ".join(f"This is sentence number {number}." for number in range(400))
    pieces = list(split(text, MAX_TEXT))
    assert len(pieces) > 1 and all(piece.endswith(".") for piece in pieces)


@given(st.text(max_size=60), st.integers(2, 30))
def test_a_cut_title_keeps_the_limit(text: str, most: int) -> None:
    assert length(cut(text, most)) <= max(most, 1)


def test_three_short_choices_are_buttons_and_more_are_lists() -> None:
    def forms(count: int, title: str = "Choice") -> list[str]:
        items = tuple(Choice(f"{title} {number}", f"/x{number}") for number in range(count))
        return [m["interactive"]["type"] for m in render([Paragraph("Hello."), Choices(items)], WORDS, None, "en").messages]

    assert forms(3) == ["button"]
    assert forms(3, "A title that is long") == ["list"]
    assert forms(4) == ["list"]
    assert forms(25) == ["list", "list", "list"]


def test_a_title_that_is_too_long_stands_whole_in_the_description() -> None:
    long = "A very long title that no row of a list can hold"
    (message,) = render([Paragraph("Hello."), Choices((Choice(long, "/a"), Choice("b", "/b"), Choice("c", "/c"), Choice("d", "/d")))], WORDS, None, "en").messages
    row = choices(message)[0]
    assert row["title"].endswith("…") and row["description"] == long


def test_the_end_of_a_long_answer_carries_the_buttons() -> None:
    blocks = [Paragraph("word " * 300), Paragraph("Where are you?"), Choices((Choice("Wales", "/w"),))]
    messages = render(blocks, WORDS, None, "en").messages
    assert [message["type"] for message in messages] == ["text", "interactive"]
    assert said(messages[-1]) == "Where are you?"
    (first, last) = render([Paragraph("word " * 300), Choices((Choice("Wales", "/w"),))], WORDS, None, "en").messages
    assert said(last) == WORDS.next and length(said(last)) <= MAX_BODY and length(said(first)) > MAX_BODY


def test_danger_is_said_first() -> None:
    messages = render([Heading("Police"), Paragraph("Text."), Paragraph("Call 999.", Tone.SAFETY)], WORDS, None, "en").messages
    assert said(messages[0]).startswith("*Call 999.*")


def test_the_picture_is_an_image_with_its_words_or_only_its_words() -> None:
    picture = Picture("/ar/doors.svg", "What each door passes on")
    image = render([picture], WORDS, "https://example.org", "ar").messages[0]["image"]
    assert image == {"link": "https://example.org/ar/doors.png", "caption": picture.alt}
    assert said(render([picture], WORDS, None, "ar").messages[0]) == picture.alt


def test_numbers_and_addresses_keep_their_direction_in_a_right_to_left_text() -> None:
    card = OrganisationCard("x", "Refuge", "مساعدة", "https://refuge.org.uk/a_b", (PhoneLine("0808 2000 247", "tel:08082000247", "خط المساعدة"),))
    text = said(render([card], Labels("اختر", "المزيد", "ماذا", True), None, "ar").messages[0])
    assert "\u20680808 2000 247\u2069" in text and "\u2068https://refuge.org.uk/a_b\u2069" in text
    assert "\u2068" not in said(render([card], WORDS, None, "en").messages[0])


def test_signs_that_whatsapp_would_read_are_not_left_in_a_text() -> None:
    text = said(render([Paragraph("a *b* _c_ ~d~ `e` https://example.org/a_b_c")], WORDS, None, "en").messages[0])
    assert not set("*~`") & set(text) and "https://example.org/a_b_c" in text
