"""Who may sign in for an organisation, and an audit trail that says what was done by whom, never with which slip.

Always one SQLite file, even where slips are in Redis: a console runs on one machine. The command line opens the same
file while the server runs, so what it changes holds at once.
"""

from __future__ import annotations

import asyncio
import hashlib
import secrets
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from bot.errors import BadRequest
from bot.handoff.account_tables import ACCOUNT_KEYS, ACCOUNT_TABLES
from bot.handoff.pace import Pace
from bot.handoff.passphrase import Proof, proof_of_nobody, step_of
from bot.handoff.sqlite_file import SqliteFile
from bot.handoff.workers import (
    HOUR,
    MINUTE,
    Action,
    Invitation,
    Role,
    Trace,
    Worker,
    invitation_of,
    trace_of,
    worker_of,
)

INVITATION_HOURS = 48
TRAIL_DAYS = 90
LONGEST_NAME = 60
MOST_WORKERS = 200
"""Of one organisation, with those invited."""
CODES_BEFORE_WAITING = 5
WAITING = timedelta(minutes=15)
LINES = 256
"""Sign-ins stand in this many lines by name: guessing at one name holds up few others, and memory is bounded."""
ADVICE = "Set WAYMARK_HANDOFF_ACCOUNTS to a file in a folder this user may write to."


def _line() -> Pace:
    return Pace(interval=1.0, least=0.5, most=10)


class Accounts:
    """now: the time with its zone; new_line: how one line of sign-ins is slowed down.

    Every method that is awaited may raise StoreUnavailable.
    """

    def __init__(self, path: Path, now: Callable[[], datetime], *, new_line: Callable[[], Pace] = _line) -> None:
        """Opens the file, or makes it. Raises ConfigurationError saying what to do."""
        self._now = lambda: now().astimezone(UTC)
        self._file = SqliteFile(path, ACCOUNT_TABLES, ACCOUNT_KEYS, advice=ADVICE)
        self._lines = [new_line() for _ in range(LINES)]
        # One at a time: each check of a passphrase takes 64 MiB.
        self._checking = asyncio.Lock()

    # Who there is

    async def workers(self, organisation: str) -> list[Worker]:
        """By name."""
        rows = await self._file.run(lambda: self._rows("workers", "organisation = ?", organisation))
        return sorted((worker_of(row) for row in rows), key=lambda worker: worker.name.casefold())

    async def invited(self, organisation: str) -> list[Invitation]:
        """By name; those that can still be used."""
        rows = await self._file.run(
            lambda: self._rows("invitations", "organisation = ? and expires_at > ?", organisation, self._minute())
        )
        return sorted((invitation_of(row) for row in rows), key=lambda invitation: invitation.name.casefold())

    async def find(self, organisation: str, name: str) -> Worker | None:
        row = await self._file.run(lambda: self._account(organisation, name))
        return worker_of(row) if row else None

    # Joining and leaving

    async def invite(self, organisation: str, name: str, role: Role, *, by: str = "") -> str:
        """The token of a link that can be used once within 48 hours. by: the manager; empty for the command line.

        An earlier invitation of the same name is withdrawn. Raises BadRequest if the name cannot be used.
        """
        called = _name(name)
        token = secrets.token_urlsafe(24)
        expires_at = (self._now() + timedelta(hours=INVITATION_HOURS)).strftime(MINUTE)

        def write() -> None:
            if self._account(organisation, called):
                raise BadRequest("There is a worker of this name. Remove them first, or choose another name.")
            self._withdraw(organisation, called)
            if len(self._rows("workers", "organisation = ?", organisation)) >= MOST_WORKERS:
                raise BadRequest(f"An organisation can have {MOST_WORKERS} workers. Remove one first.")
            self._file.write(
                "insert into invitations (token, organisation, name, role, expires_at) values (?, ?, ?, ?, ?)",
                _hashed(token),
                organisation,
                called,
                role.value,
                expires_at,
            )
            self._trace(organisation, by, Action.WORKER_INVITED, called)

        await self._file.run(write)
        return token

    async def invitation(self, token: str) -> Invitation | None:
        row = await self._file.run(lambda: self._invitation_row(token))
        return invitation_of(row) if row else None

    async def join(self, token: str, passphrase: str, secret: str, code: str) -> Worker | None:
        """The worker that an invitation was for; None if it was used, withdrawn or is too old.

        Raises BadRequest if the passphrase is too easy or the code is not one of the secret.
        """
        now = self._now()
        step = step_of(secret, code, now)
        if await self.invitation(token) is None:
            return None
        if step is None:
            raise BadRequest("The code does not fit. Wait for the next one. Is the clock of the telephone right?")
        async with self._checking:
            proof = await asyncio.to_thread(Proof.of, passphrase, secret)

        def write() -> dict[str, Any] | None:
            row = self._invitation_row(token)
            if row is None or self._account(row["organisation"], row["name"]):
                return None
            self._file.write("delete from invitations where token = ?", row["token"])
            self._file.write(
                "insert into workers (organisation, name, role, since, salt, secret, last_step, wrong_codes,"
                " wait_until, session) values (?, ?, ?, ?, ?, ?, ?, 0, '', ?)",
                row["organisation"],
                row["name"],
                row["role"],
                now.date().isoformat(),
                proof.salt,
                proof.secret,
                step,
                secrets.randbelow(2**40),  # not 0: a session of a removed worker of this name must not be good again
            )
            self._trace(row["organisation"], row["name"], Action.WORKER_JOINED)
            return self._account(row["organisation"], row["name"])

        joined = await self._file.run(write)
        return worker_of(joined) if joined else None

    async def remove(self, organisation: str, name: str, *, by: str = "") -> bool:
        """Remove a worker, whose session ends at once, or an invitation. Whether there was one."""

        def write() -> bool:
            row = self._account(organisation, name)
            if row:
                self._file.write("delete from workers where organisation = ? and name = ?", organisation, row["name"])
            called = row["name"] if row else self._withdraw(organisation, name)
            if called:
                self._trace(organisation, by, Action.WORKER_REMOVED, called)
            return bool(called)

        removed = await self._file.run(write)
        await self._file.run(self._file.shrink, transaction=False)
        return removed

    async def remove_all(self, organisation: str) -> int:
        """Remove everybody of an organisation that no longer takes slips; how many workers."""

        def write() -> int:
            self._file.write("delete from invitations where organisation = ?", organisation)
            return self._file.write("delete from workers where organisation = ?", organisation)

        removed = await self._file.run(write)
        await self._file.run(self._file.shrink, transaction=False)
        return removed

    # Signing in

    async def sign_in(self, organisation: str, name: str, passphrase: str, code: str) -> Worker | None:
        """The worker, with a new session; sessions before it have ended. None if anything is wrong: it is never said
        what, and a name that does not exist takes as long.

        A stranger without the passphrase can lock nobody out: only wrong codes with the right passphrase make the next
        ones wait. Raises EngineBusy if too many try at this name.
        """
        called = _spaced(name)
        line = self._lines[hash((organisation, called.casefold())) % LINES]
        async with line.paced():
            row = await self._file.run(lambda: self._account(organisation, called))
            proof = Proof(row["salt"], row["secret"]) if row else await asyncio.to_thread(proof_of_nobody)
            async with self._checking:
                secret = await asyncio.to_thread(proof.open, passphrase)
            if row is None:
                return None
            now = self._now()
            step = step_of(secret, code, now) if secret else None
            return await self._file.run(lambda: self._admit(organisation, row["name"], bool(secret), step, now))

    def _admit(self, organisation: str, name: str, known: bool, step: int | None, now: datetime) -> Worker | None:
        """Decide and note it in one transaction, so that of two who use one code only one is let in.

        known: the passphrase was right."""
        row = self._account(organisation, name)
        if row is None:
            return None
        waits = row["wait_until"] > now.strftime(MINUTE)
        if not known or waits or step is None or step <= row["last_step"]:
            self._trace(organisation, name, Action.SIGN_IN_FAILED)
            if known and not waits:
                wrong = row["wrong_codes"] + 1
                until = (now + WAITING).strftime(MINUTE) if wrong >= CODES_BEFORE_WAITING else ""
                self._file.write(
                    "update workers set wrong_codes = ?, wait_until = ? where organisation = ? and name = ?",
                    wrong,
                    until,
                    organisation,
                    name,
                )
            return None
        self._file.write(
            "update workers set last_step = ?, wrong_codes = 0, wait_until = '', session = session + 1"
            " where organisation = ? and name = ?",
            step,
            organisation,
            name,
        )
        self._trace(organisation, name, Action.SIGNED_IN)
        return worker_of(self._account(organisation, name))

    async def sign_out(self, worker: Worker) -> None:
        """End the session of a worker."""

        def write() -> None:
            self._file.write(
                "update workers set session = session + 1 where organisation = ? and name = ?",
                worker.organisation,
                worker.name,
            )
            self._trace(worker.organisation, worker.name, Action.SIGNED_OUT)

        await self._file.run(write)

    # The trail

    async def note(self, worker: Worker, action: Action) -> None:
        """Write into the audit trail that a worker did something this hour."""
        await self._file.run(lambda: self._trace(worker.organisation, worker.name, action))

    async def trail(self, organisation: str) -> list[Trace]:
        """The newest hour first."""
        rows = await self._file.run(lambda: self._rows("trail", "organisation = ?", organisation))
        traces = [trace_of(row) for row in rows]
        return sorted(traces, key=lambda trace: (-trace.hour.timestamp(), trace.worker.casefold(), trace.action))

    async def purge(self) -> None:
        """Remove what is past its time."""
        oldest = (self._now() - timedelta(days=TRAIL_DAYS)).strftime(HOUR)

        def write() -> None:
            self._file.write("delete from invitations where expires_at <= ?", self._minute())
            self._file.write("delete from trail where hour < ?", oldest)

        await self._file.run(write)
        await self._file.run(self._file.shrink, transaction=False)

    async def close(self) -> None:
        await self._file.close()

    def _minute(self) -> str:
        return self._now().strftime(MINUTE)

    def _rows(self, table: str, where: str, *values: object) -> list[dict[str, Any]]:
        return list(self._file.database[table].rows_where(where, values))

    def _account(self, organisation: str, name: str) -> dict[str, Any] | None:
        """Names are compared without regard to capitals; "Amina" and "amina" cannot both be workers."""
        rows = self._rows("workers", "organisation = ?", organisation)
        return next((row for row in rows if row["name"].casefold() == name.casefold()), None)

    def _invitation_row(self, token: str) -> dict[str, Any] | None:
        found = self._rows("invitations", "token = ? and expires_at > ?", _hashed(token), self._minute())
        return found[0] if found else None

    def _withdraw(self, organisation: str, name: str) -> str:
        """The name under which there was an invitation, or nothing."""
        withdrawn = ""
        for row in self._rows("invitations", "organisation = ?", organisation):
            if row["name"].casefold() == name.casefold():
                self._file.write("delete from invitations where token = ?", row["token"])
                withdrawn = row["name"]
        return withdrawn

    def _trace(self, organisation: str, worker: str, action: Action, about: str = "") -> None:
        """Count it in its hour, so that whoever tries a thousand times writes one row."""
        self._file.write(
            "insert into trail (organisation, hour, worker, action, about, times) values (?, ?, ?, ?, ?, 1)"
            " on conflict do update set times = times + 1",
            organisation,
            self._now().strftime(HOUR),
            worker,
            action.value,
            about,
        )


def _spaced(name: str) -> str:
    return " ".join(name[: 4 * LONGEST_NAME].split())


def _name(name: str) -> str:
    """A name that can be used. Raises BadRequest."""
    called = _spaced(name)
    if not called or len(called) > LONGEST_NAME or not called.isprintable():
        raise BadRequest(f"A worker needs a name of 1 to {LONGEST_NAME} letters.")
    return called


def _hashed(token: str) -> str:
    return hashlib.sha256(token.encode()).hexdigest()
