"""Conversations: the place is kept, forged memory is met calmly, any text gets an answer, nothing typed is carried."""

from __future__ import annotations

import base64
import time

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from bot.conversation.blocks import Block, Choices, Heading, Paragraph, plain_text
from bot.conversation.service import PAGES, SHOW_AGAIN, WEB, ConversationService, InboundMessage
from bot.engine.engine import Engine
from bot.errors import BadRequest
from bot.privacy.keys import EPOCH_SECONDS, KeyRing
from bot.privacy.sealed_state import StateSealer
from bot.resources import Resources
from bot.settings import Settings
from tests.conftest import LANGUAGES

SEED = (int(time.time() // EPOCH_SECONDS) - 1, bytes(range(32)))
SENTINEL = "Xylophonia Quagmire"


@pytest.fixture(scope="module")
def seeded(engine: Engine) -> ConversationService:
    """A service whose sealed states the tests can open."""
    return ConversationService(engine, Settings(state_seed=SEED))


@pytest.fixture(scope="module")
def sealer() -> StateSealer:
    keys = KeyRing(SEED[1], keep=3600, clock=time.time, epoch=SEED[0])
    return StateSealer(keys, WEB, minutes=60, clock=time.time)


def heading(blocks: tuple[Block, ...]) -> str:
    return next(block.text for block in blocks if isinstance(block, Heading))


def apology(engine: Engine, language: str) -> str:
    return engine.nlg.blocks("utter_apology", language, {})[0].text


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_opening_greets_and_offers_choices(language: str, service: ConversationService) -> None:
    opening = service.opening(language)
    assert opening.language == language and opening.state and not opening.fresh
    assert isinstance(opening.blocks[0], Paragraph) and isinstance(opening.blocks[-1], Choices)


async def test_more_shows_the_rest_of_the_answer_shown_last(service: ConversationService) -> None:
    short = await service.answer(InboundMessage("en", choice='/ask_data_sharing{"door": "police"}'))
    more = await service.answer(InboundMessage("en", choice="/ask_more", state=short.state))
    assert heading(more.blocks) == heading(short.blocks)
    assert plain_text(more.blocks) != plain_text(short.blocks)
    end = await service.answer(InboundMessage("en", choice="/ask_more", state=more.state))
    assert "all we could find out" in plain_text(end.blocks)


@pytest.mark.parametrize("part", ["short", "more"])
@pytest.mark.parametrize("language", ["es", "ar", "ur"])
async def test_another_language_keeps_the_place(
    language: str, part: str, service: ConversationService, resources: Resources
) -> None:
    shown = await service.answer(InboundMessage("en", choice="/ask_protocol"))
    if part == "more":
        shown = await service.answer(InboundMessage("en", choice="/ask_more", state=shown.state))
    again = await service.answer(InboundMessage(language, choice=SHOW_AGAIN, state=shown.state))
    assert again.language == language
    assert heading(again.blocks) == resources.catalogs.translate(language, heading(shown.blocks))
    assert [block.type for block in again.blocks] == [block.type for block in shown.blocks]
    back = await service.answer(InboundMessage("en", choice=SHOW_AGAIN, state=again.state))
    assert back.blocks == shown.blocks


async def test_another_language_before_any_answer_says_that_we_go_on(service: ConversationService) -> None:
    answer = await service.answer(InboundMessage("es", choice=SHOW_AGAIN, state=service.opening("en").state))
    assert answer.language == "es" and isinstance(answer.blocks[-1], Choices)


async def test_a_language_button_changes_the_language(service: ConversationService) -> None:
    shown = await service.answer(InboundMessage("en", choice="/ask_protocol"))
    changed = await service.answer(InboundMessage("en", choice='/change_language{"language": "ur"}', state=shown.state))
    assert changed.language == "ur"
    assert heading(changed.blocks) != heading(shown.blocks)


@pytest.mark.parametrize(
    ("typed", "language"),
    [("can we speak in Spanish?", "es"), ("i want arabic language please", "ar"), ("switch to Urdu", "ur")],
)
async def test_a_typed_wish_changes_the_language(typed: str, language: str, service: ConversationService) -> None:
    answer = await service.answer(InboundMessage("en", typed))
    assert answer.language == language


async def test_a_typed_wish_for_another_language_offers_the_list(service: ConversationService) -> None:
    answer = await service.answer(InboundMessage("en", "I want to change the language"))
    offered = [choice.payload for block in answer.blocks if isinstance(block, Choices) for choice in block.items]
    assert offered == [f'/change_language{{"language": "{code}"}}' for code in LANGUAGES]


@pytest.mark.parametrize("language", ["xx", "", "en-US", "../en"])
async def test_an_unknown_language_is_answered_in_english(language: str, service: ConversationService) -> None:
    answer = await service.answer(InboundMessage(language, choice="/greet"))
    assert "Hello" in plain_text(answer.blocks)


@pytest.mark.parametrize("state", ["forged", "A" * 400, "\x00", "🙂", "x" * 50_000])
@pytest.mark.parametrize("message", [{"text": "hello"}, {"choice": "/ask_more"}, {"choice": "/emergency"}, {"choice": SHOW_AGAIN}])
async def test_a_forged_state_starts_afresh_and_calmly(
    state: str, message: dict, service: ConversationService, engine: Engine
) -> None:
    answer = await service.answer(InboundMessage("en", state=state, **message))
    assert answer.fresh
    assert plain_text(answer.blocks) and apology(engine, "en") not in plain_text(answer.blocks)


async def test_a_state_of_another_server_starts_afresh(service: ConversationService, seeded: ConversationService) -> None:
    answer = await service.answer(InboundMessage("en", "hello", state=seeded.opening("en").state))
    assert answer.fresh


@pytest.mark.parametrize(
    "slots",
    [
        {"last_answer": "no_such_answer:short"}, {"last_answer": ":"}, {"last_answer": ""}, {"nation": "atlantis"},
        {"need": "gold"}, {"serves": "cats"}, {"last_answer": "door.police:middle"},
    ],
)
@pytest.mark.parametrize("choice", ["/ask_more", "/find_support", SHOW_AGAIN])
async def test_a_state_of_an_older_version_is_met_calmly(
    slots: dict, choice: str, seeded: ConversationService, sealer: StateSealer, engine: Engine
) -> None:
    """Content may change while a page waits: answers, nations and needs in its state may be gone."""
    answer = await seeded.answer(InboundMessage("en", choice=choice, state=sealer.seal({"s": slots})))
    assert not answer.fresh
    assert apology(engine, "en") not in plain_text(answer.blocks)


@pytest.mark.parametrize("message", [{}, {"text": ""}, {"text": "  \n"}, {"choice": ""}, {"text": "", "choice": ""}])
async def test_nothing_is_a_bad_request(message: dict, service: ConversationService) -> None:
    with pytest.raises(BadRequest):
        await service.answer(InboundMessage("en", **message))


@pytest.mark.parametrize("choice", ["/unknown", "greet", "/greet{", '/find_support{"need": "<b>"}', "x" * 5000])
async def test_an_unknown_choice_is_a_bad_request(choice: str, service: ConversationService) -> None:
    with pytest.raises(BadRequest):
        await service.answer(InboundMessage("en", choice=choice))


@pytest.mark.parametrize("choice", ["/session_start", "/back", "/restart", "/nlu_fallback", "/out_of_scope"])
async def test_rasas_own_intents_can_be_forged_and_are_answered(
    choice: str, service: ConversationService, engine: Engine
) -> None:
    try:
        answer = await service.answer(InboundMessage("en", choice=choice))
    except BadRequest:
        return
    assert plain_text(answer.blocks) and apology(engine, "en") not in plain_text(answer.blocks)


@pytest.mark.parametrize("page", PAGES)
@pytest.mark.parametrize("language", LANGUAGES)
def test_every_plain_page_has_words_and_no_buttons(page: str, language: str, service: ConversationService) -> None:
    blocks = service.page(page, language)
    assert len(plain_text(blocks)) > 100
    assert not any(isinstance(block, Choices) for block in blocks)
    assert "{" not in plain_text(blocks)


def test_an_unknown_page_is_a_key_error(service: ConversationService) -> None:
    with pytest.raises(KeyError):
        service.page("nowhere", "en")


async def test_nothing_typed_is_in_the_state(seeded: ConversationService, sealer: StateSealer) -> None:
    state = seeded.opening("en").state
    for text in (f"my name is {SENTINEL}", f"he has a knife, {SENTINEL}", SENTINEL, f"help me in Scotland {SENTINEL}"):
        answer = await seeded.answer(InboundMessage("en", text, state=state))
        opened = str(sealer.open(answer.state))
        assert SENTINEL.split()[0].lower() not in opened.lower()
        state = answer.state


async def test_forgetting_empties_the_state(seeded: ConversationService, sealer: StateSealer) -> None:
    shown = await seeded.answer(InboundMessage("en", choice='/find_support{"need": "domestic_abuse", "nation": "wales"}'))
    assert sealer.open(shown.state) != {"s": {}}
    done = await seeded.answer(InboundMessage("en", choice="/forget_me", state=shown.state))
    assert sealer.open(done.state) == {"s": {}}


def test_the_state_is_a_form_field_of_fixed_length(service: ConversationService) -> None:
    state = service.opening("en").state
    assert len(base64.urlsafe_b64decode(state + "=" * (-len(state) % 4))) == 17 + 256 + 16


scripts = st.sampled_from([(0x20, 0x7E), (0x600, 0x6FF), (0x900, 0x97F), (0x400, 0x4FF), (0x4E00, 0x4FFF), (0x1200, 0x137F),
                           (0xE00, 0xE7F), (0xAC00, 0xADFF), (0x1F300, 0x1F6FF)])
in_one_script = scripts.flatmap(lambda ends: st.text(st.characters(min_codepoint=ends[0], max_codepoint=ends[1]), max_size=80))


@given(in_one_script | st.text(st.characters(codec=None), max_size=200), st.sampled_from(LANGUAGES))
@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow, HealthCheck.function_scoped_fixture])
async def test_any_text_in_any_script_gets_an_answer(
    service: ConversationService, engine: Engine, text: str, language: str
) -> None:
    if not text.strip():
        return
    answer = await service.answer(InboundMessage(language, text))
    said = plain_text(answer.blocks)
    assert said and apology(engine, answer.language) not in said
    assert isinstance(answer.blocks[-1], Choices) or len(answer.blocks) > 1
