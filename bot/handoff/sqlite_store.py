"""Slips in one SQLite file. What is removed is overwritten, and the file gets smaller.

A copy of the file that is put back later is noticed and emptied: what a person destroyed does not come back from a
backup (`bot.handoff.generation`). A copy of the whole disk cannot be noticed.
"""

from __future__ import annotations

import secrets
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any, TypeVar

from bot.engine.quiet import log
from bot.handoff.columns import TABLES
from bot.handoff.generation import Generation
from bot.handoff.sqlite_file import SqliteFile
from bot.handoff.store import ORGANISATION, StoredNote, StoredSlip

KEYS = {"slips": "locator", "notes": ("locator", "position"), "about": "name"}
_T = TypeVar("_T")
ADVICE = "Set WAYMARK_HANDOFF to a file in a folder this user may write to, or to off."


class SqliteStore:
    """today: the day in the UK."""

    def __init__(self, path: Path, today: Callable[[], date]) -> None:
        """Opens the file, or makes it.

        Raises:
            ConfigurationError: it cannot be written or is something else; the message says what to do.
        """
        self._today = today
        self._file = SqliteFile(path, TABLES, KEYS, advice=ADVICE)
        self._database = self._file.database
        with self._file.opening(path, ADVICE):
            self._database["slips"].create_index(["organisation"], if_not_exists=True)
            self._database["slips"].create_index(["expires_on"], if_not_exists=True)
            self._generation = Generation(path)
            self._empty_if_restored()

    def _empty_if_restored(self) -> None:
        with self._file.transaction():
            restored = not self._generation.is_newest(self._value("generation"))
            lost = self._file.write("delete from slips") if restored else 0
            if restored:
                self._file.write("delete from notes")
            new = self._renew()
        self._generation.allow(new)
        self._file.shrink()
        if lost:
            log.warning("waymark.handoff.restored", outcome="A copy of the slips was put back. It was emptied.")

    def _renew(self) -> str:
        """Inside a transaction: after it, older copies of the file no longer count."""
        new = self._generation.draw()
        self._generation.allow(self._value("generation"), new)
        self._file.write("insert or replace into about (name, value) values ('generation', ?)", new)
        return new

    async def _removing(self, work: Callable[[], _T]) -> _T:
        """What goes must not come back with an older copy, and its room is given back to the disk."""

        def removing() -> tuple[_T, str]:
            return work(), self._renew()

        def after() -> None:
            self._generation.allow(new)
            self._file.shrink()

        done, new = await self._file.run(removing)
        await self._file.run(after, transaction=False)
        return done

    async def salt(self) -> bytes:
        def read() -> bytes:
            value = self._value("salt")
            if value is None:
                value = secrets.token_bytes(16).hex()
                self._file.write("insert into about (name, value) values (?, ?)", "salt", value)
            return bytes.fromhex(value)

        return await self._file.run(read)

    async def add(self, slip: StoredSlip) -> bool:
        def write() -> bool:
            if self._row(slip.locator, any_day=True):
                return False
            self._file.write(
                "insert into slips (locator, organisation, label, body, reply_key, expires_on)"
                " values (?, ?, ?, ?, ?, ?)",
                slip.locator,
                slip.organisation,
                slip.label,
                slip.body,
                slip.reply_key,
                slip.expires_on.isoformat(),
            )
            return True

        return await self._file.run(write)

    async def get(self, locator: str) -> StoredSlip | None:
        row = await self._file.run(lambda: self._row(locator))
        return _slip(row) if row else None

    async def remove(self, locator: str) -> bool:
        def write() -> bool:
            there = self._row(locator) is not None
            self._file.write("delete from notes where locator = ?", locator)
            self._file.write("delete from slips where locator = ?", locator)
            return there

        return await self._removing(write)

    async def waiting(self, organisation: str) -> list[StoredSlip]:
        def read() -> list[StoredSlip]:
            rows = self._database["slips"].rows_where(
                "organisation = ? and label is not null and expires_on >= ?",
                [organisation, self._today().isoformat()],
                select="locator, organisation, label, null as body, reply_key, expires_on",
                order_by="expires_on, locator",
            )
            return [_slip(row) for row in rows]

        return await self._file.run(read)

    async def notes(self, locator: str) -> list[StoredNote]:
        def read() -> list[StoredNote]:
            if not self._row(locator):
                return []
            rows = self._database["notes"].rows_where("locator = ?", [locator], order_by="position")
            return [StoredNote(row["reader"], row["sealed"]) for row in rows]

        return await self._file.run(read)

    async def add_note(self, locator: str, note: StoredNote, *, most: int) -> bool:
        def write() -> bool:
            if not self._row(locator):
                return False
            there = list(self._database["notes"].rows_where("locator = ?", [locator], select="reader, position"))
            if [row["reader"] for row in there].count(note.reader) >= most:
                return False
            self._file.write(
                "insert into notes (locator, position, reader, sealed) values (?, ?, ?, ?)",
                locator,
                max((row["position"] for row in there), default=-1) + 1,
                note.reader,
                note.sealed,
            )
            return True

        return await self._file.run(write)

    async def empty(self, locator: str, *, finished: bool = False) -> None:
        def write() -> None:
            self._file.write("update slips set label = null, body = null where locator = ?", locator)
            if finished:
                self._file.write("delete from notes where locator = ? and reader = ?", locator, ORGANISATION)

        await self._removing(write)

    async def purge(self) -> int:
        def write() -> int:
            today = self._today().isoformat()
            self._file.write(
                "delete from notes where locator in (select locator from slips where expires_on < ?)", today
            )
            return self._file.write("delete from slips where expires_on < ?", today)

        return await self._removing(write)

    async def close(self) -> None:
        await self._file.close()

    def _row(self, locator: str, *, any_day: bool = False) -> dict[str, Any] | None:
        since = "" if any_day else self._today().isoformat()
        return next(self._database["slips"].rows_where("locator = ? and expires_on >= ?", [locator, since]), None)

    def _value(self, name: str) -> str | None:
        row = next(self._database["about"].rows_where("name = ?", [name]), None)
        return row["value"] if row else None


def _slip(row: dict[str, Any]) -> StoredSlip:
    return StoredSlip(
        row["locator"],
        row["organisation"],
        row["label"],
        row["body"],
        row["reply_key"],
        date.fromisoformat(row["expires_on"]),
    )
