"""gettext catalogs, read from the .po files themselves so that no compiled file can be out of date.

A text without a translation is shown in English and marked as English: a blank would be worse than a foreign word.
"""

from __future__ import annotations

import functools
import re
from collections.abc import Sequence
from io import BytesIO
from itertools import pairwise
from pathlib import Path
from string import Formatter

from babel.messages.pofile import PoFileError, read_po

from bot.errors import ConfigurationError
from bot.nlg.languages import SOURCE

DOMAIN = "messages"
_LINE = re.compile(r'\s*|#.*|(?:(?:msgctxt|msgid|msgid_plural|msgstr|msgstr\[\d\])\s+)?"(?:[^"\\]|\\.)*"\s*')
"""What a line of a catalog may be. Babel passes over much of what a damaged file holds, and then gives a text the
translation of another one."""


def placeholders(text: str) -> set[str]:
    """The names in `{name}` placeholders of a text. Raises ValueError if its braces are not in pairs."""
    return {name for _, name, _, _ in Formatter().parse(text) if name}


def same_placeholders(text: str, translation: str) -> bool:
    """Whether a translation has exactly the placeholders of its text; one with broken braces has not."""
    try:
        return placeholders(text) == placeholders(translation)
    except ValueError:
        return False


def fills(text: str, form: str) -> bool:
    """Whether a plural form can be filled: some forms ("one source") name no number."""
    try:
        return placeholders(form) <= placeholders(text)
    except ValueError:
        return False


class Catalogs:
    """All catalogs of a locales folder, each read on first use."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self._damaged: frozenset[str] = frozenset()

    def translate(self, language: str, msgid: str) -> str:
        """The text in that language, or the English one."""
        return self._messages(language).get(msgid, msgid)

    def lang_of(self, language: str, msgid: str) -> str:
        """The language `translate` answers in: `language`, or "en" where there is no translation."""
        return language if language == SOURCE or msgid in self._messages(language) else SOURCE

    def translate_many(self, language: str, singular: str, plural: str, count: int) -> str:
        """The plural form for `count`, with `{count}` left in place for the caller to fill."""
        forms = self._plurals(language).get(singular)
        if forms is None:
            return singular if count == 1 else plural
        return forms[1][forms[0](count)]

    def preload(self, codes: list[str]) -> tuple[str, ...]:
        """Read these catalogs now, so that nobody's first message waits for it. Returns a line for each that cannot be
        read: that language is spoken in English from then on, marked as English, which is better than no service."""
        problems = {}
        for code in codes:
            try:
                _read(self.folder, code)
            except ConfigurationError as error:
                problems[code] = str(error)
        self._damaged = frozenset(problems)
        return tuple(problems.values())

    def _messages(self, language: str) -> dict[str, str]:
        return {} if language in self._damaged else _read(self.folder, language)[0]

    def _plurals(self, language: str) -> dict:
        return {} if language in self._damaged else _read(self.folder, language)[1]


@functools.lru_cache(maxsize=64)
def _read(folder: Path, language: str) -> tuple[dict[str, str], dict]:
    """Translations of a language: plain ones by msgid, and plural ones as (rule, forms) by singular msgid.

    Fuzzy entries and entries whose placeholders differ from the English ones are left out: English is shown instead.
    So is what a cut file ends with, and what stands before a gap: half a sentence about the police, or a sentence about
    something else, could say the opposite of the right one.
    """
    if language == SOURCE:
        return {}, {}
    path = folder / language.replace("-", "_") / "LC_MESSAGES" / f"{DOMAIN}.po"
    try:
        data = path.read_bytes()
        # An empty line follows every entry but the last: there the whole part of a file that was cut in a line ends.
        whole = data if data.endswith(b"\n") else data[: data.rfind(b"\n\n") + 2]
        if not all(map(_LINE.fullmatch, whole.decode("utf-8").split("\n"))):
            raise ValueError("not a line of a catalog")
        catalog = read_po(BytesIO(whole), locale=language.replace("-", "_"), abort_invalid=True)
    except (OSError, PoFileError, ValueError) as error:
        raise ConfigurationError(f"The catalog {language}/LC_MESSAGES/{DOMAIN}.po is missing or damaged.") from error
    plain: dict[str, str] = {}
    plural: dict[str, tuple] = {}
    doubtful = _before_gaps([_first(message.id) for message in catalog if message.id], _template(folder))
    for message in catalog:
        if not message.id or message.fuzzy or not message.string or _first(message.id) in doubtful:
            continue
        if isinstance(message.id, str):
            if same_placeholders(message.id, message.string):
                plain[message.id] = message.string
        elif all(message.string) and all(fills(message.id[-1], form) for form in message.string):
            plural[message.id[0]] = (_plural_rule(catalog.plural_expr), tuple(message.string))
    return plain, plural


@functools.lru_cache(maxsize=8)
def _template(folder: Path) -> tuple[str, ...]:
    """The texts of messages.pot in its order, which is the order of every catalog; none if there is no such file."""
    try:
        catalog = read_po(BytesIO((folder / f"{DOMAIN}.pot").read_bytes()))
        return tuple(_first(message.id) for message in catalog if message.id)
    except (OSError, PoFileError, ValueError):
        return ()


def _before_gaps(texts: list[str], template: tuple[str, ...]) -> frozenset[str]:
    """The texts after which a catalog lacks one: what stands beside such a text may belong to the one that is lost, and
    the last text of a file that ends early may have lost its end."""
    following = dict(pairwise(template))
    return frozenset(text for text, after in pairwise([*texts, ""]) if following.get(text, after) != after)


def _first(msgid: str | Sequence[str]) -> str:
    return msgid if isinstance(msgid, str) else msgid[0]


def _plural_rule(expression: str):
    from gettext import c2py

    return c2py(expression)
