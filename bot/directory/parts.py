"""The parts of an organisation that carry a source: the pages things were read on, and telephone lines."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Self

from bot.directory.codes import LineKind, Nation
from bot.directory.fields import Fields


@dataclass(frozen=True, slots=True)
class Source:
    """Where something was read, and the date the page gives for itself (YYYY, YYYY-MM or YYYY-MM-DD)."""

    url: str
    date: str | None

    @classmethod
    def from_fields(cls, fields: Fields) -> Self:
        source = cls(url=fields.url("url"), date=fields.partial_date("date"))
        fields.finish()
        return source


@dataclass(frozen=True, slots=True)
class Phone:
    """One number. It exists only with the address of the page it was read on."""

    number: str
    """E.164 (`+448082000247`) or a UK short code (`999`)."""
    display: str
    """The same digits, spaced for reading."""
    label: str
    kind: LineKind
    freephone: bool | None
    """Free to call; None: not known."""
    hours: str | None
    """OpenStreetMap opening hours in UK time; None: not known."""
    note: str | None
    nations: tuple[Nation, ...]
    """Where the line may be used, if that is less than where the organisation works; empty: no such limit."""
    source_url: str
    source_date: str | None

    @classmethod
    def from_fields(cls, fields: Fields) -> Self:
        fields.optional_text("internal_note")
        phone = cls(
            number=fields.text("number"),
            display=fields.text("display"),
            label=fields.text("label"),
            kind=fields.choice("kind", LineKind),
            freephone=fields.optional_flag("freephone"),
            hours=fields.optional_text("hours"),
            note=fields.optional_text("note"),
            nations=fields.choices("nations", Nation),
            source_url=fields.url("source_url"),
            source_date=fields.partial_date("source_date"),
        )
        fields.finish()
        return phone

    @classmethod
    def from_row(cls, row: Mapping[str, Any]) -> Self:
        return cls(
            number=row["number"],
            display=row["display"],
            label=row["label"],
            kind=LineKind(row["kind"]),
            freephone=flag(row["freephone"]),
            hours=row["hours"],
            note=row["note"],
            nations=tuple(map(Nation, json.loads(row["nations"]))),
            source_url=row["source_url"],
            source_date=row["source_date"],
        )

    def to_row(self) -> dict[str, Any]:
        return {
            "number": self.number,
            "display": self.display,
            "label": self.label,
            "kind": self.kind.value,
            "freephone": self.freephone,
            "hours": self.hours,
            "note": self.note,
            "nations": json.dumps(self.nations),
            "source_url": self.source_url,
            "source_date": self.source_date,
        }


def flag(value: int | None) -> bool | None:
    """A column that is true, false or not known."""
    return None if value is None else bool(value)
