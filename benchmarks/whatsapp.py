"""`python -m benchmarks.whatsapp`: emulator to bridge to engine to emulator, in good and in bad weather.

Two runs. Good weather: as many messages a second as go through, and how long the webhook takes to answer. Bad
weather: duplicates, reordering, faults of Meta's, and an orderly restart in the middle, with a Redis that saves
nothing; what was lost and what was answered twice.
"""

from __future__ import annotations

import asyncio
import json
import os
import secrets
import shutil
import signal
import socket
import subprocess
import sys
import time
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

import aiohttp
import click
import numpy as np

from bot.paths import ROOT
from bot.whatsapp.emulator import Emulator, EmulatorSettings, Person, Weather
from bot.whatsapp.emulator.run import bridge_environment, said

QUESTION = "what is the migrant victims protocol"
MARK = "What is the Migrant Victims Protocol?"
WELCOME = "This is Waymark."


@dataclass(frozen=True)
class Outcome:
    """One run. messages: written by people; lost: not answered; twice: answers too many; dropped: webhooks given up."""

    name: str
    messages: int
    people: int
    seconds: float
    a_second: float
    webhook_p50_ms: float
    webhook_p99_ms: float
    refused_for_now: int
    lost: int
    twice: int
    dropped: int


def people(count: int) -> tuple[Person, ...]:
    """Invented people, known by ids alone."""
    return tuple(Person(f"P{number}", f"GB.{number:019d}", None) for number in range(count))


async def run(
    name: str, messages: int, each: int, weather: Weather, rate: float, redis: str | None, restart: bool
) -> Outcome:
    """Write `messages` messages, `each` of every person, `rate` a second, and wait until all is quiet."""
    port = _free_port()
    settings = EmulatorSettings(
        f"http://127.0.0.1:{port}", secrets.token_hex(8), secrets.token_hex(8),
        throughput=100_000, pair_burst=10_000, weather=weather, people=people(messages // each),
    )  # fmt: skip
    emulator = Emulator(settings)
    await emulator.start()
    process = await _server(emulator, port, redis)
    began = time.perf_counter()
    for number in range(messages):
        await emulator.say(settings.people[number % len(settings.people)], QUESTION)
        if restart and number == messages // 2:
            process.send_signal(signal.SIGTERM)
            await process.wait()
            process = await _server(emulator, port, redis)
        ahead = number / rate - (time.perf_counter() - began)
        if ahead > 0:
            await asyncio.sleep(ahead)
    seconds = await _last_reply(emulator) - began
    counted = [_answers(emulator, person) for person in settings.people]
    latencies = np.array(emulator.delivery.latencies) * 1000
    outcome = Outcome(
        name, messages, len(settings.people), round(seconds, 1), round(messages / seconds, 1),
        round(float(np.percentile(latencies, 50)), 1), round(float(np.percentile(latencies, 99)), 1),
        len(emulator.delivery.refused), sum(max(0, each - count) for count in counted),
        sum(max(0, count - each) for count in counted), emulator.delivery.lost,
    )  # fmt: skip
    process.terminate()
    await process.wait()
    await emulator.stop()
    return outcome


def _answers(emulator: Emulator, person: Person) -> int:
    return sum(said(body).count(MARK) for body in emulator.replies[person.user_id])


async def _last_reply(emulator: Emulator) -> float:
    """Wait until every webhook is delivered and no reply came for five seconds; when the last one came."""
    before, at = -1, time.perf_counter()
    while time.perf_counter() - at < 5.0:
        await emulator.delivery.idle()
        now = sum(map(len, emulator.replies.values()))
        if now != before:
            before, at = now, time.perf_counter()
        await asyncio.sleep(0.1)
    return at


async def _server(emulator: Emulator, port: int, redis: str | None) -> asyncio.subprocess.Process:
    env = {**os.environ, **bridge_environment(emulator), "WAYMARK_WHATSAPP_THROUGHPUT": "1000", "WAYMARK_QUEUE": "1000"}
    if redis:
        env["WAYMARK_REDIS_URL"] = redis
    process = await asyncio.create_subprocess_exec(
        sys.executable, "-m", "bot", "serve", "--port", str(port), env=env, cwd=ROOT, stdout=asyncio.subprocess.DEVNULL
    )
    async with aiohttp.ClientSession() as session:
        for _ in range(240):
            try:
                async with session.get(f"http://127.0.0.1:{port}/healthz") as answer:
                    if answer.status == 200:
                        return process
            except aiohttp.ClientError:
                pass
            await asyncio.sleep(0.1)
    raise click.ClickException("Waymark did not start.")


@contextmanager
def _redis():
    port = _free_port()
    process = subprocess.Popen(
        ["redis-server", "--port", str(port), "--save", "", "--appendonly", "no"], stdout=subprocess.DEVNULL
    )
    time.sleep(0.5)
    try:
        yield f"redis://127.0.0.1:{port}/0"
    finally:
        process.terminate()
        process.wait()


def _free_port() -> int:
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        return listener.getsockname()[1]


@click.command()
@click.option("--messages", default=10_000, show_default=True, help="Messages of the run in bad weather.")
@click.option("--out", type=click.Path(path_type=Path), help="Write the figures to this file as JSON.")
def main(messages: int, out: Path | None) -> None:
    """Measure the bridge."""
    if shutil.which("redis-server") is None:
        raise click.ClickException("redis-server is not installed: scripts/install-system-packages.sh")
    with _redis() as redis:
        good = asyncio.run(run("good weather", messages // 5, 5, Weather(), 1e9, None, False))
        click.echo(_line(good))
        weather = Weather(seed=1, duplicates=0.05, reordering=0.05, failures=0.02)
        rate = good.a_second * 0.6
        bad = asyncio.run(run("bad weather, restart in the middle", messages, 5, weather, rate, redis, True))
        click.echo(_line(bad))
    if out:
        out.write_text(json.dumps([asdict(good), asdict(bad)], indent=1) + "\n", "utf-8")


def _line(outcome: Outcome) -> str:
    values: dict[str, Any] = asdict(outcome)
    return ", ".join(f"{name.replace('_', ' ')} {value}" for name, value in values.items())


if __name__ == "__main__":
    main()
