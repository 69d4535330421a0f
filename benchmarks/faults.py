"""`python -m benchmarks.faults`: a thousand conversations at once, and storms of webhooks, against a server of its own.

Prints two tables for docs/RELIABILITY.md; exit 1 if anybody got neither an answer nor a kind "try again", if the danger
button failed once, or if memory goes on growing.
"""

from __future__ import annotations

import asyncio
import json
import os
import sys
import tempfile
import time
from collections import Counter
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path

import click
from aiohttp import ClientError, ClientSession

from benchmarks.messages import Mix
from benchmarks.processes import Running, free_port
from benchmarks.servers import client
from benchmarks.statistics import percentile
from bot.whatsapp.emulator import Emulator, EmulatorSettings, Person
from bot.whatsapp.emulator import webhooks as meta
from bot.whatsapp.emulator.run import bridge_environment
from bot.whatsapp.signature import HEADER, sign

SECRET, TOKEN = "app-secret", "token"
DANGER_EVERY = 0.05
MOST_TRIES = 60


@dataclass
class Outcome:
    """answered, asked_to_wait: requests; failed: neither; danger_ms: each press of the danger button beside them;
    memory_mb: before, and after each wave; seconds: for the last wave."""

    answered: int = 0
    asked_to_wait: int = 0
    failed: int = 0
    danger_ms: list[float] = field(default_factory=list)
    danger_failed: int = 0
    memory_mb: list[float] = field(default_factory=list)
    seconds: float = 0.0


@asynccontextmanager
async def serving(port: int | None = None, **environment: str) -> AsyncIterator[tuple[Running, str]]:
    """A server in a folder of its own; (process, address) once the engine answers."""
    with tempfile.TemporaryDirectory() as folder:
        port = port or free_port()
        command = [sys.executable, "-m", "bot", "serve", "--port", str(port)]
        env = {**os.environ, "HOME": folder, "TMPDIR": folder, **environment}
        running, address = Running([command], env, Path(folder)), f"http://127.0.0.1:{port}"
        try:
            async with client() as session:
                await _until_well(session, address, running)
            yield running, address
        finally:
            running.stop()


async def _until_well(session: ClientSession, address: str, running: Running) -> None:
    while True:
        running.check()
        try:
            async with session.get(f"{address}/healthz") as answer:
                if answer.status == 200:
                    return
        except ClientError:
            pass
        await asyncio.sleep(0.1)


async def many_conversations(people: int, messages: int, waves: int) -> Outcome:
    """`people` at once, each a page and then `messages`, again and again for `waves`; who is asked to wait, waits."""
    outcome, mix = Outcome(), Mix()
    async with serving() as (running, address), client() as session:
        await _person(session, address, mix, 0, messages, Outcome())
        outcome.memory_mb.append(running.memory_mb())
        for wave in range(waves):
            began = time.perf_counter()
            async with _danger_beside(session, address, outcome):
                everybody = range(wave * people, (wave + 1) * people)
                await asyncio.gather(*(_person(session, address, mix, one, messages, outcome) for one in everybody))
            outcome.seconds = time.perf_counter() - began
            outcome.memory_mb.append(running.memory_mb())
    return outcome


async def _person(
    session: ClientSession, address: str, mix: Mix, number: int, messages: int, outcome: Outcome
) -> None:
    language, state = mix.language(number), None
    await _asked(outcome, lambda: _page(session, f"{address}/{language}"))
    for message in mix.conversation(number, messages):
        kind = "choice" if message.button else "message"
        body = {"language": language, kind: message.text, "state": state}
        answer = await _asked(outcome, lambda body=body: _said(session, address, body))
        state = answer["state"] if answer else None


async def _asked(outcome: Outcome, ask: Callable[[], Awaitable[tuple[int, dict, float]]]) -> dict:
    """Ask until there is an answer, waiting as long as the server says."""
    for _ in range(MOST_TRIES):
        try:
            status, value, wait = await ask()
        except (ClientError, TimeoutError, ValueError):
            status, value, wait = 0, {}, 0
        if status == 200:
            outcome.answered += 1
            return value
        if status != 503 or not wait:
            break
        outcome.asked_to_wait += 1
        await asyncio.sleep(wait)
    outcome.failed += 1
    return {}


async def _page(session: ClientSession, url: str) -> tuple[int, dict, float]:
    async with session.get(url) as answer:
        text = await answer.text()
        return answer.status, {"state": None} if "999" in text or answer.status == 200 else {}, _wait(answer)


async def _said(session: ClientSession, address: str, body: dict) -> tuple[int, dict, float]:
    async with session.post(f"{address}/api/messages", json=body) as answer:
        return answer.status, await answer.json(), _wait(answer)


def _wait(answer) -> float:
    return float(answer.headers.get("Retry-After", 0))


@asynccontextmanager
async def _danger_beside(session: ClientSession, address: str, outcome: Outcome) -> AsyncIterator[None]:
    """Press the danger button at fixed times, whether or not the earlier presses have been answered."""
    presses: set[asyncio.Task] = set()

    async def press() -> None:
        began = time.perf_counter()
        try:
            async with session.post(f"{address}/en", data={"choice": "/emergency"}) as answer:
                good = answer.status == 200 and "tel:999" in await answer.text()
        except (ClientError, TimeoutError):
            good = False
        outcome.danger_ms.append((time.perf_counter() - began) * 1000)
        outcome.danger_failed += not good

    async def go_on() -> None:
        while True:
            task = asyncio.create_task(press())
            presses.add(task)
            await asyncio.sleep(DANGER_EVERY)

    pressing = asyncio.create_task(go_on())
    try:
        yield
    finally:
        pressing.cancel()
        await asyncio.gather(*presses)


async def webhook_storm(count: int, at_once: int) -> tuple[Outcome, Counter[str]]:
    """`count` webhooks nobody signed, some of them as large as Meta's may be, and one signed message brought again and
    again; what each was answered, and how often the person was."""
    outcome, codes = Outcome(), Counter()
    person = Person("P", "GB.9000000000000000001", None)
    port = free_port()
    emulator = Emulator(EmulatorSettings(f"http://127.0.0.1:{port}", SECRET, TOKEN, people=(person,)))
    await emulator.start()
    try:
        async with serving(port, **bridge_environment(emulator)) as (running, address), client() as session:
            hook = f"{address}/webhooks/whatsapp"
            content = meta.message(meta.text("what is the protocol"), person, "wamid.same", "v24.0", time.time())
            value = meta.value(emulator.settings, person, [content])
            await emulator.say(person, "hello")
            await emulator.wait(person, 1)
            entry = {"id": "1", "changes": [{"field": "messages", "value": value}]}
            good = json.dumps({"object": "whatsapp_business_account", "entry": [entry]}).encode()
            # (what it is, how many of 25, body, signature)
            kinds = [
                ("forged", 10, good, "sha256=" + "0" * 64),
                ("nonsense", 4, b"[" * 100_000, ""),
                ("3 MB", 1, b"x" * 3_000_000, "sha256=x"),
                ("the same signed message", 10, good, sign(good, SECRET)),
            ]
            plan = [kind for kind in kinds for _ in range(kind[1])]
            outcome.memory_mb.append(running.memory_mb())
            turn = asyncio.Semaphore(at_once)

            async def send(number: int) -> None:
                name, _, body, signature = plan[number % len(plan)]
                async with turn:
                    try:
                        async with session.post(hook, data=body, headers={HEADER: signature}) as answer:
                            codes[f"{name}: {answer.status}"] += 1
                    except ClientError:
                        codes[f"{name}: closed"] += 1

            began = time.perf_counter()
            async with _danger_beside(session, address, outcome):
                await asyncio.gather(*(send(number) for number in range(count)))
            outcome.seconds = time.perf_counter() - began
            await emulator.wait(person, 3, 20)
            await asyncio.sleep(1)
            replies = emulator.replies[person.user_id]
            outcome.answered = sum("Migrant Victims Protocol?" in str(body) for body in replies)
            outcome.memory_mb.append(running.memory_mb())
    finally:
        await emulator.stop()
    return outcome, codes


def _report(name: str, outcome: Outcome) -> None:
    memory = " / ".join(f"{value:.0f}" for value in outcome.memory_mb)
    p50, p99 = (percentile(outcome.danger_ms, share) for share in (0.5, 0.99))
    click.echo(f"## {name}")
    click.echo(f"| answered | {outcome.answered:,} |\n| asked kindly to wait | {outcome.asked_to_wait:,} |")
    click.echo(f"| neither | {outcome.failed} |\n| seconds | {outcome.seconds:.1f} |")
    click.echo(f"| danger button p50 / p99 / slowest | {p50:.0f} / {p99:.0f} / {max(outcome.danger_ms):.0f} ms |")
    click.echo(f"| danger button pressed / failed | {len(outcome.danger_ms)} / {outcome.danger_failed} |")
    click.echo(f"| memory | {memory} MB |")


@click.command()
@click.option("--people", default=1000, show_default=True)
@click.option("--messages", default=4, show_default=True)
@click.option("--waves", default=3, show_default=True)
@click.option("--webhooks", default=20_000, show_default=True)
def main(people: int, messages: int, waves: int, webhooks: int) -> None:
    """A thousand conversations at once, then a storm of webhooks."""
    crowd = asyncio.run(many_conversations(people, messages, waves))
    _report(f"{people} people at once, {messages} messages each, {waves} waves", crowd)
    storm, codes = asyncio.run(webhook_storm(webhooks, 200))
    _report(f"{webhooks} webhooks, 200 at a time", storm)
    for name, count in sorted(codes.items()):
        click.echo(f"| {name} | {count:,} |")
    raise SystemExit(bool(crowd.failed or crowd.danger_failed or storm.danger_failed or storm.answered != 1))


if __name__ == "__main__":
    main()
