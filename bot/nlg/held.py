"""What a conversation holds, in words: every slot it carries, and nothing else, because there is nothing else."""

from __future__ import annotations

from collections.abc import Mapping

from bot.conversation.blocks import Block, Choice, Choices, Fact, Facts, Heading, Paragraph
from bot.conversation.state import CARRIED_SLOTS, REQUESTED_SLOT, ROUTE_QUESTIONS, route_slot
from bot.handoff.slip import Slip
from bot.nlg.slip_blocks import slip_lines
from bot.nlg.speaker import MORE, Speaker, payload
from bot.routes import RouteBook


def held_blocks(
    speaker: Speaker, book: RouteBook, slots: Mapping[str, str], *, choices: bool = True
) -> tuple[Block, ...]:
    """Everything the state of a conversation says, and the button that throws it away. choices: with the buttons."""
    rows = [
        Fact(_question(speaker, book, name), _answer(speaker, book, name, slots[name]))
        for name in CARRIED_SLOTS
        if slots.get(name)
    ]
    rows.append(Fact(speaker.label("held.language"), speaker.language.name))
    blocks = (
        Heading(speaker.label("held.heading")),
        Paragraph(speaker.label("held.all" if len(rows) > 1 else "held.nothing")),
        Facts(tuple(rows)),
        Paragraph(speaker.label("held.no_more")),
    )
    if not choices:
        return blocks
    names = (("topic.forget_me", "forget_me"), ("topic.ask_privacy", "ask_privacy"), ("button.back", "affirm"))
    return (*blocks, Choices(tuple(Choice(speaker.label(label), payload(intent)) for label, intent in names)))


def _question(speaker: Speaker, book: RouteBook, slot: str) -> str:
    """What a slot is the answer to."""
    routes = {route_slot(question.id): question.text for question in book.questions}
    if slot in routes and slot != "nation":
        return speaker.say(routes[slot])
    return speaker.label(f"held.{slot}")


def _answer(speaker: Speaker, book: RouteBook, slot: str, value: str) -> str:
    if slot == "last_answer":
        name, _, part = value.rpartition(":")
        answer = speaker.library.answers.get(name)
        title = speaker.say(answer.title) if answer else speaker.label("routes.heading")
        return f"{title} ({speaker.label('button.more')})" if part == MORE else title
    if slot == "slip":
        return " ".join(line.own or line.english for line in slip_lines(speaker, Slip.from_codes(value))) or value
    if slot == REQUESTED_SLOT:
        waiting = next((item for item in book.questions if route_slot(item.id) == value), None)
        return speaker.say(waiting.text) if waiting else value
    if slot == "nation" and f"nation.{value}" in speaker.library.labels:
        return speaker.label(f"nation.{value}")
    if slot == "need" and f"button.support.{value}" in speaker.library.labels:
        return speaker.label(f"button.support.{value}")
    if slot == "serves" and f"group.{value}" in speaker.library.labels:
        return speaker.label(f"group.{value}")
    question = next((item for item in book.questions if route_slot(item.id) == slot), None)
    choice = question.choice(value) if question else None
    if choice:
        return speaker.say(choice.title)
    return speaker.say(book.implicit[value]) if value in book.implicit else value


COVERED = {
    *(route_slot(name) for name in ROUTE_QUESTIONS),
    "last_answer",
    "nation",
    "need",
    "serves",
    "slip",
    REQUESTED_SLOT,
}
"""The slots there are words for; a test compares them with those that are carried."""
