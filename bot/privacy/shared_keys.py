"""Keys for several machines: one seed in a Redis that keeps nothing on disk, moved on as the keys turn.

Each process turns its own ring; all rings that started from one seed stay in step. What lies in Redis is always the
newest key, from which no older one can be computed, so a machine that starts later can join but read nothing old.
"""

from __future__ import annotations

import base64
import secrets

from bot.privacy.keys import EPOCH_SECONDS, KeyRing
from bot.privacy.tables import Table

NAME = "seed"
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


def _written(epoch: int, seed: bytes) -> str:
    return f"{epoch}:{base64.b64encode(seed).decode('ascii')}"


def _read(value: str) -> tuple[int, bytes]:
    epoch, _, seed = value.partition(":")
    return int(epoch), base64.b64decode(seed)
