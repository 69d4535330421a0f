"""What no sentence of ours may say, in each language: content/forbidden.yml."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

import regex
import yaml

from bot.errors import ContentError


@dataclass(frozen=True)
class Forbidden:
    """patterns: one a language; allowed: English texts that hold such words on purpose."""

    patterns: Mapping[str, regex.Pattern[str]]
    allowed: frozenset[str]

    @classmethod
    def load(cls, path: Path) -> Forbidden:
        """Raises ContentError if the file is missing or malformed, naming the language and the pattern."""
        try:
            data = yaml.safe_load(path.read_text("utf-8"))
            lines = {code: list(entries) for code, entries in data["patterns"].items()}
            allowed = frozenset(entry["text"] for entry in data["allowed"] if entry["reason"])
        except (OSError, UnicodeDecodeError, yaml.YAMLError, KeyError, TypeError, AttributeError) as error:
            raise ContentError(f"{path.name}: must have patterns for each language, and allowed texts") from error
        return cls({code: _pattern(entries, f"{path.name}: {code}") for code, entries in lines.items()}, allowed)

    def found(self, english: str, language: str, text: str) -> str | None:
        """The forbidden words in a text that says `english` in a language, or None."""
        pattern = self.patterns.get(language)
        match = pattern.search(text) if pattern and english not in self.allowed else None
        return match.group() if match else None


def _pattern(lines: list[str], where: str) -> regex.Pattern[str]:
    for number, line in enumerate(lines, 1):
        try:
            regex.compile(line)
        except (regex.error, TypeError) as error:
            raise ContentError(f"{where}, pattern {number} is not a regular expression") from error
    return regex.compile("|".join(f"(?:{line})" for line in lines), regex.IGNORECASE)
