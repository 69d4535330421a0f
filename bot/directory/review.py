"""Checking entries: which ones wait for a person, and writing down that an organisation has checked one.

A proposal (`checked_on: null`) is never shown to anybody. `approve` puts a date and the name of the organisation that
checked it into the file; the file itself stays as it was written, so that its history shows only that.
"""

import os
import re
import tempfile
from dataclasses import dataclass
from datetime import date
from pathlib import Path

import yaml

from bot.directory.build import InternalNote, StrictLoader, internal_notes, load_entries, read_entry
from bot.directory.codes import Need
from bot.directory.freshness import is_stale
from bot.directory.models import REQUIRED, Organisation
from bot.directory.safe_text import text_problem
from bot.errors import DirectoryError

_CHECKED_ON = re.compile(r"^checked_on:.*$", re.MULTILINE)
_CHECKED_BY = re.compile(r"^checked_by:.*\n", re.MULTILINE)


@dataclass(frozen=True, slots=True)
class Work:
    """What a person could do for the directory, from the files."""

    waiting: tuple[tuple[Organisation, tuple[str, ...]], ...]
    """Proposals, each with the fields that must be filled in before it can be approved."""
    stale: tuple[Organisation, ...]
    """Checked too long ago, the oldest first."""
    uncovered: tuple[Need, ...]
    """Needs no checked organisation helps with."""
    notes: tuple[InternalNote, ...]


def work_to_do(content: Path, proposals: Path, today: date, stale_after: int) -> Work:
    """Reads both folders; `proposals` need not exist. Raises `DirectoryError` if an entry is wrong."""
    entries = load_entries(content)
    checked = [entry for entry in entries if entry.checked_on]
    waiting = [entry for entry in entries if not entry.checked_on]
    notes = internal_notes(content)
    if _has_entries(proposals):
        waiting += [entry for entry in load_entries(proposals) if not entry.checked_on]
        notes += internal_notes(proposals)
    old = [entry for entry in checked if is_stale(entry.checked_on, today, stale_after)]
    return Work(
        waiting=tuple((entry, tuple(name for name in REQUIRED if not getattr(entry, name))) for entry in waiting),
        stale=tuple(sorted(old, key=lambda entry: (entry.checked_on, entry.id))),
        uncovered=tuple(need for need in Need if not any(need in entry.needs for entry in checked)),
        notes=tuple(notes),
    )


def approve(identifier: str, by: str, *, content: Path, proposals: Path, today: date) -> Path:
    """Write that the organisation `by` checked the entry today, and return its file, which is then in `content`.

    An entry of `content` comes before a proposal of the same id. Raises `DirectoryError` if there is no such entry, if
    something is still missing in it, or if `by` is no name; nothing is changed then.
    """
    if not by.strip() or len(by) > 80 or text_problem(by):
        raise DirectoryError("--by must be the name of an organisation, such as 'Example Law Centre'")
    source = _file_of(identifier, content, proposals)
    text = _CHECKED_BY.sub("", source.read_text(encoding="utf-8"))
    text, count = _CHECKED_ON.subn(f"checked_on: {today.isoformat()}\nchecked_by: {_quoted(by)}", text)
    if count != 1:
        raise DirectoryError(f"{source.name}: must hold one entry with one line that begins with checked_on:")
    read_entry(yaml.load(text, Loader=StrictLoader), source.name)
    target = content / source.name
    _replace(target, text)
    if source != target:
        source.unlink()
    return target


def _file_of(identifier: str, *folders: Path) -> Path:
    if re.fullmatch(r"[a-z0-9_-]+", identifier):
        for folder in folders:
            if (file := folder / f"{identifier}.yml").is_file():
                return file
    raise DirectoryError(f"there is no entry {identifier[:60]!r}; waymark directory review lists those that wait")


def _quoted(text: str) -> str:
    return yaml.safe_dump(" ".join(text.split()), allow_unicode=True, width=200, default_style="'").strip()


def _has_entries(folder: Path) -> bool:
    return folder.is_dir() and any(folder.glob("*.yml"))


def _replace(target: Path, text: str) -> None:
    handle, name = tempfile.mkstemp(prefix=f".{target.name}.", dir=target.parent)
    with os.fdopen(handle, "w", encoding="utf-8") as file:
        file.write(text)
    os.chmod(name, 0o644)
    os.replace(name, target)
