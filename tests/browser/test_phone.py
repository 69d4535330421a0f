"""The telephone of the WhatsApp emulator in a real browser, with the whole of Waymark behind it."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page, expect

from bot.paths import BUILD, ROOT

from .servers import free_port


@pytest.fixture(scope="module")
def phone_address() -> Iterator[str]:
    port, bridge = free_port(), free_port()
    command = ["whatsapp", "emulate", "--with-server", "--port", str(port), "--bridge", f"http://127.0.0.1:{bridge}"]
    process = subprocess.Popen(
        [sys.executable, "-m", "bot", *command], cwd=ROOT, stdout=subprocess.PIPE, text=True, env={**os.environ}, start_new_session=True
    )
    address = f"http://127.0.0.1:{port}"
    for _ in range(240):
        try:
            urllib.request.urlopen(f"http://127.0.0.1:{bridge}/healthz", timeout=1).close()
            break
        except OSError:
            time.sleep(0.25)
    yield address
    os.killpg(process.pid, signal.SIGTERM)
    process.wait(20)


@pytest.fixture
def phone(chromium: Browser, phone_address: str) -> Iterator[Page]:
    context = chromium.new_context(viewport={"width": 1100, "height": 900})
    page = context.new_page()
    foreign = []
    page.on("request", lambda request: None if request.url.startswith(("http://127.0.0.1", "data:")) else foreign.append(request.url))
    page.goto(phone_address)
    yield page
    assert not foreign, "the page asks nobody outside this computer"
    context.close()


def say(page: Page, words: str) -> None:
    page.locator("#text").fill(words)
    page.locator("#text").press("Enter")


def test_a_conversation_with_buttons_lists_and_stop(phone: Page) -> None:
    say(phone, "what is the migrant victims protocol")
    expect(phone.locator(".bubble:not(.mine)").first).to_contain_text("This is Waymark", timeout=20_000)
    phone.locator(".choices button").first.wait_for()
    before = phone.locator(".bubble").count()
    phone.locator(".choices button").first.click()
    expect(phone.locator(".bubble")).not_to_have_count(before)
    phone.locator("#kind").select_option("voice")
    phone.locator("#send-kind").click()
    expect(phone.locator("#chat")).to_contain_text("I cannot listen to voice messages", timeout=10_000)
    say(phone, "STOP")
    expect(phone.locator("#chat")).to_contain_text("We have forgotten this conversation", timeout=10_000)
    expect(phone.locator("#traffic li.reply").first).to_be_visible()
    phone.screenshot(path=str(BUILD / "screenshots" / "whatsapp-phone-en.png"))


def test_urdu_and_the_picture_of_the_doors(phone: Page) -> None:
    phone.locator("#person").select_option(index=1)
    say(phone, "کیا پولیس ہوم آفس کو میرے بارے میں بتائے گی")
    phone.locator(".choices button").first.wait_for(timeout=20_000)
    assert phone.locator(".bubble:not(.mine) div").first.evaluate("node => getComputedStyle(node).direction") == "rtl"
    doors = phone.locator(".choices button").filter(has_text="کون بتاتا ہے")
    doors.first.click()
    image = phone.locator(".bubble img")
    image.wait_for(timeout=10_000)
    phone.wait_for_function("() => document.querySelector('.bubble img').naturalWidth > 500")
    phone.screenshot(path=str(BUILD / "screenshots" / "whatsapp-phone-ur.png"))


def test_two_people_have_chats_of_their_own_and_one_can_be_deleted(phone: Page) -> None:
    phone.locator("#person").select_option(index=3)
    say(phone, "HELP")
    phone.locator(".choices button").first.wait_for(timeout=20_000)
    phone.locator("#person").select_option(index=4)
    expect(phone.locator(".bubble")).to_have_count(0)
    phone.locator("#person").select_option(index=3)
    assert phone.locator(".bubble").count() > 1
    phone.locator("#delete").click()
    expect(phone.locator(".bubble")).to_have_count(0)


def test_it_fits_a_small_screen_and_has_no_barrier(phone: Page) -> None:
    phone.set_viewport_size({"width": 320, "height": 700})
    assert phone.evaluate("document.documentElement.scrollWidth") <= 320
    results = Axe().run(phone, options={"runOnly": ["wcag2a", "wcag2aa", "wcag21aa", "wcag22aa"]})
    assert results.violations_count == 0, results.generate_report()
