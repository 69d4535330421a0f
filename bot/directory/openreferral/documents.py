"""Reads JSON that somebody else wrote: within limits, strictly, and without trusting its form."""

import json
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from bot.errors import BotError


class DocumentError(BotError):
    """A document cannot be read. The message says why and holds nothing of the document."""


@dataclass(frozen=True, slots=True)
class Limits:
    """How much an import may read. Bytes are of one document after unpacking; seconds are for a whole endpoint."""

    bytes: int = 5 * 1024 * 1024
    depth: int = 24
    documents: int = 500
    services: int = 2000
    seconds: float = 120.0


def read_json(raw: bytes, limits: Limits) -> Any:
    """Raises `DocumentError`: too long, not UTF-8, not JSON, a name twice in one object, too deep."""
    if len(raw) > limits.bytes:
        raise DocumentError(f"is longer than {limits.bytes} bytes")
    try:
        text = raw.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise DocumentError("is not UTF-8 text") from error
    try:
        value = json.loads(text, object_pairs_hook=_once, parse_constant=_no_constant)
    except RecursionError as error:
        raise DocumentError("is nested too deep") from error
    except ValueError as error:
        raise DocumentError("is not JSON, or has one name twice in an object") from error
    if _deeper_than(value, limits.depth):
        raise DocumentError(f"is nested deeper than {limits.depth} levels")
    return value


def read_file(path: Path, limits: Limits) -> Any:
    """Raises `DocumentError`."""
    try:
        with path.open("rb") as file:
            return read_json(file.read(limits.bytes + 1), limits)
    except OSError as error:
        raise DocumentError(f"cannot be read: {error.strerror}") from error


def services_in(value: Any) -> Iterator[tuple[str, Any]]:
    """The services of a document with the place of each: a page, a list or one service. Raises `DocumentError`."""
    if isinstance(value, dict) and "contents" in value:
        value = value["contents"]
        if not isinstance(value, list):
            raise DocumentError("has contents that are not a list")
    if isinstance(value, list):
        yield from ((f"[{position}]", item) for position, item in enumerate(value))
    elif isinstance(value, dict):
        yield "", value
    else:
        raise DocumentError("is neither a page of services, nor a list, nor one service")


def _once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    made = dict(pairs)
    if len(made) != len(pairs):
        raise ValueError("a name twice")
    return made


def _no_constant(name: str) -> None:
    raise ValueError(f"{name} is not JSON")


def _deeper_than(value: Any, depth: int) -> bool:
    level = [value]
    for _ in range(depth):
        level = [
            child
            for item in level
            if isinstance(item, dict | list)
            for child in (item.values() if isinstance(item, dict) else item)
        ]
        if not level:
            return False
    return True
