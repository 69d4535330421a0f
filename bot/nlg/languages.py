"""The languages we offer: one list, locales/languages.json, from which every other list comes."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from babel import Locale, UnknownLocaleError

from bot.errors import ConfigurationError

SOURCE = "en"
"""English is the language the texts are written in."""


UNDERSTOOD = {"macro_f1": 0.60, "top3": 0.80, "right_when_answered": 0.75}
"""The least of each figure, on held-out lines, with which words typed in a language are answered."""
SAFE = {"found": 0.90}
"""The least share of lines about an emergency or self-harm that must be found."""
FALSE_ALARMS = 0.05
"""The largest share of ordinary lines that may be taken for a sure danger."""


@dataclass(frozen=True, slots=True)
class Gates:
    """What a language has passed. strings: every text is translated; understanding and safety: its held-out lines are
    understood and danger is found in them, by the figures in the file; reviewed: a person has checked the translation.
    """

    strings: bool
    understanding: bool
    safety: bool
    reviewed: bool

    @property
    def typed(self) -> bool:
        """Whether people may write in the language. If not it is offered as buttons and plain pages only. A review by
        a person is not asked for: until then each page says that there was none."""
        return self.strings and self.understanding and self.safety


@dataclass(frozen=True, slots=True)
class Language:
    """code: BCP 47 tag and folder name; name: in its own script; english: in English; direction: "ltr" or "rtl"."""

    code: str
    name: str
    english: str
    direction: str
    gates: Gates

    @property
    def reviewed(self) -> bool:
        return self.gates.reviewed

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
        return Language(code, entry["name"], entry["english"], direction, _gates(entry))
    except (KeyError, TypeError, AttributeError, UnknownLocaleError, ValueError) as error:
        raise ConfigurationError(f"locales/languages.json: the entry {code} is malformed.") from error


def _gates(entry: Mapping[str, Any]) -> Gates:
    """A figure that was not measured is not passed."""
    understanding = _shares(entry["understanding"], *UNDERSTOOD)
    safety = _shares(entry["safety"], *SAFE, "false_hard")
    return Gates(
        entry["strings"] is True,
        bool(understanding) and all(understanding[name] >= least for name, least in UNDERSTOOD.items()),
        bool(safety)
        and all(safety[name] >= least for name, least in SAFE.items())
        and safety["false_hard"] <= FALSE_ALARMS,
        bool(entry["reviewed"]),
    )


def _shares(figures: Mapping[str, Any] | None, *names: str) -> dict[str, float]:
    """The named figures, or none where nothing was measured. Raises ValueError if one is no share between 0 and 1."""
    shares = {name: figures[name] for name in names} if figures else {}
    for name, share in shares.items():
        if not isinstance(share, int | float) or isinstance(share, bool) or not 0 <= share <= 1:
            raise ValueError(f"{name} must be between 0 and 1")
    return shares


def read_entries(path: Path) -> dict[str, dict[str, Any]]:
    """The entries of languages.json, checked. Raises ConfigurationError if it is missing or malformed."""
    Languages.load(path)
    return json.loads(path.read_text("utf-8"))


def write_entries(path: Path, entries: Mapping[str, Mapping[str, Any]]) -> None:
    """Write languages.json with a line for each language, so that a change of one is a change of one line."""
    lines = [f'  "{code}": {json.dumps(entry, ensure_ascii=False)}' for code, entry in entries.items()]
    text = "{\n" + ",\n".join(lines) + "\n}\n"
    Languages(json.loads(text))
    # A server that starts meanwhile must not read half of it.
    draft = path.with_suffix(".draft")
    draft.write_text(text, "utf-8")
    draft.replace(path)


def measured(figures: Mapping[str, Any]) -> dict[str, dict[str, Any] | None]:
    """What languages.json keeps of one language's figures from `waymark nlu evaluate`; None of what a file without the
    lines for it could not measure."""
    understanding = _rounded({name: figures[name] for name in UNDERSTOOD})
    safety = _rounded({"found": figures["safety_recall"], "false_hard": figures["false_hard"]})
    return {"understanding": understanding and understanding | {"lines": figures["lines"]}, "safety": safety}


def _rounded(shares: Mapping[str, float | None]) -> dict[str, float] | None:
    if None in shares.values():
        return None
    return {name: round(share, 3) for name, share in shares.items()}
