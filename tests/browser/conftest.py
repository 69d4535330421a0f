"""A real Chromium, a real server, and a neutral site of our own to leave to.

Sync Playwright occupies the thread's event loop while it runs, so everything of it is scoped to this package and is
gone before the asynchronous tests of other packages start.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, sync_playwright

from bot.nlg.catalog import Catalogs
from bot.nlg.languages import Languages
from bot.paths import LOCALES
from bot.settings import Settings
from bot.web.app import create_app

from .servers import Neutral, Running, running, waymark_serve

CHROMIUM = Path("/usr/bin/chromium")
ARGUMENTS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]
REAL_BACK = ["--disable-back-forward-cache"]
"""Playwright starts Chromium with this; people's browsers do keep pages for the Back button, so it is taken away."""


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    for item in items:
        if Path(__file__).parent in item.path.parents:
            item.add_marker(pytest.mark.browser)


@pytest.fixture(scope="package")
def chromium() -> Iterator[Browser]:
    if not CHROMIUM.exists():
        pytest.skip(f"{CHROMIUM} is missing: run scripts/install-system-packages.sh")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=str(CHROMIUM), args=ARGUMENTS, ignore_default_args=REAL_BACK
        )
        yield browser
        browser.close()


@pytest.fixture(scope="package")
def neutral() -> Iterator[Neutral]:
    """Where leaving leads, on another site than the service, noting what it is told."""
    site = Neutral()
    with running(site.app(), host="localhost") as server:
        site.url = server.url
        yield site


@pytest.fixture(scope="package")
def page_server(neutral: Neutral) -> Iterator[Running]:
    """The real web application around the stand-in conversation: every block and every error on demand."""
    from tests.web.stand_in import StandIn

    languages = Languages.load(LOCALES / "languages.json")
    app = create_app(Settings(neutral_url=f"{neutral.url}/"), StandIn(), languages, Catalogs(LOCALES))
    with running(app) as server:
        yield server


@pytest.fixture(scope="package")
def waymark(neutral: Neutral) -> Iterator[str]:
    """The address of `waymark serve`, as anyone would start it; or of WAYMARK_TEST_URL, if a server already runs."""
    if url := os.environ.get("WAYMARK_TEST_URL"):
        yield url
        return
    with waymark_serve(WAYMARK_NEUTRAL_URL=f"{neutral.url}/") as url:
        yield url


@pytest.fixture
def new_context(chromium: Browser) -> Iterator[Callable[..., BrowserContext]]:
    """Makes browser contexts the size of a phone; `java_script_enabled=False` is a browser without scripts."""
    contexts: list[BrowserContext] = []

    def make(**options) -> BrowserContext:
        context = chromium.new_context(**{"viewport": {"width": 390, "height": 844}, **options})
        context.set_default_timeout(10_000)
        contexts.append(context)
        return context

    yield make
    for context in contexts:
        context.close()


@pytest.fixture
def page(new_context) -> Page:
    """A page with scripts, which must not complain about anything."""
    page = new_context().new_page()
    page.on("pageerror", lambda error: pytest.fail(f"the page's script failed: {error}"))
    return page


@pytest.fixture
def bare_page(new_context) -> Page:
    """A page without scripts."""
    return new_context(java_script_enabled=False).new_page()
