"""Delivers webhooks as Meta does: signed, at least once, again when not answered, sometimes late, twice or together."""

from __future__ import annotations

import asyncio
import json
import random
import time
from collections.abc import Callable
from typing import Any

import aiohttp

from bot.whatsapp.emulator import webhooks
from bot.whatsapp.emulator.settings import EmulatorSettings
from bot.whatsapp.signature import HEADER, sign

PATH = "/webhooks/whatsapp"
TIMEOUT = 10.0


class Delivery:
    """One for an emulator. latencies: seconds of each answered request; refused: HTTP statuses other than 200."""

    def __init__(self, settings: EmulatorSettings, watch: Callable[[str, Any], None]) -> None:
        self._settings = settings
        self._watch = watch
        self._random = random.Random(settings.weather.seed)
        self._session: aiohttp.ClientSession | None = None
        self._tasks: set[asyncio.Task] = set()
        self._held: list[dict] = []
        self.latencies: list[float] = []
        self.refused: list[int] = []
        self.lost = 0
        """Webhooks given up after all retries."""

    async def open(self) -> None:
        connector = aiohttp.TCPConnector(limit=100)
        self._session = aiohttp.ClientSession(timeout=aiohttp.ClientTimeout(total=TIMEOUT), connector=connector)

    async def close(self) -> None:
        for task in list(self._tasks):
            task.cancel()
        if self._session:
            await self._session.close()

    def deliver(self, value: dict) -> None:
        """Begin to deliver one change; returns at once."""
        weather = self._settings.weather
        if self._random.random() < weather.batches:
            self._held.append(value)
            if len(self._held) < 3:
                self._later(self._flush(), 0.2)
                return
            values, self._held = self._held, []
        else:
            values = [value]
        payload = webhooks.envelope(self._settings, values)
        wait = weather.delay + (self._random.uniform(0.2, 1.0) if self._random.random() < weather.reordering else 0.0)
        self._later(self._push(payload), wait)
        if self._random.random() < weather.duplicates:
            self._later(self._push(payload), wait + self._random.uniform(0.0, 1.0))

    async def idle(self) -> None:
        """Until nothing is under way."""
        while self._tasks:
            await asyncio.wait(list(self._tasks))

    async def _flush(self) -> None:
        values, self._held = self._held, []
        if values:
            await self._push(webhooks.envelope(self._settings, values))

    def _later(self, work, seconds: float) -> None:
        async def run() -> None:
            if seconds:
                await asyncio.sleep(seconds)
            await work

        task = asyncio.create_task(run())
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)

    async def _push(self, payload: dict) -> None:
        # As Meta writes it: everything outside ASCII escaped, so that a parser who writes it anew gets other bytes.
        body = json.dumps(payload).encode("ascii")
        headers = {HEADER: sign(body, self._settings.app_secret), "Content-Type": "application/json"}
        wait = self._settings.weather.retry
        for _ in range(self._settings.weather.retries + 1):
            self._watch("webhook", payload)
            began = time.perf_counter()
            try:
                async with self._session.post(self._settings.bridge + PATH, data=body, headers=headers) as response:
                    await response.read()
                    self.latencies.append(time.perf_counter() - began)
                    if response.status == 200:
                        return
                    self.refused.append(response.status)
            except (aiohttp.ClientError, TimeoutError):
                self.refused.append(0)
            await asyncio.sleep(wait)
            wait *= 2
        self.lost += 1
