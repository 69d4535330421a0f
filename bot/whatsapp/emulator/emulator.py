"""The emulator's server: the API the bridge sends to, and the people who write to the bridge."""

from __future__ import annotations

import asyncio
import hmac
import itertools
import json
import random
import secrets
import time
from collections import defaultdict, deque
from pathlib import Path
from typing import Any

from aiohttp import web

from bot.errors import ConfigurationError
from bot.whatsapp.emulator import phone_page, webhooks
from bot.whatsapp.emulator.delivery import Delivery
from bot.whatsapp.emulator.requests import fault
from bot.whatsapp.emulator.settings import VERSIONS, EmulatorSettings, Person

PAGE = Path(__file__).parent / "page"
WINDOW_SECONDS = 24 * 60 * 60
KEPT_EVENTS = 500


class Emulator:
    """See the package. replies: what the bridge sent and was accepted, by person, in order."""

    def __init__(self, settings: EmulatorSettings) -> None:
        self.settings = settings
        self.people = settings.people
        self.replies: dict[str, list[dict[str, Any]]] = defaultdict(list)
        self.read_marks: list[str] = []
        self.media_fetches = 0
        self.refusals: list[tuple[int, int, str]] = []
        """(HTTP status, code, what) of every request that was not accepted."""
        self.events: deque[tuple[int, str, Any]] = deque(maxlen=KEPT_EVENTS)
        self.changed = asyncio.Condition()
        self.delivery = Delivery(settings, self._note)
        self.address = ""
        self._numbers = itertools.count(1)
        self._prefix = secrets.token_hex(6)
        self._event_numbers = itertools.count(1)
        self._random = random.Random(settings.weather.seed + 1)
        self._last_written: dict[str, float] = {}
        self._second: deque[float] = deque()
        self._pairs: dict[str, tuple[float, float]] = {}
        self._runner: web.AppRunner | None = None
        self._background: set[asyncio.Task] = set()

    # Starting and stopping

    async def start(self, port: int = 0, host: str = "127.0.0.1") -> None:
        """Listen. Raises ConfigurationError if the port is taken."""
        await self.delivery.open()
        app = web.Application(client_max_size=1024 * 1024)
        app.add_routes(
            [
                web.post("/{version:v[0-9.]+}/{number}/messages", self._messages),
                web.get("/{version:v[0-9.]+}/{number}", self._number),
                web.get("/{version:v[0-9.]+}/{number}/settings", self._settings),
            ]
        )
        phone_page.add(app, self)
        self._runner = web.AppRunner(app, access_log=None, shutdown_timeout=1.0)
        await self._runner.setup()
        try:
            site = web.TCPSite(self._runner, host, port)
            await site.start()
        except OSError as error:
            raise ConfigurationError(
                f"Cannot listen on {host}:{port}. Try another port: waymark whatsapp emulate --port {port + 1}"
            ) from error
        bound = self._runner.addresses[0][1]
        self.address = f"http://{host}:{bound}"

    async def stop(self) -> None:
        for task in list(self._background):
            task.cancel()
        await self.delivery.close()
        if self._runner:
            await self._runner.cleanup()

    # People

    async def say(self, person: Person, words: str, at: float | None = None) -> str:
        """A person writes; returns the message's id. at: when, in seconds since 1970, if not now."""
        return self._send(person, webhooks.text(words), at)

    async def press(self, person: Person, identifier: str, title: str = "", *, row: bool = False) -> str:
        """A person presses a reply button, or chooses a row of a list."""
        return self._send(person, webhooks.row(identifier, title) if row else webhooks.button(identifier, title))

    async def send(self, person: Person, kind: str) -> str:
        """A person sends something else: one of webhooks.KINDS."""
        return self._send(person, webhooks.KINDS[kind])

    async def send_content(self, person: Person, content: dict[str, Any], at: float | None = None) -> str:
        """Any content of a message."""
        return self._send(person, content, at)

    def _send(self, person: Person, content: dict[str, Any], at: float | None = None) -> str:
        identifier = f"wamid.{self._prefix}IN{next(self._numbers):08d}"
        self._last_written[person.user_id] = time.time()
        sent = webhooks.message(content, person, identifier, self.settings.version, at)
        self._note("person", {"person": person.user_id, "content": content})
        self.delivery.deliver(webhooks.value(self.settings, person, [sent]))
        return identifier

    async def wait(self, person: Person, count: int, seconds: float = 10.0) -> list[dict[str, Any]]:
        """The replies to a person, once there are at least `count`. Raises TimeoutError."""
        async with asyncio.timeout(seconds), self.changed:
            await self.changed.wait_for(lambda: len(self.replies[person.user_id]) >= count)
        return self.replies[person.user_id]

    # The API

    async def _messages(self, request: web.Request) -> web.Response:
        refused = self._refused(request)
        if refused is not None:
            return refused
        if self._random.random() < self.settings.weather.failures:
            return self._error(500, 131000, "Something went wrong")
        try:
            body = json.loads(await request.read())
        except ValueError:
            return self._error(400, 100, "The request is not JSON")
        what = fault(body)
        if what is not None:
            return self._error(400, 131009, f"Parameter value is not valid: {what}")
        if body.get("status") == "read":
            self.read_marks.append(body["message_id"])
            return web.json_response({"success": True})
        person = self._person(body.get("to") or body["recipient"])
        if person is None:
            return self._error(400, 131026, "Message undeliverable")
        limited = self._limited(person)
        if limited is not None:
            return limited
        return self._accepted(person, body)

    def _accepted(self, person: Person, body: dict[str, Any]) -> web.Response:
        identifier = f"wamid.{self._prefix}OUT{next(self._numbers):08d}"
        asked = (
            {"input": body["to"], "wa_id": person.number}
            if "to" in body
            else {"input": body["recipient"], "user_id": person.user_id}
        )
        answer = {"messaging_product": "whatsapp", "contacts": [asked], "messages": [{"id": identifier}]}
        if time.time() - self._last_written.get(person.user_id, 0.0) > WINDOW_SECONDS:
            # Accepted first, refused afterwards: so Meta does it outside the 24 hours.
            self.delivery.deliver(webhooks.status(self.settings, person, identifier, "failed", 131047))
            return web.json_response(answer)
        self.replies[person.user_id].append(body)
        self._note("reply", {"person": person.user_id, "body": body})
        for name in ("sent", "delivered"):
            self.delivery.deliver(webhooks.status(self.settings, person, identifier, name))
        return web.json_response(answer)

    def _refused(self, request: web.Request) -> web.Response | None:
        expected = f"Bearer {self.settings.token}".encode()
        if not hmac.compare_digest(expected, request.headers.get("Authorization", "").encode("utf-8", "replace")):
            return self._error(401, 190, "Invalid OAuth access token")
        if request.match_info["version"] not in VERSIONS:
            return self._error(400, 2635, "You are calling a deprecated version of the API")
        if request.match_info["number"] != self.settings.phone_number_id:
            return self._error(400, 100, "Unsupported request. Object does not exist")
        return None

    def _limited(self, person: Person) -> web.Response | None:
        """Meta's two limits: messages a second in all, and messages to one person."""
        now = time.monotonic()
        while self._second and self._second[0] < now - 1.0:
            self._second.popleft()
        if len(self._second) >= self.settings.throughput:
            return self._error(429, 130429, "Rate limit hit")
        left, since = self._pairs.get(person.user_id, (float(self.settings.pair_burst), now))
        left = min(float(self.settings.pair_burst), left + (now - since) / self.settings.pair_seconds)
        if left < 1.0:
            self._pairs[person.user_id] = (left, now)
            return self._error(400, 131056, "(Business Account, Consumer Account) pair rate limit hit")
        self._pairs[person.user_id] = (left - 1.0, now)
        self._second.append(now)
        return None

    async def _number(self, request: web.Request) -> web.Response:
        refused = self._refused(request)
        if refused is not None:
            return refused
        return web.json_response(
            {
                "id": self.settings.phone_number_id,
                "display_phone_number": "+44 7700 900000",
                "verified_name": "Information",
                "quality_rating": "GREEN",
                "code_verification_status": "VERIFIED",
            }
        )

    async def _settings(self, request: web.Request) -> web.Response:
        refused = self._refused(request)
        if refused is not None:
            return refused
        storage: dict[str, Any] = {"status": self.settings.storage}
        if self.settings.storage == "IN_COUNTRY":
            storage["data_localization_region"] = "GB"
        return web.json_response({"storage_configuration": storage})

    def _error(self, status: int, code: int, what: str) -> web.Response:
        self.refusals.append((status, code, what))
        error = {
            "message": f"(#{code}) {what}",
            "type": "OAuthException",
            "code": code,
            "error_data": {"messaging_product": "whatsapp", "details": what},
            "fbtrace_id": "EMULATED",
        }
        self._note("refused", {"status": status, "error": error})
        return web.json_response({"error": error}, status=status)

    def _person(self, address: str) -> Person | None:
        wanted = address.removeprefix("+")
        return next((person for person in self.people if wanted in (person.number, person.user_id)), None)

    def _note(self, kind: str, what: Any) -> None:
        """Keep something for the page to show, and wake whoever waits."""
        self.events.append((next(self._event_numbers), kind, what))
        task = asyncio.get_running_loop().create_task(self._wake())
        self._background.add(task)
        task.add_done_callback(self._background.discard)

    async def _wake(self) -> None:
        async with self.changed:
            self.changed.notify_all()
