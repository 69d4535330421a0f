"""What each answer says and does not say, through the real engine, in every offered language."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import pytest
import yaml

from bot.conversation.blocks import Facts, Paragraph, Tone, plain_text
from bot.conversation.choice import parse_choice
from bot.engine.engine import Engine
from bot.nlg.speaker import answer_payload
from bot.resources import Resources, shared_resources
from tests.conftest import LANGUAGES

TABLE: dict[str, dict[str, Any]] = yaml.safe_load((Path(__file__).parent / "answers.yml").read_text("utf-8"))
TYPED = [(name, code, words) for name, entry in TABLE.items() for code, asked in (entry.get("ask") or {}).items() for words in asked]
NAMES = list(shared_resources().library.answers)
SPACE = re.compile(r"\s+")


def words_of(blocks: tuple) -> str:
    return SPACE.sub(" ", plain_text(block for block in blocks if isinstance(block, Paragraph | Facts)))


async def parts(name: str, language: str, engine: Engine) -> tuple[tuple, tuple]:
    """The first part of an answer and the rest of it, pressed as a person would."""
    answer = shared_resources().library.answers[name]
    first = await engine.answer(parse_choice(answer_payload(answer), engine.intents, engine.entities), language, {})
    slots = {key: value for key, value in first.slots.items() if isinstance(value, str)}
    rest = await engine.answer(parse_choice("/ask_more", engine.intents, engine.entities), language, slots)
    return first.blocks, rest.blocks


def test_every_answer_to_an_intent_or_about_a_place_is_in_the_table(resources: Resources) -> None:
    wanted = {answer.id for answer in resources.library.answers.values() if answer.intents or answer.door}
    assert wanted == set(TABLE)
    for entry in TABLE.values():
        for statement in (*entry["must"], *entry["must_not"]):
            assert statement in resources.library.statements


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("name", TABLE)
async def test_an_answer_says_what_it_must_and_not_what_it_must_not(name: str, language: str, engine: Engine, resources: Resources) -> None:
    first, rest = await parts(name, language, engine)
    speaker = engine.nlg.speaker(language)

    def said(statement: str) -> str:
        return SPACE.sub(" ", speaker.say(resources.library.statements[statement].text))

    everything = words_of((*first, *rest))
    assert [statement for statement in TABLE[name]["must"] if said(statement) not in everything] == []
    assert [statement for statement in TABLE[name]["must_not"] if said(statement) in words_of(first)] == []


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("name", NAMES)
async def test_every_statement_of_an_answer_is_shown_and_999_first(name: str, language: str, engine: Engine, resources: Resources) -> None:
    answer = resources.library.answers[name]
    first, rest = await parts(name, language, engine)
    speaker = engine.nlg.speaker(language)
    shown, more = words_of(first), words_of(rest)
    assert all(SPACE.sub(" ", speaker.say(resources.library.statements[item].text)) in shown for item in answer.short)
    assert all(SPACE.sub(" ", speaker.say(resources.library.statements[item].text)) in more for item in (*answer.more, *answer.ask_first))
    if "emergency.call_999" in answer.short:
        safety = [block for block in first if isinstance(block, Paragraph) and block.tone is Tone.SAFETY]
        assert "999" in safety[0].text


@pytest.mark.parametrize(("name", "language", "words"), TYPED, ids=[f"{name}-{code}-{place}" for place, (name, code, _) in enumerate(TYPED)])
async def test_a_question_in_her_own_words_finds_its_answer(name: str, language: str, words: str, engine: Engine, resources: Resources) -> None:
    reply = await engine.answer(words, language, {})
    assert (reply.slots.get("last_answer") or "").removesuffix(":short") == name, reply.parsed["intent"]
