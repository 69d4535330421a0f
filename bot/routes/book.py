"""All that content/routes holds, read once and checked, so that a mistake stops the start."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from itertools import chain
from pathlib import Path
from typing import Any

from bot.content.model import Certainty, Source, Statement
from bot.errors import ContentError
from bot.routes import parts, reading
from bot.routes.model import IMPLICIT, Kind, Question, Route, RouteWarning, Rules

_RULES = "rules.yml"


@dataclass(frozen=True)
class RouteBook:
    """sources: those of the library and of content/routes by id; implicit: titles of the answers of IMPLICIT;
    questions in order of asking; warnings and routes by id."""

    sources: Mapping[str, Source]
    implicit: Mapping[str, str]
    questions: tuple[Question, ...]
    warnings: Mapping[str, RouteWarning]
    routes: Mapping[str, Route]
    rules: Rules

    @classmethod
    def load(cls, folder: Path, library_sources: Mapping[str, Source]) -> RouteBook:
        """Read content/routes. library_sources: those of the library, which routes may name too.

        Raises:
            ContentError: naming the file, the entry and the field.
        """
        asking = reading.mapping(reading.read_file(folder / "questions.yml"), "questions.yml")
        titles = reading.mapping(asking.get("implicit"), "questions.yml: implicit")
        implicit = {name: reading.text(titles, name, "questions.yml: implicit", parts.MAX_TITLE) for name in IMPLICIT}
        questions = tuple(
            parts.read_question(entry, f"questions.yml: {entry.get('id')}")
            for entry in reading.entries(asking.get("questions"), "questions.yml: questions")
        )
        warnings = [
            parts.read_warning(entry, f"warnings.yml: {entry.get('id')}")
            for entry in reading.entries(reading.read_file(folder / "warnings.yml"), "warnings.yml")
        ]
        routes = [
            parts.read_route(entry, f"{path.name}: {entry.get('id')}")
            for path in sorted((folder / "routes").glob("*.yml"))
            for entry in reading.entries(reading.read_file(path), path.name)
        ]
        for names, where in (
            ([item.id for item in questions], "questions.yml"),
            ([item.id for item in warnings], "warnings.yml"),
            ([item.id for item in routes], "routes: id"),
            ([item.slug for item in routes], "routes: slug"),
        ):
            reading.unique(names, where)
        book = cls(
            sources=_sources(folder / "sources.yml", library_sources),
            implicit=implicit,
            questions=questions,
            warnings={item.id: item for item in warnings},
            routes={item.id: item for item in routes},
            rules=_rules(folder / _RULES, questions, warnings, routes),
        )
        book._check()
        return book

    @property
    def titles(self) -> dict[str, str]:
        """The English title of each route by its id."""
        return {route.id: route.title for route in self.routes.values()}

    def statements(self) -> Iterator[Statement]:
        """Every statement: of the warnings, then of the routes, each with its dangers first."""
        yield from (warning.statement for warning in self.warnings.values())
        yield from chain.from_iterable(route.statements() for route in self.routes.values())

    def texts(self) -> Iterator[tuple[str, str]]:
        """(text, comment for the translator) of everything a person can read."""
        for question in self.questions:
            yield question.text, f"A question about staying in the UK: {question.id}. It asks for no name or country."
            yield question.why, f"Why we ask the question {question.id}"
            for choice in question.choices:
                yield choice.title, f"Button of at most {parts.MAX_TITLE} letters; answer to: {question.text}"
                if choice.hint:
                    yield choice.hint, f"Explains the answer {choice.title!r} to: {question.text}"
        for title in self.implicit.values():
            yield title, f"Button of at most {parts.MAX_TITLE} letters under every question"
        for warning in self.warnings.values():
            yield warning.statement.text, "A danger, shown before anything else. Keep its doubt (may, could)."
        for route in self.routes.values():
            yield route.title, f"Button of at most {parts.MAX_TITLE} letters; topic: {route.heading}"
            yield route.heading, f"Heading; topic: {route.slug}"
            for statement in route.statements():
                yield statement.text, f"About: {route.heading}. Keep its doubt (may, could not find out)."

    def _check(self) -> None:
        reading.unique([item.id for item in self.statements()], "routes: statements")
        for statement in self.statements():
            reading.all_known(statement.sources, self.sources, f"{statement.id}: sources")
            if not statement.sources and statement.certainty is not Certainty.UNKNOWN:
                raise ContentError(f"{statement.id}: has no source, so it can only be of certainty unknown")
            if not statement.jurisdiction or not statement.facts:
                missing = "jurisdiction" if statement.facts else "facts"
                raise ContentError(f"{statement.id}: {missing} is missing")
        for warning in self.warnings.values():
            reading.all_known(warning.see, self.routes, f"warnings.yml: {warning.id}: see")
        for route in self.routes.values():
            reading.all_known(route.warnings, self.warnings, f"{route.id}: warnings")
            reading.all_known(route.see, self.routes, f"{route.id}: see")
        for question in self.questions:
            where = f"questions.yml: {question.id}"
            parts.check_condition(question.when, self.questions, where)
            following = (name for choice in question.choices for name in choice.then or ())
            reading.all_known(following, (item.id for item in self.questions), f"{where}: then")


def _sources(path: Path, library: Mapping[str, Source]) -> dict[str, Source]:
    own = [
        reading.read_source(entry, f"routes/{path.name}: {entry.get('id')}")
        for entry in reading.entries(reading.read_file(path), f"routes/{path.name}")
    ]
    reading.unique((*library, *(source.id for source in own)), f"routes/{path.name}")
    return {**library, **{source.id: source for source in own}}


def _rules(path: Path, questions: tuple[Question, ...], warnings: list[RouteWarning], routes: list[Route]) -> Rules:
    data = reading.mapping(reading.read_file(path), _RULES)
    weighed = parts.mapping_of(data, "weights", _RULES)
    weights = {question.id: reading.number(weighed, question.id, f"{_RULES}: weights") for question in questions}

    def listed(field: str) -> Iterator[tuple[dict[str, Any], str]]:
        for place, entry in enumerate(reading.entries(data.get(field), f"{_RULES}: {field}"), 1):
            yield entry, f"{_RULES}: {field} {entry.get('line') or place}"

    rules = Rules(
        questions=questions,
        rows=tuple(parts.read_row(entry, weights, where) for entry, where in listed("rows")),
        only=tuple(parts.read_only(entry, where) for entry, where in listed("only")),
        never=tuple(parts.read_never(entry, where) for entry, where in listed("never")),
        needs=tuple(parts.read_needs(entry, where) for entry, where in listed("needs")),
        adviser_first=tuple(parts.read_condition(entry, where) for entry, where in listed("adviser_first")),
        urgent=tuple(parts.read_condition(entry, where) for entry, where in listed("urgent")),
        at_most=reading.number(data, "at_most", _RULES),
        always=reading.texts(data, "always", _RULES),
        advisers=reading.texts(data, "advisers", _RULES),
        dangers={route.id: route.warnings for route in routes},
        warning_order=tuple(warning.id for warning in warnings),
    )
    _check_rules(rules, routes)
    return rules


def _check_rules(rules: Rules, routes: list[Route]) -> None:
    known = {route.id: route for route in routes}
    conditions = [
        *((rule.when, f"{_RULES}: {rule.line}") for rule in rules.rows),
        *((rule.when, f"{_RULES}: only") for rule in rules.only),
        *((rule.when, f"{_RULES}: never: {rule.reason}") for rule in rules.never),
        *((condition, f"{_RULES}: adviser_first") for condition in rules.adviser_first),
        *((condition, f"{_RULES}: urgent") for condition in rules.urgent),
    ]
    for condition, where in conditions:
        parts.check_condition(condition, rules.questions, where)
    for named in (*rules.rows, *rules.only):
        reading.all_known(named.routes, known, f"{_RULES}: routes")
        reading.all_known(named.warnings, rules.warning_order, f"{_RULES}: warnings")
    for listed in (*rules.never, *rules.needs):
        reading.all_known(sorted(listed.routes), known, f"{_RULES}: routes")
    for needs in rules.needs:
        reading.all_known(needs.named_by, (item.id for item in rules.questions), f"{_RULES}: named_by")
    reading.all_known(rules.always, rules.warning_order, f"{_RULES}: always")
    reading.all_known(rules.advisers, known, f"{_RULES}: advisers")
    if not rules.advisers or any(known[name].kind is not Kind.ADVISER for name in rules.advisers):
        raise ContentError(f"{_RULES}: advisers must name entries of kind {Kind.ADVISER}")
