"""Watches which files a process tree has open for writing, and holds on to them: a deleted file stays readable."""

from __future__ import annotations

import asyncio
import contextlib
import os
from collections.abc import Callable

from bot.seizure.matcher import Matcher
from bot.seizure.processes import tree, written_files
from bot.seizure.search import Searched, search_stream

LOOK_SECONDS = 0.05


class OpenFiles:
    """Every file that was seen open, by device and inode."""

    def __init__(self, pid: int, *, but: set[tuple[int, int]] = frozenset()) -> None:
        """but: (device, inode) of files that are searched as a place of their own."""
        self._pid = pid
        self._held: dict[tuple[int, int], int] = {}
        self._but = but

    async def watch(self) -> None:
        """Look again and again until cancelled."""
        while True:
            self.look()
            await asyncio.sleep(LOOK_SECONDS)

    def look(self) -> None:
        for pid in tree(self._pid):
            for device, inode, path in written_files(pid):
                if (device, inode) not in self._held and (device, inode) not in self._but:
                    with contextlib.suppress(OSError):
                        self._held[device, inode] = os.open(path, os.O_RDONLY | os.O_CLOEXEC)

    def search(self, matcher: Matcher) -> Searched:
        searched = Searched("files it had open, deleted ones too")
        for handle in self._held.values():
            os.lseek(handle, 0, os.SEEK_SET)
            search_stream(searched, matcher, _reader(handle), "a file it had open")
            searched.items += 1
        return searched

    def close(self) -> None:
        for handle in self._held.values():
            os.close(handle)
        self._held.clear()


def _reader(handle: int) -> Callable[[int], bytes]:
    return lambda size: os.read(handle, size)
