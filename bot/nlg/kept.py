"""What a translation must keep of its English text: the words that say how sure it is, and the chosen terms.

locales/kept.yml says what is looked for in the English, locales/<language>/kept.yml how that language says it. A word
list cannot judge a sentence; it finds the sentence in which nothing at all says "may".
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

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
        common = _read(locales / FILE, FILE)
        own = _read(folder / FILE, f"{folder.name}/{FILE}")
        with _malformed(FILE):
            english = {name: re.compile(entry["english"]) for kind in KINDS for name, entry in common[kind].items()}
        with _malformed(f"{folder.name}/{FILE}"):
            said = {name: _any_of(own[kind][name]) for kind in KINDS for name in common[kind]}
            exceptions = {name: frozenset(_texts(texts)) for name, texts in (own.get("exceptions") or {}).items()}
        return cls(english, said, exceptions)

    def lost(self, catalog: Catalog) -> Iterator[tuple[str, str, str]]:
        """(name, English text, translation) of each text whose translation does not say what the English says."""
        for text, said in _last_forms(catalog):
            for name, pattern in self.english.items() if said else ():
                lost = pattern.search(text) and not self.said[name].search(said)
                if lost and text not in self.exceptions.get(name, ()):
                    yield name, text, said

    def idle_exceptions(self, catalog: Catalog) -> Iterator[tuple[str, str]]:
        """(name, English text) of each exception that no text needs any more."""
        said = dict(_last_forms(catalog))
        for name, texts in self.exceptions.items():
            for text in texts:
                used = name in self.english and text in said and self.english[name].search(text)
                if not used or self.said[name].search(said[text]):
                    yield name, text


def _last_forms(catalog: Catalog) -> Iterator[tuple[str, str]]:
    """(English text, translation) of each text, "" where there is none; of a plural the form for many."""
    for message in catalog:
        if message.id:
            text = message.id if isinstance(message.id, str) else message.id[-1]
            forms = (message.string,) if isinstance(message.string, str) else message.string or ("",)
            yield text, forms[-1] if all(forms) else ""


def _read(path: Path, name: str) -> dict[str, Any]:
    with _malformed(name):
        return yaml.safe_load(path.read_text("utf-8"))


@contextmanager
def _malformed(name: str) -> Iterator[None]:
    try:
        yield
    except (
        OSError,
        yaml.YAMLError,
        re.error,
        regex.error,
        LookupError,
        TypeError,
        ValueError,
        AttributeError,
    ) as error:
        raise ConfigurationError(f"{name} is missing, malformed or lacks a name.") from error


def _any_of(expressions: object) -> regex.Pattern[str]:
    """One pattern of several. Raises ValueError where it would find something in nothing, and so never miss a word."""
    pattern = regex.compile("|".join(f"(?:{word})" for word in _texts(expressions)), regex.IGNORECASE)
    if pattern.search(""):
        raise ValueError("an expression matches an empty text")
    return pattern


def _texts(found: object) -> list[str]:
    if not isinstance(found, list) or not all(isinstance(text, str) for text in found):
        raise ValueError("this must be a list of texts")
    return found
