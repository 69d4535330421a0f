"""The life of a slip: made, looked at, opened, answered, closed, destroyed, expired.

What the person does begins with her code. What an organisation does begins with a locator from its list, or one that
the worker's browser derived from a code she was told; what is sealed is opened in that browser and not here.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum
from typing import Any

from nacl.public import PublicKey

from bot.errors import BadRequest, EngineBusy, InvalidState, StoreUnavailable
from bot.handoff.codes import Code, Keys, keys_of, new_code
from bot.handoff.envelope import LABEL_BYTES, NOTE_BYTES, OVERHEAD, SLIP_BYTES, seal, unseal
from bot.handoff.organisations import Recipient
from bot.handoff.pace import Pace
from bot.handoff.slip import Slip, one_line
from bot.handoff.store import ORGANISATION, PERSON, SlipStore, StoredNote, StoredSlip

DAYS = 7
CHOICES_OF_DAYS = (1, 3, 7, 14)
MAKING_INTERVAL = 0.1
"""Seconds between two slips of one process: at most 20 MB of them in ten minutes."""
MAX_ANSWER = 600
"""Characters of an answer, of either side."""
MOST_TO_PERSON = 30
"""Notes that she can find: openings and answers. There is always room for the closing after them."""
MOST_OPENINGS = 20
"""After so many notes to her a slip cannot be opened any more; there is room left to answer."""
MOST_TO_ORGANISATION = 1
"""She can answer once."""


class Kind(StrEnum):
    OPENED = "opened"
    ANSWER = "answer"
    CLOSED = "closed"


@dataclass(frozen=True, slots=True)
class Note:
    """What a person finds under her code. day: ISO date; text: of an answer."""

    kind: Kind
    day: date
    text: str = ""


@dataclass(frozen=True, slots=True)
class Mailbox:
    """organisation: id, or empty if it was for nobody in particular; waits: the slip can still be opened;
    may_answer: there is an answer, she has not answered it yet, and they have not closed it."""

    organisation: str
    expires_on: date
    notes: tuple[Note, ...]
    waits: bool
    may_answer: bool


@dataclass(frozen=True, slots=True)
class Opened:
    """What a worker's browser gets: the sealed slip, the key to seal answers to, and sealed notes of hers.
    body: None if it was to be read once and was; addressed: sealed to the organisation's key; otherwise to the one the
    code gives."""

    body: bytes | None
    reply_key: bytes
    notes: tuple[bytes, ...]
    addressed: bool


class Handoff:
    """Slips in a store, for the organisations whose keys are known. today: the day in the UK."""

    def __init__(
        self,
        store: SlipStore,
        recipients: Mapping[str, Recipient],
        today: Callable[[], date],
        pace: Pace | None = None,
        making: Pace | None = None,
    ) -> None:
        """pace: of looking under codes; making: of storing slips, so that nobody fills the store in a moment."""
        self._store = store
        self._recipients = recipients
        self._today = today
        self._pace = pace or Pace()
        self._making = making or Pace(interval=MAKING_INTERVAL, least=0)
        self._salt: bytes | None = None

    @property
    def recipients(self) -> Mapping[str, Recipient]:
        """The organisations that take slips, by id."""
        return self._recipients

    # The person

    async def create(
        self, slip: Slip, organisation: str | None = None, *, days: int = DAYS, code: Code | None = None
    ) -> Code:
        """Seal a slip and store it; the code that leads to it is nowhere but in what is returned.

        code: drawn by the caller, who gives the same one for a form that is sent again: what is under it stays as it is
        and no second slip is made.

        Raises:
            BadRequest: the organisation takes no slips.
            StoreUnavailable: nothing was stored, because the store fails or too many slips are being made.
        """
        if organisation is not None and organisation not in self._recipients:
            raise BadRequest("this organisation takes no slips")
        try:
            async with self._making.paced():
                return await self._create(slip, organisation, days, code)
        except EngineBusy as error:
            raise StoreUnavailable("too many slips are being made") from error

    async def _create(self, slip: Slip, organisation: str | None, days: int, code: Code | None) -> Code:
        today = self._today()
        for _ in range(3):
            drawn = code or new_code()
            keys = await self._keys(drawn)
            reader = self._recipients[organisation].key if organisation else keys.key.public_key
            stored = StoredSlip(
                keys.locator,
                organisation or "",
                seal({"day": today.isoformat(), "language": slip.language}, reader, LABEL_BYTES)
                if organisation
                else None,
                seal({**slip.to_json(), "day": today.isoformat()}, reader, SLIP_BYTES),
                bytes(keys.key.public_key),
                today + timedelta(days=days if days in CHOICES_OF_DAYS else DAYS),
            )
            if await self._store.add(stored) or code:
                return drawn
        raise StoreUnavailable("no free code was found")

    async def look(self, code: Code) -> Mailbox | None:
        """What is under a code; None for a wrong, expired or destroyed one, after the same time."""
        async with self._pace.paced():
            keys = await self._keys(code)
            slip = await self._store.get(keys.locator)
            stored = await self._store.notes(keys.locator)
            return _mailbox(slip, stored, keys) if slip else None

    async def answer(self, code: Code, text: str) -> bool:
        """Her answer to the organisation's. False if there is no slip, or she has answered already.

        Raises BadRequest if there is no text.
        """
        said = _text(text)
        async with self._pace.paced():
            keys = await self._keys(code)
            slip = await self._store.get(keys.locator)
            recipient = self._recipients.get(slip.organisation) if slip else None
            if slip is None or (slip.organisation and recipient is None):
                return False
            if not _mailbox(slip, await self._store.notes(keys.locator), keys).may_answer:
                return False
            reader = recipient.key if recipient else keys.key.public_key
            note = {"kind": Kind.ANSWER.value, "day": self._today().isoformat(), "text": said}
            sealed = StoredNote(ORGANISATION, seal(note, reader, NOTE_BYTES))
            return await self._store.add_note(keys.locator, sealed, most=MOST_TO_ORGANISATION)

    async def destroy(self, code: Code) -> bool:
        """Remove the slip and everything under it. Whether there was one."""
        async with self._pace.paced():
            keys = await self._keys(code)
            return await self._store.remove(keys.locator)

    # The organisation

    async def salt(self) -> bytes:
        """What a worker's browser needs to derive a locator from a code."""
        if self._salt is None:
            self._salt = await self._store.salt()
        return self._salt

    async def waiting(self, organisation: str) -> list[StoredSlip]:
        """The slips in an organisation's list, with their sealed labels."""
        return await self._store.waiting(organisation)

    async def answered(self, slips: list[StoredSlip]) -> frozenset[str]:
        """The locators of those under which she has left an answer."""
        found = set()
        for slip in slips:
            if any(note.reader == ORGANISATION for note in await self._store.notes(slip.locator)):
                found.add(slip.locator)
        return frozenset(found)

    async def open(self, organisation: str, locator: str) -> Opened | None:
        """The sealed slip, for an organisation it was made for, or one that was told its code, and what she answered.
        She will see that it was opened today. None if there is nothing for them to read."""
        slip = await self._theirs(organisation, locator)
        if slip is None:
            return None
        hers = tuple(note.sealed for note in await self._store.notes(locator) if note.reader == ORGANISATION)
        if slip.body is None and not hers:
            return None
        # First the note, then the slip: nobody reads it unseen.
        if not await self._tell(slip, Kind.OPENED, most=MOST_OPENINGS):
            return None
        return Opened(slip.body, slip.reply_key, hers, bool(slip.organisation))

    async def reply(self, organisation: str, locator: str, sealed: bytes) -> bool:
        """Leave an answer that the worker's browser sealed to the reply key. False if there is no slip or no room.

        Raises BadRequest if it has not the size of a sealed note.
        """
        if len(sealed) != NOTE_BYTES + OVERHEAD:
            raise BadRequest("a sealed answer has one size only")
        if await self._theirs(organisation, locator) is None:
            return False
        return await self._store.add_note(locator, StoredNote(PERSON, sealed), most=MOST_TO_PERSON)

    async def empty(self, organisation: str, locator: str, *, closed: bool) -> bool:
        """Remove the organisation's copy: it was read and she wished so, or they have finished (`closed`, which she
        sees; her answer to them goes as well). Their answers stay for her until the last day."""
        slip = await self._theirs(organisation, locator)
        if slip is None:
            return False
        await self._store.empty(locator, finished=closed)
        if closed:
            await self._tell(slip, Kind.CLOSED, most=MOST_TO_PERSON + 1)
        return True

    # The store

    async def purge(self) -> int:
        """Remove what is past its day; how many slips went."""
        return await self._store.purge()

    async def close(self) -> None:
        await self._store.close()

    async def _theirs(self, organisation: str, locator: str) -> StoredSlip | None:
        slip = await self._store.get(locator)
        return slip if slip and slip.organisation in (organisation, "") else None

    async def _tell(self, slip: StoredSlip, kind: Kind, *, most: int) -> bool:
        note = {"kind": kind.value, "day": self._today().isoformat()}
        sealed = StoredNote(PERSON, seal(note, PublicKey(slip.reply_key), NOTE_BYTES))
        return await self._store.add_note(slip.locator, sealed, most=most)

    async def _keys(self, code: Code) -> Keys:
        return await asyncio.to_thread(keys_of, code, await self.salt())


def _text(text: str) -> str:
    said = one_line(text, MAX_ANSWER)
    if not said:
        raise BadRequest("there is no answer")
    return said


def _lines(value: object) -> str:
    """An organisation's words, as paragraphs without control characters: they could not be shown, or would turn the
    order of what is shown around."""
    text = value[:MAX_ANSWER] if isinstance(value, str) else ""
    return "\n".join(one_line(line, MAX_ANSWER) for line in text.splitlines()).strip()


def _mailbox(slip: StoredSlip, stored: list[StoredNote], keys: Keys) -> Mailbox:
    notes = tuple(note for item in stored if item.reader == PERSON and (note := _note(item.sealed, keys)) is not None)
    answered = any(item.reader == ORGANISATION for item in stored)
    replied = any(note.kind is Kind.ANSWER for note in notes)
    # After the closing nobody would read it.
    closed = any(note.kind is Kind.CLOSED for note in notes)
    return Mailbox(
        slip.organisation, slip.expires_on, notes, slip.body is not None, replied and not answered and not closed
    )


def _note(sealed: bytes, keys: Keys) -> Note | None:
    """What a worker's browser sealed is not trusted: a note that cannot be read is left out."""
    try:
        value: dict[str, Any] = unseal(sealed, keys.key)
        return Note(Kind(value["kind"]), date.fromisoformat(value["day"]), _lines(value.get("text")))
    except (InvalidState, KeyError, ValueError, TypeError):
        return None
