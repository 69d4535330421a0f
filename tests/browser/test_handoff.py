"""Two people in two browsers: she has a telephone without scripts, the worker a laptop. They share only a code."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

import pytest
from playwright.sync_api import Page, expect

from bot.handoff.codes import read_code

from .organisation import SBS, Organisation, serving
from .servers import Neutral

TYPED = {"en": "There is a dog in the yard", "ur": "صحن میں کتا ہے"}
ANSWERED = {"en": "Come on Tuesday.\nAsk for the day team.", "ur": "منگل کو آئیں۔\nAsk for the day team."}
SAID = {"en": "Tuesday is good", "ur": "منگل ٹھیک ہے"}
LANGUAGES = {"en": "English", "ur": "Urdu"}


@pytest.fixture(scope="module")
def organisation(neutral: Neutral, tmp_path_factory) -> Iterator[Organisation]:
    with serving(tmp_path_factory.mktemp("handoff"), f"{neutral.url}/") as served:
        yield served


@pytest.fixture
def hers(new_context) -> Page:
    """A small telephone, no scripts."""
    return new_context(java_script_enabled=False, viewport={"width": 320, "height": 640}).new_page()


@pytest.fixture
def desk(new_context) -> Page:
    """The worker's laptop."""
    page = new_context(viewport={"width": 1024, "height": 700}).new_page()
    page.on("pageerror", lambda error: pytest.fail(f"the page's script failed: {error}"))
    return page


def press(page: Page, step: str) -> None:
    page.locator(f'#note button[value="{step}"]').click()
    page.wait_for_load_state()


def look(page: Page, url: str, code: str) -> None:
    """She comes back with the code, as if on another device."""
    page.context.clear_cookies()
    page.goto(url)
    page.locator("#note #code").fill(code)
    page.locator("#note button").click()
    page.wait_for_load_state()


def open_by_code(page: Page, code: str) -> None:
    page.locator("#by-code #code").fill(code)
    page.locator("#by-code button").click()


@pytest.mark.parametrize("language", ["en", "ur"])
def test_a_note_is_passed_on_answered_and_destroyed(
    hers: Page, desk: Page, organisation: Organisation, language: str
) -> None:
    find = f"{organisation.url}/{language}/slip/find"

    # She writes a note for the organisation, reads it, and gets a code.
    hers.goto(f"{organisation.url}/{language}/slip")
    for value in ("housing_refuge", "no_calls", "9-11"):
        hers.locator(f'#note input[value="{value}"]').check()
    hers.locator("#line").fill(TYPED[language])
    hers.locator("#organisation").select_option(SBS)
    press(hers, "preview")
    expect(hers.locator(".card")).to_contain_text(TYPED[language])
    press(hers, "code")
    code = hers.locator(".code bdi").inner_text()
    assert read_code(code)

    # She looks: nobody has opened it.
    look(hers, find, code)
    expect(hers.locator(".answer")).to_have_count(0)
    expect(hers.locator("#text")).to_have_count(0)

    # The worker signs in, loads the key, hears the code, reads and answers.
    organisation.sign_in(desk)
    organisation.load_key(desk)
    expect(desk.locator("#waiting")).to_contain_text(LANGUAGES[language])
    open_by_code(desk, code)
    expect(desk.locator("#slip-title")).to_contain_text(LANGUAGES[language])
    expect(desk.locator("#safety")).to_contain_text("Please do not call me back.")
    expect(desk.locator("#safety")).to_contain_text("9:00 and 11:00")
    expect(desk.locator("#contents blockquote")).to_have_text(TYPED[language])
    desk.locator("#answer").fill(ANSWERED[language])
    desk.get_by_role("button", name="Leave the answer").click()
    expect(desk.locator("#status")).to_contain_text("The answer is left")
    desk.get_by_role("button", name="Put away").click()
    expect(desk.locator("main")).not_to_contain_text(TYPED[language])

    # She reads the day it was opened and the answer, and answers once.
    look(hers, find, code)
    today = hers.locator("main p", has_text="Opened on" if language == "en" else "کھولا")
    expect(today.first).to_be_visible()
    if language == "en":
        expect(today.first).to_contain_text(f"{date.today():%A}, {date.today().day} {date.today():%B}")
    expect(hers.locator(".answer p")).to_have_text(ANSWERED[language])
    hers.locator("#text").fill(SAID[language])
    press(hers, "answer")
    expect(hers.locator("#text")).to_have_count(0)

    # The worker sees it and closes.
    desk.get_by_role("button", name="Look again").click()
    expect(desk.locator("#waiting")).to_contain_text("she has answered")
    open_by_code(desk, code)
    expect(desk.locator("#answers blockquote")).to_have_text(SAID[language])
    desk.get_by_role("button", name="Close").click()
    desk.get_by_role("button", name="Yes, close it").click()
    expect(desk.locator("#status")).to_have_text("Closed.")
    expect(desk.locator("#count")).to_have_text("0 notes wait.")

    # She sees that it was closed, still has the answer, and destroys everything.
    look(hers, find, code)
    expect(hers.locator(".answer p")).to_have_text(ANSWERED[language])
    press(hers, "delete")
    press(hers, "deleted")
    look(hers, find, code)
    expect(hers.locator("#problem")).to_be_visible()
    open_by_code(desk, code)
    expect(desk.locator("#alert")).to_contain_text("There is no note here")


def test_a_note_that_is_read_once_is_answered_and_closed_all_the_same(
    hers: Page, desk: Page, organisation: Organisation
) -> None:
    hers.goto(f"{organisation.url}/en/slip")
    hers.locator('#note input[value="health"]').check()
    hers.locator("#organisation").select_option(SBS)
    press(hers, "preview")
    hers.locator('#note input[name="burn"]').check()
    press(hers, "code")
    code = hers.locator(".code bdi").inner_text()
    organisation.sign_in(desk)
    organisation.load_key(desk)
    open_by_code(desk, code)
    expect(desk.locator("#burnt")).to_contain_text("It has been removed")
    desk.locator("#answer").fill("Please call on Monday.")
    desk.get_by_role("button", name="Leave the answer").click()
    expect(desk.locator("#status")).to_contain_text("The answer is left")

    # Her answer is still read, though the note is gone.
    find = f"{organisation.url}/en/slip/find"
    look(hers, find, code)
    hers.locator("#text").fill("I will")
    press(hers, "answer")
    open_by_code(desk, code)
    expect(desk.locator("#slip-title")).to_contain_text("was read and removed")
    expect(desk.locator("#answers blockquote")).to_have_text("I will")
    desk.get_by_role("button", name="Close").click()
    desk.get_by_role("button", name="Yes, close it").click()
    expect(desk.locator("#status")).to_have_text("Closed.")
    look(hers, find, code)
    expect(hers.locator("main")).to_contain_text("Closed on")
    expect(hers.locator("#text")).to_have_count(0)
