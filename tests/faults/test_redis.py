"""Redis gone while the server runs: killed, hanging, and back again. Real processes, a real Redis."""

from __future__ import annotations

import asyncio
import shutil
import signal
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest

from bot.whatsapp.emulator import Emulator, EmulatorSettings, Person, Weather
from bot.whatsapp.emulator.run import bridge_environment
from tests.faults.servers import free_port, server

PEOPLE = tuple(Person(f"P{number}", f"GB.900000000000000000{number}", None) for number in range(4))


class Redis:
    def __init__(self, program: str, port: int) -> None:
        self._command = [program, "--port", str(port), "--save", "", "--appendonly", "no", "--bind", "127.0.0.1"]
        self.url = f"redis://127.0.0.1:{port}/0"
        self.start()

    def start(self) -> None:
        self.process = subprocess.Popen(self._command, stdout=subprocess.DEVNULL)

    def signal(self, number: int) -> None:
        self.process.send_signal(number)
        if number in (signal.SIGKILL, signal.SIGTERM):
            self.process.wait()


@pytest.fixture
def redis() -> Iterator[Redis]:
    program = shutil.which("redis-server") or shutil.which("valkey-server")
    if program is None:
        pytest.skip("redis-server is not installed (scripts/install-system-packages.sh)")
    running = Redis(program, free_port())
    yield running
    running.signal(signal.SIGKILL)


async def test_everybody_is_answered_while_redis_is_gone_and_after(redis: Redis, trained_model: None, tmp_path: Path) -> None:
    port = free_port()
    emulator = Emulator(EmulatorSettings(f"http://127.0.0.1:{port}", "s", "t", people=PEOPLE, weather=Weather(retry=0.2)))
    await emulator.start()
    await asyncio.sleep(0.3)
    environment = {**bridge_environment(emulator), "WAYMARK_REDIS_URL": redis.url}
    starting = server(tmp_path / "out", port=port, **environment)
    running = await asyncio.to_thread(starting.__enter__)
    try:
        await _talk(emulator, PEOPLE[0])
        redis.signal(signal.SIGKILL)
        await _talk(emulator, PEOPLE[0])
        await _talk(emulator, PEOPLE[1])
        for path in ("/en", "/ar/danger", "/es/topics"):
            assert (await asyncio.to_thread(running.get, path))[0] == 200
        assert "waymark.whatsapp.store" in running.output(), "the operator sees it"
        redis.start()
        await asyncio.sleep(0.5)
        await _talk(emulator, PEOPLE[2])
        # It is there and says nothing: worse than gone, and still nobody waits for long.
        redis.signal(signal.SIGSTOP)
        await _talk(emulator, PEOPLE[3], seconds=40)
        assert (await asyncio.to_thread(running.get, "/ar/danger", 2))[0] == 200
        redis.signal(signal.SIGCONT)
        assert "Traceback" not in running.output()
    finally:
        await asyncio.to_thread(starting.__exit__, None, None, None)
        await emulator.stop()


async def _talk(emulator: Emulator, person: Person, seconds: float = 20) -> None:
    before = len(emulator.replies[person.user_id])
    await emulator.say(person, "what is the migrant victims protocol")
    await emulator.wait(person, before + 1, seconds)
    await emulator.delivery.idle()
