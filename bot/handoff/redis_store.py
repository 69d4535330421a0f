"""Slips in a Redis or Valkey that saves nothing to disk, for several machines. Each goes by its own time to live.

A restart of that Redis loses all slips: docs/HANDOFF.md tells operators, and people see "not here any more".
"""

from __future__ import annotations

import secrets
from collections.abc import Awaitable, Callable
from datetime import date, datetime, time, timedelta
from typing import TypeVar

import redis.asyncio
import redis.exceptions

from bot.directory.hours import LONDON
from bot.errors import StoreUnavailable
from bot.handoff.store import ORGANISATION, StoredNote, StoredSlip

PREFIX = "waymark:handoff:"
_T = TypeVar("_T")

# Everything about one slip lives under two names that hold the same time to live, and changes in one step.
_ADD = """
if redis.call('exists', KEYS[1]) == 1 then return 0 end
redis.call('hset', KEYS[1], unpack(ARGV, 2))
redis.call('expireat', KEYS[1], ARGV[1])
return 1
"""
_ADD_NOTE = """
if redis.call('exists', KEYS[1]) == 0 then return 0 end
local there = redis.call('lrange', KEYS[2], 0, -1)
local count = 0
for _, note in ipairs(there) do if string.sub(note, 1, 1) == ARGV[1] then count = count + 1 end end
if count >= tonumber(ARGV[3]) then return 0 end
redis.call('rpush', KEYS[2], ARGV[1] .. ARGV[2])
redis.call('expireat', KEYS[2], redis.call('expiretime', KEYS[1]))
return 1
"""


class RedisStore:
    """client: made with decode_responses=False; today: the day in the UK."""

    def __init__(self, client: redis.asyncio.Redis, today: Callable[[], date]) -> None:
        self._client = client
        self._today = today

    async def salt(self) -> bytes:
        name = PREFIX + "salt"
        await _asked(self._client.set(name, secrets.token_bytes(16), nx=True))
        return await _asked(self._client.get(name))

    async def add(self, slip: StoredSlip) -> bool:
        fields = {
            "organisation": slip.organisation.encode(),
            "label": slip.label or b"",
            "body": slip.body or b"",
            "reply_key": slip.reply_key,
            "expires_on": slip.expires_on.isoformat().encode(),
        }
        flat = [part for item in fields.items() for part in item]
        added = await _asked(self._client.eval(_ADD, 1, _slip_name(slip.locator), _end_of(slip.expires_on), *flat))
        if added and slip.label:
            await _asked(self._client.sadd(_list_name(slip.organisation), slip.locator))
        return bool(added)

    async def get(self, locator: str) -> StoredSlip | None:
        fields = await _asked(self._client.hgetall(_slip_name(locator)))
        if not fields:
            return None
        slip = StoredSlip(
            locator,
            fields[b"organisation"].decode(),
            fields.get(b"label") or None,
            fields.get(b"body") or None,
            fields[b"reply_key"],
            date.fromisoformat(fields[b"expires_on"].decode()),
        )
        return slip if slip.expires_on >= self._today() else None

    async def remove(self, locator: str) -> bool:
        slip = await self.get(locator)
        await _asked(self._client.delete(_slip_name(locator), _notes_name(locator)))
        if slip:
            await _asked(self._client.srem(_list_name(slip.organisation), locator))
        return slip is not None

    async def waiting(self, organisation: str) -> list[StoredSlip]:
        name = _list_name(organisation)
        found = []
        for member in await _asked(self._client.smembers(name)):
            slip = await self.get(member.decode())
            if slip and slip.label:
                found.append(StoredSlip(slip.locator, organisation, slip.label, None, slip.reply_key, slip.expires_on))
            else:
                await _asked(self._client.srem(name, member))
        return sorted(found, key=lambda slip: (slip.expires_on, slip.locator))

    async def notes(self, locator: str) -> list[StoredNote]:
        if await self.get(locator) is None:
            return []
        readers = {reader[0].encode(): reader for reader in ("person", "organisation")}
        rows = await _asked(self._client.lrange(_notes_name(locator), 0, -1))
        return [StoredNote(readers[row[:1]], row[1:]) for row in rows]

    async def add_note(self, locator: str, note: StoredNote, *, most: int) -> bool:
        if await self.get(locator) is None:
            return False
        names = (_slip_name(locator), _notes_name(locator))
        return bool(await _asked(self._client.eval(_ADD_NOTE, 2, *names, note.reader[0], note.sealed, most)))

    async def empty(self, locator: str, *, finished: bool = False) -> None:
        slip = await self.get(locator)
        if slip is None:
            return
        for note in await self.notes(locator) if finished else ():
            if note.reader == ORGANISATION:
                await _asked(self._client.lrem(_notes_name(locator), 1, note.reader[0].encode() + note.sealed))
        await _asked(self._client.hdel(_slip_name(locator), "label", "body"))
        await _asked(self._client.srem(_list_name(slip.organisation), locator))

    async def purge(self) -> int:
        """Redis removes what has expired by itself."""
        return 0

    async def close(self) -> None:
        await self._client.aclose()


def _slip_name(locator: str) -> str:
    return f"{PREFIX}slip:{locator}"


def _notes_name(locator: str) -> str:
    return f"{PREFIX}notes:{locator}"


def _list_name(organisation: str) -> str:
    return f"{PREFIX}waiting:{organisation}"


def _end_of(day: date) -> int:
    """When a day is over in the UK, in seconds since 1970."""
    return int(datetime.combine(day + timedelta(days=1), time(), LONDON).timestamp())


async def _asked(call: Awaitable[_T]) -> _T:
    try:
        return await call
    except (redis.exceptions.RedisError, OSError) as error:
        raise StoreUnavailable("Redis does not answer") from error
