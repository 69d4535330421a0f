"""The questions about routes and their result as blocks in one language. Dangers are read first, everywhere."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from bot.content.model import Statement
from bot.conversation.blocks import Block, Choice, Choices, Fact, Facts, Heading, Paragraph, Tone
from bot.conversation.state import route_slot
from bot.nlg.speaker import Speaker, payload
from bot.routes import DONT_KNOW, SKIP, Kind, Question, Result, RouteBook, Section, evaluate, tell
from bot.routes.tell import describe

DANGER_NOW = "now"
"""The warning that says to call 999."""
ROWS = ("gives", "cost", "deadline", "legal_aid")
"""Fields of a route shown as a question with a short answer; the others are sentences."""


def question_blocks(speaker: Speaker, book: RouteBook, question: Question, answered: int) -> tuple[Block, ...]:
    """A question with why it is asked, what its answers mean, and its buttons. answered: how many were before it."""
    hints = [
        Fact(f"{speaker.say(choice.title)}:", speaker.say(choice.hint)) for choice in question.choices if choice.hint
    ]
    choices = [(choice.id, choice.title) for choice in question.choices]
    choices += [(name, book.implicit[name]) for name in (DONT_KNOW, SKIP)]
    slot = route_slot(question.id)
    buttons = [
        Choice(speaker.say(title), payload("inform", **{slot: name}), speaker.lang(title)) for name, title in choices
    ]
    if answered:
        buttons.append(Choice(speaker.label("button.routes.result"), payload("show_routes")))
    return (
        Heading(speaker.say(question.text), speaker.lang(question.text)),
        Paragraph(speaker.say(question.why), lang=speaker.lang(question.why)),
        *([Facts(tuple(hints))] if hints else []),
        Choices(tuple(buttons)),
    )


def typed_answer(speaker: Speaker, book: RouteBook, question: Question, text: str) -> str | None:
    """The answer whose button says just what was typed, or None. Only a whole title counts: a sentence about danger may
    hold one."""
    typed = text.strip().casefold()
    titles = {choice.id: choice.title for choice in question.choices} | dict(book.implicit)
    return next((name for name, title in titles.items() if speaker.say(title).casefold() == typed), None)


def result_blocks(speaker: Speaker, book: RouteBook, answers: Mapping[str, str], nation: str | None) -> list[Block]:
    """Things to ask a regulated adviser about, dangers first; without buttons."""
    result = evaluate(book.rules, answers)
    hidden = hidden_statements(speaker, book)
    blocks: list[Block] = [Heading(speaker.label("routes.heading")), Paragraph(speaker.label("routes.not_advice"))]
    if result.unknown:
        blocks.append(Paragraph(speaker.label("routes.unknown"), Tone.CAUTION))
    if result.urgent:
        blocks.append(Paragraph(speaker.label("routes.urgent"), Tone.CAUTION))
    for section in tell(book, result, nation, hidden):
        blocks += _warnings(speaker, book, result, section) if section.route is None else _route(speaker, book, section)
    if hidden & {item.id for name in result.routes for item in book.routes[name].statements()}:
        blocks.append(Paragraph(speaker.label("withheld.switched_off"), Tone.CAUTION))
    return blocks


def route_blocks(speaker: Speaker, book: RouteBook, name: str, nation: str | None) -> list[Block]:
    """One entry by itself, its dangers first; a word of explanation where it may not be shown."""
    section = describe(book, name, nation, hidden_statements(speaker, book))
    if section is None:
        return [Paragraph(speaker.label("withheld.switched_off"), Tone.CAUTION)]
    return [*_route(speaker, book, section), Paragraph(speaker.label("routes.not_advice"))]


def page_blocks(speaker: Speaker, book: RouteBook) -> Iterator[Block]:
    """Every route and every kind of support, each with its dangers, for a plain page."""
    hidden = hidden_statements(speaker, book)
    for route in book.routes.values():
        section = describe(book, route.id, None, hidden)
        if section is not None and route.kind is not Kind.ADVISER:
            yield from _route(speaker, book, section)


def hidden_statements(speaker: Speaker, book: RouteBook) -> frozenset[str]:
    """Ids of what is switched off or too old to be shown."""
    return frozenset(item.id for item in book.statements() if item.id in speaker.off or item.is_too_old(speaker.today))


def _warnings(speaker: Speaker, book: RouteBook, result: Result, section: Section) -> Iterator[Block]:
    yield Heading(speaker.label("routes.dangers"))
    urgent = book.warnings[DANGER_NOW].statement
    for statement in section.dangers:
        yield _said(speaker, statement, Tone.SAFETY if statement == urgent else Tone.CAUTION)
    if section.dangers:
        yield speaker.sources_for(list(section.dangers), book.sources)


def _route(speaker: Speaker, book: RouteBook, section: Section) -> Iterator[Block]:
    route = section.route
    assert route is not None
    shown = set(section.statements)
    yield Heading(speaker.say(route.heading), speaker.lang(route.heading))
    for statement in section.dangers:
        yield _said(speaker, statement, Tone.CAUTION)
    rows = []
    for field, statements in route.texts.items():
        kept = [statement for statement in statements if statement in shown]
        if field in ROWS and kept:
            said = " ".join(speaker.say(statement.text) for statement in kept)
            rows.append(Fact(speaker.label(f"routes.{field}"), said))
        else:
            yield from (_said(speaker, statement, Tone.PLAIN) for statement in kept)
    if rows:
        yield Facts(tuple(rows))
    everything = [*section.dangers, *section.statements]
    if everything:
        yield speaker.sources_for(everything, book.sources)


def _said(speaker: Speaker, statement: Statement, tone: Tone) -> Paragraph:
    return Paragraph(speaker.say(statement.text), tone, speaker.lang(statement.text))
