"""The answers about danger from content alone. They need no engine, so they can be given while there is none."""

from __future__ import annotations

from datetime import date

from bot.conversation.blocks import Block
from bot.nlg.languages import SOURCE
from bot.nlg.speaker import Speaker
from bot.resources import Resources

DANGERS = ("emergency", "self_harm", "device_unsafe")
"""What the danger buttons mean: an intent, and the id of its answer."""


def danger_of(choice: str | None) -> str | None:
    """Which danger a button's payload names; None for every other payload."""
    name = choice[1:] if choice and choice[0] == "/" else None
    return name if name in DANGERS else None


def danger_blocks(
    resources: Resources, danger: str, language: str, today: date, *, page: bool = False
) -> tuple[Block, ...]:
    """The answer to a danger button, or the whole of it for a plain page; English for an unknown language.

    Raises KeyError if `danger` is none of DANGERS.
    """
    spoken = resources.languages.get(language) or resources.languages.get(SOURCE)
    off, titles = resources.switched_off.ids(), resources.routes.titles
    speaker = Speaker(resources.library, resources.catalogs, spoken, today, off, titles)
    answer = resources.library.answers[danger]
    return speaker.page(answer) if page else speaker.answer(answer)
