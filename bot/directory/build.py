"""Turns `content/organisations/*.yml` into one SQLite file that the service reads.

The files are read and checked whole before anything is written, and the new database replaces the old one in a single
rename: a running service sees the old directory or the new one, never half of either. Proposals, entries that no person
has checked (`checked_on: null`), are read and checked like all others and left out.
"""

import os
import tempfile
from collections.abc import Hashable, Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import sqlite_utils
import yaml

from bot.directory.codes import Need, Regulation
from bot.directory.hours import hours_problem
from bot.directory.models import Organisation
from bot.directory.phone_numbers import display_problem, number_problem
from bot.directory.safe_text import address_problem, text_problem
from bot.directory.schema import create_tables, fill_tables
from bot.errors import DirectoryError


@dataclass(frozen=True, slots=True)
class InternalNote:
    """A remark for reviewers: something to check by telephone or on a website. Never shown to a person."""

    organisation: str
    phone: str | None
    note: str


def build_directory(content: Path, database: Path) -> tuple[Organisation, ...]:
    """Build `database` from the YAML files in `content` and return what is in it, by id.

    Raises `DirectoryError`, and leaves an existing database as it was, when anything in the files is wrong.
    """
    organisations = load_directory(content)
    database.parent.mkdir(parents=True, exist_ok=True)
    handle, name = tempfile.mkstemp(prefix=f".{database.name}.", dir=database.parent)
    os.close(handle)
    draft = Path(name)
    try:
        _write(draft, organisations)
        draft.chmod(0o644)
        draft.replace(database)
    finally:
        draft.unlink(missing_ok=True)
    return organisations


def load_directory(content: Path) -> tuple[Organisation, ...]:
    """Every checked organisation in `content`, sorted by id. Raises `DirectoryError` if any entry is wrong."""
    return tuple(organisation for organisation in load_entries(content) if organisation.checked_on)


def load_entries(content: Path) -> tuple[Organisation, ...]:
    """Every entry in `content`, proposals too, sorted by id. Raises `DirectoryError`."""
    organisations: dict[str, Organisation] = {}
    files: dict[str, str] = {}
    for path, entry in _entries(content):
        organisation = read_entry(entry, path.name)
        if other := files.get(organisation.id):
            raise DirectoryError(f"{path.name} ({organisation.id}): id: already used in {other}")
        files[organisation.id] = path.name
        organisations[organisation.id] = organisation
    return tuple(organisations[key] for key in sorted(organisations))


def internal_notes(content: Path) -> list[InternalNote]:
    """What reviewers wrote down to be checked. Read from the files: the database does not hold it."""
    load_entries(content)
    return [note for _path, entry in _entries(content) for note in _notes(entry)]


def _notes(entry: Any) -> Iterator[InternalNote]:
    if note := entry.get("internal_note"):
        yield InternalNote(entry["id"], None, note)
    for phone in entry["phones"]:
        if note := phone.get("internal_note"):
            yield InternalNote(entry["id"], phone["display"], note)


def _entries(content: Path) -> Iterator[tuple[Path, object]]:
    """Every entry with its file. A file holds one organisation or a list of them."""
    paths = sorted(content.glob("*.yml"))
    if not paths:
        raise DirectoryError(f"{content}: no organisation files (*.yml)")
    for path in paths:
        document = _parse(path)
        for entry in document if isinstance(document, list) else [document]:
            yield path, entry


def _parse(path: Path) -> object:
    try:
        return yaml.load(path.read_text(encoding="utf-8"), Loader=StrictLoader)
    except (yaml.YAMLError, UnicodeDecodeError) as error:
        place = getattr(error, "problem_mark", None)
        line = f" line {place.line + 1}" if place else ""
        reason = getattr(error, "problem", None) or "not UTF-8 text"
        raise DirectoryError(f"{path.name}:{line} not valid YAML: {reason}") from error


class StrictLoader(yaml.SafeLoader):
    """Refuses a key written twice: YAML would keep the last one in silence."""

    def construct_mapping(self, node: yaml.MappingNode, deep: bool = False) -> dict[Hashable, object]:
        seen = set()
        for key, _value in node.value:
            if key.value in seen:
                raise yaml.MarkedYAMLError(problem=f"{key.value!r} is written twice", problem_mark=key.start_mark)
            seen.add(key.value)
        return super().construct_mapping(node, deep)


def read_entry(entry: object, file: str) -> Organisation:
    """One entry, checked as a whole. Raises `DirectoryError` naming `file` and the field."""
    organisation = Organisation.from_yaml(entry, file)
    for field, problem in _problems(organisation):
        raise DirectoryError(f"{file} ({organisation.id}): {field}: {problem}")
    return organisation


def _problems(organisation: Organisation) -> Iterator[tuple[str, str]]:
    """What cannot be seen from the form of one field alone."""
    for text in (organisation.name, *organisation.texts()):
        if problem := text_problem(text):
            yield "text", f"{text[:60]!r}: {problem}"
    for url in organisation.addresses():
        if problem := address_problem(url):
            yield "url", f"{url[:60]!r} {problem}"
    if Need.IMMIGRATION_ADVICE in organisation.needs and organisation.advice_regulated is Regulation.NONE:
        yield "advice_regulated", "may not be none beside the need immigration_advice: such advice is regulated"
    seen: set[tuple[str, str]] = set()
    for position, phone in enumerate(organisation.phones):
        field = f"phones[{position}]"
        if problem := number_problem(phone.number):
            yield f"{field}.number", problem
        if problem := display_problem(phone.number, phone.display):
            yield f"{field}.display", problem
        if phone.hours and (problem := hours_problem(phone.hours)):
            yield f"{field}.hours", problem
        if not set(phone.nations) <= set(organisation.nations):
            yield f"{field}.nations", "names a nation the organisation does not work in"
        if (phone.number, phone.kind) in seen:
            yield f"{field}.number", f"{phone.number} is listed twice"
        seen.add((phone.number, phone.kind))


def _write(path: Path, organisations: Iterable[Organisation]) -> None:
    database = sqlite_utils.Database(path)
    try:
        create_tables(database)
        fill_tables(database, organisations)
        database.vacuum()
    finally:
        database.close()
