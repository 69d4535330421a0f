"""An organisation with a key file, a worker with an authenticator, and a server where both sides meet."""

from __future__ import annotations

import asyncio
import base64
import json
from collections.abc import Coroutine, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

import pyotp
from nacl.public import PrivateKey
from nacl.pwhash import argon2id
from nacl.secret import SecretBox
from playwright.sync_api import Page, expect

from bot.console.app import add_console
from bot.handoff.accounts import Accounts
from bot.handoff.handoff import Handoff
from bot.handoff.key_file import KIND
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

from .servers import running

SBS = "southall-black-sisters"
NAME = "Wanda"
PASSPHRASE = "five plain words are good"
KEY_PASSPHRASE = "another four plain words"


@dataclass
class Organisation:
    """steps: the time as authenticator and accounts see it; it goes on, because each code can be used once only;
    cookies: of the last who signed in, for the next browser as long as that session lasts."""

    url: str
    key: PrivateKey
    key_file: Path
    handoff: Handoff
    accounts: Accounts
    secret: str
    steps: datetime
    cookies: list[Any] = field(default_factory=list)

    def code(self) -> str:
        """The next code that was not used yet; the accounts' clock goes on with it."""
        self.steps += timedelta(seconds=30)
        return pyotp.TOTP(self.secret).at(self.steps)

    def now(self) -> datetime:
        return self.steps

    def sign_in(self, page: Page) -> None:
        page.context.add_cookies(self.cookies)
        page.goto(f"{self.url}/console/slips")
        if page.url.endswith("/sign-in"):
            self._type(page)
        expect(page.locator("html")).to_have_class("ready")
        self.cookies = page.context.cookies()

    def _type(self, page: Page) -> None:
        page.locator("#organisation").select_option(SBS)
        page.locator("#name").fill(NAME)
        page.locator("#passphrase").fill(PASSPHRASE)
        page.locator("#code").fill(self.code())
        page.get_by_role("button", name="Sign in").click()
        page.wait_for_url("**/console/slips")

    def load_key(self, page: Page) -> None:
        choose_key(page, self.key_file)
        expect(page.locator("#key-state")).to_have_text("The key is loaded.")


def choose_key(page: Page, file: Path, passphrase: str = KEY_PASSPHRASE) -> None:
    page.locator("#file").set_input_files(file)
    page.locator("#key-passphrase").fill(passphrase)
    page.get_by_role("button", name="Load the key").click()


def save_light_key(key: PrivateKey, path: Path) -> None:
    """A key file that takes a hundredth of the time to open: it says itself how much work its passphrase asks for."""
    salt = bytes(argon2id.SALTBYTES)
    operations, memory = 1, 8 * 1024 * 1024
    stretched = argon2id.kdf(SecretBox.KEY_SIZE, KEY_PASSPHRASE.encode(), salt, opslimit=operations, memlimit=memory)
    value = {"kind": KIND, "operations": operations, "memory": memory, "salt": base64.b64encode(salt).decode()}
    value["box"] = base64.b64encode(SecretBox(stretched).encrypt(bytes(key))).decode()
    path.write_text(json.dumps(value), "utf-8")


def elsewhere(work: Coroutine[Any, Any, Any]) -> Any:
    """In another thread: Playwright occupies this one's loop."""
    with ThreadPoolExecutor(1) as pool:
        return pool.submit(asyncio.run, work).result(20)


@contextmanager
def serving(folder: Path, neutral: str) -> Iterator[Organisation]:
    """The real application, with a conversation that stands in for the engine."""
    key = PrivateKey.generate()
    save_light_key(key, folder / "key.json")
    recipients = {SBS: Recipient(SBS, key.public_key, "A. Tester", date(2026, 11, 1))}
    handoff = Handoff(SqliteStore(folder / "slips.sqlite", date.today), recipients, date.today, Pace(0, 0))
    organisation = Organisation("", key, folder / "key.json", handoff, None, new_secret(), datetime.now(UTC))  # type: ignore[arg-type]
    accounts = Accounts(folder / "accounts.sqlite", organisation.now, new_line=lambda: Pace(0, 0))
    organisation.accounts = accounts
    elsewhere(_join(organisation))
    settings = Settings(neutral_url=neutral)
    app = create_app(settings, StandIn(), Languages.load(LOCALES / "languages.json"), Catalogs(LOCALES), handoff)
    add_console(app, handoff, settings, accounts=accounts)
    with running(app) as server:
        organisation.url = server.url
        yield organisation


async def _join(organisation: Organisation) -> None:
    token = await organisation.accounts.invite(SBS, NAME, Role.MANAGER)
    assert await organisation.accounts.join(token, PASSPHRASE, organisation.secret, organisation.code())
