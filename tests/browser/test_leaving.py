"""Leaving, and what the Back button shows afterwards. docs/decisions/web-history.md explains what was measured."""

from __future__ import annotations

import pytest
from playwright.sync_api import Page, expect

from .steps import say

SECRET = "zebra"


@pytest.fixture(params=[True, False], ids=["with scripts", "without scripts"])
def any_page(request, new_context) -> Page:
    return new_context(java_script_enabled=request.param).new_page()


@pytest.fixture
def conversation(any_page: Page, page_server, neutral) -> Page:
    """Three answers and an unsent text, on a device where another page was open before."""
    any_page.goto(f"{neutral.url}/before")
    any_page.goto(f"{page_server.url}/en")
    for text in (f"{SECRET} one", f"{SECRET} two", "every"):
        say(any_page, text)
    any_page.locator("#message").fill(f"unsent {SECRET}")
    return any_page


def shows_nothing(page: Page) -> None:
    """Neither her words nor any answer are on the page."""
    text = page.evaluate("document.body ? document.body.innerText : ''") + page.content()
    for trace in (SECRET, "text of", "Example Helpline", "May they pass it on"):
        assert trace not in text, f"{trace!r} is on {page.url}"
    box = page.locator("#message")
    assert box.count() == 0 or box.input_value() == ""
    for state in page.locator("input[name=state]").all():
        assert state.input_value() in ("", "sealed-opening")


def go_back(page: Page) -> None:
    """The Back button. A page that cannot be shown again counts as shown: it is looked at like any other."""
    try:
        page.go_back(wait_until="load", timeout=3000)
    except Exception as error:
        assert "ERR_CACHE_MISS" in str(error) or "Timeout" in str(error), error
    page.wait_for_timeout(300)


def test_leaving_shows_the_neutral_page_and_back_shows_nothing(conversation, neutral):
    neutral.headers.clear()
    conversation.get_by_role("link", name="Leave this page").click()
    conversation.wait_for_url(f"{neutral.url}/")
    expect(conversation).to_have_title("Weather")
    assert "Referer" not in neutral.headers[0]
    for _ in range(8):
        go_back(conversation)
        shows_nothing(conversation)
        if conversation.url.endswith("/before"):
            return
    pytest.fail("the page before the conversation was never reached")


def test_forward_after_back_shows_nothing(conversation, neutral):
    conversation.get_by_role("link", name="Leave this page").click()
    conversation.wait_for_url(f"{neutral.url}/")
    go_back(conversation)
    conversation.go_forward()
    conversation.wait_for_timeout(300)
    shows_nothing(conversation)


def test_the_only_cookie_is_gone_after_a_second(conversation, neutral):
    conversation.get_by_role("link", name="Leave this page").click()
    conversation.wait_for_url(f"{neutral.url}/")
    conversation.wait_for_timeout(1500)
    assert conversation.context.cookies() == []


def test_escape_twice_leaves(page, page_server, neutral):
    page.goto(f"{neutral.url}/before")
    page.goto(f"{page_server.url}/en")
    say(page, SECRET)
    page.keyboard.press("Escape")
    expect(page.locator("#again")).to_have_text("Press Esc again to leave this page.")
    assert page.locator("#again").get_attribute("role") == "status"
    page.keyboard.press("Escape")
    page.wait_for_url(f"{neutral.url}/")
    go_back(page)
    assert page.url.endswith("/before")


@pytest.mark.parametrize("path", ["/", "/ar", "/en/privacy", "/nowhere"])
def test_escape_twice_leaves_from_every_page(page, page_server, neutral, path):
    page.goto(f"{page_server.url}{path}")
    page.keyboard.press("Escape")
    page.keyboard.press("Escape")
    page.wait_for_url(f"{neutral.url}/")


def test_escape_once_leaves_nothing_behind(page, page_server):
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
    page.route(f"{neutral.url}/", lambda route: None)  # a site that never answers
    page.evaluate("document.getElementById('leave').click()")
    page.wait_for_timeout(200)
    assert page.evaluate("document.body.innerText.trim()") == ""


def test_walking_away_by_a_bookmark_empties_the_page_too(page, page_server, neutral):
    page.goto(f"{page_server.url}/en")
    say(page, f"{SECRET}")
    page.locator("#message").fill(SECRET)
    page.goto(f"{neutral.url}/")
    go_back(page)
    assert page.url == f"{page_server.url}/en"
    expect(page.locator("#log")).to_contain_text("What would you like to know?")
    shows_nothing(page)
