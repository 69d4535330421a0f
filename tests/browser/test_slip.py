"""The help note in a real browser: written, carried, answered and deleted, on a small phone, read in either direction."""

from __future__ import annotations

import asyncio
from collections.abc import Coroutine, Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from datetime import date
from pathlib import Path

import pytest
from nacl.public import PrivateKey
from playwright.sync_api import Page, expect

from bot.handoff.codes import Code, keys_of, read_code
from bot.handoff.envelope import NOTE_BYTES, seal
from bot.handoff.handoff import Handoff
from bot.handoff.organisations import Recipient
from bot.handoff.pace import Pace
from bot.handoff.sqlite_store import SqliteStore
from bot.nlg.catalog import Catalogs
from bot.nlg.languages import Languages
from bot.paths import LOCALES
from bot.settings import Settings
from bot.web.app import create_app
from tests.web.stand_in import StandIn

from .history import History
from .servers import Neutral, running
from .test_access import assert_accessible

SBS = "southall-black-sisters"
SENTINEL = "zanzibar quetzal"
PHONE = {"width": 320, "height": 640}


@dataclass(frozen=True)
class Notes:
    """A server with codes, and the file its notes are in."""

    url: str
    file: Path

    def answered(self, code: Code, text: str) -> None:
        """An organisation opens the note and answers."""

        async def work() -> None:
            handoff = _handoff(self.file)
            keys = keys_of(code, await handoff.salt())
            assert await handoff.open(SBS, keys.locator)
            note = {"kind": "answer", "day": date.today().isoformat(), "text": text}
            assert await handoff.reply(SBS, keys.locator, seal(note, keys.key.public_key, NOTE_BYTES))
            await handoff.close()

        _elsewhere(work())


def _handoff(file: Path) -> Handoff:
    recipient = Recipient(SBS, PrivateKey.generate().public_key, "A. Tester", date(2026, 11, 1))
    return Handoff(SqliteStore(file, date.today), {SBS: recipient}, date.today, Pace(0, 0))


def _elsewhere(work: Coroutine[None, None, None]) -> None:
    """In another thread: Playwright occupies this one's loop."""
    with ThreadPoolExecutor(1) as pool:
        pool.submit(asyncio.run, work).result(10)


@pytest.fixture(scope="module")
def notes(neutral: Neutral, tmp_path_factory) -> Iterator[Notes]:
    file = tmp_path_factory.mktemp("notes") / "slips.sqlite"
    languages = Languages.load(LOCALES / "languages.json")
    app = create_app(Settings(neutral_url=f"{neutral.url}/"), StandIn(), languages, Catalogs(LOCALES), _handoff(file))
    with running(app) as server:
        yield Notes(server.url, file)


def press(page: Page, selector: str) -> None:
    page.locator(f"#note {selector}").click()
    page.wait_for_load_state()


def look_at(page: Page, *, axe: bool = True) -> None:
    """As somebody with a small screen or a screen reader would."""
    page.evaluate("for (const details of document.querySelectorAll('details')) details.open = true")
    assert page.evaluate("document.documentElement.scrollWidth") <= PHONE["width"], page.url
    small = page.evaluate(
        """() => [...document.querySelectorAll('#note button, .option, #note input[type=text], select, textarea, a.lesser')]
          .filter((element) => element.getBoundingClientRect().height < 44).map((element) => element.outerHTML)"""
    )
    assert small == []
    if axe:
        assert_accessible(page)


@pytest.mark.parametrize(("language", "scheme"), [("en", "dark"), ("ur", "light")])
def test_the_whole_way_on_a_small_phone(new_context, notes: Notes, language: str, scheme: str):
    page = new_context(viewport=PHONE, color_scheme=scheme).new_page()
    page.on("pageerror", lambda error: pytest.fail(f"the page's script failed: {error}"))
    page.goto(f"{notes.url}/{language}")
    page.locator(f'footer button[formaction="/{language}/slip"]').click()
    expect(page.locator("html")).to_have_attribute("dir", "rtl" if language == "ur" else "ltr")
    look_at(page)
    page.locator('#note input[value="health"]').check()
    page.locator('#note input[value="no_calls"]').check()
    page.locator("#line").fill(f"{SENTINEL} 07700 900123")
    page.locator("#organisation").select_option(SBS)
    press(page, 'button[value="preview"]')
    expect(page.locator("#note .caution")).to_be_visible()
    look_at(page)
    press(page, 'button[value="line:"]')
    expect(page.locator("main")).not_to_contain_text(SENTINEL)
    press(page, 'button[value="card"]')
    look_at(page, axe=False)
    press(page, 'button[value="preview"]')
    press(page, 'button[value="code"]')
    look_at(page)
    shown = page.locator(".code bdi")
    assert shown.evaluate("element => getComputedStyle(element).direction") == "ltr"
    code = read_code(shown.inner_text())
    assert code is not None
    notes.answered(code, "Come on Tuesday.\nمنگل کو آئیں۔")

    page.goto(f"{notes.url}/{language}/slip/find")
    page.locator("#code").fill("1234")
    press(page, "button")
    look_at(page)
    page.locator("#code").fill(shown_with_spaces(code))
    press(page, "button")
    expect(page.locator(".answer")).to_contain_text("Come on Tuesday.")
    look_at(page)
    page.locator("#text").fill(SENTINEL)
    press(page, 'button[value="answer"]')
    expect(page.locator("#text")).to_have_count(0)
    press(page, 'button[value="delete"]')
    look_at(page, axe=False)
    press(page, 'button[value="deleted"]')
    page.goto(f"{notes.url}/{language}/slip/find")
    page.locator("#code").fill(code)
    press(page, "button")
    expect(page.locator("#problem")).to_be_visible()


def shown_with_spaces(code: Code) -> str:
    return " ".join(code)


def test_without_scripts_in_urdu(bare_page: Page, notes: Notes):
    page = bare_page
    page.goto(f"{notes.url}/ur")
    page.locator('footer button[formaction="/ur/slip"]').click()
    page.locator('#note input[value="children"]').check()
    press(page, 'button[value="preview"]')
    page.locator(".switch summary").click()
    page.locator('.switch button[lang="en"]').click()
    expect(page.locator(".card")).to_contain_text("I need help for my children.")
    page.locator('#note input[name="keep"][value="1"]').check()
    press(page, 'button[value="code"]')
    code = read_code(page.locator(".code").inner_text())
    page.locator("#choose + p button, #choose + p a").first.click()
    expect(page.locator("#log")).to_be_visible()
    page.goto(f"{notes.url}/ur/slip/find")
    page.locator("#code").fill(code)
    press(page, "button")
    press(page, 'button[value="delete"]')
    press(page, 'button[value="deleted"]')
    expect(page.locator("#note")).to_have_count(0)


def test_only_the_card_is_left_to_hand_the_phone_over_and_on_paper(page: Page, notes: Notes):
    page.goto(f"{notes.url}/en/slip")
    page.locator('#note input[value="health"]').check()
    press(page, 'button[value="preview"]')
    press(page, 'button[value="card"]')
    page.locator('a[href="#card"]').click()
    expect(page.locator("#card .card")).to_be_visible()
    for hidden in ("#note", "footer", ".lead", ".ask"):
        expect(page.locator(hidden).first).to_be_hidden()
    page.locator('a[href="#page"]').click()
    expect(page.locator("#note")).to_be_visible()
    page.emulate_media(media="print")
    expect(page.locator("#card .card")).to_be_visible()
    for hidden in (".bar", "#note", "footer", ".ask a"):
        expect(page.locator(hidden).first).to_be_hidden()


def test_the_chat_lets_its_button_to_the_note_through_and_takes_the_conversation_along(page: Page, notes: Notes):
    page.goto(f"{notes.url}/en")
    page.locator("#message").fill("hello")
    page.keyboard.press("Enter")
    expect(page.locator('#choose input[name="state"]')).to_have_value("sealed-1")
    page.evaluate(
        """() => {
          const button = document.createElement('button');
          Object.assign(button, { name: 'choice', value: '/slip', textContent: 'note' });
          button.setAttribute('formaction', '/en/slip');
          document.getElementById('choices').append(button);
        }"""
    )
    page.locator("#choices").get_by_role("button", name="note").click()
    expect(page.locator('#note input[value="health"]')).to_be_checked()
    assert page.url == f"{notes.url}/en/slip"
    page.locator('#choose + p button[value="/show"]').click()
    expect(page.locator("#log")).to_contain_text("choice /show")


def test_leaving_takes_the_note_along(page: Page, notes: Notes, neutral: Neutral):
    history = History(page)
    page.goto(f"{neutral.url}/before")
    page.goto(f"{notes.url}/en/slip")
    page.locator("#line").fill(SENTINEL)
    press(page, 'button[value="preview"]')
    expect(page.locator(".card")).to_contain_text(SENTINEL)
    page.locator("#leave").click()
    page.wait_for_url(f"{neutral.url}/")
    while shown := history.back():
        assert SENTINEL not in shown.source + shown.text + "".join(shown.fields), shown.url
