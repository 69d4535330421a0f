"""What is remembered of a person: sealed, for half an hour, under a name nobody can turn back. In memory and in Redis."""

from __future__ import annotations

import asyncio
import os
import subprocess
import sys
import time
from collections.abc import AsyncIterator

import pytest

from bot.engine.engine import Engine
from bot.errors import ConfigurationError, StoreUnavailable
from bot.paths import ROOT
from bot.privacy.keys import EPOCH_SECONDS, KeyRing
from bot.privacy.sealed_state import StateSealer
from bot.privacy.shared_keys import publish, shared_seed
from bot.privacy.tables import MemoryTable, RedisTable, Table, open_redis, redis_client
from bot.settings import Settings
from bot.whatsapp.conversations import IDLE_MINUTES, PURPOSE, Conversation, Conversations
from bot.whatsapp.seen import SeenMessages
from tests.whatsapp.conftest import connected, free_port

PERSON = "GB.9000000000000000001"
TALK = Conversation("ar", "sealed-state-of-the-conversation", ("/ask_protocol", "/find_support"))


@pytest.fixture(params=["memory", "redis"])
async def table(request) -> AsyncIterator[Table]:
    if request.param == "memory":
        yield MemoryTable()
        return
    client = await open_redis(request.getfixturevalue("redis_url"))
    await client.flushdb()
    found = RedisTable(client, "test")
    yield found
    await found.close()


class Clock:
    def __init__(self) -> None:
        self.now = 1_800_000_000.0

    def __call__(self) -> float:
        return self.now


def conversations(table: Table, clock: Clock) -> Conversations:
    keys = KeyRing(os.urandom(32), keep=IDLE_MINUTES * 60, clock=clock)
    return Conversations(table, keys, StateSealer(keys, PURPOSE, minutes=IDLE_MINUTES, clock=clock))


async def test_a_conversation_comes_back_as_it_was(table: Table) -> None:
    memory = conversations(table, Clock())
    assert await memory.load(PERSON) is None
    await memory.save(PERSON, TALK)
    assert await memory.load(PERSON) == TALK
    assert await memory.load("GB.9000000000000000002") is None
    await memory.forget(PERSON)
    assert await memory.load(PERSON) is None


async def test_it_is_found_while_keys_turn_and_gone_after_half_an_hour(table: Table) -> None:
    clock = Clock()
    memory = conversations(table, clock)
    await memory.save(PERSON, TALK)
    clock.now += EPOCH_SECONDS
    assert await memory.load(PERSON) == TALK
    clock.now += IDLE_MINUTES * 60
    assert await memory.load(PERSON) is None


async def test_other_keys_find_and_open_nothing(table: Table) -> None:
    clock = Clock()
    await conversations(table, clock).save(PERSON, TALK)
    assert await conversations(table, clock).load(PERSON) is None


async def test_nothing_readable_is_stored(redis_url: str) -> None:
    client = await open_redis(redis_url)
    await client.flushdb()
    await conversations(RedisTable(client, "wa"), Clock()).save(PERSON, TALK)
    names = await client.keys("*")
    values = [await client.get(name) for name in names]
    held = " ".join([*names, *values])
    assert len(names) == 1 and len(names[0]) == len("waymark:wa:") + 64
    assert not any(word in held for word in ("9000000", "ask_protocol", "sealed-state", '"ar"'))
    assert 0 < await client.ttl(names[0]) <= IDLE_MINUTES * 60
    await client.aclose()


async def test_a_message_is_claimed_once(table: Table) -> None:
    clock = Clock()
    seen = SeenMessages(table, KeyRing(os.urandom(32), keep=3600, clock=clock))
    assert await seen.claim("wamid.1") and not await seen.claim("wamid.1")
    await seen.answered("wamid.1")
    clock.now += EPOCH_SECONDS
    assert not await seen.claim("wamid.1"), "also after the key turned"
    assert await seen.claim("wamid.2")
    await seen.release("wamid.2")
    assert await seen.claim("wamid.2")


async def test_memory_is_bounded_and_expires() -> None:
    now = [0.0]
    table = MemoryTable(3, clock=lambda: now[0])
    for number in range(5):
        await table.put(str(number), "x", 10)
    assert len(table) == 3 and await table.get("0") is None
    now[0] = 11.0
    assert len(table) == 0 and await table.get("4") is None


async def test_machines_that_share_a_redis_share_keys(redis_url: str) -> None:
    client = await open_redis(redis_url)
    await client.flushdb()
    table, clock = RedisTable(client, "keys"), Clock()
    first = await shared_seed(table, clock())
    assert await shared_seed(table, clock()) == first
    one = KeyRing(first[1], keep=3600, clock=clock, epoch=first[0])
    old_name = one.names(b"x")[0]
    clock.now += 2 * EPOCH_SECONDS
    await publish(table, one)
    epoch, seed = await shared_seed(table, clock())
    late = KeyRing(seed, keep=3600, clock=clock, epoch=epoch)
    assert late.current() == one.current()
    assert old_name in one.names(b"x") and old_name not in late.names(b"x"), "who joins later can open nothing old"
    await client.aclose()


@pytest.mark.parametrize("options", [("--save", "60 1"), ("--save", "", "--appendonly", "yes")])
async def test_a_redis_that_saves_is_refused(options: tuple[str, ...], redis_url: str, tmp_path) -> None:
    port = free_port()
    process = subprocess.Popen(["redis-server", "--port", str(port), "--dir", str(tmp_path), *options], stdout=subprocess.DEVNULL)
    try:
        for _ in range(100):
            try:
                await open_redis(f"redis://127.0.0.1:{port}/0")
            except ConfigurationError as error:
                if "saves to disk" in str(error):
                    break
            await asyncio.sleep(0.05)
        with pytest.raises(ConfigurationError, match="saves to disk"):
            await open_redis(f"redis://127.0.0.1:{port}/0")
    finally:
        process.terminate()
        process.wait()


@pytest.mark.parametrize("url", ["nonsense", "http://127.0.0.1", "redis://127.0.0.1:1/0"])
def test_a_wrong_redis_is_one_clear_line_at_start(url: str) -> None:
    done = subprocess.run(
        [sys.executable, "-m", "bot", "serve", "--port", str(free_port())],
        env={**os.environ, "WAYMARK_REDIS_URL": url}, cwd=ROOT, capture_output=True, text=True, timeout=60,
    )
    assert done.returncode == 1
    assert len(done.stderr.strip().splitlines()) == 1 and "WAYMARK_REDIS_URL" in done.stderr


async def test_a_redis_that_is_gone_is_told_as_one_error() -> None:
    table = RedisTable(redis_client(f"redis://127.0.0.1:{free_port()}/0"), "x")
    with pytest.raises(StoreUnavailable):
        await table.get("a")
    with pytest.raises(StoreUnavailable):
        await table.add("a", "b", 5)
    await table.close()


async def test_without_its_redis_the_bridge_still_answers(engine: Engine) -> None:
    """Conversations begin anew each time, but nobody is left without an answer."""
    settings = Settings(redis_url=f"redis://127.0.0.1:{free_port()}/0")
    async with connected(engine, settings=settings) as line:
        began = time.perf_counter()
        await line.emulator.say(line.person, "999")
        assert len(await line.answers(2)) >= 2
        assert time.perf_counter() - began < 10


async def test_two_bridges_share_one_conversation(engine: Engine, redis_url: str) -> None:
    client = await open_redis(redis_url)
    await client.flushdb()
    seed = await shared_seed(RedisTable(client, "keys"), time.time())
    settings = Settings(redis_url=redis_url, state_seed=seed)
    async with connected(engine, settings=settings) as one, connected(engine, settings=settings) as two:
        await one.emulator.say(one.person, "¿la policía le dirá al Home Office que no tengo papeles?")
        await one.answers(2)
        await two.emulator.say(two.person, "HELP")
        replies = await two.answers(1)
        assert len(replies) == 1 and "¿" in str(replies), "no second welcome, and the same language"
    await client.aclose()
