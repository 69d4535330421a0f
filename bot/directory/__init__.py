"""The directory of organisations that help migrant victims of crime in the UK.

Organisations are reviewed YAML (`content/organisations/`), checked and turned into one small SQLite file (`build`),
read back as frozen dataclasses (`store`), and filtered and ranked by pure functions (`search`, `hours`). Nothing in
this folder knows who asks: no question, place or time of a person is stored.
"""

from bot.directory.build import build_directory, load_directory
from bot.directory.codes import Confidence, Group, LineKind, Nation, Need, Regulation
from bot.directory.hours import OpeningState, opening_state
from bot.directory.models import Organisation, Serves
from bot.directory.parts import Phone, Source
from bot.directory.search import LanguageFit, Match, find_support
from bot.directory.store import Directory, open_directory

__all__ = [
    "Confidence",
    "Directory",
    "Group",
    "LanguageFit",
    "LineKind",
    "Match",
    "Nation",
    "Need",
    "OpeningState",
    "Organisation",
    "Phone",
    "Regulation",
    "Serves",
    "Source",
    "build_directory",
    "find_support",
    "load_directory",
    "open_directory",
    "opening_state",
]
