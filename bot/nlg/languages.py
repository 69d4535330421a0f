"""The languages we offer: one list, locales/languages.json, from which every other list comes."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from babel import Locale, UnknownLocaleError

from bot.errors import ConfigurationError

SOURCE = "en"
"""English is the language the texts are written in."""


@dataclass(frozen=True, slots=True)
class Language:
    """code: BCP 47 tag and folder name; name: in its own script; english: in English; direction: "ltr" or "rtl";
    reviewed: whether a person has checked the translation."""

    code: str
    name: str
    english: str
    direction: str
    reviewed: bool

    @property
    def locale(self) -> Locale:
        """British English for English: dates and numbers are read in the UK."""
        return Locale.parse("en_GB" if self.code == SOURCE else self.code.replace("-", "_"))


class Languages:
    """The offered languages, in the order of the file."""

    def __init__(self, entries: dict[str, dict]) -> None:
        if not isinstance(entries, dict):
            raise ConfigurationError("locales/languages.json must have an entry for each language.")
        self._by_code = {code: _language(code, entry) for code, entry in entries.items()}
        if SOURCE not in self._by_code:
            raise ConfigurationError("locales/languages.json must offer en, the source language.")

    @classmethod
    def load(cls, path: Path) -> Languages:
        """Raises ConfigurationError naming the file if it is missing or malformed."""
        try:
            return cls(json.loads(path.read_text("utf-8")))
        except (OSError, json.JSONDecodeError) as error:
            raise ConfigurationError(f"{path.name} is missing or is not JSON. Restore it from git.") from error

    @property
    def offered(self) -> list[Language]:
        return list(self._by_code.values())

    def get(self, code: str) -> Language | None:
        return self._by_code.get(code)

    def __iter__(self) -> Iterator[Language]:
        return iter(self._by_code.values())


def _language(code: str, entry: dict) -> Language:
    try:
        direction = Locale.parse(code, sep="-").text_direction
        return Language(code, entry["name"], entry["english"], direction, bool(entry["reviewed"]))
    except (KeyError, TypeError, UnknownLocaleError, ValueError) as error:
        raise ConfigurationError(f"locales/languages.json: the entry {code} is malformed.") from error
