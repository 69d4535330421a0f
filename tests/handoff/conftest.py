"""An organisation with a key, a day that tests can move, and both stores: a real file and a real Redis."""

from __future__ import annotations

from collections.abc import AsyncIterator, Iterator
from dataclasses import dataclass, field
from datetime import date, timedelta
from pathlib import Path

import pytest
import redis
import redis.asyncio
from nacl.public import PrivateKey

from bot.handoff.handoff import Handoff
from bot.handoff.organisations import Recipient
from bot.handoff.pace import Pace
from bot.handoff.redis_store import RedisStore
from bot.handoff.sqlite_store import SqliteStore
from bot.handoff.store import SlipStore

NO_WAITING = Pace(interval=0, least=0)


@dataclass
class Calendar:
    """The day, as the store sees it."""

    day: date = field(default_factory=lambda: date.today())

    def __call__(self) -> date:
        return self.day

    def go_on(self, days: int) -> None:
        self.day += timedelta(days=days)


@pytest.fixture
def calendar() -> Calendar:
    return Calendar()


@pytest.fixture
def file(tmp_path: Path) -> Path:
    return tmp_path / "slips" / "handoff.sqlite"


@pytest.fixture
def empty_redis(redis_url: str) -> Iterator[str]:
    with redis.Redis.from_url(redis_url) as client:
        client.flushall()
    yield redis_url


@pytest.fixture(params=["sqlite", "redis"])
async def store(request: pytest.FixtureRequest, file: Path, calendar: Calendar) -> AsyncIterator[SlipStore]:
    if request.param == "sqlite":
        opened: SlipStore = SqliteStore(file, calendar)
    else:
        opened = RedisStore(redis.asyncio.Redis.from_url(request.getfixturevalue("empty_redis")), calendar)
    yield opened
    await opened.close()


@pytest.fixture(scope="session")
def key() -> PrivateKey:
    return PrivateKey.generate()


@pytest.fixture(scope="session")
def other_key() -> PrivateKey:
    return PrivateKey.generate()


@pytest.fixture
def handoff(store: SlipStore, key: PrivateKey, other_key: PrivateKey, calendar: Calendar) -> Handoff:
    recipients = {
        "southall": Recipient("southall", key.public_key, "A. Tester", date(2026, 11, 1)),
        "kalayaan": Recipient("kalayaan", other_key.public_key, "A. Tester", date(2026, 11, 1)),
    }
    return Handoff(store, recipients, calendar, NO_WAITING, NO_WAITING)
