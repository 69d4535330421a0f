"""The health check of the container: it tells a server that answers from one that does not."""

from __future__ import annotations

import asyncio
import socket
import subprocess
import sys

from aiohttp import web
from aiohttp.test_utils import TestServer

from tests.deploy.conftest import DEPLOY


async def ask(port: int) -> int:
    process = await asyncio.create_subprocess_exec(sys.executable, "-I", str(DEPLOY / "healthcheck.py"), str(port))
    return await asyncio.wait_for(process.wait(), 20)


async def serving(status: int) -> int:
    async def health(request: web.Request) -> web.Response:
        return web.Response(status=status)

    app = web.Application()
    app.router.add_get("/healthz", health)
    async with TestServer(app, host="127.0.0.1") as server:
        return await ask(server.port)


async def test_a_server_that_answers_is_well() -> None:
    assert await serving(200) == 0


async def test_a_server_that_says_it_cannot_is_not() -> None:
    assert await serving(503) == 1


def test_no_server_is_not_well() -> None:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    done = subprocess.run([sys.executable, "-I", str(DEPLOY / "healthcheck.py"), str(port)], timeout=20)
    assert done.returncode == 1
