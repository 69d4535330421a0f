"""From answers to things to ask an adviser about. Pure and total: every mapping of texts has a result."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from bot.routes.model import DONT_KNOW, Row, Rules, holds
from bot.routes.path import asked


@dataclass(frozen=True, slots=True)
class Result:
    """routes: ids, the first the most worth asking about; warnings: ids, all to be shown before any route, the most
    urgent first; advisers: ids of the entries about finding an adviser, never empty; adviser_first: whether those
    come before the routes; urgent: whether advice is needed quickly; stopped: danger now, so 999 comes before
    everything; unknown: questions answered "I don't know", to be said."""

    routes: tuple[str, ...]
    warnings: tuple[str, ...]
    advisers: tuple[str, ...]
    adviser_first: bool
    urgent: bool
    stopped: bool
    unknown: tuple[str, ...]


def evaluate(rules: Rules, answers: Mapping[str, str]) -> Result:
    """The result of some answers, by question id. Missing answers count as skipped, foreign ones too.

    How it is decided:
    1. Only answers to questions that come up count (see `bot.routes.path`).
    2. The first `only` rule that holds decides alone: danger first, then detention.
    3. Otherwise every row that holds gives each of its routes points: the row's weight, less one for each route named
       before it in the row, and at least one. A row without a weight of its own has its question's: how a person came
       and how far the case is weigh most, the part of the UK least. Points of several rows add up.
    4. Routes of a `never` rule that holds fall away, and so do routes of a `needs` rule that no row of its questions
       names.
    5. Most points come first; of equal ones that which a row named first, in the order of the file. `at_most` are kept.
    6. Warnings are those of every result, of the rows that hold and of the routes kept, in the order of warnings.yml.
    """
    counted = asked(rules.questions, answers)
    unknown = tuple(question for question, answer in counted.items() if answer == DONT_KNOW)
    only = next((rule for rule in rules.only if holds(rule.when, counted)), None)
    if only:
        routes, named = only.routes, only.warnings
    else:
        rows = [row for row in rules.rows if holds(row.when, counted)]
        routes = _best(rules, rows, counted)
        named = tuple(warning for row in rows for warning in row.warnings)
    stopped = only is not None and only.stops
    return Result(
        routes=routes,
        warnings=_warnings(rules, routes, named),
        advisers=rules.advisers,
        adviser_first=not stopped
        and (not routes or bool(unknown) or any(holds(condition, counted) for condition in rules.adviser_first)),
        urgent=any(holds(condition, counted) for condition in rules.urgent),
        stopped=stopped,
        unknown=unknown,
    )


def _best(rules: Rules, rows: Iterable[Row], counted: Mapping[str, str]) -> tuple[str, ...]:
    points: dict[str, int] = {}
    named_by: dict[str, set[str]] = {}
    for row in rows:
        for place, route in enumerate(row.routes):
            points[route] = points.get(route, 0) + max(1, row.weight - place)
            named_by.setdefault(route, set()).add(row.question)
    for never in rules.never:
        if holds(never.when, counted):
            points = {route: value for route, value in points.items() if route not in never.routes}
    for needs in rules.needs:
        points = {
            route: value
            for route, value in points.items()
            if route not in needs.routes or needs.named_by & named_by[route]
        }
    return tuple(sorted(points, key=lambda route: -points[route])[: rules.at_most])


def _warnings(rules: Rules, routes: Iterable[str], named: Iterable[str]) -> tuple[str, ...]:
    shown = {*rules.always, *named, *(warning for route in routes for warning in rules.dangers[route])}
    return tuple(warning for warning in rules.warning_order if warning in shown)
