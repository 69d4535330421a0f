"""Reads content/ and answers questions about it. Everything is checked on reading, so a mistake stops the start."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

import yaml

from bot.content.model import (
    DOOR_VALUES,
    JURISDICTIONS,
    WITHHELD_AFTER,
    Answer,
    Certainty,
    Door,
    Reviewer,
    Source,
    Statement,
)
from bot.errors import ContentError

NOT_ANSWERS = ("doors", "routes", "route", "card", "support")
"""What `next` may name besides answers: other places in the conversation."""
_LOADER = getattr(yaml, "CSafeLoader", yaml.SafeLoader)


@dataclass(frozen=True)
class Library:
    """All content by id, in the order of the files."""

    sources: Mapping[str, Source]
    statements: Mapping[str, Statement]
    answers: Mapping[str, Answer]
    labels: Mapping[str, Any]
    door_order: tuple[str, ...]

    @classmethod
    def load(cls, folder: Path) -> Library:
        """Raises ContentError naming file, entry and field."""
        listed = _entries(_read(folder / "sources.yml"), "sources.yml")
        sources = _unique((_source(entry, f"sources.yml: {entry.get('id')}") for entry in listed), "source")
        statements: list[Statement] = []
        answers: list[Answer] = []
        for path in sorted((folder / "facts").rglob("*.yml")):
            data = _read(path) or {}
            if not isinstance(data, dict):
                raise ContentError(f"{path.name}: must have statements and answers")
            for kind, read, found in (("statements", read_statement, statements), ("answers", _answer, answers)):
                entries = _entries(data.get(kind) or [], f"{path.name}: {kind}")
                found += [read(entry, f"{path.name}: {entry.get('id')}") for entry in entries]
        library = cls(
            sources,
            _unique(statements, "statement"),
            _unique(answers, "answer"),
            _labels(_read(folder / "labels.yml")),
            _doors(_read(folder / "doors.yml")),
        )
        library._check_references()
        return library

    def answer_for(self, intent: str) -> Answer | None:
        """The answer of an intent, if content has one."""
        return next((answer for answer in self.answers.values() if intent in answer.intents), None)

    def door(self, name: str) -> Answer | None:
        """The answer about a door such as "police"."""
        return self.answers.get(f"door.{name}")

    @property
    def doors(self) -> list[Answer]:
        """The answers about doors, in the order of doors.yml."""
        return [self.answers[f"door.{name}"] for name in self.door_order]

    def _check_references(self) -> None:
        for statement in self.statements.values():
            _all_known(statement.sources, self.sources, f"{statement.id}: sources")
            if not statement.sources and statement.certainty is not Certainty.UNKNOWN:
                raise ContentError(f"{statement.id}: has no source, so it can only be of certainty unknown")
        for answer in self.answers.values():
            _all_known((*answer.short, *answer.more, *answer.ask_first), self.statements, f"{answer.id}: statements")
            if answer.door and answer.door.what:
                _all_known([answer.door.what], self.statements, f"{answer.id}: door.what")
            following = [name for name in answer.next if name.partition(":")[0] not in NOT_ANSWERS]
            _all_known(following, self.answers, f"{answer.id}: next")
        doors = {answer.id for answer in self.answers.values() if answer.door}
        if doors != {f"door.{name}" for name in self.door_order}:
            raise ContentError("doors.yml: must name every door once")


def _entries(data: Any, where: str) -> list[dict]:
    if not isinstance(data, list) or not all(isinstance(entry, dict) for entry in data):
        raise ContentError(f"{where}: must be a list of entries with fields")
    return data


def _labels(data: Any) -> dict[str, Any]:
    if not isinstance(data, dict):
        raise ContentError("labels.yml: must give a text for each key")
    return data


def _doors(data: Any) -> tuple[str, ...]:
    if not isinstance(data, list) or not all(isinstance(name, str) for name in data):
        raise ContentError("doors.yml: must be a list of names")
    return tuple(data)


def _all_known(names: Iterable[str], known: Mapping[str, Any], where: str) -> None:
    for name in names:
        if name not in known:
            raise ContentError(f"{where}: {name} does not exist")


def _read(path: Path) -> Any:
    try:
        return yaml.load(path.read_text("utf-8"), _LOADER)
    except (OSError, UnicodeDecodeError) as error:
        raise ContentError(f"{path.name}: cannot be read as UTF-8 text") from error
    except yaml.YAMLError as error:
        line = getattr(getattr(error, "problem_mark", None), "line", None)
        place = f" at line {line + 1}" if line is not None else ""
        raise ContentError(f"{path.name}: is not valid YAML{place}") from error


def _unique(items: Iterable[Any], kind: str) -> dict[str, Any]:
    found: dict[str, Any] = {}
    for item in items:
        if item.id in found:
            raise ContentError(f"{item.id}: there are two {kind}s of this id")
        found[item.id] = item
    return found


def _text(entry: dict, field: str, where: str) -> str:
    value = entry.get(field)
    if not isinstance(value, str) or not value.strip():
        raise ContentError(f"{where}: {field} must be a text")
    return value.strip()


def _texts(entry: dict, field: str, where: str) -> tuple[str, ...]:
    value = entry.get(field) or []
    if not isinstance(value, list) or not all(isinstance(item, str) for item in value):
        raise ContentError(f"{where}: {field} must be a list of texts")
    return tuple(value)


def _one_of(value: Any, allowed: Iterable[str], where: str) -> str:
    if value not in allowed:
        raise ContentError(f"{where} must be one of {', '.join(allowed)}")
    return value


def _day(entry: dict, field: str, where: str) -> date:
    value = entry.get(field)
    if type(value) is not date:
        raise ContentError(f"{where}: {field} must be a date such as 2026-11-22")
    return value


def _source(entry: dict, where: str) -> Source:
    published = str(entry.get("date") or "undated")
    return Source(
        id=_text(entry, "id", where),
        title=_text(entry, "title", where),
        publisher=_text(entry, "publisher", where),
        url=entry.get("url"),
        date=None if published == "undated" else published,
    )


def read_statement(entry: dict, where: str) -> Statement:
    """A statement from an entry of a YAML file. where: how messages name the entry.

    Raises:
        ContentError: a field is missing or malformed.
    """
    jurisdiction = _texts(entry, "jurisdiction", where)
    review_by = _day(entry, "review_by", where)
    for name in jurisdiction:
        _one_of(name, JURISDICTIONS, f"{where}: jurisdiction")
    return Statement(
        id=_text(entry, "id", where),
        text=_text(entry, "text", where),
        jurisdiction=jurisdiction,
        certainty=Certainty(_one_of(entry.get("certainty"), list(Certainty), f"{where}: certainty")),
        sources=_texts(entry, "sources", where),
        facts=_texts(entry, "facts", where),
        checked_on=_day(entry, "checked_on", where),
        review_by=review_by,
        withhold_after=(
            _day(entry, "withhold_after", where) if "withhold_after" in entry else review_by + WITHHELD_AFTER
        ),
        reviewers=tuple(
            Reviewer(_text(reviewer, "organisation", where), _day(reviewer, "date", where))
            for reviewer in _entries(entry.get("reviewers") or [], f"{where}: reviewers")
        ),
    )


def _door(entry: dict, where: str) -> Door:
    values = {name: _one_of(entry.get(name), allowed, f"{where}: door.{name}") for name, allowed in DOOR_VALUES.items()}
    return Door(**values, what=entry.get("what"), emergency=bool(entry.get("emergency")))


def _answer(entry: dict, where: str) -> Answer:
    return Answer(
        id=_text(entry, "id", where),
        title=_text(entry, "title", where),
        heading=_text(entry, "heading", where),
        opening=entry.get("opening"),
        intents=_texts(entry, "intents", where),
        door=_door(entry["door"], where) if entry.get("door") else None,
        short=_texts(entry, "short", where),
        more=_texts(entry, "more", where),
        ask_first=_texts(entry, "ask_first", where),
        next=_texts(entry, "next", where),
    )
