"""The bridge and a stand-in for Meta, each a real HTTP server, talking to each other."""

from __future__ import annotations

import dataclasses
import socket
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass

import pytest
from aiohttp import web

from bot.conversation.service import ConversationService
from bot.engine.engine import Engine
from bot.handoff import Handoff
from bot.resources import shared_resources
from bot.settings import Settings
from bot.web.app import create_app
from bot.whatsapp.assemble import add_bridge
from bot.whatsapp.bridge import Bridge
from bot.whatsapp.emulator import Emulator, EmulatorSettings, Weather
from bot.whatsapp.settings import WhatsAppSettings

SECRET, OLD_SECRET, TOKEN, VERIFY = "new-app-secret", "old-app-secret", "the-access-token", "our-own-word"


CALM = Weather(retry=0.05)


def free_port() -> int:
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        return listener.getsockname()[1]


@dataclass
class Line:
    """emulator: Meta; base: where the bridge listens; bridge, app: the bridge itself; settings: what it was told."""

    emulator: Emulator
    base: str
    bridge: Bridge
    app: web.Application
    settings: WhatsAppSettings

    @property
    def person(self):
        return self.emulator.people[0]

    async def answers(self, count: int = 1, person=None, seconds: float = 10.0) -> list[dict]:
        """The replies to a person so far, once there are `count` and nothing more is under way."""
        person = person or self.person
        await self.emulator.wait(person, count, seconds)
        await self.quiet()
        return self.emulator.replies[person.user_id]

    async def quiet(self) -> None:
        """Until every webhook is delivered and every message dealt with."""
        import asyncio

        await self.emulator.delivery.idle()
        while self.bridge._tasks:
            await asyncio.wait(list(self.bridge._tasks))
        await self.emulator.delivery.idle()


@asynccontextmanager
async def connected(
    engine: Engine,
    *,
    weather: Weather = CALM,
    settings: Settings | None = None,
    handoff: Handoff | None = None,
    emulator_changes=None,
    **changes,
) -> AsyncIterator[Line]:
    """A bridge and an emulator that know each other."""
    port = free_port()
    base = f"http://127.0.0.1:{port}"
    told = EmulatorSettings(bridge=base, app_secret=SECRET, token=TOKEN, weather=weather)
    emulator = Emulator(dataclasses.replace(told, **(emulator_changes or {})))
    await emulator.start()
    whatsapp = WhatsAppSettings(
        **{
            "phone_number_id": "100000000000001",
            "token": TOKEN,
            "app_secret": (SECRET, OLD_SECRET),
            "verify_token": VERIFY,
            "api_base": emulator.address,
            "public_url": "https://example.org",
            **changes,
        }
    )
    settings = settings or Settings()
    resources = shared_resources()
    app = create_app(settings, ConversationService(engine, settings), resources.languages, resources.catalogs)
    bridge = add_bridge(app, engine, settings, whatsapp, handoff)
    runner = web.AppRunner(app, access_log=None)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", port).start()
    try:
        yield Line(emulator, base, bridge, app, whatsapp)
    finally:
        await runner.cleanup()
        await emulator.stop()


@pytest.fixture
async def line(engine: Engine) -> AsyncIterator[Line]:
    async with connected(engine) as found:
        yield found
