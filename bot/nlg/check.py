"""Checks the catalogs: nothing missing, placeholders alike, numbers kept, plurals complete, nothing kept lost."""

from __future__ import annotations

import re
from pathlib import Path
from typing import TYPE_CHECKING

from babel.messages.catalog import Catalog, Message
from babel.messages.pofile import PoFileError, read_po

from bot.errors import ConfigurationError
from bot.nlg.catalog import fills, same_placeholders
from bot.nlg.extract import po_path
from bot.nlg.kept import Kept
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


def untranslated(folder: Path, code: str) -> int:
    """How many texts a language still lacks; all of them where there is no catalog. Raises ConfigurationError if the
    catalog is damaged."""
    if code == SOURCE:
        return 0
    with (folder / "messages.pot").open("rb") as file:
        wanted = [message.id for message in read_po(file) if message.id]
    if not po_path(folder, code).is_file():
        return len(wanted)
    catalog = _read(folder, code)
    return sum(1 for text in wanted if not _translated(catalog.get(text)))


def _translated(message: Message | None) -> bool:
    if message is None or message.fuzzy or not message.string:
        return False
    return all((message.string,) if isinstance(message.string, str) else message.string)


def _read(folder: Path, code: str) -> Catalog:
    try:
        with po_path(folder, code).open("rb") as file:
            return read_po(file, locale=code.replace("-", "_"))
    except (PoFileError, ValueError) as error:
        raise ConfigurationError(f"{code}: the catalog is damaged. Restore it from git.") from error


def _check(folder: Path, code: str) -> list[str]:
    if not po_path(folder, code).is_file():
        return [f"{code}: there is no catalog. Run: waymark messages update"]
    try:
        catalog = _read(folder, code)
        kept = Kept.load(folder, code)
    except ConfigurationError as error:
        return [str(error)]
    problems = [f"{code}: {name.replace('_', ' ')} is lost: {text}" for name, text, _ in kept.lost(catalog)]
    problems += [f"{code}: kept.yml: idle exception of {name}: {text}" for name, text in kept.idle_exceptions(catalog)]
    for message in catalog:
        if not message.id:
            continue
        sources = (message.id,) if isinstance(message.id, str) else message.id
        said = (message.string,) if isinstance(message.string, str) else tuple(message.string or ())
        if not _translated(message):
            problems.append(f"{code}: not translated: {sources[0]}")
            continue
        same = same_placeholders if len(said) == 1 else fills
        if not all(same(sources[-1], text) for text in said):
            problems.append(f"{code}: placeholders differ: {sources[0]}")
        for number in _NUMBERS.findall(sources[0]):
            if number not in said[-1]:
                problems.append(f"{code}: the number {number} is missing: {sources[0]}")
    return problems
