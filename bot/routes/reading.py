"""Reads the fields of content/routes, naming file, entry and field of whatever is wrong."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path
from typing import Any

import yaml

from bot.content.model import Source
from bot.errors import ContentError

_LOADER = getattr(yaml, "CSafeLoader", yaml.SafeLoader)


def read_file(path: Path) -> Any:
    """What a YAML file holds. Raises ContentError if it cannot be read."""
    try:
        return yaml.load(path.read_text("utf-8"), _LOADER)
    except (OSError, UnicodeDecodeError) as error:
        raise ContentError(f"{path.name}: cannot be read as UTF-8 text") from error
    except yaml.YAMLError as error:
        line = getattr(getattr(error, "problem_mark", None), "line", None)
        place = f" at line {line + 1}" if line is not None else ""
        raise ContentError(f"{path.name}: is not valid YAML{place}") from error


def mapping(data: Any, where: str) -> dict[str, Any]:
    """Data that must have fields."""
    if not isinstance(data, dict) or not all(isinstance(key, str) for key in data):
        raise ContentError(f"{where}: must have fields")
    return data


def entries(data: Any, where: str) -> list[dict[str, Any]]:
    """Data that must be a list of entries; nothing counts as an empty list."""
    if data is None:
        return []
    if not isinstance(data, list):
        raise ContentError(f"{where}: must be a list of entries")
    return [mapping(entry, where) for entry in data]


def text(entry: dict[str, Any], field: str, where: str, most: int | None = None) -> str:
    """A field that must be a text, of at most so many letters."""
    value = entry.get(field)
    if not isinstance(value, str) or not value.strip():
        raise ContentError(f"{where}: {field} must be a text")
    if most is not None and len(value.strip()) > most:
        raise ContentError(f"{where}: {field} has more than {most} letters")
    return value.strip()


def texts(entry: dict[str, Any], field: str, where: str) -> tuple[str, ...]:
    """A field that must be a list of texts; nothing counts as an empty one."""
    value = entry.get(field)
    if value is None:
        return ()
    if not isinstance(value, list) or not all(isinstance(item, str) for item in value):
        raise ContentError(f"{where}: {field} must be a list of texts")
    return tuple(value)


def number(entry: dict[str, Any], field: str, where: str) -> int:
    """A field that must be a whole number of at least one."""
    value = entry.get(field)
    if type(value) is not int or value < 1:
        raise ContentError(f"{where}: {field} must be a whole number of at least 1")
    return value


def flag(entry: dict[str, Any], field: str, where: str) -> bool:
    """A field that must be true or false; nothing counts as false."""
    value = entry.get(field, False)
    if not isinstance(value, bool):
        raise ContentError(f"{where}: {field} must be true or false")
    return value


def all_known(names: Iterable[str], known: Iterable[str], where: str) -> None:
    """Raises ContentError for the first name that does not exist."""
    allowed = set(known)
    for name in names:
        if name not in allowed:
            raise ContentError(f"{where}: {name} does not exist")


def unique(names: Iterable[str], where: str) -> None:
    """Raises ContentError for the first name that comes twice."""
    found: set[str] = set()
    for name in names:
        if name in found:
            raise ContentError(f"{where}: {name} comes twice")
        found.add(name)


def read_source(entry: dict[str, Any], where: str) -> Source:
    """A source as content/sources.yml has them; url and date may be missing."""
    published = str(entry.get("date") or "undated")
    return Source(
        id=text(entry, "id", where),
        title=text(entry, "title", where),
        publisher=text(entry, "publisher", where),
        url=text(entry, "url", where) if entry.get("url") else None,
        date=None if published == "undated" else published,
    )
