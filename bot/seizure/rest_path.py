"""Conversations through Rasa's REST channel, which is off unless an operator switches it on."""

from __future__ import annotations

import asyncio
from pathlib import Path

from bot.seizure.ground import Ground
from bot.seizure.people import VOICES, Voice, messages
from bot.seizure.sentinels import Kind, Sentinels

ADDRESS = "/webhooks/rest/webhook"


class RestPath:
    """See ground.Path."""

    name = "REST"

    def environment(self, folder: Path) -> dict[str, str]:
        return {"WAYMARK_REST_CHANNEL": "1"}

    async def open(self, sentinels: Sentinels, base: str) -> None:
        """Nothing is needed."""

    async def close(self) -> None:
        """Nothing was opened."""

    async def talk(self, ground: Ground) -> None:
        for voice in VOICES[: 4 * ground.people]:
            await self._converse(ground, voice)

    async def trouble(self, ground: Ground) -> None:
        word = ground.sentinels.word()
        bodies = ({"message": word}, {"sender": "default", "message": word}, {"sender": word}, {"sender": [word]})
        async with ground.browser() as session:
            for body in (*bodies, {"sender": word, "message": word, "metadata": {"lang": word}}, word):
                async with session.post(ground.base + ADDRESS, json=body) as response:
                    await response.read()

    async def in_flight(self, ground: Ground) -> None:
        await asyncio.gather(*(self._converse(ground, voice) for voice in VOICES), return_exceptions=True)

    async def _converse(self, ground: Ground, voice: Voice) -> None:
        sender = ground.sentinels.word(Kind.NAME)
        async with ground.browser() as session:
            for message in messages(voice, ground.sentinels):
                body = {"sender": sender, "message": message, "metadata": {"lang": voice.language}}
                async with session.post(ground.base + ADDRESS, json=body) as response:
                    await (await ground.checked(response)).read()
