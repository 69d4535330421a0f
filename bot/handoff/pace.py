"""Slows down guessing of codes, without knowing who guesses: all lookups of one process stand in one line.

At most one code is tried every INTERVAL seconds, and every try takes at least LEAST seconds, right or wrong. With
100,000 slips stored and four tries a second, the first hit is to be expected after 10^16 / (4 * 100,000) seconds:
eight hundred years for one process.
"""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from bot.errors import EngineBusy

INTERVAL = 0.25
LEAST = 0.5
MOST_WAITING = 40
"""Ten seconds of waiting; whoever comes then is asked to try again."""


class Pace:
    def __init__(self, interval: float = INTERVAL, least: float = LEAST, most: int = MOST_WAITING) -> None:
        self._interval = interval
        self._least = least
        self._most = most
        self._waiting = 0
        self._turn = asyncio.Lock()
        self._next = 0.0

    @asynccontextmanager
    async def paced(self) -> AsyncIterator[None]:
        """Around one try. Raises EngineBusy if too many wait."""
        if self._waiting >= self._most:
            raise EngineBusy("too many codes are being tried")
        self._waiting += 1
        clock = asyncio.get_running_loop().time
        try:
            async with self._turn:
                await asyncio.sleep(max(0.0, self._next - clock()))
                begun = clock()
                self._next = begun + self._interval
        finally:
            self._waiting -= 1
        try:
            yield
        finally:
            await asyncio.sleep(max(0.0, begun + self._least - clock()))
