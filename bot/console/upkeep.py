"""Removes what is past its day, at the start and every hour: slips, invitations, the audit trail. Closes both stores at
the end."""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import AsyncIterator

from aiohttp import web

from bot.console.console import CONSOLE
from bot.engine.quiet import log
from bot.errors import StoreUnavailable

SECONDS = 60 * 60


async def upkeep_ctx(app: web.Application) -> AsyncIterator[None]:
    console = app[CONSOLE]

    async def purge() -> None:
        for purge in (console.handoff.purge, console.accounts.purge):
            try:
                await purge()
            except StoreUnavailable:
                log.error("waymark.handoff.not_purged", outcome="Tried again in an hour; nothing expired is shown.")

    async def every_hour() -> None:
        while True:
            await purge()
            await asyncio.sleep(SECONDS)

    task = asyncio.create_task(every_hour())
    yield
    task.cancel()
    with contextlib.suppress(asyncio.CancelledError):
        await task
    await console.accounts.close()
    await console.handoff.close()
