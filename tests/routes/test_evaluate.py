"""The decision aid holds on every way through the questions: all pairs of answers, and 20,000 ways at random."""

from __future__ import annotations

import itertools

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.routes import DONT_KNOW, IMPLICIT, Kind, Result, RouteBook, asked, evaluate, tell
from bot.routes.model import holds
from tests.routes.conftest import pairs, random_paths

PARTNER_ROUTES = {"rt-001", "rt-002", "rt-003"}
NAMED_BY_CAME = {
    "rt-001": [("partner", "settled"), ("partner", "eu"), ("partner", "worker"), ("partner", "skip"), ("partner", DONT_KNOW)],
    "rt-002": [("partner", "settled")],
    "rt-003": [("partner", "eu")],
}

Paths = list[tuple[dict[str, str], Result]]


@pytest.fixture(scope="module")
def paths(book: RouteBook) -> Paths:
    """(what counts, result) of every way that is tried."""
    tried = itertools.chain(random_paths(book, 20_000), pairs(book), [{}])
    return [(asked(book.questions, answers), evaluate(book.rules, answers)) for answers in tried]


def those(paths: Paths, **wanted: str) -> Paths:
    """The ways on which these answers count."""
    found = [(counted, result) for counted, result in paths if wanted.items() <= counted.items()]
    assert found, "no way leads there"
    return found


def test_every_way_has_advisers_and_the_warnings_of_every_result(book: RouteBook, paths: Paths) -> None:
    assert book.rules.advisers == ("rt-038", "rt-039")
    assert {"now", "w1", "w12"} == set(book.rules.always)
    for counted, result in paths:
        assert result.advisers == book.rules.advisers, counted
        assert set(book.rules.always) <= set(result.warnings), counted
        assert result.routes or result.adviser_first or result.stopped, counted


@given(st.dictionaries(st.text(max_size=12), st.text(max_size=12)))
def test_answers_nobody_offered_have_the_result_of_no_answers(book: RouteBook, answers: dict[str, str]) -> None:
    foreign = {question: f"?{answer}" for question, answer in answers.items()}
    assert evaluate(book.rules, foreign) == evaluate(book.rules, {})


def test_at_most_three_routes_are_named_each_once(paths: Paths) -> None:
    assert max(len(result.routes) for _, result in paths) == 3
    assert all(len(set(result.routes)) == len(result.routes) for _, result in paths)


def test_every_route_is_reached(book: RouteBook, paths: Paths) -> None:
    named = {route for _, result in paths for route in result.routes}
    warnings = {warning for _, result in paths for warning in result.warnings}
    named |= set(book.rules.advisers)
    notes = {note for route in named for note in book.routes[route].see}
    notes |= {note for warning in warnings for note in book.warnings[warning].see}
    assert {route.id for route in book.routes.values() if route.kind is not Kind.NOTE} - named == set()
    assert set(book.routes) - named - notes == set()


def test_every_warning_is_reached(book: RouteBook, paths: Paths) -> None:
    assert set(book.warnings) == {warning for _, result in paths for warning in result.warnings}


def test_every_danger_of_a_named_route_is_shown_before_the_route(book: RouteBook, paths: Paths) -> None:
    for routes, warnings, first in {(r.routes, r.warnings, r) for _, r in paths}:
        shown: list[str] = []
        for section in tell(book, first):
            shown += [item.id for item in section.dangers]
            if section.route is not None and section.route.id in routes:
                shared = {f"route.warning.{name}" for name in section.route.warnings}
                assert shared | {item.id for item in section.route.dangers} <= set(shown)
                assert section.statements[0] == section.route.texts["what"][0]
        assert {f"route.warning.{name}" for name in warnings} <= set(shown)


def test_warnings_of_every_row_that_holds_are_shown(book: RouteBook, paths: Paths) -> None:
    for counted, result in paths:
        if counted.get("danger") in ("now", "flight") or counted.get("stage") == "detained":
            continue
        named = {warning for row in book.rules.rows if holds(row.when, counted) for warning in row.warnings}
        assert named <= set(result.warnings), counted


def test_every_row_can_hold(book: RouteBook, paths: Paths) -> None:
    for row in book.rules.rows:
        assert any(holds(row.when, counted) for counted, _ in paths), row.line
    for never in book.rules.never:
        assert any(holds(never.when, counted) for counted, _ in paths), never.reason


def test_danger_stops_routes_and_is_urgent(paths: Paths) -> None:
    for counted, result in those(paths, danger="now"):
        assert (result.routes, result.stopped, result.urgent, result.warnings[0]) == ((), True, True, "now")
        assert list(counted) == ["danger"], "nothing else is asked"


def test_a_removal_today_names_detention_only_to_who_is_detained(paths: Paths) -> None:
    for counted, result in those(paths, danger="flight"):
        assert result.routes == (("rt-030",) if counted["stage"] == "detained" else ())
        assert result.stopped and result.urgent
        assert list(counted) == ["danger", "stage"]


def test_a_detained_person_sees_only_detention_with_the_warning_on_time(paths: Paths) -> None:
    for counted, result in those(paths, stage="detained"):
        assert result.routes == ("rt-030",)
        assert "w3" in result.warnings and result.urgent
        assert list(counted)[-1] == "stage", "nothing is asked after it"


def test_settlement_after_abuse_is_never_named_to_a_partner_of_a_worker_or_student(paths: Paths) -> None:
    for _, result in those(paths, partner_of="worker"):
        assert not {"rt-002", "rt-003", "rt-004", "rt-019"} & set(result.routes)


def test_partner_routes_are_named_only_where_the_answer_on_coming_here_names_them(paths: Paths) -> None:
    for counted, result in paths:
        for route in PARTNER_ROUTES & set(result.routes):
            assert (counted.get("came"), counted.get("partner_of")) in NAMED_BY_CAME[route], counted


def test_a_concession_that_runs_is_not_named_again_but_its_end_is_warned_of(paths: Paths) -> None:
    for counted, result in those(paths, permission="concession"):
        assert "rt-001" not in result.routes
        if counted["stage"] != "detained":
            assert "w4" in result.warnings and result.urgent


@pytest.mark.parametrize("answer", ["no_papers", DONT_KNOW])
def test_without_papers_the_adviser_comes_before_what_the_home_office_hears_of(
    answer: str, book: RouteBook, paths: Paths
) -> None:
    for counted, result in those(paths, came=answer):
        if counted["stage"] == "detained":
            continue
        assert result.adviser_first
        told = [section.route.id for section in tell(book, result) if section.route]
        contacting = [place for place, name in enumerate(told) if book.routes[name].contacts_home_office]
        assert all(place > told.index("rt-038") for place in contacting)


def test_an_answer_i_dont_know_is_said_and_puts_the_adviser_first(paths: Paths) -> None:
    for counted, result in paths:
        assert result.unknown == tuple(question for question, answer in counted.items() if answer == DONT_KNOW)
        if result.unknown and not result.stopped:
            assert result.adviser_first


def test_settled_people_see_no_route_to_stay_but_what_is_theirs(book: RouteBook, paths: Paths) -> None:
    for _, result in those(paths, came="settled"):
        routes = {name for name in result.routes if book.routes[name].kind is Kind.ROUTE}
        assert routes <= {"rt-020", "rt-021"}


def test_help_of_one_nation_is_not_named_in_another(book: RouteBook, paths: Paths) -> None:
    for counted, result in paths:
        nation = counted.get("nation")
        if nation is not None and nation not in IMPLICIT:
            for name in result.routes:
                assert {"uk", nation} & set(book.routes[name].nations), (nation, name)


def test_urgent_is_said_where_time_is_short(paths: Paths) -> None:
    for wanted in ({"permission": "under_3"}, {"stage": "conviction"}, {"permission": "concession"}):
        assert all(result.urgent for _, result in those(paths, **wanted))
    calm = those(paths, danger="nobody", stage="never", permission="over_3")
    assert not any(result.urgent for _, result in calm)


def test_the_order_follows_the_points_and_then_the_rows(book: RouteBook) -> None:
    student = {"danger": "nobody", "came": "study", "stage": "never"}
    assert evaluate(book.rules, student).routes == ("rt-005", "rt-022-student", "rt-012")
    fearing = {**student, "harm": "fear"}
    assert evaluate(book.rules, fearing).routes == ("rt-012", "rt-005", "rt-022-student")


def test_the_same_answers_in_another_order_have_the_same_result(book: RouteBook) -> None:
    for answers in random_paths(book, 200):
        turned = dict(reversed(answers.items()))
        assert evaluate(book.rules, turned) == evaluate(book.rules, answers)
