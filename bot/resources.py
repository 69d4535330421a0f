"""The reviewed data one process needs, read once: content, languages, catalogs, organisations."""

from __future__ import annotations

import functools
import os
from dataclasses import dataclass
from pathlib import Path

from bot.content.cards import Cards
from bot.content.library import Library
from bot.content.switches import SwitchedOff
from bot.directory import Organisation, build_directory, open_directory
from bot.nlg.catalog import Catalogs
from bot.nlg.languages import Languages
from bot.paths import BUILD, CONTENT, LOCALES, ROOT
from bot.routes import RouteBook
from bot.settings import Settings

DIRECTORY = BUILD / "directory.sqlite"


@dataclass(frozen=True)
class Resources:
    library: Library
    languages: Languages
    catalogs: Catalogs
    organisations: tuple[Organisation, ...]
    switched_off: SwitchedOff
    routes: RouteBook
    cards: Cards


@functools.lru_cache(maxsize=1)
def shared_resources() -> Resources:
    """Read everything; the directory's database is built first if it is missing or older than its YAML.

    Raises:
        ContentError, DirectoryError, ConfigurationError: something is malformed; the message says what and where.
    """
    if directory_is_old():
        build_directory(CONTENT / "organisations", DIRECTORY)
    with open_directory(DIRECTORY) as directory:
        organisations = directory.all()
    library = Library.load(CONTENT)
    return Resources(
        library,
        Languages.load(LOCALES / "languages.json"),
        Catalogs(LOCALES),
        organisations,
        SwitchedOff(switches_path()),
        RouteBook.load(CONTENT / "routes", library.sources),
        Cards.load(CONTENT / "cards" / "cards.yml", library),
    )


def switches_path() -> Path:
    """The file that says what is switched off."""
    return Settings.from_env(os.environ).switched_off


def directory_is_old() -> bool:
    """Whether the database is missing or any organisation's file, or the builder, is newer."""
    if not DIRECTORY.is_file():
        return True
    built = DIRECTORY.stat().st_mtime
    sources = [*(CONTENT / "organisations").glob("*.yml"), *(ROOT / "bot" / "directory").glob("*.py")]
    return any(path.stat().st_mtime > built for path in sources)
