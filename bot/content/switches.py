"""Statements switched off in an emergency: one file that running servers notice, and that is its own audit trail.

The file has one JSON object a line: {"id", "off", "reason", "by", "on"}; the last line about a statement counts. It
says nothing about anybody who uses the service.
"""

from __future__ import annotations

import json
import time
from collections.abc import Callable, Collection
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from bot.errors import ContentError

SECONDS_BETWEEN_LOOKS = 1.0


@dataclass(frozen=True, slots=True)
class Switch:
    """One line of the file. on: the day it was written; off: whether the statement is off from then on."""

    id: str
    off: bool
    reason: str
    by: str
    on: date


def read_switches(path: Path) -> tuple[Switch, ...]:
    """All lines, the oldest first; none if there is no file.

    Raises:
        ContentError: a line is malformed; the message names its number.
    """
    if not path.is_file():
        return ()
    try:
        lines = path.read_text("utf-8").splitlines()
    except (OSError, UnicodeDecodeError) as error:
        raise ContentError(f"{path.name}: cannot be read as UTF-8 text") from error
    return tuple(_switch(line, f"{path.name}, line {number}") for number, line in enumerate(lines, 1) if line.strip())


def _switch(line: str, where: str) -> Switch:
    try:
        value = json.loads(line)
        if not isinstance(value["off"], bool):
            raise ValueError("off")
        texts = {name: value[name] for name in ("id", "reason", "by")}
        if not all(isinstance(text, str) and text.strip() for text in texts.values()):
            raise ValueError("text")
        return Switch(**texts, off=value["off"], on=date.fromisoformat(value["on"]))
    except (ValueError, KeyError, TypeError) as error:
        raise ContentError(f'{where}: must be {{"id", "off", "reason", "by", "on"}}') from error


def off_now(switches: tuple[Switch, ...]) -> frozenset[str]:
    """The ids whose last line says off."""
    last = {switch.id: switch.off for switch in switches}
    return frozenset(name for name, off in last.items() if off)


def write_switch(path: Path, switch: Switch) -> None:
    """Add a line. Raises ContentError if the file cannot be written."""
    line = json.dumps(
        {"id": switch.id, "off": switch.off, "reason": switch.reason, "by": switch.by, "on": switch.on.isoformat()},
        ensure_ascii=False,
    )
    try:
        with path.open("a", encoding="utf-8") as file:
            file.write(line + "\n")
    except OSError as error:
        raise ContentError(f"{path} cannot be written: {error.strerror}") from error


class SwitchedOff:
    """What is switched off at this moment, looked up at most once a second. A file that cannot be read while the server
    runs changes nothing: what was off stays off."""

    def __init__(self, path: Path, *, clock: Callable[[], float] = time.monotonic) -> None:
        """Raises ContentError if the file is malformed now."""
        self._path = path
        self._clock = clock
        self._stamp = self._look()
        self._off = off_now(read_switches(path))
        self._looked = clock()

    def ids(self) -> Collection[str]:
        """The ids of the statements that are off."""
        if self._clock() - self._looked >= SECONDS_BETWEEN_LOOKS:
            self._looked = self._clock()
            stamp = self._look()
            if stamp != self._stamp:
                try:
                    self._off = off_now(read_switches(self._path))
                    self._stamp = stamp
                except ContentError:
                    pass
        return self._off

    def _look(self) -> tuple[int, int] | None:
        try:
            found = self._path.stat()
        except OSError:
            return None
        return found.st_mtime_ns, found.st_size
