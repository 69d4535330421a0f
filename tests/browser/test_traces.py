"""After a whole conversation, nothing of it is left in the browser and nobody else has been asked for anything."""

from __future__ import annotations

from urllib.parse import urlsplit

from playwright.sync_api import Page

from .steps import say

STORED = """async () => ({
  cookie: document.cookie,
  local: localStorage.length,
  session: sessionStorage.length,
  databases: indexedDB.databases ? (await indexedDB.databases()).length : 0,
  caches: window.caches ? (await caches.keys()).length : 0,
  workers: navigator.serviceWorker ? (await navigator.serviceWorker.getRegistrations()).length : 0,
})"""


def converse(page: Page, url: str) -> None:
    page.goto(f"{url}/")
    page.get_by_role("link", name="English").click()
    page.wait_for_url(f"{url}/en")
    say(page, "if I go to the police will they tell immigration about me?")
    page.locator("#choices button").first.click()
    page.wait_for_timeout(500)
    page.locator(".bar .danger").click()
    page.wait_for_timeout(500)
    page.locator(".bar .clear").click()
    page.wait_for_timeout(500)


def test_nothing_is_stored_and_no_one_else_is_asked(page: Page, waymark):
    asked, cookies, titles = [], [], set()
    page.on("request", lambda request: asked.append(request.url))
    page.on("response", lambda response: cookies.append(response.all_headers().get("set-cookie")))
    page.on("load", lambda loaded: titles.add(loaded.title()))
    converse(page, waymark)
    assert set(page.evaluate(STORED).values()) == {"", 0}
    assert page.context.cookies() == []
    assert set(cookies) == {None}
    assert {urlsplit(url).netloc for url in asked if not url.startswith("data:")} == {urlsplit(waymark).netloc}
    assert all("?" not in url and "#" not in url for url in asked)
    assert titles | {page.title()} == {"Information"}


def test_nothing_is_stored_without_scripts(new_context, waymark):
    page = new_context(java_script_enabled=False).new_page()
    asked = []
    page.on("request", lambda request: asked.append(request.url))
    converse(page, waymark)
    assert page.context.cookies() == []
    assert {urlsplit(url).netloc for url in asked if not url.startswith("data:")} == {urlsplit(waymark).netloc}
    assert page.url == f"{waymark}/en" and page.title() == "Information"


def test_the_policy_of_the_page_blocks_nothing_of_our_own(page: Page, waymark):
    complaints = []
    page.on("console", lambda message: complaints.append(message.text))
    converse(page, waymark)
    assert complaints == []
