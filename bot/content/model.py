"""Statements, answers and sources as frozen values."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum


class Certainty(StrEnum):
    """What kind of thing a statement is, the surest first."""

    LAW = "law"
    GUIDANCE = "guidance"
    PRACTICE = "practice"
    PROMISE = "promise"
    DISPUTED = "disputed"
    UNKNOWN = "unknown"


JURISDICTIONS = ("uk", "england", "wales", "scotland", "northern_ireland")

WITHHELD_AFTER = timedelta(days=180)
"""How long after its review was due a statement is still shown, unless its own `withhold_after` says otherwise."""

DOOR_VALUES = {
    "needs_name": ("yes", "usually", "no", "unknown"),
    "may_learn_status": ("yes", "possible", "if_you_say", "not_needed", "unknown"),
    "may_pass_on": ("likely", "possible", "not_who_you_are", "serious_risk", "unknown"),
}


@dataclass(frozen=True, slots=True)
class Source:
    """date: YYYY-MM-DD, YYYY-MM, YYYY or None where the page shows none; url: None where only a copy was read."""

    id: str
    title: str
    publisher: str
    url: str | None
    date: str | None


@dataclass(frozen=True, slots=True)
class Reviewer:
    """An organisation that read a statement against its sources and signed it, and the day."""

    organisation: str
    date: date


@dataclass(frozen=True, slots=True)
class Statement:
    """One reviewed sentence or two. `text` is English and the message id of its translations."""

    id: str
    text: str
    jurisdiction: tuple[str, ...]
    certainty: Certainty
    sources: tuple[str, ...]
    facts: tuple[str, ...]
    checked_on: date
    review_by: date
    withhold_after: date
    reviewers: tuple[Reviewer, ...] = ()

    def is_stale(self, today: date) -> bool:
        """Whether its review is overdue. It has then lost its certainty and is shown as possibly changed."""
        return today > self.review_by

    def is_too_old(self, today: date) -> bool:
        """Whether its review is so long overdue that it is no longer shown at all."""
        return today > self.withhold_after


@dataclass(frozen=True, slots=True)
class Door:
    """What is known about one place a person can tell: see DOOR_VALUES. what: a statement id or None."""

    needs_name: str
    may_learn_status: str
    may_pass_on: str
    what: str | None
    emergency: bool


@dataclass(frozen=True, slots=True)
class Answer:
    """short, more, ask_first: statement ids; next: answer ids, "doors", "routes",
    "route:<id>", "card:<card>", "support" or "support:<need>"."""

    id: str
    title: str
    heading: str
    opening: str | None
    intents: tuple[str, ...]
    door: Door | None
    short: tuple[str, ...]
    more: tuple[str, ...]
    ask_first: tuple[str, ...]
    next: tuple[str, ...]
