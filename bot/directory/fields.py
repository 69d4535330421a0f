"""Reads one YAML mapping field by field; every complaint names the file and the field.

The readers are strict on purpose: a number that YAML took for an integer, or `no` taken for False, is a mistake that
would otherwise reach a person as a wrong number or a missing language.
"""

import re
from collections.abc import Iterator, Mapping
from datetime import date
from enum import StrEnum
from typing import NoReturn, TypeVar

from bot.errors import DirectoryError

E = TypeVar("E", bound=StrEnum)

_SLUG = re.compile(r"[a-z0-9]+(?:[-_][a-z0-9]+)*")
_LANGUAGE = re.compile(r"[a-z]{2,3}(?:-[A-Z][a-z]{3})?(?:-[A-Z]{2})?")
_URL = re.compile(r"https?://[^\s/@]+\.[^\s]+")
_UNKNOWN = "unknown"
_PARTIAL_DATE = re.compile(r"\d{4}(?:-\d{2}(?:-\d{2})?)?")


class Fields:
    """One mapping and the place it came from. Raises `DirectoryError` on anything unexpected."""

    def __init__(self, data: object, where: str, prefix: str = "") -> None:
        self.where = where
        self._prefix = prefix
        if not isinstance(data, Mapping):
            raise DirectoryError(f"{where}: {prefix.rstrip('.') or 'entry'}: expected named fields")
        self._data = dict(data)
        self._read: set[str] = set()

    def fail(self, name: str, problem: str) -> NoReturn:
        raise DirectoryError(f"{self.where}: {self._prefix}{name}: {problem}")

    def finish(self) -> None:
        """Refuse fields nobody read: most often a misspelt name."""
        for name in self._data:
            if name not in self._read:
                self.fail(str(name), "unknown field")

    def _get(self, name: str) -> object:
        self._read.add(name)
        return self._data.get(name)

    def optional_text(self, name: str) -> str | None:
        value = self._get(name)
        if value is None:
            return None
        if not isinstance(value, str) or not value.strip():
            self.fail(name, "expected text (numbers and dates need quotes)")
        if value != " ".join(value.split()):
            self.fail(name, "has line breaks, doubled or outer spaces")
        return value

    def text(self, name: str) -> str:
        return self.optional_text(name) or self.fail(name, "is missing")

    def slug(self, name: str) -> str:
        return self._matching(_SLUG, name, self.text(name), "expected lower-case letters, digits and - or _")

    def url(self, name: str) -> str:
        return self._matching(_URL, name, self.text(name), "expected an http or https address")

    def partial_date(self, name: str) -> str | None:
        value = self.optional_text(name)
        return value and self._matching(_PARTIAL_DATE, name, value, "expected YYYY, YYYY-MM or YYYY-MM-DD in quotes")

    def optional_day(self, name: str) -> date | None:
        """A date, or None where the file says null; leaving the field out is a mistake."""
        if name not in self._data:
            self.fail(name, "is missing; write null for an entry nobody has checked")
        value = self._get(name)
        if value is not None and type(value) is not date:
            self.fail(name, "expected a date, YYYY-MM-DD without quotes")
        return value

    def optional_flag(self, name: str) -> bool | None:
        value = self._get(name)
        if value is not None and not isinstance(value, bool):
            self.fail(name, "expected true, false or null")
        return value

    def texts(self, name: str) -> tuple[str, ...]:
        """A list of texts; a missing field is an empty list."""
        value = self._get(name)
        if value is None:
            return ()
        if not isinstance(value, list):
            self.fail(name, "expected a list")
        for item in value:
            if not isinstance(item, str) or not item.strip():
                self.fail(name, "expected a list of texts")
        if len(set(value)) != len(value):
            self.fail(name, "names something twice")
        return tuple(value)

    def slugs(self, name: str) -> tuple[str, ...]:
        return tuple(self._matching(_SLUG, name, item, "expected lower-case slugs") for item in self.texts(name))

    def languages(self, name: str) -> tuple[str, ...]:
        return tuple(
            self._matching(_LANGUAGE, name, item, "expected language codes such as en or zh-Hant")
            for item in self.texts(name)
        )

    def choice(self, name: str, choices: type[E]) -> E:
        return self._one_of(choices, name, self.text(name))

    def choices(self, name: str, choices: type[E]) -> tuple[E, ...]:
        return tuple(self._one_of(choices, name, item) for item in self.texts(name))

    def sourced(self, name: str, choices: type[E]) -> tuple[E, str | None]:
        """An answer and the address of the page that states it: `unknown`, or `{answer: ..., source_url: ...}`."""
        value = self._get(name)
        if value == _UNKNOWN:
            return choices(_UNKNOWN), None
        if not isinstance(value, Mapping):
            self.fail(name, "expected unknown, or an answer with its source_url")
        fields = self.fields(name)
        answer, source = fields.choice("answer", choices), fields.url("source_url")
        fields.finish()
        if answer == _UNKNOWN:
            self.fail(name, "unknown has no source; write just unknown")
        return answer, source

    def fields(self, name: str) -> "Fields":
        return Fields(self._get(name), self.where, f"{self._prefix}{name}.")

    def list_of_fields(self, name: str) -> Iterator["Fields"]:
        value = self._get(name)
        if not isinstance(value, list):
            self.fail(name, "expected a list (it may be empty: [])")
        for position, item in enumerate(value):
            yield Fields(item, self.where, f"{self._prefix}{name}[{position}].")

    def _matching(self, pattern: re.Pattern[str], name: str, value: str, problem: str) -> str:
        if not pattern.fullmatch(value):
            self.fail(name, f"{value!r}: {problem}")
        return value

    def _one_of(self, choices: type[E], name: str, value: str) -> E:
        try:
            return choices(value)
        except ValueError:
            self.fail(name, f"unknown code {value!r}; known: {', '.join(choices)}")
