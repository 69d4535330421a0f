"""What a conversation holds is told whole, in words, and can be thrown away."""

from __future__ import annotations

import pytest

from bot.conversation.blocks import Facts, plain_text
from bot.conversation.service import ConversationService, InboundMessage
from bot.conversation.state import CARRIED_SLOTS
from bot.nlg.held import COVERED
from bot.resources import Resources
from tests.conftest import LANGUAGES
from tests.engine.test_answers import choices


def test_there_are_words_for_every_slot_that_is_carried() -> None:
    assert set(CARRIED_SLOTS) == COVERED


@pytest.mark.parametrize("language", LANGUAGES)
async def test_everything_that_was_chosen_is_told_and_forgotten(language: str, service: ConversationService, resources: Resources) -> None:
    state = None
    pressed = ["/ask_protocol", "/ask_more", '/find_support{"need": "exploitation", "nation": "wales"}', '/inform{"route_danger": "nobody"}', '/inform{"route_came": "work"}']
    for payload in pressed:
        answer = await service.answer(InboundMessage(language, choice=payload, state=state))
        state = answer.state
    answer = await service.answer(InboundMessage(language, choice="/what_is_held", state=state))
    rows = next(block for block in answer.blocks if isinstance(block, Facts)).rows
    speaker = service._engine.nlg.speaker(language)
    told = " ".join(f"{row.label} {row.value}" for row in rows)
    for expected in ("To work", "No danger today", "What kind of work visa?"):
        assert speaker.say(expected) in told
    assert speaker.label("nation.wales") in told and speaker.label("button.support.exploitation") in told
    opened = service._sealer.open(state)["s"]
    assert len(rows) == len(opened) + 1, "one row for each thing in the state, and the language"
    assert "/forget_me" in choices(answer.blocks)
    forgotten = await service.answer(InboundMessage(language, choice="/forget_me", state=answer.state))
    empty = await service.answer(InboundMessage(language, choice="/what_is_held", state=forgotten.state))
    assert len(next(block for block in empty.blocks if isinstance(block, Facts)).rows) == 1


ASKED = {
    "en": "what do you know about me?",
    "es": "¿Qué sabe de mí?",
    "ar": "ماذا تعرف عني؟",
    "ur": "آپ میرے بارے میں کیا جانتے ہیں؟",
}


@pytest.mark.parametrize("language", ASKED)
async def test_it_is_told_to_whoever_asks_in_her_own_words(language: str, service: ConversationService) -> None:
    state = (await service.answer(InboundMessage(language, choice='/find_support{"nation": "wales"}'))).state
    answer = await service.answer(InboundMessage(language, text=ASKED[language], state=state))
    (facts,) = (block for block in answer.blocks if isinstance(block, Facts))
    opened = service._sealer.open(answer.state)["s"]
    speaker = service._engine.nlg.speaker(language)
    assert speaker.label("nation.wales") in [row.value for row in facts.rows] and len(facts.rows) == len(opened) + 1
    assert choices(answer.blocks).count("/forget_me") == 1, "and offered to be forgotten"


async def test_the_page_without_scripts_tells_the_same(service: ConversationService) -> None:
    state = (await service.answer(InboundMessage("en", choice='/find_support{"nation": "scotland"}'))).state
    assert "Scotland" in plain_text(service.held(state, "en"))
    assert "Scotland" not in plain_text(service.held(None, "en"))
    assert "Scotland" not in plain_text(service.held("forged", "en"))


async def test_values_nobody_knows_do_not_break_it(service: ConversationService) -> None:
    state = (await service.answer(InboundMessage("en", choice='/inform{"route_came": "unheard-of", "nation": "atlantis"}'))).state
    assert "atlantis" in plain_text(service.held(state, "en"))
