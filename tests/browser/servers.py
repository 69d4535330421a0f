"""Servers for browsers to talk to: small ones in threads, and the whole service as a process."""

from __future__ import annotations

import asyncio
import os
import socket
import subprocess
import sys
import threading
import time
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field

import pytest
from aiohttp import web

from bot.paths import ROOT

START_SECONDS = 120


@dataclass(frozen=True)
class Running:
    url: str


@dataclass
class Neutral:
    """A site that has nothing to do with us. It keeps the headers of the requests it gets."""

    url: str = ""
    headers: list[dict[str, str]] = field(default_factory=list)

    def app(self) -> web.Application:
        app = web.Application()
        app.add_routes([web.get("/", self._weather), web.get("/before", self._before)])
        return app

    async def _weather(self, request: web.Request) -> web.Response:
        self.headers.append(dict(request.headers))
        return web.Response(text="<title>Weather</title><p>Sunny.", content_type="text/html")

    async def _before(self, request: web.Request) -> web.Response:
        return web.Response(text="<title>Before</title><p>Where she was before.", content_type="text/html")


@contextmanager
def running(app: web.Application, host: str = "127.0.0.1") -> Iterator[Running]:
    """Serves an application from a thread of its own."""
    loop = asyncio.new_event_loop()
    thread = threading.Thread(target=loop.run_forever, daemon=True)
    thread.start()
    runner = web.AppRunner(app, access_log=None)
    port = free_port()

    async def start() -> None:
        await runner.setup()
        await web.TCPSite(runner, "127.0.0.1", port).start()

    asyncio.run_coroutine_threadsafe(start(), loop).result(10)
    try:
        yield Running(f"http://{host}:{port}")
    finally:
        asyncio.run_coroutine_threadsafe(runner.cleanup(), loop).result(10)
        loop.call_soon_threadsafe(loop.stop)
        thread.join(10)
        loop.close()


@contextmanager
def waymark_serve(**environment: str) -> Iterator[str]:
    """The address of `waymark serve`, as anyone would start it, with these variables set."""
    port = free_port()
    process = subprocess.Popen(
        [sys.executable, "-m", "bot", "serve", "--port", str(port)],
        cwd=ROOT,
        env={**os.environ, **environment},
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    )
    try:
        _wait_until_well(process, f"http://127.0.0.1:{port}")
        yield f"http://127.0.0.1:{port}"
    finally:
        process.terminate()
        process.wait(20)


def _wait_until_well(process: subprocess.Popen, url: str) -> None:
    deadline = time.monotonic() + START_SECONDS
    while time.monotonic() < deadline:
        if process.poll() is not None:
            pytest.fail(f"waymark serve ended at once:\n{process.stdout.read() if process.stdout else ''}")
        try:
            with urllib.request.urlopen(f"{url}/healthz", timeout=2):
                return
        except OSError:
            time.sleep(0.1)
    process.kill()
    pytest.fail(f"waymark serve did not answer in {START_SECONDS} seconds")


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]
