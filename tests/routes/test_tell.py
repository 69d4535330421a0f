"""A result in reading order: no route without its dangers, and those first."""

from __future__ import annotations

import pytest

from bot.content.model import JURISDICTIONS
from bot.routes import RouteBook, SectionKind, describe, evaluate, tell

SPOUSE = {"danger": "nobody", "came": "partner", "partner_of": "settled", "harmed_by": "partner"}


def told(book: RouteBook, answers: dict[str, str], **options) -> list[str | None]:
    return [section.route.id if section.route else None for section in tell(book, evaluate(book.rules, answers), **options)]


def test_warnings_come_before_routes_and_advisers_after(book: RouteBook) -> None:
    assert told(book, SPOUSE) == [None, "rt-001", "rt-002", "rt-036", "rt-038", "rt-039"]


def test_advisers_come_before_routes_when_something_is_not_known(book: RouteBook) -> None:
    assert told(book, {**SPOUSE, "harm": "dont_know"})[:3] == [None, "rt-038", "rt-039"]


def test_a_route_with_a_hidden_danger_of_its_own_is_left_out(book: RouteBook) -> None:
    hidden = {book.routes["rt-002"].dangers[0].id}
    assert told(book, SPOUSE, hidden=hidden) == [None, "rt-001", "rt-036", "rt-038", "rt-039"]


def test_a_route_with_a_hidden_warning_is_left_out(book: RouteBook) -> None:
    assert told(book, SPOUSE, hidden={"route.warning.w4"}) == [None, "rt-002", "rt-036", "rt-038", "rt-039"]


def test_hidden_statements_are_not_told_and_advisers_stay(book: RouteBook) -> None:
    everything = {item.id for item in book.statements()}
    sections = tell(book, evaluate(book.rules, SPOUSE), hidden=everything)
    assert [section.kind for section in sections] == [SectionKind.WARNINGS, SectionKind.ADVISER, SectionKind.ADVISER]
    assert not any(section.statements for section in sections)


@pytest.mark.parametrize("nation", JURISDICTIONS[1:])
def test_only_what_is_about_the_nation_is_told_but_every_danger(nation: str, book: RouteBook) -> None:
    for route in book.routes.values():
        section = describe(book, route.id, nation)
        assert section is not None
        assert len(section.dangers) == len(route.warnings) + len(route.dangers)
        assert all({"uk", nation} & set(item.jurisdiction) for item in section.statements)
        assert section.statements[0] == route.texts["what"][0]


def test_one_route_by_itself_has_the_shared_dangers_first(book: RouteBook) -> None:
    section = describe(book, "rt-001")
    assert section is not None
    assert [item.id for item in section.dangers] == [
        "route.warning.w1", "route.warning.w4", "route.concession.danger", "route.concession.danger_2"
    ]
    assert describe(book, "rt-001", hidden={"route.warning.w4"}) is None
