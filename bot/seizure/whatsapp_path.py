"""Conversations through WhatsApp: a stand-in for Meta sends signed webhooks and takes the answers."""

from __future__ import annotations

import asyncio
import contextlib
import secrets
from pathlib import Path

import aiohttp

from bot.errors import ConfigurationError
from bot.seizure.ground import Ground
from bot.seizure.people import VOICES, Voice, messages
from bot.seizure.sentinels import Kind, Sentinels
from bot.whatsapp.emulator import Emulator, EmulatorSettings, Person, Weather
from bot.whatsapp.emulator.run import bridge_environment, choices
from bot.whatsapp.emulator.webhooks import KINDS

WAIT_SECONDS = 30.0
CLOSE_SECONDS = 5.0


class WhatsAppPath:
    """See ground.Path."""

    name = "WhatsApp"

    def __init__(self) -> None:
        self._emulator: Emulator | None = None

    async def open(self, sentinels: Sentinels, base: str) -> None:
        people = tuple(_person(voice, sentinels) for voice in VOICES)
        settings = EmulatorSettings(
            bridge=base,
            app_secret=secrets.token_hex(16),
            token=secrets.token_hex(16),
            people=people,
            weather=Weather(duplicates=0.1, retry=0.1, retries=2),
        )
        self._emulator = Emulator(settings)
        await self._emulator.start()

    def environment(self, folder: Path) -> dict[str, str]:
        return bridge_environment(self._emulator)

    async def close(self) -> None:
        if self._emulator is not None:
            with contextlib.suppress(TimeoutError):
                async with asyncio.timeout(CLOSE_SECONDS):
                    await self._emulator.delivery.idle()
            await self._emulator.stop()
            self._emulator = None

    async def talk(self, ground: Ground) -> None:
        for _ in range(ground.people):
            for person, voice in zip(self._emulator.people, VOICES, strict=True):
                await self._converse(ground, person, voice)

    async def trouble(self, ground: Ground) -> None:
        """What cannot be read, forged webhooks, and a person who says stop."""
        person = self._emulator.people[0]
        for kind in KINDS:
            await self._emulator.send(person, kind)
        await self._emulator.press(person, f"/{ground.sentinels.word(Kind.CHOICE)}{{", ground.sentinels.word())
        await self._emulator.say(person, f"STOP {ground.sentinels.word()}")
        await self._emulator.delivery.idle()
        async with ground.browser() as session:
            for body in (ground.sentinels.word(), f'{{"entry": "{ground.sentinels.word()}"}}'):
                for headers in ({}, {"X-Hub-Signature-256": f"sha256={ground.sentinels.word()}"}):
                    await _post(session, f"{ground.base}/webhooks/whatsapp", body, headers)

    async def in_flight(self, ground: Ground) -> None:
        for person, voice in zip(self._emulator.people, VOICES, strict=True):
            for message in messages(voice, ground.sentinels):
                await self._emulator.say(person, message)

    async def _converse(self, ground: Ground, person: Person, voice: Voice) -> None:
        for message in messages(voice, ground.sentinels):
            before = len(self._emulator.replies[person.user_id])
            ground.sentinels.add(Kind.WHATSAPP_ID, await self._emulator.say(person, message))
            await self._answered(person, before)
            ground.answered += 1
        buttons = [choice for body in self._emulator.replies[person.user_id][before:] for choice in choices(body)]
        if buttons:
            await self._emulator.press(person, ground.sentinels.random.choice(buttons)["id"])
        await self._emulator.delivery.idle()

    async def _answered(self, person: Person, before: int) -> None:
        try:
            await self._emulator.wait(person, before + 1, WAIT_SECONDS)
        except TimeoutError:
            raise ConfigurationError("The WhatsApp bridge did not answer an ordinary message.") from None
        await self._emulator.delivery.idle()


def _person(voice: Voice, sentinels: Sentinels) -> Person:
    spellings = sentinels.phone()
    number = next(spelling for spelling in spellings if spelling.startswith("+447")).removeprefix("+")
    identifier = sentinels.add(Kind.WHATSAPP_ID, f"GB.{sentinels.digits(19)}")
    return Person(sentinels.word(Kind.NAME, voice.script), identifier, sentinels.add(Kind.PHONE, number))


async def _post(session: aiohttp.ClientSession, url: str, body: str, headers: dict[str, str]) -> None:
    async with session.post(url, data=body.encode(), headers=headers) as response:
        await asyncio.wait_for(response.read(), WAIT_SECONDS)
