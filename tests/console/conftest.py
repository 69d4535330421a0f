"""The real console on a real store, with a manager and a worker who have joined by invitation."""

from __future__ import annotations

import re
import shutil
from collections.abc import AsyncIterator, Awaitable, Callable
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pyotp
import pytest
from aiohttp.test_utils import TestClient
from nacl.public import PrivateKey

from bot.console.app import add_console
from bot.handoff.accounts import Accounts
from bot.handoff.handoff import Handoff
from bot.handoff.organisations import Recipient
from bot.handoff.pace import Pace
from bot.handoff.passphrase import new_secret
from bot.handoff.sqlite_store import SqliteStore
from bot.handoff.workers import Role
from bot.nlg.catalog import Catalogs
from bot.nlg.languages import Languages
from bot.paths import LOCALES
from bot.settings import Settings
from bot.web.app import create_app
from tests.web.stand_in import StandIn

OURS, OTHERS = "southall-black-sisters", "kalayaan"
PASSPHRASE = "five plain words are good"
STEP = timedelta(seconds=30)


@dataclass
class Clock:
    """The time as the accounts see it."""

    now: datetime = field(default_factory=lambda: datetime.now(UTC))

    def __call__(self) -> datetime:
        return self.now

    def go_on(self, **passed: float) -> None:
        self.now += timedelta(**passed)


@dataclass(frozen=True)
class Person:
    """Somebody who has an account."""

    organisation: str
    name: str
    secret: str
    clock: Clock

    def code(self, ago: timedelta = timedelta()) -> str:
        return pyotp.TOTP(self.secret).at(self.clock() - ago)

    def form(self, **changed: str) -> dict[str, str]:
        """What they type to sign in."""
        typed = {"organisation": self.organisation, "name": self.name, "passphrase": PASSPHRASE, "code": self.code()}
        return typed | changed


def no_waiting() -> Pace:
    return Pace(interval=0, least=0)


@pytest.fixture
def clock() -> Clock:
    return Clock()


async def joined(accounts: Accounts, clock: Clock, name: str, role: Role, organisation: str = OURS) -> Person:
    """Joins somebody with the code before the present one, so that the present one can be used to sign in."""
    person = Person(organisation, name, new_secret(), clock)
    token = await accounts.invite(organisation, name, role)
    assert await accounts.join(token, PASSPHRASE, person.secret, person.code(ago=STEP))
    return person


@pytest.fixture(scope="session")
async def prepared(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, dict[str, str]]:
    """A file with a worker and a manager, made once because each passphrase costs a tenth of a second; their secrets."""
    path = tmp_path_factory.mktemp("accounts") / "accounts.sqlite"
    opened, clock = Accounts(path, Clock(), new_line=no_waiting), Clock()
    people = [await joined(opened, clock, "Wanda", Role.WORKER), await joined(opened, clock, "Mani", Role.MANAGER)]
    await opened.close()
    return path, {person.name: person.secret for person in people}


@pytest.fixture
async def accounts(prepared: tuple[Path, dict[str, str]], tmp_path: Path, clock: Clock) -> AsyncIterator[Accounts]:
    opened = Accounts(shutil.copy(prepared[0], tmp_path / "accounts.sqlite"), clock, new_line=no_waiting)
    yield opened
    await opened.close()


@pytest.fixture
def worker(prepared: tuple[Path, dict[str, str]], clock: Clock) -> Person:
    return Person(OURS, "Wanda", prepared[1]["Wanda"], clock)


@pytest.fixture
def manager(prepared: tuple[Path, dict[str, str]], clock: Clock) -> Person:
    return Person(OURS, "Mani", prepared[1]["Mani"], clock)


@pytest.fixture(scope="session")
def key() -> PrivateKey:
    return PrivateKey.generate()


@pytest.fixture(scope="session")
def other_key() -> PrivateKey:
    return PrivateKey.generate()


@pytest.fixture
def handoff(tmp_path: Path, key: PrivateKey, other_key: PrivateKey) -> Handoff:
    recipients = {
        OURS: Recipient(OURS, key.public_key, "A. Tester", date(2026, 11, 1)),
        OTHERS: Recipient(OTHERS, other_key.public_key, "A. Tester", date(2026, 11, 1)),
    }
    return Handoff(SqliteStore(tmp_path / "slips.sqlite", date.today), recipients, date.today, no_waiting())


@pytest.fixture
def make_client(aiohttp_client, handoff: Handoff, accounts: Accounts) -> Callable[..., Awaitable[TestClient]]:
    async def make(**changes: object) -> TestClient:
        settings = Settings(neutral_url="https://weather.example/", **changes)
        app = create_app(settings, StandIn(), Languages.load(LOCALES / "languages.json"), Catalogs(LOCALES))
        add_console(app, handoff, settings, accounts=accounts)
        return await aiohttp_client(app)

    return make


@pytest.fixture
async def client(make_client) -> TestClient:
    return await make_client()


async def sign_in(client: TestClient, person: Person) -> str:
    """Sign in; the token that the pages of this session carry."""
    answer = await client.post("/console/sign-in", data=person.form(), allow_redirects=False)
    assert answer.status == 303, await answer.text()
    page = await (await client.get("/console/slips")).text()
    found = re.search(r'name="token" value="([0-9a-f]+)"', page)
    assert found
    return found[1]


async def ask(client: TestClient, what: str, token: str, **value: object):
    """What the page's script asks."""
    return await client.post(f"/console/api/{what}", json=value, headers={"X-Console-Token": token})
