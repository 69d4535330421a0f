"""Puts the console together and adds it to the web application."""

from __future__ import annotations

import os
from datetime import UTC, datetime
from zoneinfo import ZoneInfo

from aiohttp import web

from bot.console import around, people, sign_in, slips, static
from bot.console.console import CONSOLE, Console
from bot.console.pages import Pages
from bot.console.sessions import IDLE_MINUTES, MOST_MINUTES, PURPOSE, Sessions
from bot.console.upkeep import upkeep_ctx
from bot.handoff.accounts import Accounts
from bot.handoff.handoff import Handoff
from bot.nlg.slip_blocks import english_sentences
from bot.nlg.speaker import Speaker
from bot.privacy.keys import KeyRing, steady_time
from bot.privacy.sealed_state import StateSealer
from bot.resources import Resources, shared_resources
from bot.settings import Settings

LONDON = ZoneInfo("Europe/London")


def add_console(
    app: web.Application, handoff: Handoff, settings: Settings, *, accounts: Accounts | None = None
) -> None:
    """Add the pages under /console, and the hourly removal of what has expired.

    accounts: opened from the settings if they are not given. Both are closed with the application.
    Raises ConfigurationError if the file of accounts cannot be opened.
    """
    resources = shared_resources()
    accounts = accounts or Accounts(settings.handoff_accounts, lambda: datetime.now(UTC))
    epoch, seed = settings.state_seed or (None, os.urandom(32))
    keys = KeyRing(seed, keep=MOST_MINUTES * 60, clock=steady_time, epoch=epoch)
    sealer = StateSealer(keys, PURPOSE, minutes=IDLE_MINUTES, clock=steady_time)
    names = {organisation.id: organisation.name for organisation in resources.organisations}
    app[CONSOLE] = Console(
        handoff=handoff,
        accounts=accounts,
        sessions=Sessions(sealer, accounts, steady_time, secure=settings.hsts),
        enrolments=StateSealer(keys, sign_in.ENROLMENT, minutes=sign_in.ENROLMENT_MINUTES, clock=steady_time),
        pages=Pages(static.address, demo=settings.demo),
        assets=static.load(),
        organisations={name: names.get(name, name) for name in handoff.recipients},
        sentences=_sentences(resources),
    )
    # Innermost: nobody else reads what happens here.
    app.middlewares.append(around.middleware)
    app.add_routes([*static.ROUTES, *sign_in.ROUTES, *slips.ROUTES, *people.ROUTES])
    app.cleanup_ctx.append(upkeep_ctx)


def _sentences(resources: Resources) -> dict[str, str]:
    english = resources.languages.get("en")
    assert english is not None  # Languages refuses a list without it
    today = datetime.now(LONDON).date()
    return english_sentences(Speaker(resources.library, resources.catalogs, english, today))
