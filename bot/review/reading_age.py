"""How old a reader must be for a text, by the New Dale-Chall formula (Chall and Dale, 1995).

Formulas that count syllables or letters were tried on the project's own statements and put aside: on texts of one or
two sentences they call "You can ask a charity about its privacy rules" harder than ten-year-olds can read, because of
its length alone. Dale-Chall asks instead which words a child of ten does not know, out of a list of 3,000, and how long
the sentences are. Its list is American and of 1995, so the words of content/reading-age.yml count as known: names and
terms a person in the UK meets anyway, each explained where an answer first uses it, and everyday words newer than
the list.

The score of a text is turned into an age by the formula's own table, in its middle; 5.9 and below is read at eleven.
"""

from __future__ import annotations

import functools
import importlib.resources
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path

import yaml

from bot.content.model import Statement
from bot.errors import ConfigurationError, ContentError

GOAL = 11
"""Oldest reading age, in years, without a reason written beside the statement."""
_AGES = ((4.9, 9), (5.9, 11), (6.9, 13), (7.9, 15), (8.9, 17))
_OLDEST = 19
_SENTENCE = re.compile(r'[.!?](?=\s|$|")')
_WORD = re.compile(r"[A-Za-z0-9][A-Za-z0-9'’-]*")
_ENDINGS = (
    *(("ies", "y"), ("es", ""), ("s", ""), ("'s", ""), ("s'", "s")),
    *(("ied", "y"), ("ed", ""), ("ed", "e"), ("ing", ""), ("ing", "e")),
    *(("ly", ""), ("er", ""), ("er", "e"), ("est", "")),
)


@dataclass(frozen=True, slots=True)
class Reading:
    """age in years; score of the formula; hard: the words it counts as unknown, each once."""

    age: int
    score: float
    hard: tuple[str, ...]


@dataclass(frozen=True)
class KnownWords:
    """words: known to the reader; reasons: statement ids that may read older, with the reason."""

    words: frozenset[str]
    phrases: re.Pattern[str]
    reasons: Mapping[str, str]

    @classmethod
    def load(cls, path: Path) -> KnownWords:
        """Raises ContentError if the file is malformed, ConfigurationError if the easy words are not installed."""
        try:
            data = yaml.safe_load(path.read_text("utf-8"))
            terms = [term.lower() for group in data["known"] for term in group["words"] if group["reason"]]
            reasons = dict(data["older"] or {})
        except (OSError, UnicodeDecodeError, yaml.YAMLError, KeyError, TypeError, AttributeError) as error:
            raise ContentError(f"{path.name}: must have known words in groups with a reason, and older") from error
        phrases = sorted((term for term in terms if " " in term), key=len, reverse=True)
        words = _easy_words() | {term for term in terms if " " not in term}
        return cls(frozenset(words), re.compile(r"\b(?:" + "|".join(map(re.escape, phrases)) + r")\b", re.I), reasons)

    def read(self, text: str) -> Reading:
        """How hard a text is."""
        plain = self.phrases.sub("it", text.replace("’", "'"))
        words = [part for word in _WORD.findall(plain) for part in word.split("-") if part]
        if not words:
            return Reading(_AGES[0][1], 0.0, ())
        hard = [word for word in words if not self._knows(word.lower().strip("'"))]
        share = 100 * len(hard) / len(words)
        score = 0.1579 * share + 0.0496 * len(words) / max(1, len(_SENTENCE.findall(plain)))
        if share > 5:
            score += 3.6365
        age = next((age for most, age in _AGES if round(score, 1) <= most), _OLDEST)
        return Reading(age, round(score, 1), tuple(dict.fromkeys(hard)))

    def _knows(self, word: str) -> bool:
        if word in self.words or word[0].isdigit():
            return True
        for ending, instead in _ENDINGS:
            if word.endswith(ending):
                stem = word[: len(word) - len(ending)] + instead
                if stem in self.words or (len(stem) > 3 and stem[-1] == stem[-2] and stem[:-1] in self.words):
                    return True
        return False


def too_old(known: KnownWords, statements: Iterable[Statement]) -> list[tuple[Statement, Reading]]:
    """Statements over the goal without a reason, the hardest first."""
    found = [(item, known.read(item.text)) for item in statements]
    over = [(item, reading) for item, reading in found if reading.age > GOAL and item.id not in known.reasons]
    return sorted(over, key=lambda pair: -pair[1].score)


@functools.cache
def _easy_words() -> frozenset[str]:
    """The formula's 3,000 words, as the package textstat (MIT) ships them."""
    try:
        listed = importlib.resources.files("textstat").joinpath("resources/en/easy_words.txt").read_text("utf-8")
    except (ModuleNotFoundError, OSError) as error:
        raise ConfigurationError("The list of easy words is part of the development tools. Run: make setup") from error
    return frozenset(listed.lower().split())
