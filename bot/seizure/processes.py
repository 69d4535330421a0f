"""The process tree and what /proc says of it: children, open files, memory."""

from __future__ import annotations

import os
import stat
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from bot.seizure.matcher import Matcher
from bot.seizure.search import CHUNK, Searched

PROC = Path("/proc")


def tree(pid: int) -> list[int]:
    """A process and all its children, the parent first."""
    found, waiting = [], [pid]
    while waiting:
        one = waiting.pop()
        try:
            tasks = list((PROC / str(one) / "task").iterdir())
            children = [child for task in tasks for child in (task / "children").read_text().split()]
        except OSError:
            continue
        found.append(one)
        waiting += [int(child) for child in children]
    return found


@dataclass(frozen=True, slots=True)
class Region:
    """A part of a process's memory. name: what /proc calls it, without a path."""

    start: int
    end: int
    name: str


def regions(pid: int) -> Iterator[Region]:
    """What can hold something the process wrote: everything but unchanged pages of files. Raises OSError."""
    for line in (PROC / str(pid) / "maps").read_text().splitlines():
        where, rights, *rest = line.split(maxsplit=5)
        name = rest[3] if len(rest) > 3 else ""
        file = name.startswith("/")
        if "r" not in rights or name.startswith(("[vvar", "[vsyscall")) or (file and "w" not in rights):
            continue
        start, end = (int(part, 16) for part in where.split("-"))
        yield Region(start, end, "memory mapped to a file" if file else name or "memory")


def search_memory(place: str, pids: list[int], matcher: Matcher) -> Searched:
    """Search the memory of running processes. A process that may not be read is counted as unread."""
    searched = Searched(place)
    for pid in pids:
        try:
            with (PROC / str(pid) / "mem").open("rb", 0) as memory:
                for region in regions(pid):
                    _search_region(searched, matcher, memory, region)
            searched.items += 1
        except OSError:
            searched.unread += 1
            searched.note = "the server closes its memory to other users: run this as root"
    return searched


def _search_region(searched: Searched, matcher: Matcher, memory, region: Region) -> None:
    place = region.start
    while place < region.end:
        memory.seek(place)
        try:
            data = memory.read(min(CHUNK, region.end - place))
        except OSError:
            return  # given back in the meantime
        if not data:
            return
        searched.size += len(data)
        searched.add(matcher, data, region.name)
        last = place + len(data) >= region.end
        place += len(data) if last else len(data) - (matcher.longest - 1)


def written_files(pid: int) -> Iterator[tuple[int, int, str]]:
    """(device, inode, path in /proc) of regular files a process has open for writing, deleted ones and files in memory
    too."""
    folder = PROC / str(pid) / "fd"
    try:
        names = os.listdir(folder)
    except OSError:
        return
    for name in names:
        try:
            path = str(folder / name)
            facts = os.stat(path)
            mode = int((PROC / str(pid) / "fdinfo" / name).read_text().split("flags:")[1].split()[0], 8)
        except (OSError, IndexError, ValueError):
            continue
        if stat.S_ISREG(facts.st_mode) and mode & (os.O_WRONLY | os.O_RDWR):
            yield facts.st_dev, facts.st_ino, path
