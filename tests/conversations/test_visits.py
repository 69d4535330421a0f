"""Five longer visits in two languages: what is answered at each step, what comes of the questions, and what is kept."""

from __future__ import annotations

import json
import logging
import re
import time
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest
import yaml

from bot.conversation.blocks import Block, Heading, OrganisationCard, Paragraph, Tone
from bot.conversation.service import WEB, ConversationService, InboundMessage
from bot.conversation.state import CARRIED_SLOTS, REQUESTED_SLOT, route_slot
from bot.directory import Nation, Need
from bot.engine.engine import Engine
from bot.nlg.speaker import Speaker, payload
from bot.privacy.keys import EPOCH_SECONDS, KeyRing
from bot.privacy.sealed_state import StateSealer
from bot.resources import Resources
from bot.routes import IMPLICIT, Kind
from bot.settings import Settings
from tests.answers.seen import payloads, statements
from tests.routes.test_people import PEOPLE

VISITS: dict[str, dict[str, Any]] = yaml.safe_load((Path(__file__).parent / "visits.yml").read_text("utf-8"))
ON_EVERY_PAGE = {"/emergency", "/forget_me", "/what_is_held"}
SEED = (int(time.time() // EPOCH_SECONDS) - 1, bytes(range(32)))


def languages(visit: dict[str, Any]) -> list[str]:
    """Those of the first words; every other step has the same."""
    return list(visit["steps"][0]["says"])


CASES = [(person, language) for person, visit in VISITS.items() for language in languages(visit)]


@dataclass
class Conversation:
    """One person before the page: what she sees, and what she typed so far."""

    service: ConversationService
    engine: Engine
    language: str
    blocks: tuple[Block, ...]
    state: str
    typed: list[str] = field(default_factory=list)

    @property
    def speaker(self) -> Speaker:
        return self.engine.nlg.speaker(self.language)

    async def says(self, words: str) -> None:
        self.typed.append(words)
        await self._send(InboundMessage(self.language, text=words, state=self.state))

    async def presses(self, choice: str) -> None:
        assert choice in {*payloads(self.blocks), *ON_EVERY_PAGE}, f"{choice} is not on the page: {payloads(self.blocks)}"
        await self._send(InboundMessage(self.language, choice=choice, state=self.state))

    async def _send(self, message: InboundMessage) -> None:
        answer = await self.service.answer(message)
        assert answer.language == self.language and not answer.fresh
        self.blocks, self.state = answer.blocks, answer.state

    def asked(self) -> str | None:
        """The id of the question whose buttons are on the page."""
        slots = [found[1] for item in payloads(self.blocks) if (found := re.match(r'/inform\{"(\w+)"', item))]
        return slots[0].removeprefix("route_") if slots else None

    def reads(self, *, routes: bool = False) -> tuple[str, ...]:
        """Ids of the statements on the page, in order of reading."""
        return statements(self.engine, self.language, self.blocks, routes=routes)


@pytest.fixture(scope="module")
def seeded(engine: Engine) -> ConversationService:
    """A service whose sealed states the tests can open."""
    return ConversationService(engine, Settings(state_seed=SEED))


@pytest.fixture(scope="module")
def sealer() -> StateSealer:
    keys = KeyRing(SEED[1], keep=3600, clock=time.time, epoch=SEED[0])
    return StateSealer(keys, WEB, minutes=60, clock=time.time)


@pytest.fixture
def possible(resources: Resources) -> dict[str, set[str]]:
    """Every value a carried slot may have. All are ids and codes of ours: nothing a person could have typed."""
    shown = {f"{name}:{part}" for name in (*resources.library.answers, "routes") for part in ("short", "more")}
    questions = {
        route_slot(question.id): {*(choice.id for choice in question.choices), *IMPLICIT}
        for question in resources.routes.questions
    }
    waiting = {REQUESTED_SLOT: set(questions)}
    return {"last_answer": shown, "need": set(Need), "serves": set(), "slip": set(), **questions, "nation": set(Nation) | set(IMPLICIT), **waiting}


def test_the_five_of_the_routes_are_visited_in_two_languages_each(possible: dict[str, set[str]]) -> None:
    assert set(VISITS) == set(PEOPLE) and set(possible) == set(CARRIED_SLOTS)
    for visit in VISITS.values():
        assert len(languages(visit)) == 2
        assert all(list(step["says"]) == languages(visit) for step in visit["steps"] if "says" in step)


@pytest.mark.parametrize(("person", "language"), CASES)
async def test_a_visit_goes_as_it_is_told(
    person: str, language: str, seeded: ConversationService, sealer: StateSealer, engine: Engine, resources: Resources,
    possible: dict[str, set[str]], caplog: pytest.LogCaptureFixture,
) -> None:  # fmt: skip
    caplog.set_level(logging.DEBUG)
    opening = seeded.opening(language)
    her = Conversation(seeded, engine, language, opening.blocks, opening.state)
    for step in VISITS[person]["steps"]:
        if "says" in step:
            await her.says(step["says"][language])
        if "presses" in step:
            await her.presses(step["presses"])
        for question, answer in step.get("answers", {}).items():
            assert her.asked() == question
            await her.presses(payload("inform", **{route_slot(question): answer}))
        kept = sealer.open(her.state)["s"]
        assert all(value in possible[name] for name, value in kept.items())
        check(step, her, kept, resources)
    logged = " ".join([caplog.text, *(json.dumps(record.__dict__, default=str) for record in caplog.records)])
    assert not [words for words in her.typed if words in logged]


def check(step: dict[str, Any], her: Conversation, kept: dict[str, str], resources: Resources) -> None:
    """Whether what stands on the page, and what is kept, is what the step wants."""
    where = str(step.get("says") or step.get("presses") or step.get("answers"))
    read = her.reads()
    if "answer" in step:
        answer = resources.library.answers[step["answer"]]
        headings = [block.text for block in her.blocks if isinstance(block, Heading)]
        assert headings[0] == her.speaker.say(answer.heading), where
        assert kept["last_answer"].startswith(f"{answer.id}:"), where
    assert list(read[: len(step.get("reads", ()))]) == step.get("reads", []), where
    assert [name for name in step.get("also", ()) if name not in read] == [], where
    assert [name for name in step.get("not", ()) if name in read] == [], where
    assert set(step.get("offers", ())) <= set(payloads(her.blocks)), where
    if "asks" in step or "answer" in step:
        assert her.asked() == step.get("asks"), where
    if "card" in step:
        assert [block for block in her.blocks if block.type == "card" and block.lines], where
    if "needs" in step:
        shown = [block.id for block in her.blocks if isinstance(block, OrganisationCard)]
        known = {organisation.id: organisation for organisation in resources.organisations}
        assert shown and all(step["needs"] in known[name].needs for name in shown), where
        assert all(step["nation"] in known[name].nations for name in shown), where
    if "holds" in step:
        assert {name: value for name, value in kept.items() if name not in ("last_answer", "need")} == step["holds"], where
    if "result" in step:
        check_result(step["result"], her, resources)
    if "holds_in_words" in step:
        check_held(her, kept, resources)


def check_result(result: dict[str, Any], her: Conversation, resources: Resources) -> None:
    """Exactly these routes and warnings, dangers before what they are a danger of, advisers where they belong."""
    book, speaker, read = resources.routes, her.speaker, her.reads(routes=True)
    headings = [block.text for block in her.blocks if isinstance(block, Heading)]
    titles = {speaker.say(route.heading): route for route in book.routes.values()}
    shown = [titles[text] for text in headings if text in titles]
    assert [route.id for route in shown if route.kind is not Kind.ADVISER] == result["routes"]
    assert [route.id for route in shown if route.kind is Kind.ADVISER] == list(book.rules.advisers)
    assert (shown[0].kind is Kind.ADVISER) == result["adviser_first"]
    warnings = [name.removeprefix("route.warning.") for name in read if name.startswith("route.warning.")]
    assert warnings == result["warnings"]
    dangers = {item.id for route in shown for item in route.dangers}
    assert dangers <= set(read)
    for route in shown:
        own = [read.index(item.id) for item in route.dangers]
        assert not own or max(own) < read.index(route.texts["what"][0].id), f"{route.id}: its dangers come first"
    cautions = [block.text for block in her.blocks if isinstance(block, Paragraph) and block.tone is Tone.CAUTION]
    assert (speaker.label("routes.urgent") in cautions) == result["urgent"]
    assert (speaker.label("routes.unknown") in cautions) == result.get("unknown", False)


def check_held(her: Conversation, kept: dict[str, str], resources: Resources) -> None:
    """What is kept is said in words: every answer given stands there, and nothing that was typed."""
    said = json.dumps([block.to_json() for block in her.blocks], ensure_ascii=False)
    for question in resources.routes.questions:
        choice = question.choice(kept.get(route_slot(question.id), ""))
        if choice:
            assert her.speaker.say(choice.title) in said, question.id
    assert not [words for words in her.typed if words in said]
