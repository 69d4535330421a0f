"""Reads a button's payload. A person can type any payload by hand, so it is taken apart and checked, never trusted."""

from __future__ import annotations

import json
import re
from collections.abc import Collection
from dataclasses import dataclass

from bot.errors import BadRequest

MAX_LENGTH = 400
_PAYLOAD = re.compile(r"/([a-z_]{1,40})(\{.*\})?")
_VALUE = re.compile(r"[a-z0-9_-]{1,40}")


@dataclass(frozen=True, slots=True)
class ParsedChoice:
    intent: str
    entities: dict[str, str]


def parse_choice(payload: str, intents: Collection[str], entities: Collection[str]) -> ParsedChoice:
    """`/intent{"entity": "value"}` with a known intent, known entities and values of codes only.

    Raises:
        BadRequest: it is anything else.
    """
    match = _PAYLOAD.fullmatch(payload) if len(payload) <= MAX_LENGTH else None
    if match is None or match.group(1) not in intents:
        raise BadRequest("unknown choice")
    try:
        values = json.loads(match.group(2) or "{}")
    except (ValueError, RecursionError) as error:
        raise BadRequest("unknown choice") from error
    if not all(
        name in entities and isinstance(value, str) and _VALUE.fullmatch(value) for name, value in values.items()
    ):
        raise BadRequest("unknown choice")
    return ParsedChoice(match.group(1), values)
