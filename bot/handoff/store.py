"""What any store of slips can do. Stores hold sealed bytes under derived names and understand none of them."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from typing import Protocol

PERSON, ORGANISATION = "person", "organisation"


@dataclass(frozen=True, slots=True)
class StoredSlip:
    """label, body: None once the organisation closed it or burnt it."""

    locator: str
    organisation: str
    label: bytes | None = field(repr=False)
    body: bytes | None = field(repr=False)
    reply_key: bytes = field(repr=False)
    expires_on: date


@dataclass(frozen=True, slots=True)
class StoredNote:
    reader: str
    sealed: bytes = field(repr=False)


class SlipStore(Protocol):
    """Every method may raise StoreUnavailable. A slip past its day is not there, whether it was removed yet or not."""

    async def salt(self) -> bytes:
        """16 bytes, drawn once."""
        ...

    async def add(self, slip: StoredSlip) -> bool:
        """Store it whole or not at all; False if there is one of this locator."""
        ...

    async def get(self, locator: str) -> StoredSlip | None: ...

    async def remove(self, locator: str) -> bool:
        """With its notes. Whether there was one."""
        ...

    async def waiting(self, organisation: str) -> list[StoredSlip]:
        """Those with a label, without their bodies."""
        ...

    async def notes(self, locator: str) -> list[StoredNote]:
        """In order."""
        ...

    async def add_note(self, locator: str, note: StoredNote, *, most: int) -> bool:
        """False if there is no slip, or it has `most` notes for that reader."""
        ...

    async def empty(self, locator: str, *, finished: bool = False) -> None:
        """Remove label and body; if the organisation has finished, her answer to it too. Her own notes stay."""
        ...

    async def purge(self) -> int:
        """Remove what is past its day and give the room back; how many slips went."""
        ...

    async def close(self) -> None: ...
