"""Questions, warnings, routes and rules from the entries of their files."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import Any

from bot.content.library import read_statement
from bot.content.model import JURISDICTIONS, Statement
from bot.errors import ContentError
from bot.routes import reading
from bot.routes.model import (
    FIELDS,
    IMPLICIT,
    Choice,
    Condition,
    Kind,
    Needs,
    Never,
    Only,
    Question,
    Route,
    RouteWarning,
    Row,
)

MAX_TITLE = 24
MAX_HEADING = 80
WARNING_IDS = "route.warning."
_ID = re.compile(r"[a-z0-9_]{1,40}")
_ROUTE_ID = re.compile(r"rt-[0-9]{3}(?:-[a-z]+)?")
_SLUG = re.compile(r"[a-z0-9_]{1,40}")


def read_question(entry: dict[str, Any], where: str) -> Question:
    """A question of questions.yml."""
    choices = tuple(
        Choice(
            id=_name(choice, "id", _ID, where),
            title=reading.text(choice, "title", f"{where}: {choice.get('id')}", MAX_TITLE),
            hint=reading.text(choice, "hint", where) if "hint" in choice else None,
            then=frozenset(reading.texts(choice, "then", where)) if "then" in choice else None,
        )
        for choice in reading.entries(entry.get("answers"), f"{where}: answers")
    )
    reading.unique((*IMPLICIT, *(choice.id for choice in choices)), f"{where}: answers")
    return Question(
        id=_name(entry, "id", _ID, where),
        text=reading.text(entry, "text", where),
        why=reading.text(entry, "why", where),
        choices=choices,
        when=_condition(entry, "when", where),
    )


def read_warning(entry: dict[str, Any], where: str) -> RouteWarning:
    """A warning of warnings.yml: a statement whose id ends with the warning's."""
    statement = read_statement(entry, where)
    if not statement.id.startswith(WARNING_IDS):
        raise ContentError(f"{where}: id must begin with {WARNING_IDS}")
    return RouteWarning(statement.id.removeprefix(WARNING_IDS), statement, reading.texts(entry, "see", where))


def read_route(entry: dict[str, Any], where: str) -> Route:
    """A route of routes/*.yml."""
    slug = _name(entry, "slug", _SLUG, where)
    nations = reading.texts(entry, "nations", where)
    reading.all_known(nations, JURISDICTIONS, f"{where}: nations")
    kind = reading.text(entry, "kind", where)
    reading.all_known([kind], list(Kind), f"{where}: kind")
    texts = {field: found for field in FIELDS if (found := _statements(entry, field, slug, where))}
    if "what" not in texts or not nations:
        raise ContentError(f"{where}: {'nations' if 'what' in texts else 'what'} is missing")
    return Route(
        id=_name(entry, "id", _ROUTE_ID, where),
        slug=slug,
        kind=Kind(kind),
        title=reading.text(entry, "title", where, MAX_TITLE),
        heading=reading.text(entry, "heading", where, MAX_HEADING),
        nations=nations,
        contacts_home_office=reading.flag(entry, "contacts_home_office", where),
        warnings=reading.texts(entry, "warnings", where),
        dangers=_statements(entry, "dangers", slug, where),
        texts=texts,
        see=reading.texts(entry, "see", where),
    )


def _statements(entry: dict[str, Any], field: str, slug: str, where: str) -> tuple[Statement, ...]:
    found = []
    begin = f"route.{slug}.{field.removesuffix('s') if field == 'dangers' else field}"
    for item in reading.entries(entry.get(field), f"{where}: {field}"):
        statement = read_statement(item, f"{where}: {field}: {item.get('id')}")
        if not statement.id.startswith(begin):
            raise ContentError(f"{where}: {field}: {statement.id} must begin with {begin}")
        found.append(statement)
    return tuple(found)


def read_row(entry: dict[str, Any], weights: Mapping[str, int], where: str) -> Row:
    """A row of rules.yml; weights: by question, for rows without a weight of their own."""
    question = reading.text(entry, "question", where)
    reading.all_known([question], weights, f"{where}: question")
    if "answers" in entry and question in mapping_of(entry, "when", where):
        raise ContentError(f"{where}: answers and when both speak of {question}")
    when = dict(_condition(entry, "when", where))
    if "answers" in entry:
        when[question] = frozenset(reading.texts(entry, "answers", where))
    if question not in when:
        raise ContentError(f"{where}: answers is missing")
    return Row(
        question=question,
        when=when,
        routes=reading.texts(entry, "routes", where),
        warnings=reading.texts(entry, "warnings", where),
        weight=reading.number(entry, "weight", where) if "weight" in entry else weights[question],
        line=reading.text(entry, "line", where),
    )


def read_only(entry: dict[str, Any], where: str) -> Only:
    """A rule that decides alone."""
    return Only(
        when=_needed(entry, where),
        routes=reading.texts(entry, "routes", where),
        warnings=reading.texts(entry, "warnings", where),
        stops=reading.flag(entry, "stops", where),
    )


def read_never(entry: dict[str, Any], where: str) -> Never:
    """A rule that takes routes away."""
    routes = frozenset(reading.texts(entry, "routes", where))
    return Never(_needed(entry, where), routes, reading.text(entry, "reason", where))


def read_needs(entry: dict[str, Any], where: str) -> Needs:
    """A rule that lets routes in only where certain questions name them."""
    return Needs(
        routes=frozenset(reading.texts(entry, "routes", where)),
        named_by=frozenset(reading.texts(entry, "named_by", where)),
        reason=reading.text(entry, "reason", where),
    )


def read_condition(entry: dict[str, Any], where: str) -> Condition:
    """A condition that stands by itself."""
    return _needed({"when": entry}, where)


def check_condition(condition: Condition, questions: Sequence[Question], where: str) -> None:
    """Raises ContentError if a condition names a question or an answer that does not exist."""
    by_id = {question.id: question for question in questions}
    reading.all_known(condition, by_id, f"{where}: when")
    for name, allowed in condition.items():
        known = (*IMPLICIT, *(choice.id for choice in by_id[name].choices))
        reading.all_known(sorted(allowed), known, f"{where}: when: {name}")


def mapping_of(entry: dict[str, Any], field: str, where: str) -> dict[str, Any]:
    """A field that must have fields itself; nothing counts as none."""
    return reading.mapping(entry.get(field) or {}, f"{where}: {field}")


def _needed(entry: dict[str, Any], where: str) -> Condition:
    condition = _condition(entry, "when", where)
    if not condition:
        raise ContentError(f"{where}: when is missing")
    return condition


def _condition(entry: dict[str, Any], field: str, where: str) -> Condition:
    found = mapping_of(entry, field, where)
    return {name: frozenset(reading.texts(found, name, f"{where}: {field}")) for name in found}


def _name(entry: dict[str, Any], field: str, pattern: re.Pattern[str], where: str) -> str:
    value = reading.text(entry, field, where)
    if not pattern.fullmatch(value):
        raise ContentError(f"{where}: {field} may hold small letters, digits and _ only, at most 40")
    return value
