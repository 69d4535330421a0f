"""One round of one server: from a cold start to its end, every figure of the comparison."""

from __future__ import annotations

import asyncio
import tempfile
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from aiohttp import ClientSession

from benchmarks import first_page
from benchmarks.load import Load, beside, closed_loop, long_conversation
from benchmarks.messages import FIRST, Message, Mix
from benchmarks.processes import BenchmarkError, Running
from benchmarks.servers import Server, Waymark, client
from benchmarks.statistics import median

Figures = dict[str, float]
"""Name of a figure to its value in one round."""

_START_SECONDS = 180
_EARLY, _LATE = range(10, 20), range(-10, 0)
"""The second ten and the last ten messages of the long conversation: the same messages, said after the same ones, so
their times compare. The first ten begin with nothing known."""


@dataclass(frozen=True)
class Plan:
    """How much is sent. `alone` plus `crowd` times `each` is the 1,000 messages after which memory is read."""

    rounds: int = 3
    alone: int = 200
    crowd: int = 50
    each: int = 16
    beside_seconds: float = 20.0
    long: int = 200
    long_talks: int = 2
    calls: int = 200
    """Messages sent to the engine within one process."""

    @classmethod
    def quick(cls) -> Plan:
        """Enough to see that everything works; too little for a figure to be quoted."""
        return cls(rounds=1, alone=60, each=4, beside_seconds=6.0, long_talks=1, calls=60)

    @property
    def messages(self) -> int:
        return self.alone + self.crowd * self.each


def measure(server: Server, model: Path, plan: Plan, mix: Mix, say: Callable[[str], None]) -> Figures:
    """Raises BenchmarkError if the server does not answer."""
    with tempfile.TemporaryDirectory(prefix="benchmark-") as folder:
        began = time.perf_counter()
        running = server.start(model, Path(folder))
        try:
            return asyncio.run(_round(server, running, began, plan, mix, say))
        finally:
            running.stop()


async def _round(
    server: Server, running: Running, began: float, plan: Plan, mix: Mix, say: Callable[[str], None]
) -> Figures:
    figures: Figures = {}
    async with client() as session:
        say("starts")
        await _first_answer(server, running, session, began)
        figures["start_s"] = time.perf_counter() - began
        figures["memory_start_mb"] = running.memory_mb()
        if isinstance(server, Waymark):
            figures |= await _pages(server, mix)
        say("one person")
        alone = await closed_loop(server, running, session, mix, clients=1, turns=plan.alone, first=1000)
        say(f"{plan.crowd} people")
        crowd = await closed_loop(server, running, session, mix, clients=plan.crowd, turns=plan.each, first=2000)
        figures["memory_later_mb"] = running.memory_mb()
        figures |= _named("alone", alone) | _named("crowd", crowd)
        say("danger and health beside them")
        health, danger = await beside(
            server, session, mix, clients=plan.crowd, seconds=plan.beside_seconds, first=10_000
        )
        figures |= _named("health", health) | _named("danger", danger)
        say("one long conversation")
        talks = [
            await long_conversation(server, session, mix, turns=plan.long, first=20_000 + number)
            for number in range(plan.long_talks)
        ]
        figures |= _early_and_late(talks)
        running.check()
    figures["failed"] = sum(load.failed for load in (alone, crowd, health, danger, *talks))
    return figures


async def _first_answer(server: Server, running: Running, session: ClientSession, began: float) -> None:
    """Asks, with a new conversation each time, until there is an answer with something in it."""
    for attempt in range(100_000):
        if await server.conversation(session, f"first-{attempt}", "en").say(Message(FIRST)):
            return
        running.check()
        if time.perf_counter() - began > _START_SECONDS:
            raise BenchmarkError(f"{server.name} gave no answer in {_START_SECONDS} seconds.")
        await asyncio.sleep(0.02)


async def _pages(server: Server, mix: Mix) -> Figures:
    weights = {"page_first": await first_page.weigh(server.url("/"))}
    for number in range(4):
        language = mix.language(number)
        weights[f"page_{language}"] = await first_page.weigh(server.url(f"/{language}"))
    return {f"{page}_{name}": value for page, weight in weights.items() for name, value in weight.items()}


def _named(name: str, load: Load) -> Figures:
    return {f"{name}_{figure}": value for figure, value in load.figures().items()}


def _early_and_late(talks: list[Load]) -> Figures:
    return {
        f"long_{name}_ms": median([talk.seconds[turn] * 1000 for talk in talks for turn in turns])
        for name, turns in (("early", _EARLY), ("late", _LATE))
    }
