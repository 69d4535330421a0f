"""Messages of one conversation are handled one after the other; nothing is kept when nobody waits."""

from __future__ import annotations

import asyncio

import pytest

from bot.engine.lock_store import AsyncioLockStore


async def test_messages_keep_their_order() -> None:
    store, order = AsyncioLockStore(), []

    async def one(number: int) -> None:
        async with store.lock("a"):
            order.append(number)
            await asyncio.sleep(0.001 * (5 - number))
            order.append(number)

    await asyncio.gather(*(one(number) for number in range(5)))
    assert order == [0, 0, 1, 1, 2, 2, 3, 3, 4, 4]
    assert store._locks == {}


async def test_other_conversations_do_not_wait() -> None:
    store = AsyncioLockStore()
    async with store.lock("a"), asyncio.timeout(0.1), store.lock("b"):
        pass


async def test_waiting_ends_and_leaves_nothing_behind() -> None:
    store = AsyncioLockStore()
    async with store.lock("a"):
        with pytest.raises(TimeoutError):
            async with store.lock("a", lock_lifetime=0.01):
                pass
    assert store._locks == {}


async def test_a_failure_inside_frees_the_lock() -> None:
    store = AsyncioLockStore()
    with pytest.raises(RuntimeError):
        async with store.lock("a"):
            raise RuntimeError
    async with asyncio.timeout(0.1), store.lock("a"):
        pass
    assert store._locks == {}
