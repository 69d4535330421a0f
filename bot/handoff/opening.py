"""Opens the handoff that the settings describe."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date, datetime

import redis.asyncio

from bot.directory.hours import LONDON
from bot.handoff.handoff import Handoff
from bot.handoff.organisations import load_recipients
from bot.handoff.redis_store import RedisStore
from bot.handoff.sqlite_store import SqliteStore
from bot.paths import ROOT
from bot.settings import Settings


def london_today() -> date:
    """The day in the UK."""
    return datetime.now(LONDON).date()


def open_handoff(
    settings: Settings, known: Mapping[str, object], today: Callable[[], date] = london_today
) -> Handoff | None:
    """The handoff; None if it is off or no organisation takes slips, and then no file is made.

    known: the organisations of the directory by id.
    Raises ConfigurationError if keys or store are malformed; the message says what to do.
    """
    recipients = load_recipients(settings.handoff_recipients, known)
    if settings.handoff == "off" or not recipients:
        return None
    if settings.handoff == "redis":
        client = redis.asyncio.Redis.from_url(settings.redis_url or "", socket_timeout=2.0, socket_connect_timeout=2.0)
        return Handoff(RedisStore(client, today), recipients, today)
    return Handoff(SqliteStore(ROOT / settings.handoff, today), recipients, today)
