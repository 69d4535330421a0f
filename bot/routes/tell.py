"""Puts a result into the order it is read in. Dangers come before what they are a danger of."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from enum import StrEnum

from bot.content.model import Statement
from bot.routes.book import RouteBook
from bot.routes.evaluate import Result
from bot.routes.model import Route

_UK = "uk"


class SectionKind(StrEnum):
    """What a section of a result is."""

    WARNINGS = "warnings"
    ROUTE = "route"
    ADVISER = "adviser"


@dataclass(frozen=True, slots=True)
class Section:
    """route: the entry it is about, None for the warnings; dangers: read before everything else of the section."""

    kind: SectionKind
    route: Route | None
    dangers: tuple[Statement, ...]
    statements: tuple[Statement, ...]


def tell(
    book: RouteBook, result: Result, nation: str | None = None, hidden: Collection[str] = ()
) -> tuple[Section, ...]:
    """The sections of a result in reading order: the warnings, then routes and advisers, whichever come first.

    nation: one of bot.content.model.JURISDICTIONS but uk; what is only about another nation is left out, never a
    danger. hidden: ids of statements that are switched off or too old to be shown. A route with a hidden danger, or
    without a sentence that says what it is, is left out whole: it is not shown without what is dangerous about it.
    The advisers always stay.
    """
    warnings = [book.warnings[name].statement for name in result.warnings]
    shown = tuple(item for item in warnings if item.id not in hidden)
    routes = [
        section
        for name in result.routes
        if (section := _section(book, name, SectionKind.ROUTE, nation, hidden)) is not None
    ]
    advisers = [
        section
        for name in result.advisers
        if (section := _section(book, name, SectionKind.ADVISER, nation, hidden)) is not None
    ]
    first, second = (advisers, routes) if result.adviser_first else (routes, advisers)
    return (Section(SectionKind.WARNINGS, None, shown, ()), *first, *second)


def describe(book: RouteBook, name: str, nation: str | None = None, hidden: Collection[str] = ()) -> Section | None:
    """One entry by itself, with the dangers it shares before its own; None where it may not be shown."""
    section = _section(book, name, SectionKind.ROUTE, nation, hidden)
    if section is None:
        return None
    shared = tuple(book.warnings[warning].statement for warning in book.routes[name].warnings)
    return Section(section.kind, section.route, (*shared, *section.dangers), section.statements)


def _section(
    book: RouteBook, name: str, kind: SectionKind, nation: str | None, hidden: Collection[str]
) -> Section | None:
    route = book.routes[name]
    shared = [book.warnings[warning].statement for warning in route.warnings]
    needed = (*shared, *route.dangers, route.texts["what"][0])
    if kind is not SectionKind.ADVISER and any(item.id in hidden for item in needed):
        return None
    texts = (item for field in route.texts.values() for item in field)
    return Section(kind, route, route.dangers, tuple(_of(texts, nation, hidden)))


def _of(statements: Iterable[Statement], nation: str | None, hidden: Collection[str]) -> Iterable[Statement]:
    for item in statements:
        here = nation is None or _UK in item.jurisdiction or nation in item.jurisdiction
        if here and item.id not in hidden:
            yield item
