"""A Redis that saves nothing, as several machines share one, whose memory and dump are searched too."""

from __future__ import annotations

import asyncio
import shutil
import subprocess
from pathlib import Path

import redis.asyncio
import redis.exceptions

from bot.seizure.matcher import Matcher
from bot.seizure.processes import search_memory
from bot.seizure.search import Searched, search_files
from bot.seizure.server import free_port

START_SECONDS = 10.0
NAMES = ("redis-server", "valkey-server")


def is_installed() -> bool:
    return any(shutil.which(name) for name in NAMES)


class RedisBeside:
    """One for a round."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._port = free_port()
        self._process: subprocess.Popen | None = None

    @property
    def url(self) -> str:
        return f"redis://127.0.0.1:{self._port}/0"

    async def start(self) -> None:
        """Raises redis.exceptions.ConnectionError if it does not answer in time."""
        self._folder.mkdir(parents=True)
        program = next(found for name in NAMES if (found := shutil.which(name)))
        settings = ["--save", "", "--appendonly", "no", "--bind", "127.0.0.1", "--dir", str(self._folder)]
        self._process = subprocess.Popen([program, "--port", str(self._port), *settings], stdout=subprocess.DEVNULL)
        async with redis.asyncio.Redis.from_url(self.url) as client:
            for _ in range(int(START_SECONDS * 10)):
                try:
                    await client.ping()
                    return
                except redis.exceptions.ConnectionError:
                    await asyncio.sleep(0.1)
            await client.ping()

    async def search(self, matcher: Matcher) -> list[Searched]:
        """Its memory, then a dump of everything in it, written only for this search."""
        memory = search_memory("Redis, memory", [self._process.pid], matcher)
        async with redis.asyncio.Redis.from_url(self.url) as client:
            memory.note = memory.note or f"{await client.dbsize()} sealed values in it"
            # Redis packs texts with a compression of its own, in which nothing could be found.
            await client.config_set("rdbcompression", "no")
            await client.save()
        return [memory, search_files("Redis, dumped", [self._folder / "dump.rdb"], matcher, self._folder)]

    def stop(self) -> None:
        if self._process is not None:
            self._process.terminate()
            self._process.wait(10)
