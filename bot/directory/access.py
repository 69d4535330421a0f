"""What a person without safe papers wants to know before she calls, each answer with the page that states it.

Nothing here is inferred: an answer without a source does not exist, and what nobody found out is `unknown`.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Any, Generic, Self, TypeVar

from bot.directory.codes import HomeOffice, Known
from bot.directory.fields import Fields

E = TypeVar("E", bound=StrEnum)

QUESTIONS: dict[str, type[StrEnum]] = {
    "asks_status": Known,
    "shares_with_home_office": HomeOffice,
    "helps_without_recourse": Known,
    "can_call_without_name": Known,
}
"""The fields in the YAML files, and the answers each may have."""


@dataclass(frozen=True, slots=True)
class Sourced(Generic[E]):
    """source_url: where the answer was read; None if the answer is `unknown`, and only then."""

    answer: E
    source_url: str | None = None


@dataclass(frozen=True, slots=True)
class Access:
    """asks_status: whether they ask about immigration status; shares_with_home_office: what is stated about it;
    helps_without_recourse: whether they help people with no recourse to public funds; can_call_without_name."""

    asks_status: Sourced[Known]
    shares_with_home_office: Sourced[HomeOffice]
    helps_without_recourse: Sourced[Known]
    can_call_without_name: Sourced[Known]

    @classmethod
    def from_fields(cls, fields: Fields) -> Self:
        """Raises `DirectoryError` for an answer without its source."""
        return cls(**{name: Sourced(*fields.sourced(name, answers)) for name, answers in QUESTIONS.items()})

    @classmethod
    def from_row(cls, row: Mapping[str, Any]) -> Self:
        return cls(**{name: Sourced(answers(row[name]), row[f"{name}_source"]) for name, answers in QUESTIONS.items()})

    def to_row(self) -> dict[str, str | None]:
        row: dict[str, str | None] = {}
        for name, found in self.items():
            row |= {name: found.answer.value, f"{name}_source": found.source_url}
        return row

    def items(self) -> Iterator[tuple[str, Sourced]]:
        """Each question's field with its answer."""
        for name in QUESTIONS:
            yield name, getattr(self, name)
