"""What a slip says: choices, and at most one line in the person's own words. Nothing that asks who she is."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any, Self, TypeVar

from bot.directory.codes import Nation, Need

MAX_LINE = 300
"""Characters of the line in her own words."""
VERSION = 1

_Choice = TypeVar("_Choice", bound=StrEnum)


class Visa(StrEnum):
    """The kind of visa family, as in the questions about staying."""

    PARTNER = "partner"
    WORK = "work"
    STUDY = "study"
    VISITOR = "visitor"
    ASYLUM = "asylum"
    NO_PAPERS = "no_papers"
    SETTLED = "settled"


class Limit(StrEnum):
    """What keeps her safe when somebody helps."""

    NO_CALLS = "no_calls"
    NO_LETTERS = "no_letters"
    WOMAN = "woman"
    HANG_UP = "hang_up"
    STRANGER = "stranger"
    """No interpreter who may know her family or community."""


class Days(StrEnum):
    WEEKDAYS = "weekdays"
    WEEKEND = "weekend"


class Hours(StrEnum):
    """When she can talk, as the hours it begins and ends."""

    H9_11 = "9-11"
    H11_13 = "11-13"
    H13_15 = "13-15"
    H15_17 = "15-17"
    H17_20 = "17-20"

    @property
    def ends(self) -> tuple[int, int]:
        begin, end = self.value.split("-")
        return int(begin), int(end)


@dataclass(frozen=True, slots=True)
class Slip:
    """language: code of the language she speaks; interpreter: she needs one; burn: the organisation's copy is removed
    as soon as it has been read; line: her own words, or empty."""

    needs: tuple[Need, ...] = ()
    nation: Nation | None = None
    language: str = "en"
    interpreter: bool = False
    visa: Visa | None = None
    limits: tuple[Limit, ...] = ()
    days: Days | None = None
    hours: tuple[Hours, ...] = ()
    burn: bool = False
    line: str = field(default="", repr=False)

    @classmethod
    def read(cls, values: Mapping[str, Any]) -> Self:
        """From choices by name; lists as lists or as codes joined by commas. Whatever is not known is left out."""
        return cls(
            needs=_several(Need, values.get("needs")),
            nation=_one(Nation, values.get("nation")),
            language=str(values.get("language") or "en")[:12],
            interpreter=values.get("interpreter") in (True, "1", "yes"),
            visa=_one(Visa, values.get("visa")),
            limits=_several(Limit, values.get("limits")),
            days=_one(Days, values.get("days")),
            hours=_several(Hours, values.get("hours")),
            burn=values.get("burn") in (True, "1", "yes"),
            line=one_line(values.get("line")),
        )

    def to_json(self) -> dict[str, Any]:
        """Version, and what was chosen; nothing for what was not."""
        chosen = {
            "needs": [need.value for need in self.needs],
            "nation": self.nation and self.nation.value,
            "language": self.language,
            "interpreter": self.interpreter,
            "visa": self.visa and self.visa.value,
            "limits": [limit.value for limit in self.limits],
            "days": self.days and self.days.value,
            "hours": [hours.value for hours in self.hours],
            "burn": self.burn,
            "line": self.line,
        }
        return {"v": VERSION} | {name: value for name, value in chosen.items() if value}

    def to_codes(self) -> str:
        """The choices as one short text for a slot, without the line: `needs=health,children;nation=wales`."""
        parts = []
        for name, value in self.to_json().items():
            if name not in ("v", "line"):
                text = ",".join(value) if isinstance(value, list) else "1" if value is True else value
                parts.append(f"{name}={text}")
        return ";".join(parts)

    @classmethod
    def from_codes(cls, codes: str) -> Self:
        """The slip of `to_codes`; whatever is malformed is left out."""
        return cls.read(dict(part.split("=", 1) for part in codes.split(";") if "=" in part))


def one_line(value: object, most: int = MAX_LINE) -> str:
    """Her own words as one line without control characters, cut at `most` characters."""
    text = value if isinstance(value, str) else ""
    printable = "".join(sign if sign.isprintable() or sign in "\u200c\u200d" else " " for sign in text)
    return " ".join(printable.split())[:most].strip()


def _one(kind: type[_Choice], value: object) -> _Choice | None:
    return next((item for item in kind if item.value == value), None)


def _several(kind: type[_Choice], value: object) -> tuple[_Choice, ...]:
    """In the order of the enumeration, each once."""
    given: Iterable[object] = value.split(",") if isinstance(value, str) else value if isinstance(value, list) else ()
    wanted = {item for item in given if isinstance(item, str)}
    return tuple(item for item in kind if item.value in wanted)
