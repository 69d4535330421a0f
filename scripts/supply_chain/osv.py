"""Known vulnerabilities from a copy of the OSV database, without a network.

The copy is what osv.dev publishes for PyPI (`PyPI/all.zip`), unpacked or not, or a clone of the Python Packaging
Advisory Database: one file an advisory, JSON or YAML, in the OSV schema (https://ossf.github.io/osv-schema/).
"""

from __future__ import annotations

import json
import zipfile
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path

import yaml
from packaging.utils import canonicalize_name
from packaging.version import InvalidVersion, Version

READERS = {".json": json.loads, ".yaml": yaml.safe_load, ".yml": yaml.safe_load}


class DatabaseError(Exception):
    """The database cannot be read, or holds nothing about Python packages."""


@dataclass(frozen=True)
class Finding:
    """One advisory that names one locked version."""

    package: str
    version: str
    id: str
    aliases: tuple[str, ...]
    summary: str
    fixed: tuple[str, ...]
    """Versions that are said to be free of it; empty if none is known."""


@dataclass(frozen=True)
class Checked:
    """What a check read and found. `newest` is the day of the newest advisory: how current the database is."""

    advisories: int
    newest: date
    findings: tuple[Finding, ...]


def check(packages: Iterable[tuple[str, str]], database: Path) -> Checked:
    """Every advisory against one of these (name, version).

    Raises:
        DatabaseError: the database is missing, damaged or empty.
    """
    wanted: dict[str, list[str]] = {}
    for name, version in packages:
        wanted.setdefault(canonicalize_name(name), []).append(version)
    count, newest, findings = 0, date.min, set()
    for advisory in _advisories(database):
        affected = [a for a in advisory.get("affected") or [] if _is_python(a)]
        if not affected:
            continue
        count += 1
        newest = max(newest, _day(advisory.get("modified")))
        if advisory.get("withdrawn"):
            continue
        for entry in affected:
            name = canonicalize_name(entry["package"]["name"])
            findings |= {_finding(advisory, entry, name, v) for v in wanted.get(name, ()) if is_affected(v, entry)}
    if not count:
        raise DatabaseError(f"{database} holds no advisory about Python packages")
    return Checked(count, newest, tuple(sorted(findings, key=lambda f: (f.package, f.version, f.id))))


def is_affected(version: str, affected: dict) -> bool:
    """Whether a version is in an `affected` entry: listed by name, or inside one of its ranges, by PEP 440.

    Where PEP 440 cannot order the version or a bound of the range, it counts as affected: rather one question too many.
    """
    listed = affected.get("versions") or []
    ranges = [r for r in affected.get("ranges") or [] if r.get("type") == "ECOSYSTEM"]
    try:
        asked = Version(version)
    except InvalidVersion:
        return version in listed or bool(ranges)
    return any(_same(asked, other) for other in listed) or any(_inside(asked, r.get("events") or []) for r in ranges)


def _inside(asked: Version, events: list[dict]) -> bool:
    """The OSV evaluation: events in order of version, the last one that is not above decides."""
    try:
        ordered = sorted((_version(v), _ORDER[kind]) for event in events for kind, v in event.items() if kind in _ORDER)
    except InvalidVersion:
        return True
    inside = False
    for at, order in ordered:
        if order == _INTRODUCED and asked >= at:
            inside = True
        elif (order == _FIXED and asked >= at) or (order == _LAST_AFFECTED and asked > at):
            inside = False
    return inside


_FIXED, _INTRODUCED, _LAST_AFFECTED = 0, 1, 2
_ORDER = {"fixed": _FIXED, "limit": _FIXED, "introduced": _INTRODUCED, "last_affected": _LAST_AFFECTED}


def _version(text: str) -> Version:
    return Version("0.dev0" if text == "0" else text)


def _same(asked: Version, other: str) -> bool:
    try:
        return asked == Version(other)
    except InvalidVersion:
        return False


def _finding(advisory: dict, affected: dict, name: str, version: str) -> Finding:
    ranges = [r for r in affected.get("ranges") or [] if r.get("type") == "ECOSYSTEM"]
    fixed = {event["fixed"] for r in ranges for event in r.get("events") or [] if "fixed" in event}
    words = (advisory.get("summary") or advisory.get("details") or "").split()
    return Finding(
        package=name,
        version=version,
        id=advisory["id"],
        aliases=tuple(sorted(advisory.get("aliases") or [])),
        summary=" ".join(words)[:120],
        fixed=tuple(sorted(fixed)),
    )


def _is_python(affected: dict) -> bool:
    package = affected.get("package") or {}
    return package.get("ecosystem") == "PyPI" and bool(package.get("name"))


def _day(value: object) -> date:
    if isinstance(value, datetime):
        return value.date()
    try:
        return date.fromisoformat(str(value)[:10])
    except ValueError:
        return date.min


def _advisories(database: Path) -> Iterator[dict]:
    for name, text in _files(database):
        try:
            advisory = READERS[Path(name).suffix](text)
        except (ValueError, yaml.YAMLError) as error:
            raise DatabaseError(f"{name} cannot be read") from error
        if isinstance(advisory, dict) and "id" in advisory:
            yield advisory


def _files(database: Path) -> Iterator[tuple[str, bytes]]:
    if database.is_dir():
        for path in sorted(p for p in database.rglob("*") if p.suffix in READERS and p.is_file()):
            yield path.name, path.read_bytes()
        return
    try:
        with zipfile.ZipFile(database) as archive:
            for name in sorted(n for n in archive.namelist() if Path(n).suffix in READERS):
                yield name, archive.read(name)
    except (OSError, zipfile.BadZipFile) as error:
        raise DatabaseError(f"{database} is neither a folder nor a zip that can be read") from error
