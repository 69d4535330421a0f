"""A SQLite file of ours: readable by its owner only, what is removed is overwritten, and the file gets smaller."""

from __future__ import annotations

import asyncio
import sqlite3
import threading
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import TypeVar

from sqlite_utils import Database

from bot.engine.quiet import log
from bot.errors import ConfigurationError, StoreUnavailable
from bot.handoff.columns import Column

BUSY_SECONDS = 5.0
PRAGMAS = (
    "auto_vacuum=INCREMENTAL",  # can only be set before the first table
    "secure_delete=ON",
    "journal_mode=TRUNCATE",
    "synchronous=FULL",
    "temp_store=MEMORY",
)
_T = TypeVar("_T")


class SqliteFile:
    """One connection, used by one thread at a time; several processes may have the file open."""

    def __init__(
        self,
        path: Path,
        tables: Mapping[str, Sequence[Column]],
        keys: Mapping[str, str | tuple[str, ...]],
        *,
        advice: str,
    ) -> None:
        """Opens the file, or makes it with its tables.

        keys: the primary key of each table; advice: what the operator can do if the file cannot be written.
        Raises ConfigurationError: it cannot be written or is something else.
        """
        self._lock = threading.Lock()
        with self.opening(path, advice):
            path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
            path.touch(mode=0o600)
            connection = sqlite3.connect(path, timeout=BUSY_SECONDS, check_same_thread=False, isolation_level=None)
            self.database = Database(connection)
            for pragma in PRAGMAS:
                connection.execute(f"PRAGMA {pragma}")
            for name, columns in tables.items():
                self.database[name].create(
                    {column.name: column.type for column in columns}, pk=keys[name], if_not_exists=True, strict=True
                )

    @staticmethod
    @contextmanager
    def opening(path: Path, advice: str) -> Iterator[None]:
        """Around what is done to the file before it is used. Raises ConfigurationError."""
        try:
            yield
        except (OSError, sqlite3.Error) as error:
            raise ConfigurationError(f"{path.name} cannot be opened ({type(error).__name__}). {advice}") from error

    async def run(self, work: Callable[[], _T], *, transaction: bool = True) -> _T:
        """In a thread, one at a time; in one transaction, so that a crash leaves all of it or nothing.

        Raises StoreUnavailable: the disk is full or broken, or another process holds the file too long.
        """

        def locked() -> _T:
            with self._lock:
                if not transaction:
                    return work()
                with self.transaction():
                    return work()

        try:
            return await asyncio.to_thread(locked)
        except (sqlite3.Error, OSError) as error:
            log.error("waymark.handoff.store", error=type(error).__name__)
            raise StoreUnavailable("the file cannot be read or written") from error

    @contextmanager
    def transaction(self) -> Iterator[None]:
        self.database.conn.execute("begin immediate")
        try:
            yield
        except BaseException:
            if self.database.conn.in_transaction:
                self.database.conn.execute("rollback")
            raise
        self.database.conn.execute("commit")

    def write(self, statement: str, *values: object) -> int:
        """Rows changed. Not by sqlite-utils' own methods, which commit one by one what belongs together."""
        return self.database.execute(statement, values).rowcount

    def shrink(self) -> None:
        """Give pages that are no longer used back to the disk. Not by `execute`, which frees one page at a time."""
        self.database.conn.executescript("pragma incremental_vacuum")

    async def close(self) -> None:
        with self._lock:
            self.database.conn.close()
