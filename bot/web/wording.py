"""The words of a page. A text that has no translation is shown in English and marked as English."""

from __future__ import annotations

from dataclasses import dataclass

from markupsafe import Markup, escape

from bot.nlg.catalog import Catalogs
from bot.nlg.languages import Language


def N_(text: str) -> str:
    """Marks a text for translation where it is defined and translated where it is shown; extractors know the name."""
    return text


@dataclass(frozen=True, slots=True)
class Wording:
    """A translated text: marked up in HTML, plain (filter `plain`) in attributes, where no markup can stand.

    untranslated: whether it is English because the catalog lacks it.
    """

    html: Markup
    text: str
    untranslated: bool = False

    def __html__(self) -> Markup:
        return self.html

    def __str__(self) -> str:
        return self.text


def plain(wording: Wording) -> str:
    """Template filter for attributes: the text alone."""
    return wording.text


class Translator:
    """`_` in templates: one language's catalog."""

    def __init__(self, catalogs: Catalogs, language: Language) -> None:
        self._catalogs = catalogs
        self._language = language

    def __call__(self, msgid: str, **values: object) -> Wording:
        """The text with its `{name}` placeholders filled; values are escaped unless they are markup already."""
        code = self._language.code
        text = self._catalogs.translate(code, msgid)
        html = escape(text).format(**values) if values else escape(text)
        untranslated = self._catalogs.lang_of(code, msgid) != code
        if untranslated:
            html = Markup('<span lang="en" dir="ltr">{}</span>').format(html)
        return Wording(html, text.format(**values) if values else text, untranslated)
