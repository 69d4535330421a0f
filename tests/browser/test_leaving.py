"""Leaving, and what Back, Forward and Reload show afterwards. docs/decisions/web-history.md explains it."""

from __future__ import annotations

import pytest
from playwright.sync_api import Page, expect

from .history import History, Shown
from .steps import say

SECRET = "zebra"
ANSWERS = ("text of", "Example Helpline", "May they pass it on", "choice /")
FIRST_STATES = {"", "sealed-opening"}


@pytest.fixture(params=[True, False], ids=["with scripts", "without scripts"])
def any_page(request, new_context) -> Page:
    return new_context(java_script_enabled=request.param).new_page()


@pytest.fixture
def conversation(any_page: Page, page_server, neutral) -> Page:
    """Three answers and an unsent text, on a device where another page was open before."""
    any_page.goto(f"{neutral.url}/before")
    any_page.goto(f"{page_server.url}/")
    any_page.get_by_role("link", name="English").click()
    any_page.wait_for_url(f"{page_server.url}/en")
    for text in (f"{SECRET} one", f"{SECRET} two", "every"):
        say(any_page, text)
    any_page.locator("#message").fill(f"unsent {SECRET}")
    return any_page


def leave(page: Page, neutral) -> None:
    page.get_by_role("link", name="Leave this page").click()
    page.wait_for_url(f"{neutral.url}/")


def assert_nothing(shown: Shown) -> None:
    """Neither her words nor an answer are on the screen, in the fields or in the source."""
    everything = "\n".join((shown.text, shown.source, *shown.fields))
    for trace in (SECRET, *ANSWERS):
        assert trace not in everything, f"{trace!r} is on {shown.url}"
    assert "sealed-1" not in everything


def test_leaving_shows_the_neutral_page_and_back_shows_nothing(conversation, neutral):
    neutral.headers.clear()
    history = History(conversation)
    leave(conversation, neutral)
    expect(conversation).to_have_title("Weather")
    assert "Referer" not in neutral.headers[0]
    shown = history.back()
    while shown is not None and not shown.url.endswith("/before"):
        assert_nothing(shown)
        shown = history.back()
    assert shown is not None, "the page before the conversation was never reached"


def test_forward_after_back_shows_nothing(conversation, neutral):
    history = History(conversation)
    leave(conversation, neutral)
    while history.back():
        pass
    shown = history.forward()
    while shown is not None:
        assert_nothing(shown)
        shown = history.forward()


def test_an_unsent_text_on_the_first_page_is_gone_after_leaving(any_page, page_server, neutral):
    """The one thing Chromium would keep for the Back button without scripts; the cookie makes it forget."""
    any_page.goto(f"{page_server.url}/en")
    any_page.locator("#message").fill(f"unsent {SECRET}")
    history = History(any_page)
    leave(any_page, neutral)
    shown = history.back()
    assert shown is None or SECRET not in shown.source + "".join(shown.fields)


def test_the_only_cookie_is_gone_after_a_second(conversation, neutral):
    leave(conversation, neutral)
    conversation.wait_for_timeout(1500)
    assert conversation.context.cookies() == []


def test_with_scripts_the_whole_visit_is_one_entry_and_leaving_takes_it_away(page, page_server, neutral):
    page.goto(f"{neutral.url}/before")
    page.goto(f"{page_server.url}/")
    page.get_by_role("link", name="English").click()
    page.wait_for_url(f"{page_server.url}/en")
    for text in ("one", "two", "three"):
        say(page, text)
    history = History(page)
    assert history.urls == [f"{neutral.url}/before", f"{page_server.url}/en"]
    leave(page, neutral)
    assert history.urls == [f"{neutral.url}/before", f"{neutral.url}/"]


def test_without_scripts_each_answer_is_an_entry_of_the_same_address(bare_page, page_server):
    bare_page.goto(f"{page_server.url}/en")
    for text in ("one", "two", "three"):
        say(bare_page, text)
    assert History(bare_page).urls == [f"{page_server.url}/en"] * 4


def test_reload_starts_anew_with_scripts(page, page_server):
    page.goto(f"{page_server.url}/en")
    say(page, SECRET)
    page.locator("#message").fill(SECRET)
    shown = History(page).reload()
    assert "What would you like to know?" in shown.text
    assert_nothing(shown)


def test_reload_after_switching_the_language_does_not_send_the_form_again(page, page_server):
    page.goto(f"{page_server.url}/en")
    say(page, SECRET)
    page.locator(".switch summary").click()
    page.get_by_role("button", name="Español").click()
    expect(page.locator("#log")).to_contain_text("choice /show")
    shown = History(page).reload()
    assert shown.url == f"{page_server.url}/es"
    assert_nothing(shown)


def test_reload_without_scripts_keeps_the_answer_and_not_the_unsent_text(bare_page, page_server):
    bare_page.goto(f"{page_server.url}/en")
    say(bare_page, "every")
    bare_page.locator("#message").fill(SECRET)
    shown = History(bare_page).reload()
    assert "Example Helpline" in shown.text and SECRET not in "".join(shown.fields)


def test_walking_away_by_a_bookmark_empties_the_page_too(page, page_server, neutral):
    page.goto(f"{page_server.url}/en")
    page.locator("#message").fill(f"unsent {SECRET}")
    page.goto(f"{neutral.url}/")
    shown = History(page).back()
    assert shown.url == f"{page_server.url}/en" and "What would you like to know?" in shown.text
    assert_nothing(shown)


def test_escape_twice_leaves(page, page_server, neutral):
    page.goto(f"{neutral.url}/before")
    page.goto(f"{page_server.url}/en")
    say(page, SECRET)
    page.keyboard.press("Escape")
    expect(page.get_by_role("status").first).to_have_text("Press Esc again to leave this page.")
    page.keyboard.press("Escape")
    page.wait_for_url(f"{neutral.url}/")
    assert History(page).back().url.endswith("/before")


@pytest.mark.parametrize("path", ["/", "/ar", "/en/privacy", "/nowhere"])
def test_escape_twice_leaves_from_every_page(page, page_server, neutral, path):
    page.goto(f"{page_server.url}{path}")
    page.keyboard.press("Escape")
    page.keyboard.press("Escape")
    page.wait_for_url(f"{neutral.url}/")


def test_escape_once_and_once_more_much_later_stays(page, page_server):
    page.goto(f"{page_server.url}/en")
    page.keyboard.press("Escape")
    page.wait_for_timeout(2300)
    expect(page.locator("#again")).to_be_empty()
    page.keyboard.press("Escape")
    page.wait_for_timeout(300)
    assert page.url == f"{page_server.url}/en"


def test_leaving_works_by_touch(new_context, page_server, neutral):
    page = new_context(has_touch=True, is_mobile=True).new_page()
    page.goto(f"{page_server.url}/ur")
    page.locator("#leave").tap()
    page.wait_for_url(f"{neutral.url}/")


def test_the_page_is_blank_before_the_neutral_site_answers(page, page_server, neutral):
    page.goto(f"{page_server.url}/en")
    say(page, "every")
    # Chromium lets nobody look from outside while a navigation waits, so the page looks at itself in the same moment.
    left = page.evaluate("() => { document.getElementById('leave').click(); return document.body.innerHTML; }")
    assert left == ""
    page.wait_for_url(f"{neutral.url}/")
