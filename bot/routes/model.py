"""Questions, warnings, routes and the rules between them, as frozen values."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from bot.content.model import Certainty, Statement

SKIP = "skip"
DONT_KNOW = "dont_know"
IMPLICIT = (SKIP, DONT_KNOW)
"""Answers every question has besides its own."""

FIELDS = ("what", "who", "gives", "cost", "deadline", "legal_aid")
"""What is said of a route, in this order, after its dangers."""

Condition = Mapping[str, frozenset[str]]
"""Question ids and the answers that fulfil them; all must be fulfilled. An unasked question counts as skipped."""


class Kind(StrEnum):
    """ROUTE: a permission to ask about; SUPPORT: help; NOTE: something to know, reached from routes and warnings;
    ADVISER: the advisers every result leads to."""

    ROUTE = "route"
    SUPPORT = "support"
    NOTE = "note"
    ADVISER = "adviser"


def holds(condition: Condition, answers: Mapping[str, str]) -> bool:
    """Whether answers fulfil a condition."""
    return all(answers.get(question, SKIP) in allowed for question, allowed in condition.items())


@dataclass(frozen=True, slots=True)
class Choice:
    """An answer to choose. title: at most 24 letters; then: the only questions asked after it, None for all."""

    id: str
    title: str
    hint: str | None = None
    then: frozenset[str] | None = None


@dataclass(frozen=True, slots=True)
class Question:
    """A closed question. choices: its own answers, without those of IMPLICIT; when: asked only where this holds."""

    id: str
    text: str
    why: str
    choices: tuple[Choice, ...]
    when: Condition

    def choice(self, answer: str | None) -> Choice | None:
        """The choice of an answer, or None for a skipped, unknown or foreign one."""
        return next((choice for choice in self.choices if choice.id == answer), None)


@dataclass(frozen=True, slots=True)
class RouteWarning:
    """A danger several routes share. see: notes that explain it."""

    id: str
    statement: Statement
    see: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Route:
    """One entry of the fact base. title: a button of at most 24 letters; slug: middle of its statements' ids;
    warnings: ids of shared dangers; dangers: its own; texts: statements by name of FIELDS, in order;
    contacts_home_office: whether asking for it means that the Home Office hears from or about the person;
    see: other entries to read."""

    id: str
    slug: str
    kind: Kind
    title: str
    heading: str
    nations: tuple[str, ...]
    contacts_home_office: bool
    warnings: tuple[str, ...]
    dangers: tuple[Statement, ...]
    texts: Mapping[str, tuple[Statement, ...]]
    see: tuple[str, ...]

    def statements(self) -> Iterator[Statement]:
        """All its statements in reading order, its own dangers first."""
        yield from self.dangers
        for field in FIELDS:
            yield from self.texts.get(field, ())

    @property
    def certainty(self) -> Certainty:
        """How sure the sentence is that says what it is."""
        return self.texts["what"][0].certainty

    @property
    def sources(self) -> tuple[str, ...]:
        """Ids of all sources, each once, in reading order."""
        return tuple(dict.fromkeys(source for item in self.statements() for source in item.sources))

    @property
    def facts(self) -> tuple[str, ...]:
        """Entries of the fact base it rests on, each once."""
        return tuple(dict.fromkeys(fact for item in self.statements() for fact in item.facts))

    @property
    def checked_on(self) -> date:
        """When its least recently checked statement was checked."""
        return min(item.checked_on for item in self.statements())

    @property
    def review_by(self) -> date:
        """When the first of its statements is to be reviewed."""
        return min(item.review_by for item in self.statements())


@dataclass(frozen=True, slots=True)
class Row:
    """A line of the decision aid: where `when` holds, these routes and warnings. question: the one it belongs to;
    weight: how much it moves a route forward; line: the line of the fact base it comes from."""

    question: str
    when: Condition
    routes: tuple[str, ...]
    warnings: tuple[str, ...]
    weight: int
    line: str


@dataclass(frozen=True, slots=True)
class Only:
    """Where `when` holds, nothing but these routes and warnings. stops: whether it is danger, so 999 comes first."""

    when: Condition
    routes: tuple[str, ...]
    warnings: tuple[str, ...]
    stops: bool


@dataclass(frozen=True, slots=True)
class Never:
    """Where `when` holds, none of these routes. reason: why, for reviewers."""

    when: Condition
    routes: frozenset[str]
    reason: str


@dataclass(frozen=True, slots=True)
class Needs:
    """These routes only where a row of one of these questions names them, whatever other rows say."""

    routes: frozenset[str]
    named_by: frozenset[str]
    reason: str


@dataclass(frozen=True)
class Rules:
    """The decision aid as data; `evaluate` says how it is read. dangers: shared warnings by route;
    warning_order: all warnings, the first the most urgent; always: warnings of every result; advisers: entries of every
    result."""

    questions: tuple[Question, ...]
    rows: tuple[Row, ...]
    only: tuple[Only, ...]
    never: tuple[Never, ...]
    needs: tuple[Needs, ...]
    adviser_first: tuple[Condition, ...]
    urgent: tuple[Condition, ...]
    at_most: int
    always: tuple[str, ...]
    advisers: tuple[str, ...]
    dangers: Mapping[str, tuple[str, ...]]
    warning_order: tuple[str, ...]
