"""What a path of conversations is given: who is invented, where the server is, and how many people there are."""

from __future__ import annotations

import contextlib
import pathlib
from collections.abc import AsyncIterator
from dataclasses import dataclass, field
from typing import Protocol

import aiohttp

from bot.errors import ConfigurationError
from bot.seizure.people import browser_headers
from bot.seizure.sentinels import Kind, Sentinels

SLICE = 40


@dataclass
class Ground:
    """people: of each voice; answered: messages that got a real answer, so that nobody searches after a silence."""

    sentinels: Sentinels
    base: str
    people: int
    answered: int = field(default=0)

    @contextlib.asynccontextmanager
    async def browser(self) -> AsyncIterator[aiohttp.ClientSession]:
        """Somebody's browser, at an address of her own, behind a proxy that says who she is."""
        connector = aiohttp.TCPConnector(local_addr=(self.sentinels.near_address(), 0), limit=20)
        timeout = aiohttp.ClientTimeout(total=60)
        async with aiohttp.ClientSession(
            connector=connector, headers=browser_headers(self.sentinels), timeout=timeout
        ) as session:
            yield session

    def note(self, state: str) -> str:
        """Look for pieces of a sealed note too; a freed one may be overwritten in part."""
        for piece in (state[24 : 24 + SLICE], state[-SLICE:]):
            self.sentinels.add(Kind.NOTE, piece)
        return state

    async def checked(self, response: aiohttp.ClientResponse) -> aiohttp.ClientResponse:
        """Count an answer. Raises ConfigurationError if there is none: then nothing would be tested."""
        if response.status != 200:
            raise ConfigurationError(f"The server answered {response.status} to an ordinary message.")
        self.answered += 1
        return response


class Path(Protocol):
    """One way into the service. Add one to `paths.PATHS` and every round uses it."""

    name: str

    def environment(self, folder: pathlib.Path) -> dict[str, str]:
        """Settings the server needs for this path. folder: the server's own. Called after `open`, before the start."""
        ...

    async def open(self, sentinels: Sentinels, base: str) -> None:
        """Start what the path needs beside the server. base: where the server will listen."""
        ...

    async def talk(self, ground: Ground) -> None:
        """Hold whole conversations. Raises ConfigurationError if the server does not answer as it should."""
        ...

    async def trouble(self, ground: Ground) -> None:
        """Everything that goes wrong: malformed, oversized, forged, slow, hung up."""
        ...

    async def in_flight(self, ground: Ground) -> None:
        """Messages whose answers are waited for while the server is killed; errors are expected."""
        ...

    async def close(self) -> None: ...
