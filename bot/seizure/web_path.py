"""Conversations through the web: typed and pressed, as pages and as JSON."""

from __future__ import annotations

import asyncio
import json
from pathlib import Path
from typing import Any

import aiohttp

from bot.conversation.state import CARRIED_SLOTS
from bot.directory import Group, Need
from bot.directory.codes import Nation
from bot.resources import shared_resources
from bot.seizure.ground import Ground
from bot.seizure.people import VOICES, Voice, messages
from bot.seizure.sentinels import Kind, Sentinels
from bot.seizure.web_trouble import ALL_TROUBLE

MOST_QUESTIONS = 12
TOGETHER = 3
"""Slots in a row that make a combination of answers: no text of ours holds three."""


class WebPath:
    """See ground.Path."""

    name = "web"

    def environment(self, folder: Path) -> dict[str, str]:
        return {"WAYMARK_CLIENT_HEADER": "X-Forwarded-For"}

    async def open(self, sentinels: Sentinels, base: str) -> None:
        """Nothing is needed."""

    async def close(self) -> None:
        """Nothing was opened."""

    async def talk(self, ground: Ground) -> None:
        for _ in range(ground.people):
            for voice in VOICES:
                await self._converse(ground, voice)
            await self._answer_questions(ground)
            await self._look_for_help(ground)

    async def trouble(self, ground: Ground) -> None:
        for _ in range(ground.people):
            async with ground.browser() as session:
                for trouble in ALL_TROUBLE:
                    await trouble(ground, session)

    async def in_flight(self, ground: Ground) -> None:
        async def one(voice: Voice) -> None:
            async with ground.browser() as session:
                for message in messages(voice, ground.sentinels):
                    async with session.post(f"{ground.base}/{voice.language}", data={"message": message}) as response:
                        await response.read()

        await asyncio.gather(*(one(voice) for voice in VOICES for _ in range(2)), return_exceptions=True)

    async def _converse(self, ground: Ground, voice: Voice) -> None:
        """One person: first as JSON, then the last message again as a form, as a page without scripts sends it."""
        language = voice.language if shared_resources().languages.get(voice.language) else "en"
        async with ground.browser() as session:
            state = None
            for message in messages(voice, ground.sentinels):
                answer = await _say(ground, session, {"language": language, "message": message, "state": state})
                state = answer["state"]
            fields = {"message": message, "state": state}
            async with session.post(f"{ground.base}/{language}", data=fields) as response:
                await (await ground.checked(response)).read()

    async def _answer_questions(self, ground: Ground) -> None:
        """The questions about staying in the UK, answered at random; the combination is only ours."""
        async with ground.browser() as session:
            answer = await _say(ground, session, {"language": "en", "choice": "/start_routes"})
            chosen: dict[str, str] = {}
            for _ in range(MOST_QUESTIONS):
                # The first questions lead out of the form where somebody is in danger.
                open_to_us = [
                    item for item in _choices(answer, "/inform") if not item.endswith(('"now"}', '"flight"}'))
                ]
                if not open_to_us:
                    break
                choice = ground.sentinels.random.choice(open_to_us)
                chosen |= json.loads(choice.removeprefix("/inform"))
                told = {"language": "en", "choice": _own_spacing(choice, ground.sentinels), "state": answer["state"]}
                answer = await _say(ground, session, told)
            _combine(chosen, ground.sentinels)

    async def _look_for_help(self, ground: Ground) -> None:
        random = ground.sentinels.random
        chosen = {"nation": str(random.choice(list(Nation))), "need": str(random.choice(list(Need)))}
        chosen["serves"] = str(random.choice([group for group in Group if group not in (Group.ALL, Group.ADULTS)]))
        choice = _own_spacing("/find_support" + json.dumps(chosen), ground.sentinels)
        async with ground.browser() as session:
            answer = await _say(ground, session, {"language": "en", "choice": choice})
            await _say(ground, session, {"language": "en", "choice": "/what_is_held", "state": answer["state"]})
        _combine(chosen, ground.sentinels)


async def _say(ground: Ground, session: aiohttp.ClientSession, message: dict[str, Any]) -> dict[str, Any]:
    async with session.post(f"{ground.base}/api/messages", json=message) as response:
        answer = await (await ground.checked(response)).json()
    ground.note(answer["state"])
    return answer


def _choices(answer: dict[str, Any], intent: str) -> list[str]:
    """Payloads of the buttons of an answer that mean `intent`."""
    items = [item for block in answer["replies"] if block["type"] == "choices" for item in block["items"]]
    return [item["payload"] for item in items if item["payload"].startswith(intent + "{")]


def _own_spacing(payload: str, sentinels: Sentinels) -> str:
    """The same payload with spaces where JSON allows them: written so by nobody else."""
    start = payload.index("{")
    gaps = [" " * sentinels.random.randrange(1, 9) for _ in range(2)]
    values = json.dumps(json.loads(payload[start:]), separators=(f",{gaps[0]}", f"{gaps[1]}:{gaps[0]}"))
    return sentinels.add(Kind.CHOICE, payload[:start] + values)


def _combine(chosen: dict[str, str], sentinels: Sentinels) -> None:
    """Look for these answers beside each other, as a state holds them."""
    known = [(name, chosen[name]) for name in CARRIED_SLOTS if name in chosen]
    for first in range(max(0, len(known) - TOGETHER + 1)):
        values = dict(known[first : first + TOGETHER])
        for separators in ((",", ":"), (", ", ": ")):
            sentinels.add(Kind.COMBINATION, json.dumps(values, separators=separators)[1:-1])
        sentinels.add(Kind.COMBINATION, repr(values)[1:-1])
