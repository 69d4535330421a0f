"""Checks the catalogs: nothing missing, placeholders alike, numbers kept, plurals complete."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from babel.messages.pofile import PoFileError, read_po

from bot.nlg.catalog import fills, same_placeholders
from bot.nlg.extract import po_path
from bot.nlg.languages import SOURCE

if TYPE_CHECKING:
    from bot.resources import Resources

_NUMBERS = re.compile(r"\d[\d ]{2,}\d")


def check_catalogs(resources: Resources) -> list[str]:
    """One line a problem, naming the language and the English text."""
    return [
        problem
        for language in resources.languages
        if language.code != SOURCE
        for problem in _check(resources.catalogs.folder, language.code)
    ]


def _check(folder, code: str) -> list[str]:
    path = po_path(folder, code)
    if not path.is_file():
        return [f"{code}: there is no catalog. Run: waymark messages update"]
    try:
        with path.open("rb") as file:
            catalog = read_po(file, locale=code.replace("-", "_"))
    except (PoFileError, ValueError):
        return [f"{code}: the catalog is damaged. Restore it from git."]
    problems = []
    for message in catalog:
        if not message.id:
            continue
        sources = (message.id,) if isinstance(message.id, str) else message.id
        said = (message.string,) if isinstance(message.string, str) else tuple(message.string or ())
        if message.fuzzy or not said or not all(said):
            problems.append(f"{code}: not translated: {sources[0]}")
            continue
        same = same_placeholders if len(said) == 1 else fills
        if not all(same(sources[-1], text) for text in said):
            problems.append(f"{code}: placeholders differ: {sources[0]}")
        for number in _NUMBERS.findall(sources[0]):
            if number not in said[-1]:
                problems.append(f"{code}: the number {number} is missing: {sources[0]}")
    return problems
