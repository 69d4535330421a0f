"""Slows down a flood without a list of addresses.

Each sender is known by a hash under a key of this process that is thrown away each minute with all it counted;
nothing can be turned back into an address, and nothing lasts. Behind a proxy all requests come from the proxy:
then the proxy's header must be named (WAYMARK_CLIENT_HEADER), or nothing is counted. Pages about danger are never
slowed.
"""

from __future__ import annotations

import hashlib
import ipaddress
import secrets
import time
from collections import Counter
from collections.abc import Callable

from aiohttp import web
from aiohttp.typedefs import Handler, Middleware

from bot.errors import TooManyRequests

WINDOW_SECONDS = 60.0
NEVER_SLOWED = ("/danger", "/leave", "/healthz")


class Flood:
    """Counts requests of each sender in the present minute. most: how many are let through."""

    def __init__(self, most: int, *, clock: Callable[[], float] = time.monotonic) -> None:
        self._most = most
        self._clock = clock
        self._turn(clock())

    def is_too_much(self, address: str) -> bool:
        """Count one request; whether it is one too many."""
        now = self._clock()
        if now - self._began >= WINDOW_SECONDS:
            self._turn(now)
        name = hashlib.blake2b(address.encode("utf-8", "replace"), key=self._key, digest_size=16).digest()
        self._counts[name] += 1
        return self._counts[name] > self._most

    def _turn(self, now: float) -> None:
        self._began, self._key, self._counts = now, secrets.token_bytes(32), Counter()


def middleware(most: int, header: str | None) -> Middleware:
    """header: in which the proxy in front writes the client's address, or None where there is no proxy."""
    flood = Flood(most)

    @web.middleware
    async def slow_down(request: web.Request, handler: Handler) -> web.StreamResponse:
        address = request.headers.get(header, "") if header else request.remote or ""
        counted = address and (header or not _is_near(address)) and not request.path.endswith(NEVER_SLOWED)
        if counted and flood.is_too_much(address):
            raise TooManyRequests("Too many requests. Try again in a minute.")
        return await handler(request)

    return slow_down


def _is_near(address: str) -> bool:
    """Whether it is this computer or its own network: a proxy, or an onion service, through which everybody comes."""
    try:
        found = ipaddress.ip_address(address)
    except ValueError:
        return False
    return found.is_loopback or found.is_private
