"""Everything a person can reach by pressing and by asking has an answer, in every language."""

from __future__ import annotations

from collections import deque

import pytest

from bot.conversation.blocks import Block, Choices, Paragraph, Tone, plain_text
from bot.conversation.choice import ParsedChoice
from bot.conversation.service import ConversationService, InboundMessage
from bot.engine.engine import Engine
from bot.nlu.data import read_tsv
from bot.nlu.linear_classifier import SAFETY_KINDS
from bot.paths import ROOT
from tests.conftest import LANGUAGES

DEPENDS_ON_PLACE = ("/ask_more", "/show")
"""Choices whose answer depends on what was shown before, so they are pressed again after each other choice."""
MOST_STEPS = 5000


def said(engine: Engine, response: str, language: str) -> str:
    return engine.nlg.blocks(response, language, {})[0].text


def choices(blocks: tuple[Block, ...]) -> list[str]:
    return [choice.payload for block in blocks if isinstance(block, Choices) for choice in block.items]


def assert_answers(blocks: tuple[Block, ...], engine: Engine, language: str, what: str) -> None:
    text = plain_text(blocks)
    assert text, f"{what} in {language}: nothing is said"
    assert said(engine, "utter_apology", language) not in text, f"{what} in {language}: an apology"
    assert "{" not in text, f"{what} in {language}: a placeholder is left"
    assert "utter_" not in text and "action_" not in text, f"{what} in {language}: a name of ours is said"
    assert all(block.items for block in blocks if isinstance(block, Choices)), f"{what} in {language}: no button"


@pytest.mark.parametrize("language", LANGUAGES)
async def test_every_button_that_can_be_reached_is_answered(
    language: str, service: ConversationService, engine: Engine
) -> None:
    opening = service.opening(language)
    assert_answers(opening.blocks, engine, language, "the opening")
    waiting = deque((payload, "", opening.state) for payload in choices(opening.blocks))
    seen: set[tuple[str, str]] = set()
    while waiting:
        payload, before, state = waiting.popleft()
        key = (payload, before if payload in DEPENDS_ON_PLACE else "")
        if key in seen:
            continue
        seen.add(key)
        assert len(seen) < MOST_STEPS
        answer = await service.answer(InboundMessage(language, choice=payload, state=state))
        assert not answer.fresh
        assert_answers(answer.blocks, engine, answer.language, f"{payload} after {before or 'the opening'}")
        if answer.language != language:
            continue
        waiting.extend((found, payload, answer.state) for found in choices(answer.blocks))
    pressed = {payload for payload, _ in seen}
    assert {"/emergency", "/ask_protocol", "/find_support", "/ask_more", "/forget_me"} <= pressed
    assert any("page" in payload for payload in pressed) and any("nation" in payload for payload in pressed)


async def test_the_same_buttons_can_be_reached_in_every_language(service: ConversationService) -> None:
    for payload in ("/ask_data_sharing", '/ask_data_sharing{"door": "choose"}', "/ask_protocol", "/ask_more", "/affirm"):
        offered = {
            language: choices((await service.answer(InboundMessage(language, choice=payload))).blocks)
            for language in LANGUAGES
        }
        assert all(found == offered["en"] for found in offered.values()), payload


@pytest.mark.parametrize("language", LANGUAGES)
async def test_every_intent_is_answered(language: str, engine: Engine) -> None:
    for intent in sorted(engine.intents):
        reply = await engine.answer(ParsedChoice(intent, {}), language, {})
        assert_answers(reply.blocks, engine, language, intent)


@pytest.mark.parametrize("language", LANGUAGES)
async def test_every_door_is_answered(language: str, engine: Engine) -> None:
    for door in engine.nlg.speaker("en").library.door_order:
        reply = await engine.answer(ParsedChoice("ask_data_sharing", {"door": door}), language, {})
        assert_answers(reply.blocks, engine, language, door)
        assert reply.slots["last_answer"] == f"door.{door}:short"


@pytest.mark.parametrize("door", ["nowhere", "choose-", "0"])
async def test_an_unknown_door_gets_the_overview(door: str, engine: Engine) -> None:
    reply = await engine.answer(ParsedChoice("ask_data_sharing", {"door": door}), "en", {})
    assert reply.slots["last_answer"] == "data_sharing:short"


@pytest.mark.parametrize(
    "entities", [{"need": "gold"}, {"nation": "atlantis"}, {"serves": "cats"}, {"page": "-1"}, {"page": "999"}, {"page": "9999"},
                 {"page": "x"}, {"need": "domestic_abuse", "nation": "wales", "page": "50"}],
)
async def test_forged_values_of_buttons_are_met_calmly(entities: dict[str, str], engine: Engine) -> None:
    reply = await engine.answer(ParsedChoice("find_support", entities), "en", {})
    assert_answers(reply.blocks, engine, "en", str(entities))
    assert reply.slots["need"] in (None, "domestic_abuse") and reply.slots["nation"] in (None, "wales")


async def first_line(engine: Engine, wanted) -> tuple[str, dict]:
    """The first of the project's own lines of which the model makes what `wanted` asks."""
    for line in read_tsv(ROOT / "tests" / "nlu" / "en.tsv")[::-1]:
        parsed = await engine.parse(line.text)
        if wanted(parsed):
            return line.text, parsed
    pytest.fail("no line of tests/nlu/en.tsv fits")


def is_soft(parsed: dict) -> bool:
    return parsed["safety"]["level"] == "soft" and parsed["intent"]["name"] not in (*SAFETY_KINDS, "nlu_fallback")


async def test_a_possible_danger_puts_one_line_on_top_of_the_normal_answer(engine: Engine) -> None:
    text, parsed = await first_line(engine, is_soft)
    reply = await engine.answer(text, "en", {})
    hint = said(engine, f"utter_safety_hint_{parsed['safety']['kind']}", "en")
    assert reply.blocks[0] == Paragraph(hint, Tone.SAFETY)
    entities = {entity["entity"]: entity["value"] for entity in reversed(parsed["entities"])}
    normal = await engine.answer(ParsedChoice(parsed["intent"]["name"], entities), "en", {})
    assert reply.blocks[1:] == normal.blocks


async def test_the_line_on_top_is_in_her_language(engine: Engine) -> None:
    text, parsed = await first_line(engine, is_soft)
    for language in LANGUAGES:
        reply = await engine.answer(text, language, {})
        assert reply.blocks[0].text == said(engine, f"utter_safety_hint_{parsed['safety']['kind']}", language)
        assert reply.blocks[0].tone is Tone.SAFETY


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("help me he is breaking the door right now and he has a knife", "emergency"),
        ("I want to kill myself tonight", "self_harm"),
        ("Hello. I work in a hotel in Leeds. He is here now with a knife and he will kill me! Can I get a visa?", "emergency"),
    ],
)
async def test_a_sure_danger_replaces_every_other_answer(text: str, kind: str, engine: Engine) -> None:
    reply = await engine.answer(text, "en", {"last_answer": "protocol:short"})
    assert reply.parsed["safety"] == {"level": "hard", "kind": kind}
    pressed = await engine.answer(ParsedChoice(kind, {}), "en", {})
    assert reply.blocks == pressed.blocks
    assert any(isinstance(block, Paragraph) and "999" in block.text for block in reply.blocks)


@pytest.mark.parametrize("kind", SAFETY_KINDS)
@pytest.mark.parametrize(
    "slots",
    [
        {}, {"last_answer": "door.police:more"}, {"need": "domestic_abuse", "nation": "wales"},
        {"last_answer": "protocol:short", "need": "immigration_advice", "serves": "women"},
    ],
)
async def test_danger_is_answered_from_any_point(kind: str, slots: dict, engine: Engine) -> None:
    plain = await engine.answer(ParsedChoice(kind, {}), "ar", {})
    here = await engine.answer(ParsedChoice(kind, {}), "ar", slots)
    assert here.blocks == plain.blocks
    assert here.slots["last_answer"].endswith(":short")


@pytest.mark.parametrize("kind", SAFETY_KINDS)
@pytest.mark.parametrize("language", LANGUAGES)
async def test_the_danger_button_says_what_the_engine_says(
    kind: str, language: str, service: ConversationService, engine: Engine
) -> None:
    pressed = await service.answer(InboundMessage(language, choice=f"/{kind}"))
    asked = await engine.answer(ParsedChoice(kind, {}), language, {})
    assert pressed.blocks == asked.blocks


async def test_a_message_not_understood_offers_at_most_three_topics_and_others(engine: Engine) -> None:
    text, parsed = await first_line(engine, lambda parsed: parsed["intent"]["name"] == "nlu_fallback")
    for language in LANGUAGES:
        reply = await engine.answer(text, language, {})
        # Going on in the language the text seems to be in may be offered too.
        offered = [payload for payload in choices(reply.blocks) if not payload.startswith("/change_language")]
        assert 2 <= len(offered) <= 4 and offered[-1] == "/affirm"
        assert len(set(offered)) == len(offered)
        assert said(engine, "utter_not_understood", language) in plain_text(reply.blocks)
    best = parsed["intent_ranking"][1]["name"]
    assert any(best in payload for payload in offered) or not engine.nlg.speaker("en").library.answer_for(best)


@pytest.mark.parametrize("text", ["/greet", "／greet", "/emergency", "/restart", ' /find_support{"need": "domestic_abuse"}', "//"])
async def test_a_typed_command_is_only_words(text: str, engine: Engine) -> None:
    reply = await engine.answer(text, "en", {})
    assert reply.parsed["intent"]["confidence"] < 1.0
    assert reply.parsed["entities"] == [] or all(e["extractor"] == "TermExtractor" for e in reply.parsed["entities"])
    assert_answers(reply.blocks, engine, "en", "a typed command")


@pytest.mark.parametrize(
    "text", ["😀" * 50, "\x00", "\ud800", "ﷺ" * 100, "\ufdfa" * 3000, "a" * 5000, "help " * 20_000, "<script>alert(1)</script>",
             "{composer}", "%s %d {0}", "' OR 1=1 --", "\u202eevil\u202c", "1234567", "?"],
)
async def test_bad_input_is_answered_like_any_other(text: str, engine: Engine) -> None:
    reply = await engine.answer(text, "ur", {})
    spoken = reply.slots.get("language") or "ur"
    assert plain_text(reply.blocks) and said(engine, "utter_apology", spoken) not in plain_text(reply.blocks)


async def test_what_was_understood_never_holds_the_text(engine: Engine) -> None:
    parsed = await engine.parse("will the police tell Xylophonia about me")
    assert "xylophonia" not in str(parsed).lower()
