"""Small tables of sealed values that expire: in this process's memory, or in a Redis that writes nothing to disk."""

from __future__ import annotations

import time
from collections import OrderedDict
from collections.abc import Callable
from typing import Protocol

import redis.asyncio
import redis.exceptions

from bot.errors import ConfigurationError, StoreUnavailable

REDIS_TIMEOUT = 2.0


class Table(Protocol):
    """Values by name. Names and values tell nothing about anybody: callers seal and hash them."""

    async def get(self, name: str) -> str | None: ...
    async def put(self, name: str, value: str, seconds: int) -> None: ...
    async def add(self, name: str, value: str, seconds: int) -> bool:
        """Put it only if there is nothing of this name; whether it was put."""
        ...

    async def delete(self, *names: str) -> None: ...
    async def close(self) -> None: ...


class MemoryTable:
    """At most `most` values; the oldest gives way."""

    def __init__(self, most: int = 50_000, *, clock: Callable[[], float] = time.monotonic) -> None:
        self._most = most
        self._clock = clock
        self._values: OrderedDict[str, tuple[float, str]] = OrderedDict()

    def __len__(self) -> int:
        self._drop_expired()
        return len(self._values)

    async def get(self, name: str) -> str | None:
        self._drop_expired()
        found = self._values.get(name)
        return found[1] if found and found[0] > self._clock() else None

    async def put(self, name: str, value: str, seconds: int) -> None:
        self._drop_expired()
        self._values.pop(name, None)
        self._values[name] = (self._clock() + seconds, value)
        while len(self._values) > self._most:
            self._values.popitem(last=False)

    async def add(self, name: str, value: str, seconds: int) -> bool:
        if await self.get(name) is not None:
            return False
        await self.put(name, value, seconds)
        return True

    async def delete(self, *names: str) -> None:
        for name in names:
            self._values.pop(name, None)

    async def close(self) -> None:
        self._values.clear()

    def _drop_expired(self) -> None:
        """Values of one table live equally long or nearly so, so the oldest stand first."""
        now = self._clock()
        while self._values:
            name, (until, _) = next(iter(self._values.items()))
            if until > now:
                return
            self._values.pop(name)


class RedisTable:
    """Values in Redis or Valkey, each with its time to live. Every failure of Redis is a StoreUnavailable that names
    nothing."""

    def __init__(self, client: redis.asyncio.Redis, prefix: str) -> None:
        self._client = client
        self._prefix = f"waymark:{prefix}:"

    async def get(self, name: str) -> str | None:
        return await _asked(self._client.get(self._prefix + name))

    async def put(self, name: str, value: str, seconds: int) -> None:
        await _asked(self._client.set(self._prefix + name, value, ex=seconds))

    async def add(self, name: str, value: str, seconds: int) -> bool:
        return bool(await _asked(self._client.set(self._prefix + name, value, ex=seconds, nx=True)))

    async def delete(self, *names: str) -> None:
        if names:
            await _asked(self._client.delete(*(self._prefix + name for name in names)))

    async def close(self) -> None:
        await self._client.aclose()


async def _asked(call):
    try:
        return await call
    except (redis.exceptions.RedisError, OSError) as error:
        raise StoreUnavailable("Redis does not answer") from error


def redis_client(url: str) -> redis.asyncio.Redis:
    """A client that connects when it is first used. Raises ConfigurationError if the address is malformed."""
    try:
        return redis.asyncio.Redis.from_url(
            url, decode_responses=True, socket_timeout=REDIS_TIMEOUT, socket_connect_timeout=REDIS_TIMEOUT
        )
    except ValueError as error:
        raise ConfigurationError("WAYMARK_REDIS_URL must be an address such as redis://127.0.0.1:6379/0") from error


async def open_redis(url: str) -> redis.asyncio.Redis:
    """A client of a Redis or Valkey that keeps nothing on disk.

    Raises:
        ConfigurationError: it cannot be reached, or it saves to disk; the message says what to change.
    """
    client = redis_client(url)
    try:
        saving = await client.config_get("save")
        appending = await client.config_get("appendonly")
    except redis.exceptions.ResponseError as error:
        raise ConfigurationError(
            "Redis does not let Waymark check that it saves nothing: allow the command CONFIG GET for this user."
        ) from error
    except (redis.exceptions.RedisError, OSError) as error:
        raise ConfigurationError(
            "Redis does not answer at WAYMARK_REDIS_URL. Start it, or unset the variable."
        ) from error
    if saving.get("save", "") or appending.get("appendonly", "no") != "no":
        await client.aclose()
        raise ConfigurationError(
            "Redis saves to disk, where what it holds could be found. Start it with: "
            'redis-server --save "" --appendonly no'
        )
    return client
