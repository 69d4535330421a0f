"""Keys for several machines: one seed in a Redis that keeps nothing on disk, moved on as the keys turn.

Each process turns its own ring; all rings that started from one seed stay in step. What lies in Redis is always the
newest key, from which no older one can be computed, so a machine that starts later can join but read nothing old.
"""

from __future__ import annotations

import asyncio
import base64
import contextlib
import dataclasses
import secrets
from collections.abc import AsyncIterator, Callable

from bot.engine.quiet import log
from bot.errors import ConfigurationError, StoreUnavailable
from bot.privacy.keys import EPOCH_SECONDS, KeyRing, steady_time
from bot.privacy.tables import RedisTable, Table, open_redis
from bot.settings import Settings

PREFIX, NAME = "keys", "seed"
SECONDS = 4 * EPOCH_SECONDS
"""How long the seed stays when no process renews it."""


async def shared_seed(table: Table, now: float) -> tuple[int, bytes]:
    """(epoch, seed) to start a KeyRing from: the one in the table, or a new one that others will find there.

    Raises:
        StoreUnavailable: the table cannot be asked.
    """
    fresh = int(now // EPOCH_SECONDS), secrets.token_bytes(32)
    if await table.add(NAME, _written(*fresh), SECONDS):
        return fresh
    found = await table.get(NAME)
    return _read(found) if found else await shared_seed(table, now)


async def publish(table: Table, keys: KeyRing) -> None:
    """Put the newest key of a ring in place of the one before it. Raises StoreUnavailable."""
    await table.put(NAME, _written(*keys.newest()), SECONDS)


def with_shared_keys(settings: Settings) -> Settings:
    """The settings with the seed that all machines share, if they name a Redis.

    Raises:
        ConfigurationError: it does not answer, or it saves to disk.
    """
    if not settings.redis_url:
        return settings
    return dataclasses.replace(settings, state_seed=asyncio.run(_joined(settings.redis_url)))


async def _joined(url: str) -> tuple[int, bytes]:
    table = RedisTable(await open_redis(url), PREFIX)
    try:
        return await shared_seed(table, steady_time())
    finally:
        await table.close()


def publishing_keys(settings: Settings) -> Callable[[object], AsyncIterator[None]]:
    """A context of the web application that puts the newest key into Redis as the keys turn. While Redis is gone every
    process goes on with its own ring; they stay in step."""
    epoch, seed = settings.state_seed
    keys = KeyRing(seed, keep=0, clock=steady_time, epoch=epoch)

    async def renew() -> None:
        table = None
        while True:
            try:
                table = table or RedisTable(await open_redis(settings.redis_url), PREFIX)
                await publish(table, keys)
            except (StoreUnavailable, ConfigurationError):
                log.error("waymark.keys.not_shared", outcome="Redis does not answer; running processes go on")
            await asyncio.sleep(EPOCH_SECONDS / 3)

    async def running(_: object) -> AsyncIterator[None]:
        task = asyncio.create_task(renew())
        yield
        task.cancel()
        with contextlib.suppress(asyncio.CancelledError):
            await task

    return running


def _written(epoch: int, seed: bytes) -> str:
    return f"{epoch}:{base64.b64encode(seed).decode('ascii')}"


def _read(value: str) -> tuple[int, bytes]:
    epoch, _, seed = value.partition(":")
    return int(epoch), base64.b64decode(seed)
