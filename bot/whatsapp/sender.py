"""Sends replies through Meta's API: paced, retried where it is worth it, dropped when their time is over.

Meta's API has no idempotency key. A request whose answer never came may have been accepted, so it is sent again only
where no byte of an answer arrived before the connection failed to open; otherwise it counts as sent.
"""

from __future__ import annotations

import asyncio
import hashlib
import random
import secrets
import time
from collections import OrderedDict
from collections.abc import Callable, Sequence
from typing import Any

import aiohttp
from aiolimiter import AsyncLimiter

from bot.engine.quiet import log
from bot.whatsapp.circuit import Circuit
from bot.whatsapp.errors import Outcome, Refusal, refusal
from bot.whatsapp.payloads import Person
from bot.whatsapp.settings import WhatsAppSettings

REQUEST_SECONDS = 15.0
FIRST_WAIT, LONGEST_WAIT = 0.5, 20.0
PAIR_BURST, PAIR_SECONDS = 45, 6.0
"""To one person: about 45 at once, then one every six seconds."""


class Sender:
    """One for a process. `send` is called by many conversations at once."""

    def __init__(
        self,
        settings: WhatsAppSettings,
        *,
        clock: Callable[[], float] = time.monotonic,
        sleep: Callable[[float], Any] = asyncio.sleep,
    ) -> None:
        self._settings = settings
        self._clock = clock
        self._sleep = sleep
        self._url = f"{settings.api_base}/{settings.api_version}/{settings.phone_number_id}/messages"
        self._throughput = AsyncLimiter(settings.throughput, 1.0)
        self._pairs: OrderedDict[bytes, tuple[float, AsyncLimiter]] = OrderedDict()
        self._pair_key = secrets.token_bytes(32)
        self._circuit = Circuit(clock)
        self._session: aiohttp.ClientSession | None = None

    async def open(self) -> None:
        timeout = aiohttp.ClientTimeout(total=REQUEST_SECONDS, connect=5.0)
        headers = {"Authorization": f"Bearer {self._settings.token}"}
        # Shorter than any server keeps an idle connection: one that the server closes just then loses a message.
        connector = aiohttp.TCPConnector(keepalive_timeout=5.0)
        self._session = aiohttp.ClientSession(timeout=timeout, headers=headers, connector=connector)

    async def close(self) -> None:
        if self._session is not None:
            await self._session.close()

    async def send(self, person: Person, messages: Sequence[dict[str, Any]], deadline: float) -> bool:
        """Send these messages one after the other; whether the first one, and so the reply, was accepted.

        deadline: the moment of `clock` after which nothing more is tried. Whatever is left then is dropped.
        """
        for number, message in enumerate(messages):
            body = {"messaging_product": "whatsapp", "recipient_type": "individual", **person.address(), **message}
            if not await self._deliver(person, body, deadline):
                return number > 0
        return True

    async def show_reading(self, message_id: str) -> None:
        """Mark a message as read and show that an answer is being written; a failure changes nothing."""
        body = {
            "messaging_product": "whatsapp",
            "status": "read",
            "message_id": message_id,
            "typing_indicator": {"type": "text"},
        }
        await self._post(body)

    async def _deliver(self, person: Person, body: dict[str, Any], deadline: float) -> bool:
        wait = FIRST_WAIT
        while True:
            pause = self._circuit.seconds_left
            if not await self._rest(pause, deadline):
                return self._dropped("circuit")
            try:
                async with asyncio.timeout(max(0.0, deadline - self._clock())):
                    await self._pair(person).acquire()
                    await self._throughput.acquire()
            except TimeoutError:
                return self._dropped("deadline")
            status, code = await self._post(body)
            if status is not None and status < 300:
                self._circuit.succeeded()
                return True
            found = refusal(code, status or 503)
            if not self._noted(found, code, status):
                return False
            pause = PAIR_SECONDS if found.outcome is Outcome.PAIR else wait * random.uniform(0.5, 1.5)
            if not await self._rest(pause, deadline):
                return self._dropped("deadline")
            wait = min(LONGEST_WAIT, wait * (4 if found.outcome is Outcome.SLOWER else 2))

    def _noted(self, found: Refusal, code: int | None, status: int | None) -> bool:
        """Log what an operator can act on; whether it is worth another try."""
        stops = found.outcome is Outcome.STOP
        if found.outcome in (Outcome.STOP, Outcome.RETRY) and self._circuit.failed(at_once=stops):
            log.error("waymark.whatsapp.stopped", error=str(code or status), outcome=found.advice)
        elif found.outcome is Outcome.BUG:
            log.error("waymark.whatsapp.refused", error=str(code or status), outcome=found.advice)
        return found.outcome in (Outcome.RETRY, Outcome.SLOWER, Outcome.PAIR)

    def _dropped(self, why: str) -> bool:
        log.warning("waymark.whatsapp.dropped", outcome=why)
        return False

    async def _rest(self, seconds: float, deadline: float) -> bool:
        """Wait; False at once if the deadline comes first."""
        if self._clock() + seconds >= deadline:
            return False
        if seconds > 0:
            await self._sleep(seconds)
        return True

    def _pair(self, person: Person) -> AsyncLimiter:
        """The limiter of one person, under a hash that means nothing outside this process. One that has filled up again
        says nothing any more and is dropped."""
        now, full = self._clock(), PAIR_BURST * PAIR_SECONDS
        while self._pairs and next(iter(self._pairs.values()))[0] + full < now:
            self._pairs.popitem(last=False)
        name = hashlib.blake2b(person.key.encode("utf-8", "surrogatepass"), key=self._pair_key).digest()
        _, limiter = self._pairs.pop(name, (now, AsyncLimiter(PAIR_BURST, full)))
        self._pairs[name] = (now, limiter)
        return limiter

    async def _post(self, body: dict[str, Any]) -> tuple[int | None, int | None]:
        """(HTTP status, Meta's code); no status where the connection never opened. An answer that was cut off counts as
        accepted: sending again could say everything twice."""
        assert self._session is not None, "open() comes first"
        try:
            async with self._session.post(self._url, json=body) as response:
                if response.status < 300:
                    await response.read()
                    return response.status, None
                return response.status, await _code(response)
        except aiohttp.ClientConnectorError:
            return None, None
        except (aiohttp.ClientError, TimeoutError):
            log.warning("waymark.whatsapp.unsure", outcome="no answer to a message")
            return 200, None


async def _code(response: aiohttp.ClientResponse) -> int | None:
    try:
        code = (await response.json(content_type=None))["error"]["code"]
    except (ValueError, KeyError, TypeError, aiohttp.ClientError, TimeoutError):
        return None
    return code if isinstance(code, int) else None
