"""Five invented people, each in two languages, through the whole service: from her own words to whom she can ask."""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
import yaml

from bot.conversation.blocks import Block, Choices, Facts, Heading, Paragraph, Tone, plain_text
from bot.conversation.service import ConversationService, InboundMessage
from bot.nlg.speaker import Speaker, payload
from bot.resources import Resources
from bot.routes import Kind
from tests.routes.test_people import PEOPLE

SAID: dict[str, dict[str, Any]] = yaml.safe_load((Path(__file__).parent / "people.yml").read_text("utf-8"))
CASES = [(person, language) for person, entry in SAID.items() for language in entry["says"]]
STAYING = {
    "en": "how can I stay in the UK legally",
    "es": "cómo puedo quedarme legalmente en el Reino Unido",
    "ar": "كيف يمكنني البقاء في بريطانيا بشكل قانوني",
    "ur": "میں برطانیہ میں قانونی طور پر کیسے رہ سکتی ہوں",
}
ALWAYS = {"now", "w1", "w12"}
SPACE = re.compile(r"\s+")


@dataclass
class Visit:
    """One person's conversation: what she sees now. She can press only what is offered."""

    service: ConversationService
    speaker: Speaker
    language: str
    blocks: tuple[Block, ...] = ()
    state: str | None = None

    async def write(self, words: str) -> None:
        await self._send(InboundMessage(self.language, text=words, state=self.state))

    async def press(self, choice: str) -> None:
        assert choice in self.offered(), f"{choice} is not offered: {self.offered()}"
        await self._send(InboundMessage(self.language, choice=choice, state=self.state))

    async def _send(self, message: InboundMessage) -> None:
        answer = await self.service.answer(message)
        assert answer.language == self.language and not answer.fresh
        self.blocks, self.state = answer.blocks, answer.state

    def offered(self) -> list[str]:
        return [item.payload for block in self.blocks if isinstance(block, Choices) for item in block.items]

    def headings(self) -> list[str]:
        return [block.text for block in self.blocks if isinstance(block, Heading)]

    def words(self) -> str:
        return SPACE.sub(" ", plain_text(self.blocks))

    def asked(self) -> str | None:
        """The question that is being asked, by the payload of its buttons."""
        return next((found[1] for item in self.offered() if (found := re.match(r'/inform\{"(\w+)"', item))), None)


@pytest.fixture
def visit(service: ConversationService, engine: Any) -> Any:
    return lambda language: Visit(service, engine.nlg.speaker(language), language)


def test_everybody_of_the_routes_has_a_conversation_in_two_languages() -> None:
    assert set(SAID) == set(PEOPLE)
    assert all(len(entry["says"]) == 2 and entry["says"].keys() == entry["interrupts"]["says"].keys() for entry in SAID.values())


@pytest.mark.parametrize(("person", "language"), CASES)
async def test_her_own_words_lead_to_whom_she_can_ask(person: str, language: str, visit: Any, resources: Resources) -> None:
    entry, (answers, routes, warnings, _) = SAID[person], PEOPLE[person]
    her = visit(language)
    speaker, library, book = her.speaker, resources.library, resources.routes

    await her.write(entry["says"][language])
    assert her.headings()[0] in [speaker.say(library.answers[name].heading) for name in entry["answer"]]

    await her.write(STAYING[language])
    await her.press("/start_routes")
    interruption, interrupted = entry["interrupts"], False
    while question := her.asked():
        name = question.removeprefix("route_")
        if name == interruption["before"] and not interrupted:
            interrupted = True
            await her.write(interruption["says"][language])
            assert her.headings()[:1] and her.headings()[0] in [speaker.say(library.answers[name].heading) for name in interruption["answer"]]
            for fact in interruption.get("facts", ()):
                assert SPACE.sub(" ", speaker.say(library.statements[fact].text)) in her.words()
            await her.press("/start_routes")
            assert her.asked() == question, "the question waited"
        await her.press(payload("inform", **{question: answers[name]}))
    assert interrupted

    shown = her.headings()
    assert shown[:2] == [speaker.label("routes.heading"), speaker.label("routes.dangers")]
    told = {speaker.say(route.heading) for route in book.routes.values() if route.kind is not Kind.ADVISER}
    assert [title for title in shown if title in told] == [speaker.say(book.routes[name].heading) for name in routes]
    said = her.words()
    for name in (warnings | ALWAYS) & set(book.warnings):
        assert SPACE.sub(" ", speaker.say(book.warnings[name].statement.text)) in said, name
    assert any(block.type == "organisation" for block in her.blocks), "advisers stand under the result"

    opened = next(block for block in her.blocks if getattr(block, "text", "") == speaker.say(book.routes[entry["opens"]].heading))
    read = her.blocks[her.blocks.index(opened) + 1 :]
    dangers = [block for block in read[: len(book.routes[entry["opens"]].dangers)] if isinstance(block, Paragraph)]
    assert dangers and all(block.tone is Tone.CAUTION for block in dangers), "dangers are read before anything else"
    assert any(isinstance(block, Facts) for block in read)

    await her.press(payload("find_support", need="immigration_advice", nation=answers["nation"]))
    assert any(block.type == "organisation" for block in her.blocks)
