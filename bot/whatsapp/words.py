"""Words that work at any time: content/whatsapp_words.yml."""

from __future__ import annotations

import unicodedata
from collections.abc import Mapping
from pathlib import Path

import yaml

from bot.errors import ContentError
from bot.nlu.normalise import clean

STOP, HELP, DANGER = "stop", "help", "danger"
MOST_DIGITS = 2


class Words:
    """What a single word asks for, in any of the languages: somebody in danger does not choose a language first."""

    def __init__(self, meanings: Mapping[str, str], languages: Mapping[str, frozenset[str]]) -> None:
        self._meanings = meanings
        self.languages = languages
        """The languages that have words, for each meaning."""

    @classmethod
    def load(cls, path: Path) -> Words:
        """Raises ContentError if the file is malformed or a word has two meanings."""
        try:
            data = yaml.safe_load(path.read_text("utf-8"))
            listed = [
                (clean(str(word)), meaning)
                for meaning in (STOP, HELP, DANGER)
                for words in data[meaning].values()
                for word in words
            ]
            languages = {meaning: frozenset(data[meaning]) for meaning in (STOP, HELP, DANGER)}
        except (OSError, UnicodeDecodeError, yaml.YAMLError, KeyError, TypeError, AttributeError) as error:
            raise ContentError(f"{path.name}: must have words of each language for stop, help and danger") from error
        meanings: dict[str, str] = {}
        for word, meaning in listed:
            if meanings.setdefault(word, meaning) != meaning:
                raise ContentError(f"{path.name}: one word stands under both {meanings[word]} and {meaning}")
        return cls(meanings, languages)

    def meaning(self, text: str) -> str | None:
        """ "stop", "help", "danger", or None for everything else."""
        return self._meanings.get(clean(text)) if len(text) < 40 else None


def number(text: str) -> int | None:
    """A small number typed alone in the digits of any script, such as the number of a button; None otherwise."""
    digits = [unicodedata.digit(sign, None) for sign in text.strip().rstrip(".)").strip()]
    if not 0 < len(digits) <= MOST_DIGITS or None in digits:
        return None
    return int("".join(map(str, digits)))
