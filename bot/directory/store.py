"""Reads the built directory. Read-only, and dataclasses come out.

The directory is small: a service opens it once, keeps `all()` and passes it to `search.find_support`.
"""

import sqlite3
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path

import sqlite_utils

from bot.directory.models import Organisation
from bot.directory.parts import Phone
from bot.directory.schema import SCHEMA_VERSION
from bot.errors import DirectoryError


class Directory:
    """Queries over an open directory."""

    def __init__(self, database: sqlite_utils.Database) -> None:
        self._database = database

    def all(self) -> tuple[Organisation, ...]:
        """Every organisation, by id."""
        return self._select("select * from organisations order by id")

    def get(self, identifier: str) -> Organisation | None:
        """One organisation, or None."""
        return next(iter(self._select("select * from organisations where id = ?", [identifier])), None)

    def search(self, words: str, *, limit: int = 10) -> tuple[Organisation, ...]:
        """The organisations whose name, purpose or communities hold all these words (any form), best first."""
        terms = self._database.quote_fts(_printable(words).replace('"', " "))
        if not terms.strip('" '):
            return ()
        return self._select(
            "select organisations.* from organisations_fts"
            " join organisations on organisations.rowid = organisations_fts.rowid"
            " where organisations_fts match ? order by organisations_fts.rank, organisations.id limit ?",
            [terms, max(limit, 0)],
        )

    def close(self) -> None:
        self._database.close()

    def _select(self, sql: str, parameters: Iterable[object] = ()) -> tuple[Organisation, ...]:
        rows = list(self._database.query(sql, list(parameters)))
        return tuple(Organisation.from_row(row, self._phones(row["id"])) for row in rows)

    def _phones(self, identifier: str) -> Iterator[Phone]:
        rows = self._database.query("select * from phones where organisation_id = ? order by position", [identifier])
        return map(Phone.from_row, rows)


def _printable(words: str) -> str:
    """Text SQLite can hold: no NUL, no half characters."""
    return words.replace("\0", " ").encode("utf-8", "ignore").decode("utf-8")


@contextmanager
def open_directory(path: Path) -> Iterator[Directory]:
    """Open a built directory for reading. Raises `DirectoryError` if it is missing or of another version."""
    directory = Directory(_connect(path))
    try:
        yield directory
    finally:
        directory.close()


def _connect(path: Path) -> sqlite_utils.Database:
    advice = "run: waymark directory build"
    if not path.is_file():
        raise DirectoryError(f"{path}: the directory is not built; {advice}")
    connection = sqlite3.connect(f"{path.absolute().as_uri()}?mode=ro", uri=True, check_same_thread=False)
    try:
        (version,) = connection.execute("pragma user_version").fetchone()
    except sqlite3.DatabaseError as error:
        connection.close()
        raise DirectoryError(f"{path}: not a directory file; {advice}") from error
    if version != SCHEMA_VERSION:
        connection.close()
        raise DirectoryError(f"{path}: built by another version; {advice}")
    return sqlite_utils.Database(connection)
