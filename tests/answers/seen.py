"""Which statements are read in an answer, by id and in the order of reading, in any language.

The texts are looked for as the language's own catalog says them, so no translation is pasted into a test.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache

from bot.conversation.blocks import Block, Choices, Facts, Paragraph, plain_text
from bot.conversation.choice import parse_choice
from bot.engine.engine import Engine, EngineReply
from bot.nlg.speaker import answer_payload
from bot.resources import shared_resources

_SPACE = re.compile(r"\s+")
_PARTS: dict[tuple[int, str, str, str | None], Parts] = {}


@dataclass(frozen=True, slots=True)
class Parts:
    """first, rest: ids of the statements of an answer's first part and of what "tell me more" shows, in order;
    blocks, more: the blocks they were found in."""

    first: tuple[str, ...]
    rest: tuple[str, ...]
    blocks: tuple[Block, ...]
    more: tuple[Block, ...]

    @property
    def everything(self) -> tuple[str, ...]:
        return (*self.first, *self.rest)


def words(blocks: Iterable[Block]) -> str:
    """What is read in paragraphs and facts; buttons, headings and sources are not what an answer says."""
    return _SPACE.sub(" ", plain_text(block for block in blocks if isinstance(block, Paragraph | Facts)))


def statements(engine: Engine, language: str, blocks: Iterable[Block], *, routes: bool = False) -> tuple[str, ...]:
    """Ids of the statements read in the blocks, in order of reading: those of answers, or of routes and their warnings.
    Where several have one text, the id of the first."""
    text = words(blocks)
    found = [(text.find(said), name) for name, said in _texts(engine, language, routes).items() if said in text]
    return tuple(name for _, name in sorted(found))


def payloads(blocks: Iterable[Block]) -> list[str]:
    """What the buttons send, in order."""
    return [choice.payload for block in blocks if isinstance(block, Choices) for choice in block.items]


def kept(reply: EngineReply) -> dict[str, str]:
    """The slots that go on to the next message."""
    return {name: value for name, value in reply.slots.items() if isinstance(value, str)}


async def press(engine: Engine, payload: str, language: str, slots: dict[str, str]) -> EngineReply:
    return await engine.answer(parse_choice(payload, engine.intents, engine.entities), language, slots)


async def parts(engine: Engine, name: str, language: str, nation: str | None = None) -> Parts:
    """Both parts of an answer as a person gets them by pressing; read once and kept."""
    key = (id(engine), name, language, nation)
    if key not in _PARTS:
        answer = shared_resources().library.answers[name]
        chosen = {"nation": nation} if nation else {}
        first = await press(engine, answer_payload(answer, **chosen), language, {})
        assert first.slots["last_answer"] == f"{name}:short"
        rest = await press(engine, "/ask_more", language, kept(first))
        _PARTS[key] = Parts(
            statements(engine, language, first.blocks),
            statements(engine, language, rest.blocks),
            first.blocks,
            rest.blocks,
        )
    return _PARTS[key]


@cache
def _texts(engine: Engine, language: str, routes: bool) -> dict[str, str]:
    speaker, resources = engine.nlg.speaker(language), shared_resources()
    everything = list(resources.routes.statements() if routes else resources.library.statements.values())
    first_named = {item.text: item.id for item in reversed(everything)}
    return {name: _SPACE.sub(" ", speaker.say(text)) for text, name in first_named.items()}
