"""Danger: 999 before anything else, no detour, no form, nothing to fill in, in every language."""

from __future__ import annotations

import pytest

from bot.conversation.blocks import Heading, Paragraph, Tone
from bot.engine.engine import Engine
from bot.nlu.linear_classifier import SAFETY_KINDS
from bot.resources import Resources, shared_resources
from tests.answers.seen import kept, parts, payloads, press, statements
from tests.answers.table import topics
from tests.conftest import LANGUAGES

TOPICS = topics()
DANGERS = tuple(SAFETY_KINDS)
CALL = "emergency.call_999"
BEGIN_WITH_DANGER = [name for name, answer in shared_resources().library.answers.items() if CALL in answer.short]
TYPED = [(name, code, words) for name in DANGERS for code, words in TOPICS[name].questions()]
LEADS_ON = {
    "emergency": {"/ask_more", '/ask_data_sharing{"door": "police"}', "/device_unsafe", "/find_support"},
    "self_harm": {"/ask_more", '/find_support{"need": "mental_health_crisis"}', "/emergency", "/find_support"},
    "device_unsafe": {"/ask_more", "/emergency", '/find_support{"need": "domestic_abuse"}', "/ask_documents"},
}
"""All that may be pressed under an answer about danger: help and more about it, never a form or something to send."""


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("name", BEGIN_WITH_DANGER)
async def test_999_is_the_first_thing_said_and_cannot_be_overlooked(name: str, language: str, engine: Engine) -> None:
    shown = await parts(engine, name, language)
    before = shown.first[: shown.first.index(CALL)]
    assert before == (("device_unsafe.leave",) if name == "device_unsafe" else ())
    called = [block for block in shown.blocks if isinstance(block, Paragraph) and CALL in statements(engine, language, [block])]
    assert called[0].tone is Tone.SAFETY and "999" in called[0].text


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("name", DANGERS)
async def test_under_danger_stand_only_help_and_more_about_it(name: str, language: str, engine: Engine) -> None:
    shown = await parts(engine, name, language)
    assert set(payloads(shown.blocks)) == LEADS_ON[name]
    assert set(payloads(shown.more)) <= LEADS_ON[name]
    assert not [block for block in (*shown.blocks, *shown.more) if block.type in ("organisation", "card")]


@pytest.mark.parametrize(("name", "language", "words"), TYPED, ids=[f"{name}-{code}-{place}" for place, (name, code, _) in enumerate(TYPED)])
async def test_danger_typed_between_two_questions_stands_alone(name: str, language: str, words: str, engine: Engine, resources: Resources) -> None:
    asked = await press(engine, '/inform{"route_danger": "nobody"}', language, {})
    reply = await engine.answer(words, language, kept(asked))
    answer = resources.library.answers[name]
    headings = [block.text for block in reply.blocks if isinstance(block, Heading)]
    assert headings == [engine.nlg.speaker(language).say(answer.heading)]
    assert list(statements(engine, language, reply.blocks))[: len(answer.short)] == list(answer.short)
    assert set(payloads(reply.blocks)) == LEADS_ON[name] | {"/start_routes"}
    assert payloads(reply.blocks)[-1] == "/start_routes", "going on comes last"
