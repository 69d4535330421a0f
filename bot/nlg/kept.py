"""What a translation must keep of its English text: the words that say how sure it is, and the chosen terms.

locales/kept.yml says what is looked for in the English, locales/<language>/kept.yml how that language says it. A word
list cannot judge a sentence; it finds the sentence in which nothing at all says "may".
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

import regex
import yaml
from babel.messages.catalog import Catalog

from bot.errors import ConfigurationError

FILE = "kept.yml"
KINDS = ("hedges", "terms")


@dataclass(frozen=True)
class Kept:
    """english: expressions by name; said: how the language says each; exceptions: by name, the English texts whose
    translation keeps the meaning by other words, each looked at by somebody."""

    english: Mapping[str, re.Pattern[str]]
    said: Mapping[str, regex.Pattern[str]]
    exceptions: Mapping[str, frozenset[str]]

    @classmethod
    def load(cls, locales: Path, code: str) -> Kept:
        """Raises ConfigurationError naming the file if it is missing, malformed or lacks a name."""
        folder = locales / code.replace("-", "_")
        try:
            common = yaml.safe_load((locales / FILE).read_text("utf-8"))
            own = yaml.safe_load((folder / FILE).read_text("utf-8"))
            english = {name: re.compile(entry["english"]) for kind in KINDS for name, entry in common[kind].items()}
            said = {
                name: regex.compile("|".join(f"(?:{word})" for word in own[kind][name]), regex.IGNORECASE)
                for kind in KINDS
                for name in common[kind]
            }
            exceptions = {name: frozenset(texts) for name, texts in (own.get("exceptions") or {}).items()}
        except (OSError, UnicodeDecodeError, yaml.YAMLError, re.error, regex.error, KeyError, TypeError) as error:
            raise ConfigurationError(f"{folder.name}/{FILE} is missing, malformed or lacks a name.") from error
        return cls(english, said, exceptions)

    def lost(self, catalog: Catalog) -> Iterator[tuple[str, str, str]]:
        """(name, English text, translation) of each text whose translation does not say what the English says."""
        for message in catalog:
            if not message.id or not message.string or not all(message.string):
                continue
            text = message.id if isinstance(message.id, str) else message.id[-1]
            said = message.string if isinstance(message.string, str) else message.string[-1]
            for name, pattern in self.english.items():
                lost = pattern.search(text) and not self.said[name].search(said)
                if lost and text not in self.exceptions.get(name, ()):
                    yield name, text, said

    def idle_exceptions(self, catalog: Catalog) -> Iterator[tuple[str, str]]:
        """(name, English text) of each exception that no text needs any more."""
        said = {}
        for message in catalog:
            if message.id:
                text = message.id if isinstance(message.id, str) else message.id[-1]
                said[text] = message.string if isinstance(message.string, str) else (message.string or ("",))[-1]
        for name, texts in self.exceptions.items():
            for text in texts:
                used = name in self.english and text in said and self.english[name].search(text)
                if not used or self.said[name].search(said[text]):
                    yield name, text
