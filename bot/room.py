"""Says in one line that the disk is full or cannot be written to, whatever library met it first."""

from __future__ import annotations

import errno
import sqlite3
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager

from bot.errors import ConfigurationError

NO_ROOM = frozenset({errno.ENOSPC, errno.EDQUOT, errno.EFBIG, errno.EROFS, errno.EACCES, errno.EPERM})


@contextmanager
def needing_room() -> Iterator[None]:
    """For the start, which may have to build files and unpacks the model. A running server writes nothing.

    Raises:
        ConfigurationError: the body failed for want of room; the message says where.
    """
    try:
        # Without a folder for temporary files Rasa cannot even be imported.
        folder = tempfile.gettempdir()
    except FileNotFoundError as error:
        raise ConfigurationError(_advice("the folder for temporary files")) from error
    try:
        yield
    except Exception as error:
        if not _is_for_want_of_room(error):
            raise
        raise ConfigurationError(_advice(f"build/ or {folder}")) from error


def _advice(where: str) -> str:
    return f"Nothing can be written to {where}. Free some space there, or set TMPDIR to a folder that has some."


def _is_for_want_of_room(error: BaseException | None) -> bool:
    """Whether the error, or one that led to it, is of a disk."""
    while error is not None:
        if isinstance(error, OSError) and error.errno in NO_ROOM:
            return True
        if isinstance(error, sqlite3.OperationalError) and error.sqlite_errorcode in _SQLITE:
            return True
        error = error.__cause__ or error.__context__
    return False


_SQLITE = frozenset({sqlite3.SQLITE_FULL, sqlite3.SQLITE_IOERR, sqlite3.SQLITE_IOERR_WRITE, sqlite3.SQLITE_READONLY})
