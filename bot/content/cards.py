"""Cards to show or read out: a few English sentences with the person's language beside them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import yaml

from bot.content.library import Library
from bot.content.model import Statement
from bot.errors import ContentError

MAX_TITLE = 24
PLACEHOLDER = "{language}"


@dataclass(frozen=True, slots=True)
class CardLine:
    """A sentence of a card. statement: the reviewed fact it says, None where it only asks or advises."""

    text: str
    statement: Statement | None


@dataclass(frozen=True, slots=True)
class Card:
    """title: a button; note: what to know before showing it, for the person alone; lines: what others read."""

    id: str
    title: str
    heading: str
    note: tuple[CardLine, ...]
    lines: tuple[CardLine, ...]

    @property
    def statements(self) -> list[Statement]:
        return [line.statement for line in (*self.note, *self.lines) if line.statement]


@dataclass(frozen=True)
class Cards:
    """All cards by id, in order."""

    by_id: Mapping[str, Card]

    @classmethod
    def load(cls, path: Path, library: Library) -> Cards:
        """Read the cards; facts on them are statements of the library.

        Raises:
            ContentError: naming the card and the field.
        """
        try:
            data = yaml.safe_load(path.read_text("utf-8"))
        except (OSError, UnicodeDecodeError, yaml.YAMLError) as error:
            raise ContentError(f"{path.name}: is missing or is not YAML") from error
        if not isinstance(data, list) or not all(isinstance(entry, dict) for entry in data):
            raise ContentError(f"{path.name}: must be a list of cards")
        cards = [_card(entry, f"{path.name}: {entry.get('id')}", library) for entry in data]
        if len({card.id for card in cards}) != len(cards):
            raise ContentError(f"{path.name}: two cards have one id")
        return cls({card.id: card for card in cards})

    def texts(self) -> Iterator[tuple[str, str]]:
        """(text, comment for the translator) of what stands on cards and nowhere else."""
        for card in self.by_id.values():
            yield card.title, f"Button of at most {MAX_TITLE} letters: a card to show to {card.id}"
            yield card.heading, f"Heading of a card to show to {card.id}"
            for line in card.note:
                if line.statement is None:
                    yield line.text, f"To the person, above the card for {card.id}"
            for line in card.lines:
                if line.statement is None:
                    yield line.text, f"On a card for {card.id}, in the first person; English stands beside it"


def _card(entry: dict[str, Any], where: str, library: Library) -> Card:
    title = _text(entry, "title", where)
    if len(title) > MAX_TITLE:
        raise ContentError(f"{where}: title is longer than {MAX_TITLE} letters")
    note = _lines(entry, "note", where, library) if "note" in entry else ()
    lines = _lines(entry, "lines", where, library)
    return Card(_text(entry, "id", where), title, _text(entry, "heading", where), note, lines)


def _lines(entry: dict[str, Any], field: str, where: str, library: Library) -> tuple[CardLine, ...]:
    lines = entry.get(field)
    if not isinstance(lines, list) or not lines:
        raise ContentError(f"{where}: {field} must be a list")
    return tuple(_line(line, where, library) for line in lines)


def _line(line: Any, where: str, library: Library) -> CardLine:
    if isinstance(line, str) and line.strip():
        if "{" in line.replace(PLACEHOLDER, ""):
            raise ContentError(f"{where}: the only placeholder of a card is {PLACEHOLDER}")
        return CardLine(line.strip(), None)
    name = line.get("fact") if isinstance(line, dict) else None
    statement = library.statements.get(name) if isinstance(name, str) else None
    if statement is None:
        raise ContentError(f"{where}: a line is a sentence to say, or fact: the id of a statement")
    return CardLine(statement.text, statement)


def _text(entry: dict[str, Any], field: str, where: str) -> str:
    value = entry.get(field)
    if not isinstance(value, str) or not value.strip():
        raise ContentError(f"{where}: {field} must be a text")
    return value.strip()
