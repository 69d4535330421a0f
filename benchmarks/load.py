"""The load: closed loops of conversations, requests beside them, one long conversation."""

from __future__ import annotations

import asyncio
import itertools
import time
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field

from aiohttp import ClientSession

from benchmarks.messages import DANGER, TURNS, Message, Mix
from benchmarks.processes import Running
from benchmarks.servers import Conversation, Server
from benchmarks.statistics import percentile

_PROBE_EVERY = 0.25


@dataclass
class Load:
    """seconds: how long each answer took, in order of arrival; cpu_ms: what the server used meanwhile."""

    seconds: list[float] = field(default_factory=list)
    failed: int = 0
    elapsed: float = 0.0
    cpu_ms: float = 0.0

    async def timed(self, ask: Callable[[], Awaitable[bool]]) -> float:
        began = time.perf_counter()
        answered = await ask()
        took = time.perf_counter() - began
        self.seconds.append(took)
        self.failed += not answered
        return took

    def figures(self) -> dict[str, float]:
        return {
            "p50_ms": percentile(self.seconds, 0.5) * 1000,
            "p99_ms": percentile(self.seconds, 0.99) * 1000,
            "worst_ms": max(self.seconds) * 1000,
            "per_second": len(self.seconds) / self.elapsed,
            "cpu_ms": self.cpu_ms / len(self.seconds),
            "messages": len(self.seconds),
            "failed": self.failed,
        }


async def closed_loop(
    server: Server, running: Running, session: ClientSession, mix: Mix, *, clients: int, turns: int, first: int
) -> Load:
    """`clients` people at once, each sending the next message as soon as the last is answered, `turns` messages each,
    a new conversation every TURNS. Conversations are numbered from `first`."""
    load = Load()
    talks = max(1, -(-turns // TURNS))

    async def person(place: int) -> None:
        for talk in range(talks):
            number = first + place * talks + talk
            conversation = server.conversation(session, number, mix.language(number))
            for message in mix.conversation(number, min(TURNS, turns - talk * TURNS)):
                await _say(load, conversation, message)

    cpu, began = running.cpu_ms(), time.perf_counter()
    await asyncio.gather(*(person(place) for place in range(clients)))
    load.elapsed, load.cpu_ms = time.perf_counter() - began, running.cpu_ms() - cpu
    return load


async def beside(
    server: Server, session: ClientSession, mix: Mix, *, clients: int, seconds: float, first: int
) -> tuple[Load, Load]:
    """Health requests and danger buttons beside `clients` busy people, sent at fixed times whether or not the earlier
    ones have been answered, so that a slow server does not get fewer of them."""
    health, danger, busy = Load(), Load(), Load()
    until = time.perf_counter() + seconds

    async def person(place: int) -> None:
        for talk in itertools.count():
            number = first + talk * clients + place
            conversation = server.conversation(session, number, mix.language(number))
            for message in mix.conversation(number):
                if time.perf_counter() >= until:
                    return
                await _say(busy, conversation, message)

    async def press_danger(place: int) -> bool:
        return await server.conversation(session, f"danger-{place}", "en").say(Message(DANGER, button=True))

    people = [asyncio.create_task(person(place)) for place in range(clients)]
    probes = []
    await asyncio.sleep(min(2.0, seconds / 4))
    for place in itertools.count():
        if time.perf_counter() >= until - _PROBE_EVERY:
            break
        probes.append(asyncio.create_task(health.timed(lambda: server.health(session))))
        probes.append(asyncio.create_task(danger.timed(lambda place=place: press_danger(place))))
        await asyncio.sleep(_PROBE_EVERY)
    await asyncio.gather(*people, *probes)
    for load in (health, danger):
        load.elapsed = seconds
    return health, danger


async def long_conversation(server: Server, session: ClientSession, mix: Mix, *, turns: int, first: int) -> Load:
    """One conversation of `turns` messages, one after another; message n and n + 10 are the same."""
    load = Load()
    conversation = server.conversation(session, first, mix.language(first))
    for message in mix.long_conversation(first, turns):
        await _say(load, conversation, message)
    load.elapsed = sum(load.seconds)
    return load


async def _say(load: Load, conversation: Conversation, message: Message) -> None:
    await load.timed(lambda: conversation.say(message))
