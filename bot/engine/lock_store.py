"""Rasa's lock store on asyncio: one lock a conversation, no polling, nothing kept when nobody waits."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from rasa.core.lock_store import LockStore
from rasa.utils.endpoints import EndpointConfig

DEFAULT_SECONDS = 60


class AsyncioLockStore(LockStore):
    """Messages of one conversation are handled in the order they came, within this process."""

    def __init__(self, endpoint_config: EndpointConfig | None = None) -> None:
        self._locks: dict[str, tuple[asyncio.Lock, list[None]]] = {}

    @asynccontextmanager
    async def lock(
        self, conversation_id: str, lock_lifetime: float = DEFAULT_SECONDS, wait_time_in_seconds: float = 1
    ) -> AsyncIterator[None]:
        """Raises TimeoutError if the lock cannot be had within `lock_lifetime` seconds."""
        lock, users = self._locks.setdefault(conversation_id, (asyncio.Lock(), []))
        users.append(None)
        try:
            async with asyncio.timeout(lock_lifetime):
                await lock.acquire()
            try:
                yield
            finally:
                lock.release()
        finally:
            users.pop()
            if not users:
                self._locks.pop(conversation_id, None)
