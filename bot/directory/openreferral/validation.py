"""Checks services against the schema, with the formats that `jsonschema` would skip without further packages."""

import json
from collections.abc import Callable
from datetime import datetime
from functools import cache
from pathlib import Path
from urllib.parse import urlsplit
from uuid import UUID

from jsonschema import Draft202012Validator, FormatChecker

SCHEMA = Path(__file__).parents[1] / "schemas" / "openreferral-3.0.json"
MOST_FAULTS = 5


def schema_faults(value: object, kind: str = "service") -> list[str]:
    """What is wrong with a `service`, `page` or `root`, at most five faults with their places; empty if nothing."""
    found = sorted(_validator(kind).iter_errors(value), key=lambda error: list(map(str, error.absolute_path)))
    return [f"{error.json_path.removeprefix('$.')}: {_said(error.message)}" for error in found[:MOST_FAULTS]]


def _said(message: str) -> str:
    """A fault without the whole of what was read: a hostile value may be very long."""
    return message if len(message) < 120 else f"{message[:50]} ... {message[-60:]}"


@cache
def _validator(kind: str) -> Draft202012Validator:
    schema = json.loads(SCHEMA.read_text(encoding="utf-8"))
    return Draft202012Validator(schema | {"$ref": f"#/$defs/{kind}"}, format_checker=_formats())


def _formats() -> FormatChecker:
    checker = FormatChecker(formats=())
    for name, read in (("uuid", UUID), ("uri", _uri), ("email", _email), ("date-time", _date_time)):
        checker.checks(name, raises=(ValueError, AttributeError))(_if_text(read))
    return checker


def _if_text(read: Callable[[str], object]) -> Callable[[object], bool]:
    def check(value: object) -> bool:
        if isinstance(value, str):
            read(value)
        return True

    return check


def _uri(value: str) -> None:
    parts = urlsplit(value)
    if not parts.scheme or not parts.netloc or any(sign.isspace() for sign in value):
        raise ValueError("not a whole address")


def _email(value: str) -> None:
    name, at, host = value.rpartition("@")
    if not at or not name or "." not in host or any(sign.isspace() for sign in value):
        raise ValueError("not an e-mail address")


def _date_time(value: str) -> None:
    if "T" not in value.upper() or datetime.fromisoformat(value).tzinfo is None:
        raise ValueError("not a date with a time and a time zone")
