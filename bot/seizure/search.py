"""What a search of one place gives, and the searching of bytes, files and streams that all places share."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from pathlib import Path

from bot.seizure.compressed import inflated
from bot.seizure.matcher import Matcher

CHUNK = 16 * 1024 * 1024
MOST_BYTES = 2 * 1024 * 1024 * 1024
"""Bytes searched in one place; what is left out is counted and said."""
WITHHELD = "a file whose name is withheld"
CORE_FILE = "core file"
"""A core dump is a find by itself: nobody knows what is in it."""


@dataclass(frozen=True, slots=True, order=True)
class Find:
    """kind, number: which sentinel; form: how it was written; where: a file or a part of memory."""

    kind: str
    number: int
    form: str
    where: str

    def __str__(self) -> str:
        what = f"{self.kind} {self.number} as {self.form}" if self.number else self.kind
        return f"{what} in {self.where}"


@dataclass
class Searched:
    """One row of the report. items: files or processes; unread: those that could not be read, or only in part."""

    place: str
    items: int = 0
    size: int = 0
    unread: int = 0
    finds: set[Find] = field(default_factory=set)
    note: str = ""

    def add(self, matcher: Matcher, data: bytes, where: str, *, prefix: str = "") -> None:
        """Search these bytes."""
        for _, pattern in matcher.find(data):
            sentinel = pattern.sentinel
            self.finds.add(Find(str(sentinel.kind), sentinel.number, prefix + pattern.form, where))


def overlapping(read, overlap: int) -> Iterator[bytes]:
    """Chunks of what `read(size)` gives, each beginning with the last bytes of the one before."""
    tail = b""
    while chunk := read(CHUNK):
        yield tail + chunk
        tail = (tail + chunk)[-overlap:] if overlap else b""


def search_stream(searched: Searched, matcher: Matcher, read, where: str) -> None:
    """Search what `read(size)` gives until it gives nothing, in itself and inside compressed streams.

    Raises OSError if reading fails.
    """
    size = 0
    for chunk in overlapping(read, matcher.longest - 1):
        size += min(len(chunk), CHUNK)
        searched.add(matcher, chunk, where)
        for inside in inflated(chunk):
            searched.add(matcher, inside, where, prefix="compressed ")
    searched.size += size


def search_files(place: str, paths: Iterable[Path], matcher: Matcher, base: Path | None = None) -> Searched:
    """Search files and their names. base: what names are shown relative to."""
    searched = Searched(place)
    for path in paths:
        shown = name_to_show(path, matcher, base)
        if shown.startswith(WITHHELD):
            searched.add(matcher, bytes(path), shown, prefix="a file's name in ")
        if is_core(path):
            searched.finds.add(Find(CORE_FILE, 0, "", shown))
        if searched.size > MOST_BYTES:
            searched.unread += 1
            continue
        try:
            with path.open("rb") as file:
                search_stream(searched, matcher, file.read, shown)
            searched.items += 1
        except FileNotFoundError:
            continue  # gone since it was listed
        except OSError:
            searched.unread += 1
    return searched


def name_to_show(path: Path, matcher: Matcher, base: Path | None = None) -> str:
    """The file's name, unless it holds a sentinel."""
    if any(True for _ in matcher.find(bytes(path))):
        return f"{WITHHELD} ({path.suffix[:5] or 'no suffix'})" if path.suffix.isascii() else WITHHELD
    return str(path.relative_to(base) if base and path.is_relative_to(base) else path)


def is_core(path: Path) -> bool:
    """Whether a file is a core dump: an ELF file of type core."""
    try:
        with path.open("rb") as file:
            head = file.read(18)
    except OSError:
        return False
    return head[:4] == b"\x7fELF" and int.from_bytes(head[16:18], "little") == 4
