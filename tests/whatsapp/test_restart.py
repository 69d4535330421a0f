"""What a restart loses: nothing if it is orderly, the last seconds if it is not. Real processes, real signals."""

from __future__ import annotations

import asyncio
import os
import signal
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import aiohttp
import pytest

from bot.paths import ROOT
from bot.whatsapp.emulator import Emulator, EmulatorSettings, Person, Weather
from bot.whatsapp.emulator.run import bridge_environment
from tests.whatsapp.conftest import free_port

PEOPLE = tuple(Person(f"P{number}", f"GB.60000000000000000{number:02d}", f"4477009001{number:02d}") for number in range(20))


@asynccontextmanager
async def server(emulator: Emulator, port: int) -> AsyncIterator[asyncio.subprocess.Process]:
    process = await asyncio.create_subprocess_exec(
        *(sys.executable, "-m", "bot", "serve", "--port", str(port)),
        env={**os.environ, **bridge_environment(emulator)},
        cwd=ROOT,
        stdout=asyncio.subprocess.DEVNULL,
    )
    try:
        async with aiohttp.ClientSession() as session:
            for _ in range(240):
                try:
                    async with session.get(f"http://127.0.0.1:{port}/healthz") as answer:
                        if answer.status == 200:
                            break
                        await asyncio.sleep(0.25)
                except aiohttp.ClientError:
                    await asyncio.sleep(0.25)
        yield process
    finally:
        if process.returncode is None:
            process.kill()
        await process.wait()


@pytest.mark.alone
async def test_an_orderly_restart_loses_nothing_and_a_crash_leaves_nothing_behind(trained_model: None) -> None:
    port = free_port()
    weather = Weather(retry=0.5, retries=7)
    emulator = Emulator(EmulatorSettings(f"http://127.0.0.1:{port}", "s", "t", throughput=1000, weather=weather, people=PEOPLE))
    await emulator.start()
    async with server(emulator, port) as first:
        for person in PEOPLE:
            await emulator.say(person, "what is the migrant victims protocol")
        await asyncio.sleep(0.15)
        first.send_signal(signal.SIGTERM)
        await asyncio.wait_for(first.wait(), 40)
    answered = {person.user_id for person in PEOPLE if emulator.replies[person.user_id]}
    async with server(emulator, port) as second:
        await asyncio.wait_for(emulator.delivery.idle(), 60)
        for person in PEOPLE:
            await emulator.wait(person, 2, 30)
        assert emulator.delivery.lost == 0
        for person in PEOPLE:
            greetings = [body for body in emulator.replies[person.user_id] if "Waymark" in str(body)]
            assert len(greetings) == 1, "each was answered, and once"
        assert answered or emulator.delivery.refused, "the stop came in the middle"
        # A crash in mid-reply: what waited is lost, and the next message is answered as if it were the first.
        await emulator.say(PEOPLE[0], "hello")
        second.kill()
        await second.wait()
    # Meta may bring the message of the crash once more as soon as the server is back, so count from here.
    before = len(emulator.replies[PEOPLE[0].user_id])
    async with server(emulator, port):
        await emulator.say(PEOPLE[0], "what is the migrant victims protocol")
        await emulator.wait(PEOPLE[0], before + 2, 30)
    await emulator.stop()
