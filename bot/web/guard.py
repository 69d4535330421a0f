"""Closes connections that never ask for anything: slow on purpose, or too many. aiohttp would wait for ever.

It looks at connections, never at who is behind them.
"""

from __future__ import annotations

import asyncio
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from aiohttp import web
from aiohttp.web_protocol import RequestHandler

HEADER_SECONDS = 15.0
"""How long a connection may take to send the head of a request. A slow phone needs a second or two."""
MOST_CONNECTIONS = 2000
LOOK_SECONDS = 1.0


@asynccontextmanager
async def guarded(
    server: web.Server, *, seconds: float = HEADER_SECONDS, most: int = MOST_CONNECTIONS
) -> AsyncIterator[None]:
    """Watch over a server's connections while it runs."""
    task = asyncio.create_task(_watch(server, seconds, most))
    try:
        yield
    finally:
        task.cancel()


async def _watch(server: web.Server, seconds: float, most: int) -> None:
    silent: dict[RequestHandler, tuple[int, float]] = {}
    while True:
        await asyncio.sleep(min(LOOK_SECONDS, seconds / 2))
        now = time.monotonic()
        connections = server.connections
        # How many requests each had, and since when it has been at that number without one under way.
        seen = {item: (item._request_count, now) for item in connections if item._current_request is None}
        silent = {
            item: silent[item] if silent.get(item, (None,))[0] == count else (count, since)
            for item, (count, since) in seen.items()
        }
        oldest_first = sorted(silent, key=lambda item: silent[item][1])
        surplus = max(0, len(connections) - most)
        for place, item in enumerate(oldest_first):
            if (place < surplus or now - silent[item][1] > seconds) and item.transport is not None:
                item.transport.abort()
