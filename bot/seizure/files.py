"""Which files were made or changed: folders are listed before and after, and compared."""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator
from pathlib import Path

from bot.paths import ROOT

WATCHED = ("/tmp", "/var/tmp", "/dev/shm", "/run", "/var/log", "/var/crash", "/var/lib/systemd/coredump", "/var/spool")
"""Where a process, the C library, the kernel or a logging service leave things, beside its own folders."""

Listing = dict[Path, tuple[int, int, int, int]]
"""(inode, size, time of change in ns, time of change of its entry in ns) of each file."""


def watched_folders() -> dict[str, list[Path]]:
    """Folders by the name of the place they are: what the process tree could write to outside its own folders."""
    system = [Path(name) for name in WATCHED if Path(name).is_dir()]
    homes = [home for home in {Path.home(), Path("/root")} if home.is_dir() and not ROOT.is_relative_to(home)]
    return {"project folder": [ROOT], "home of the user": homes, "system: /tmp, /var, /run, /dev/shm": system}


def listing(folders: Iterable[Path], leaving_out: Iterable[Path] = ()) -> Listing:
    """Every regular file below these folders; what may not be listed is passed over."""
    left_out = {os.path.realpath(path) for path in leaving_out}
    found: Listing = {}
    for folder in folders:
        for entry in _walk(os.path.realpath(folder), left_out):
            try:
                stat = entry.stat(follow_symlinks=False)
            except OSError:
                continue
            found[Path(entry.path)] = (stat.st_ino, stat.st_size, stat.st_mtime_ns, stat.st_ctime_ns)
    return found


def changed(before: Listing, after: Listing) -> list[Path]:
    """Files that are new or differ, in the order of their names."""
    return sorted(path for path, facts in after.items() if before.get(path) != facts)


def _walk(folder: str, left_out: set[str]) -> Iterator[os.DirEntry]:
    try:
        entries = list(os.scandir(folder))
    except OSError:
        return
    for entry in entries:
        try:
            if entry.is_dir(follow_symlinks=False):
                if entry.path not in left_out:
                    yield from _walk(entry.path, left_out)
            elif entry.is_file(follow_symlinks=False):
                yield entry
        except OSError:
            continue
