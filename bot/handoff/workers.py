"""Who works for an organisation, who is invited, and what the audit trail says of them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, date, datetime
from enum import StrEnum
from typing import Any

MINUTE, HOUR = "%Y-%m-%dT%H:%M", "%Y-%m-%dT%H"
"""How times are stored: UTC, no finer than needed."""


class Role(StrEnum):
    WORKER = "worker"
    MANAGER = "manager"


class Action(StrEnum):
    SIGNED_IN = "signed_in"
    SIGN_IN_FAILED = "sign_in_failed"
    SIGNED_OUT = "signed_out"
    LISTED = "listed"
    OPENED = "opened"
    NOT_FOUND = "not_found"
    REPLIED = "replied"
    EMPTIED = "emptied"
    CLOSED = "closed"
    WORKER_INVITED = "worker_invited"
    WORKER_JOINED = "worker_joined"
    WORKER_REMOVED = "worker_removed"


@dataclass(frozen=True, slots=True)
class Worker:
    """session: the number of the one session that is good."""

    organisation: str
    name: str
    role: Role
    since: date
    session: int


@dataclass(frozen=True, slots=True)
class Invitation:
    """expires_at: UTC, to the minute."""

    organisation: str
    name: str
    role: Role
    expires_at: datetime


@dataclass(frozen=True, slots=True)
class Trace:
    """hour: UTC; worker: empty for the operator's command line; about: which worker was invited or removed."""

    hour: datetime
    worker: str
    action: Action
    about: str
    times: int


def worker_of(row: dict[str, Any]) -> Worker:
    since = date.fromisoformat(row["since"])
    return Worker(row["organisation"], row["name"], Role(row["role"]), since, row["session"])


def invitation_of(row: dict[str, Any]) -> Invitation:
    until = datetime.strptime(row["expires_at"], MINUTE).replace(tzinfo=UTC)
    return Invitation(row["organisation"], row["name"], Role(row["role"]), until)


def trace_of(row: dict[str, Any]) -> Trace:
    hour = datetime.strptime(row["hour"], HOUR).replace(tzinfo=UTC)
    return Trace(hour, row["worker"], Action(row["action"]), row["about"], row["times"])
