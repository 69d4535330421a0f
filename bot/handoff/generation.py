"""Notices that an older copy of a file was put back.

A file carries the name of its newest generation twice: in its contents and in an extended attribute, which copies of a
file do not bring along unless they are told to. Whenever something is removed for good both are renewed. A copy put
back over the file has an older generation inside; a copy put back as a new file has no attribute, or another inode.
Where the file system knows no extended attributes only the inode is looked at.
"""

from __future__ import annotations

import errno
import os
import secrets
from pathlib import Path

ATTRIBUTE = "user.waymark.generation"


class Generation:
    def __init__(self, path: Path) -> None:
        self._path = path

    def draw(self) -> str:
        """The name of a new generation, for the contents."""
        return f"{os.stat(self._path).st_ino}:{secrets.token_hex(8)}"

    def is_newest(self, known: str | None) -> bool:
        """Whether the contents, which say `known`, belong to this file and are its newest."""
        if known is None or known.partition(":")[0] != str(os.stat(self._path).st_ino):
            return False
        allowed = self._allowed()
        return allowed is None or known in allowed

    def allow(self, *generations: str | None) -> None:
        """Only contents of these generations count from now on: two while one replaces the other."""
        text = ",".join(name for name in generations if name)
        try:
            os.setxattr(self._path, ATTRIBUTE, text.encode())
        except OSError as error:
            if error.errno != errno.ENOTSUP:
                raise

    def _allowed(self) -> list[str] | None:
        """None where there are no extended attributes."""
        try:
            return os.getxattr(self._path, ATTRIBUTE).decode("ascii", "replace").split(",")
        except OSError as error:
            return None if error.errno == errno.ENOTSUP else []
