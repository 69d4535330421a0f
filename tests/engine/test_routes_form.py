"""The questions about routes: skippable, interruptible by a question or by danger, resumed, and never in the way."""

from __future__ import annotations

import random

import pytest
import yaml

from bot.conversation.blocks import Facts, Heading, Paragraph, Tone, plain_text
from bot.conversation.choice import parse_choice
from bot.conversation.service import ConversationService, InboundMessage
from bot.conversation.state import REQUESTED_SLOT, ROUTE_QUESTIONS, route_slot
from bot.engine.engine import Engine
from bot.paths import ROOT
from bot.resources import Resources
from bot.routes import DONT_KNOW, SKIP
from tests.conftest import LANGUAGES
from tests.engine.test_answers import choices


async def press(engine: Engine, payload: str, language: str, slots: dict) -> tuple[tuple, dict]:
    reply = await engine.answer(parse_choice(payload, engine.intents, engine.entities), language, slots)
    return reply.blocks, {name: value for name, value in reply.slots.items() if isinstance(value, str)}


def heading(blocks: tuple) -> str:
    return next(block.text for block in blocks if isinstance(block, Heading))


def test_domain_state_and_content_name_the_same_questions(resources: Resources) -> None:
    domain = yaml.safe_load((ROOT / "domain" / "routes.yml").read_text("utf-8"))
    names = [question.id for question in resources.routes.questions]
    assert [*ROUTE_QUESTIONS, "nation"] == names
    assert domain["forms"]["routes_form"]["required_slots"] == [route_slot(name) for name in names]
    assert set(domain["slots"]) == {route_slot(name) for name in ROUTE_QUESTIONS}


@pytest.mark.parametrize("language", LANGUAGES)
async def test_skipping_everything_still_ends_with_advisers(language: str, engine: Engine, resources: Resources) -> None:
    blocks, slots = await press(engine, "/start_routes", language, {})
    for _ in range(20):
        if not slots.get(REQUESTED_SLOT):
            break
        blocks, slots = await press(engine, f'/inform{{"{slots[REQUESTED_SLOT]}": "skip"}}', language, slots)
    assert heading(blocks) == engine.nlg.speaker(language).label("routes.heading")
    assert any(block.type == "organisation" for block in blocks)


@pytest.mark.parametrize("language", LANGUAGES)
async def test_every_question_says_why_and_can_be_skipped_or_not_known(language: str, engine: Engine, resources: Resources) -> None:
    for question in resources.routes.questions:
        blocks = engine.nlg.blocks(f"utter_ask_routes_form_{route_slot(question.id)}", language, {"slots": {}})
        speaker = engine.nlg.speaker(language)
        assert heading(blocks) == speaker.say(question.text)
        assert any(isinstance(block, Paragraph) and block.text == speaker.say(question.why) for block in blocks)
        offered = choices(blocks)
        for answer in (*(choice.id for choice in question.choices), SKIP, DONT_KNOW):
            assert f'/inform{{"{route_slot(question.id)}": "{answer}"}}' in offered


@pytest.mark.parametrize("interruption", ["will the police tell the home office about me", "thank you", "asdf qwer", "ok"])
async def test_a_question_in_between_is_answered_and_the_questions_go_on(interruption: str, engine: Engine) -> None:
    _, slots = await press(engine, "/start_routes", "en", {})
    asked, slots = await press(engine, '/inform{"route_danger": "nobody"}', "en", slots)
    reply = await engine.answer(interruption, "en", slots)
    assert heading(asked) not in plain_text(reply.blocks)
    assert choices(reply.blocks)[-1] == "/start_routes"
    slots = {name: value for name, value in reply.slots.items() if isinstance(value, str)}
    again, _ = await press(engine, "/start_routes", "en", slots)
    assert heading(again) == heading(asked)


@pytest.mark.parametrize("danger", ["he is breaking the door help me now", "I want to kill myself", "he is looking at my phone right now"])
async def test_danger_in_between_stands_alone_and_nothing_is_lost(danger: str, engine: Engine) -> None:
    _, slots = await press(engine, '/inform{"route_danger": "nobody"}', "en", {})
    waiting = slots[REQUESTED_SLOT]
    reply = await engine.answer(danger, "en", slots)
    assert reply.parsed["safety"]["level"] == "hard"
    assert any(isinstance(block, Paragraph) and block.tone is Tone.SAFETY for block in reply.blocks) or "999" in plain_text(reply.blocks)
    assert "Why we ask" not in plain_text(reply.blocks)
    assert reply.slots[REQUESTED_SLOT] == waiting and reply.slots["route_danger"] == "nobody"


async def test_the_danger_button_too_offers_to_go_on(service: ConversationService) -> None:
    begun = await service.answer(InboundMessage("en", choice="/start_routes"))
    danger = await service.answer(InboundMessage("en", choice="/emergency", state=begun.state))
    assert "999" in plain_text(danger.blocks) and choices(danger.blocks)[-1] == "/start_routes"
    went_on = await service.answer(InboundMessage("en", choice="/start_routes", state=danger.state))
    assert heading(went_on.blocks) == heading(begun.blocks)


async def test_a_title_typed_whole_is_an_answer_and_a_sentence_with_it_is_not(service: ConversationService, resources: Resources) -> None:
    state = (await service.answer(InboundMessage("en", choice='/inform{"route_danger": "nobody"}'))).state
    typed = await service.answer(InboundMessage("en", text="  to WORK ", state=state))
    assert heading(typed.blocks) == "What kind of work visa?"
    sentence = await service.answer(InboundMessage("en", text="I came to work and now he hits me", state=state))
    assert heading(sentence.blocks) != "What kind of work visa?"


async def test_an_answer_of_a_page_left_open_is_taken_and_changes_what_is_asked(engine: Engine) -> None:
    _, slots = await press(engine, '/inform{"route_danger": "nobody"}', "en", {})
    _, slots = await press(engine, '/inform{"route_came": "work"}', "en", slots)
    assert slots[REQUESTED_SLOT] == "route_work_kind"
    _, slots = await press(engine, '/inform{"route_came": "study"}', "en", slots)
    assert slots["route_came"] == "study" and slots[REQUESTED_SLOT] == "route_stage"


@pytest.mark.parametrize("payload", ['/inform{"route_came": "king"}', '/inform{"need": "health"}', "/inform", '/start_routes{"again": "no"}', "/show_routes"])
async def test_forged_answers_get_a_calm_answer(payload: str, engine: Engine) -> None:
    blocks, _ = await press(engine, payload, "en", {"route_danger": "nonsense", REQUESTED_SLOT: "route_nowhere"})
    assert blocks and engine.nlg.blocks("utter_apology", "en", {})[0].text not in plain_text(blocks)


async def test_answering_again_begins_with_nothing(engine: Engine) -> None:
    _, slots = await press(engine, '/inform{"route_came": "work"}', "en", {})
    _, slots = await press(engine, '/start_routes{"again": "yes"}', "en", {**slots, "nation": "wales"})
    assert not [name for name in slots if name.startswith("route_")] and "nation" not in slots


async def test_forgetting_forgets_the_answers(engine: Engine) -> None:
    _, slots = await press(engine, '/inform{"route_came": "work"}', "en", {})
    _, slots = await press(engine, "/forget_me", "en", slots)
    assert set(slots) == {"language"}


async def test_the_result_comes_again_in_another_language(service: ConversationService, engine: Engine) -> None:
    shown = await service.answer(InboundMessage("en", choice="/show_routes"))
    spanish = await service.answer(InboundMessage("es", choice="/show", state=shown.state))
    assert heading(spanish.blocks) == engine.nlg.speaker("es").label("routes.heading")


async def test_dangers_stand_before_every_route_and_no_path_says_qualify(engine: Engine, resources: Resources) -> None:
    random.seed(11)
    for _ in range(150):
        answers = {question.id: random.choice([*(choice.id for choice in question.choices), SKIP, DONT_KNOW]) for question in resources.routes.questions}
        blocks = engine.nlg.blocks("utter_routes", "en", {"answers": answers})
        headings = [block.text for block in blocks if isinstance(block, Heading)]
        assert headings[:2] == ["Things to ask a regulated adviser about", "Dangers first"]
        text = plain_text(block for block in blocks if block.type != "sources").lower()
        assert "qualif" not in text and "eligible" not in text and "you should apply" not in text
        assert sum(isinstance(block, Facts) for block in blocks) <= 5


async def test_a_whole_set_of_answers_fits_into_the_state(service: ConversationService, resources: Resources) -> None:
    state = None
    for question in resources.routes.questions:
        longest = max((choice.id for choice in question.choices), key=len)
        answer = await service.answer(InboundMessage("en", choice=f'/inform{{"{route_slot(question.id)}": "{longest}"}}', state=state))
        state = answer.state
        assert not answer.fresh
    assert len(state) < 1500
