"""Help notes: written on her pages, opened and answered by an organisation, read, answered, destroyed or left alone."""

from __future__ import annotations

import asyncio
import contextlib
import re
from datetime import date, timedelta
from pathlib import Path

import aiohttp
from nacl.public import PrivateKey, PublicKey

from bot.errors import ConfigurationError
from bot.handoff.codes import Code, keys_of, read_code, shown_code
from bot.handoff.envelope import NOTE_BYTES, seal
from bot.handoff.handoff import Handoff
from bot.handoff.opening import london_today
from bot.handoff.organisations import Recipient, save_recipient
from bot.handoff.sqlite_store import SqliteStore
from bot.resources import shared_resources
from bot.seizure.ground import Ground
from bot.seizure.people import VOICES, Voice
from bot.seizure.sentinels import Kind, Sentinels

_CODE = re.compile(r"\b\d{5} \d{6} \d{5}\b")
_FIELD = re.compile(r'name="(form|key)" value="([^"]+)"')


class SlipPath:
    """See ground.Path. The store is a file among the server's own, so it is searched like everything else.

    Some notes are left unopened, some are opened and answered, some destroyed; one has expired.
    """

    name = "help notes"

    def __init__(self) -> None:
        self._key = PrivateKey.generate()
        self._organisation = next(item.id for item in shared_resources().organisations if not item.authority)
        self._recipient = Recipient(self._organisation, self._key.public_key, "seizure test", date(2026, 1, 1))
        self._store: Path | None = None

    def environment(self, folder: Path) -> dict[str, str]:
        place = folder / "slips"
        place.mkdir()
        self._store = place / "handoff.sqlite"
        save_recipient(place / "handoff.yml", self._recipient)
        return {
            "WAYMARK_HANDOFF": str(self._store),
            "WAYMARK_HANDOFF_RECIPIENTS": str(place / "handoff.yml"),
            "WAYMARK_HANDOFF_ACCOUNTS": str(place / "accounts.sqlite"),
        }

    async def open(self, sentinels: Sentinels, base: str) -> None:
        """Nothing is needed."""

    async def close(self) -> None:
        """Nothing was opened."""

    async def talk(self, ground: Ground) -> None:
        await self._expired(ground, VOICES[2])
        for _ in range(ground.people):
            await self._left_unopened(ground, VOICES[0])
            await self._opened_and_answered(ground, VOICES[-1])
            await self._destroyed(ground, VOICES[1])

    async def trouble(self, ground: Ground) -> None:
        """Wrong codes, forged fields, steps that do not belong together."""
        word = ground.sentinels.word
        async with ground.browser() as session:
            for fields in (
                {"code": word()},
                {"code": _spelt(ground, Code(ground.sentinels.digits(16)))},
                {"key": word(), "step": "answer", "text": word()},
                {"key": word(), "step": word(Kind.CHOICE)},
            ):
                await _post(session, f"{ground.base}/en/slip/find", fields)
            for fields in (
                {"step": "code", "form": word(), "line": word(), "organisation": word(Kind.CHOICE)},
                {"step": "preview", "line": word() * 200, "needs": word(Kind.CHOICE)},
                {"step": "card", "choices": word(), "line": ground.sentinels.phone()[0]},
            ):
                await _post(session, f"{ground.base}/en/slip", fields)

    async def in_flight(self, ground: Ground) -> None:
        async def one() -> None:
            async with ground.browser() as session:
                await self._write(ground, session, VOICES[0])

        await asyncio.gather(*(one() for _ in range(4)), return_exceptions=True)

    async def _left_unopened(self, ground: Ground, voice: Voice) -> None:
        async with ground.browser() as session:
            await self._write(ground, session, voice)

    async def _opened_and_answered(self, ground: Ground, voice: Voice) -> None:
        async with ground.browser() as session:
            code = await self._write(ground, session, voice)
            async with self._organisations_side() as handoff:
                keys = keys_of(code, await handoff.salt())
                opened = await handoff.open(self._organisation, keys.locator)
                if opened is None:
                    raise ConfigurationError("A note that was written could not be opened, so nothing would be tested.")
                answer = {"kind": "answer", "day": "2026-11-24", "text": ground.sentinels.word(script=voice.script)}
                sealed = seal(answer, PublicKey(opened.reply_key), NOTE_BYTES)
                await handoff.reply(self._organisation, keys.locator, sealed)
            found = await self._look(ground, session, voice, code)
            if answer["text"] not in found:
                raise ConfigurationError("An organisation's answer was not shown, so nothing would be tested.")
            said = ground.sentinels.word(script=voice.script)
            await _post(session, _find(ground, voice), {"key": _field(found, "key"), "step": "answer", "text": said})

    async def _destroyed(self, ground: Ground, voice: Voice) -> None:
        async with ground.browser() as session:
            code = await self._write(ground, session, voice)
            found = await self._look(ground, session, voice, code)
            key = {"key": _field(found, "key")}
            await _post(session, _find(ground, voice), {**key, "step": "delete"})
            await _post(session, _find(ground, voice), {**key, "step": "deleted"})

    async def _expired(self, ground: Ground, voice: Voice) -> None:
        """A note that nobody opens until its day is over, seen from a store that is a month ahead."""
        async with ground.browser() as session:
            code = await self._write(ground, session, voice)
            ahead = SqliteStore(self._store, lambda: london_today() + timedelta(days=30))
            if not await ahead.purge():
                raise ConfigurationError("Nothing expired, so nothing would be tested.")
            await ahead.close()
            await self._look(ground, session, voice, code)

    async def _write(self, ground: Ground, session: aiohttp.ClientSession, voice: Voice) -> Code:
        """The form, every word of it, and a code."""
        page = f"{ground.base}/{_language(voice)}/slip"
        fields = {
            "needs": "health",
            "nation": "scotland",
            "limits": "no_calls",
            "hours": "9-11",
            "line": " ".join(ground.sentinels.word(script=voice.script) for _ in range(3)),
            "organisation": self._organisation,
        }
        preview = await _read(ground, session, page, {**fields, "step": "preview"})
        last = await _read(ground, session, page, {**fields, "form": _field(preview, "form"), "step": "code"})
        shown = _CODE.search(last)
        code = read_code(shown.group()) if shown else None
        if code is None:
            raise ConfigurationError("The page showed no code, so nothing would be tested.")
        _spelt(ground, code)
        return code

    async def _look(self, ground: Ground, session: aiohttp.ClientSession, voice: Voice, code: Code) -> str:
        return await _read(ground, session, _find(ground, voice), {"code": shown_code(code)})

    @contextlib.asynccontextmanager
    async def _organisations_side(self):
        """What the console does, with the same store, in a process that is not searched."""
        handoff = Handoff(SqliteStore(self._store, london_today), {self._organisation: self._recipient}, london_today)
        yield handoff
        await handoff.close()


def _spelt(ground: Ground, code: Code) -> str:
    """Look for a code in both spellings."""
    ground.sentinels.add(Kind.CODE, code)
    return ground.sentinels.add(Kind.CODE, shown_code(code))


def _language(voice: Voice) -> str:
    return voice.language if shared_resources().languages.get(voice.language) else "en"


def _find(ground: Ground, voice: Voice) -> str:
    return f"{ground.base}/{_language(voice)}/slip/find"


def _field(page: str, name: str) -> str:
    found = next((value for field, value in _FIELD.findall(page) if field == name), None)
    if found is None:
        raise ConfigurationError(f"The page has no field {name}, so nothing would be tested.")
    return found


async def _read(ground: Ground, session: aiohttp.ClientSession, address: str, fields: dict[str, str]) -> str:
    async with session.post(address, data=fields) as response:
        return await (await ground.checked(response)).text()


async def _post(session: aiohttp.ClientSession, address: str, fields: dict[str, str]) -> None:
    async with session.post(address, data=fields) as response:
        await response.read()
