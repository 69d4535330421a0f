"""Other people's messages, between somebody's last message and a look into memory."""

from __future__ import annotations

import aiohttp

from bot.seizure.people import OTHERS

TIMES = 5


async def others_talk(base: str) -> None:
    """Forty messages without any sentinel. Raises aiohttp.ClientError if the server does not answer."""
    async with aiohttp.ClientSession() as session:
        for _ in range(TIMES):
            for message in OTHERS:
                async with session.post(
                    f"{base}/api/messages", json={"language": "en", "message": message}
                ) as response:
                    await response.read()
