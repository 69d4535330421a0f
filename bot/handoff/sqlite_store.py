"""Slips in one SQLite file. What is removed is overwritten, and the file gets smaller.

A copy of the file that is put back later is noticed by the number of the file on its disk (inode) and emptied: what a
person destroyed does not come back from a backup. A copy of the whole disk cannot be noticed.
"""

from __future__ import annotations

import asyncio
import os
import secrets
import sqlite3
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import date
from pathlib import Path
from typing import Any, TypeVar

from sqlite_utils import Database

from bot.engine.quiet import log
from bot.errors import ConfigurationError, StoreUnavailable
from bot.handoff.columns import TABLES
from bot.handoff.store import StoredNote, StoredSlip

KEYS = {"slips": "locator", "notes": ("locator", "position"), "about": "name"}
BUSY_SECONDS = 5.0
_T = TypeVar("_T")


class SqliteStore:
    """today: the day in the UK."""

    def __init__(self, path: Path, today: Callable[[], date]) -> None:
        """Opens the file, or makes it.

        Raises:
            ConfigurationError: it cannot be written or is something else; the message says what to do.
        """
        self._today = today
        self._lock = threading.Lock()
        try:
            path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
            path.touch(mode=0o600)
            # auto_vacuum can only be set before the first table; secure_delete overwrites what is removed with zeros.
            connection = sqlite3.connect(path, timeout=BUSY_SECONDS, check_same_thread=False, isolation_level=None)
            self._database = Database(connection)
            for pragma in (
                "auto_vacuum=INCREMENTAL",
                "secure_delete=ON",
                "journal_mode=TRUNCATE",
                "synchronous=FULL",
                "temp_store=MEMORY",
            ):
                connection.execute(f"PRAGMA {pragma}")
            for name, columns in TABLES.items():
                self._database[name].create(
                    {column.name: column.type for column in columns}, pk=KEYS[name], if_not_exists=True, strict=True
                )
            self._database["slips"].create_index(["organisation"], if_not_exists=True)
            self._database["slips"].create_index(["expires_on"], if_not_exists=True)
            self._empty_if_restored(path)
        except (OSError, sqlite3.Error) as error:
            raise ConfigurationError(
                f"Slips cannot be kept in {path.name} ({type(error).__name__}). Set WAYMARK_HANDOFF to a file in a "
                "folder this user may write to, or to off."
            ) from error

    def _empty_if_restored(self, path: Path) -> None:
        about = os.stat(path)
        here = f"{about.st_dev}:{about.st_ino}"
        with self._transaction():
            known = self._value("place")
            if known != here:
                restored = self._database["slips"].count > 0
                self._write("delete from slips")
                self._write("delete from notes")
                self._write("insert or replace into about (name, value) values ('place', ?)", here)
                if restored:
                    log.warning("waymark.handoff.restored", outcome="A copy of the slips was put back. It was emptied.")
        self._shrink()

    async def salt(self) -> bytes:
        def read() -> bytes:
            value = self._value("salt")
            if value is None:
                value = secrets.token_bytes(16).hex()
                self._write("insert into about (name, value) values (?, ?)", "salt", value)
            return bytes.fromhex(value)

        return await self._run(read)

    async def add(self, slip: StoredSlip) -> bool:
        def write() -> bool:
            if self._row(slip.locator, any_day=True):
                return False
            self._write(
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

        return await self._run(write)

    async def get(self, locator: str) -> StoredSlip | None:
        row = await self._run(lambda: self._row(locator))
        return _slip(row) if row else None

    async def remove(self, locator: str) -> bool:
        def write() -> bool:
            there = self._row(locator) is not None
            self._write("delete from notes where locator = ?", locator)
            self._write("delete from slips where locator = ?", locator)
            return there

        removed = await self._run(write)
        await self._run(self._shrink, transaction=False)
        return removed

    async def waiting(self, organisation: str) -> list[StoredSlip]:
        def read() -> list[StoredSlip]:
            rows = self._database["slips"].rows_where(
                "organisation = ? and label is not null and expires_on >= ?",
                [organisation, self._today().isoformat()],
                select="locator, organisation, label, null as body, reply_key, expires_on",
                order_by="expires_on, locator",
            )
            return [_slip(row) for row in rows]

        return await self._run(read)

    async def notes(self, locator: str) -> list[StoredNote]:
        def read() -> list[StoredNote]:
            if not self._row(locator):
                return []
            rows = self._database["notes"].rows_where("locator = ?", [locator], order_by="position")
            return [StoredNote(row["reader"], row["sealed"]) for row in rows]

        return await self._run(read)

    async def add_note(self, locator: str, note: StoredNote, *, most: int) -> bool:
        def write() -> bool:
            if not self._row(locator):
                return False
            there = [row["reader"] for row in self._database["notes"].rows_where("locator = ?", [locator])]
            if there.count(note.reader) >= most:
                return False
            self._write(
                "insert into notes (locator, position, reader, sealed) values (?, ?, ?, ?)",
                locator,
                len(there),
                note.reader,
                note.sealed,
            )
            return True

        return await self._run(write)

    async def empty(self, locator: str) -> None:
        await self._run(lambda: self._write("update slips set label = null, body = null where locator = ?", locator))
        await self._run(self._shrink, transaction=False)

    async def purge(self) -> int:
        def write() -> int:
            today = self._today().isoformat()
            self._write("delete from notes where locator in (select locator from slips where expires_on < ?)", today)
            return self._write("delete from slips where expires_on < ?", today)

        removed = await self._run(write)
        await self._run(self._shrink, transaction=False)
        return removed

    async def close(self) -> None:
        with self._lock:
            self._database.conn.close()

    async def _run(self, work: Callable[[], _T], *, transaction: bool = True) -> _T:
        """In a thread, one at a time; in one transaction, so that a crash leaves all of it or nothing."""

        def locked() -> _T:
            with self._lock:
                if not transaction:
                    return work()
                with self._transaction():
                    return work()

        try:
            return await asyncio.to_thread(locked)
        except (sqlite3.Error, OSError) as error:
            log.error("waymark.handoff.store", error=type(error).__name__)
            raise StoreUnavailable("the slips cannot be read or written") from error

    @contextmanager
    def _transaction(self) -> Iterator[None]:
        self._database.conn.execute("begin immediate")
        try:
            yield
        except BaseException:
            if self._database.conn.in_transaction:
                self._database.conn.execute("rollback")
            raise
        self._database.conn.execute("commit")

    def _write(self, statement: str, *values: object) -> int:
        """Rows changed. Not by sqlite-utils' own methods, which commit one by one what belongs together."""
        return self._database.execute(statement, values).rowcount

    def _shrink(self) -> None:
        """Give pages that are no longer used back to the disk."""
        self._database.execute("pragma incremental_vacuum").fetchall()

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
