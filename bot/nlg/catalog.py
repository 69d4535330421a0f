"""gettext catalogs, read from the .po files themselves so that no compiled file can be out of date.

A text without a translation is shown in English and marked as English: a blank would be worse than a foreign word.
"""

from __future__ import annotations

import functools
from pathlib import Path
from string import Formatter

from babel.messages.pofile import PoFileError, read_po

from bot.errors import ConfigurationError
from bot.nlg.languages import SOURCE

DOMAIN = "messages"


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

    def preload(self, codes: list[str]) -> None:
        """Read these catalogs now, so that nobody's first message waits for it."""
        for code in codes:
            self._messages(code)

    def _messages(self, language: str) -> dict[str, str]:
        return _read(self.folder, language)[0]

    def _plurals(self, language: str) -> dict:
        return _read(self.folder, language)[1]


@functools.lru_cache(maxsize=64)
def _read(folder: Path, language: str) -> tuple[dict[str, str], dict]:
    """Translations of a language: plain ones by msgid, and plural ones as (rule, forms) by singular msgid.

    Fuzzy entries and entries whose placeholders differ from the English ones are left out: English is shown instead.
    """
    if language == SOURCE:
        return {}, {}
    path = folder / language.replace("-", "_") / "LC_MESSAGES" / f"{DOMAIN}.po"
    try:
        with path.open("rb") as file:
            catalog = read_po(file, locale=language.replace("-", "_"))
    except (OSError, PoFileError, UnicodeDecodeError) as error:
        raise ConfigurationError(f"The catalog {language}/LC_MESSAGES/{DOMAIN}.po is missing or damaged.") from error
    plain: dict[str, str] = {}
    plural: dict[str, tuple] = {}
    for message in catalog:
        if not message.id or message.fuzzy or not message.string:
            continue
        if isinstance(message.id, str):
            if same_placeholders(message.id, message.string):
                plain[message.id] = message.string
        elif all(message.string) and all(fills(message.id[-1], form) for form in message.string):
            plural[message.id[0]] = (_plural_rule(catalog.plural_expr), tuple(message.string))
    return plain, plural


def _plural_rule(expression: str):
    from gettext import c2py

    return c2py(expression)
