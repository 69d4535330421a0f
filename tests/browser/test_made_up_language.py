"""The made-up language of `waymark messages pseudo`, on a small telephone: what nobody could translate, what bursts
where words are long, and a language that is offered as buttons only, since nobody has measured how well it is
understood."""

from __future__ import annotations

import json
import subprocess
import sys
import urllib.request
from collections.abc import Iterator

import pytest
from playwright.sync_api import Page, expect

from bot.nlg.pseudo import CLOSING, CODE, OPENING, pseudo
from bot.paths import ROOT
from bot.resources import Resources

from .look import ENGLISH_ON_PURPOSE, look
from .servers import Neutral, waymark_serve
from .steps import choose

PHONE = {"width": 320, "height": 640}
PAGES = (
    *("", "/topics", "/cards", "/data-sharing", "/protocol", "/routes", "/support", "/privacy", "/what-we-hold"),
    *("/danger", "/slip", "/slip/find", "/cards/police", "/topics/door-police", "/topics/staying-concession"),
    "/nothing-at-this-address",
)
GATE = "We do not understand words written in this language well enough yet. Please use the buttons."
DANGER = "he is breaking the door now with a knife"

ADDRESSES_AND_DATES = ('bdi[dir="ltr"]', ".sources li > span:not(.quiet)")
# Letters outside the brackets of a translation, in texts and attributes.
_OUTSIDE = """([opening, closing, onPurpose]) => {
  const found = [];
  let depth = 0;
  const walker = document.createTreeWalker(document.body || document.documentElement, NodeFilter.SHOW_TEXT);
  while (walker.nextNode()) {
    if (walker.currentNode.parentElement.closest(onPurpose)) continue;
    let outside = '';
    for (const letter of walker.currentNode.data) {
      if (letter === opening) depth += 1;
      else if (letter === closing) depth -= 1;
      else if (depth === 0) outside += letter;
    }
    if (/\\p{L}/u.test(outside)) found.push(outside.trim());
  }
  for (const element of document.querySelectorAll('body, body *')) {
    const data = Object.entries(element.dataset).filter(([name]) => !['neutral', 'start'].includes(name)).map(([, text]) => text);
    for (const text of [...data, element.getAttribute('aria-label'), element.alt, element.title, element.placeholder])
      if (text && !text.startsWith(opening) && !element.closest(onPurpose)) found.push(text);
  }
  return { found, depth };
}"""


@pytest.fixture(scope="module")
def made_up(neutral: Neutral, tmp_path_factory) -> Iterator[str]:
    """The address of a server that offers English and the made-up language."""
    folder = tmp_path_factory.mktemp("locales")
    subprocess.run([sys.executable, "-m", "bot", "messages", "pseudo", str(folder)], cwd=ROOT, check=True)
    with waymark_serve(WAYMARK_LOCALES=str(folder), WAYMARK_NEUTRAL_URL=f"{neutral.url}/") as url:
        yield url


@pytest.fixture
def small(new_context) -> Page:
    return new_context(viewport=PHONE).new_page()


@pytest.fixture(params=[True, False], ids=["with scripts", "without scripts"])
def any_small(request, new_context) -> Page:
    return new_context(viewport=PHONE, java_script_enabled=request.param).new_page()


def assert_all_translated(page: Page) -> None:
    on_purpose = ", ".join((*ENGLISH_ON_PURPOSE, *ADDRESSES_AND_DATES))
    looked = page.evaluate(_OUTSIDE, [OPENING, CLOSING, on_purpose])
    assert looked == {"found": [], "depth": 0}, page.url


def assert_nothing_bursts(page: Page) -> None:
    shown = look(page)
    assert shown.width <= PHONE["width"], page.url
    assert shown.burst == [], page.url


@pytest.mark.parametrize("path", PAGES)
def test_everything_on_a_page_can_be_translated_and_fits(small: Page, made_up, path):
    small.goto(f"{made_up}/{CODE}{path}")
    assert_all_translated(small)
    assert_nothing_bursts(small)


def test_everything_in_the_picture_of_the_doors_can_be_translated(small: Page, made_up):
    small.goto(f"{made_up}/{CODE}/doors.svg")
    assert small.locator("text").count() > 5
    assert_all_translated(small)


def test_everything_in_a_conversation_can_be_translated_and_fits(small: Page, made_up):
    small.goto(f"{made_up}/{CODE}")
    for payload in (
        "/ask_data_sharing",
        "/ask_more",
        '/ask_data_sharing{"door": "choose"}',
        "/find_support",
        '/find_support{"need": "domestic_abuse", "nation": "wales"}',
        "/start_routes",
        '/show_route{"route": "concession"}',
        "/show_card",
        '/show_card{"card": "gp"}',
        "/what_is_held",
        "/emergency",
    ):
        turns = small.locator("#log .answer").count()
        small.evaluate("(value) => { document.querySelector('#choices button').value = value; }", payload)
        small.locator("#choices button").first.click()
        expect(small.locator("#log .answer")).to_have_count(turns + 1)
    assert_all_translated(small)
    assert_nothing_bursts(small)


def test_everything_in_a_help_note_can_be_translated_and_fits(small: Page, made_up):
    small.goto(f"{made_up}/{CODE}/slip")
    for name in ("needs", "interpreter", "limits", "hours"):
        small.locator(f'#note input[name="{name}"]').first.check()
    small.locator('#note button[value="preview"]').click()
    small.wait_for_load_state()
    assert_all_translated(small)
    assert_nothing_bursts(small)
    small.locator('#note button[value="card"]').click()
    small.wait_for_load_state()
    assert_all_translated(small)
    assert_nothing_bursts(small)


def test_it_is_said_on_the_first_page_that_there_is_nothing_to_write_in(any_small: Page, made_up):
    any_small.goto(f"{made_up}/{CODE}")
    assert any_small.locator("textarea, input:not([type=hidden])").count() == 0
    expect(any_small.locator("#log")).to_contain_text(pseudo(GATE))
    assert any_small.locator("#log a.phone[href^='tel:']").count() > 0


def test_its_buttons_are_answered(any_small: Page, made_up, resources: Resources):
    any_small.goto(f"{made_up}/{CODE}")
    answer = resources.library.answers["data_sharing"]
    choose(any_small, pseudo(answer.title))
    expect(any_small.locator("#log .answer").last).to_contain_text(pseudo(answer.heading))
    any_small.locator("#choices button[value='/ask_more']").click()
    any_small.wait_for_load_state()
    expect(any_small.locator("#log .answer").last.locator(".sources")).to_be_visible()
    any_small.locator(".bar .danger").click()
    expect(any_small.locator("#log .answer").last.locator("a[href='tel:999']").first).to_be_visible()
    assert any_small.locator("textarea").count() == 0


def posted(page: Page, url: str, text: str) -> None:
    """A message by a form that somebody put together by hand."""
    page.goto(f"{url}/{CODE}")
    page.evaluate(
        """(text) => {
          const form = document.createElement('form');
          Object.assign(form, { method: 'post', action: location.pathname });
          const field = document.createElement('input');
          Object.assign(field, { name: 'message', value: text });
          form.append(field);
          document.body.append(form);
          form.submit();
        }""",
        text,
    )
    page.wait_for_function("() => document.querySelector('#log') && !document.querySelector('#choose ~ form')")
    page.wait_for_load_state()


@pytest.mark.parametrize("text", [pseudo("Who is told about me?"), "blaa blee bloo"])
def test_words_posted_by_hand_get_the_same_sentence_and_the_buttons(small: Page, made_up, text):
    posted(small, made_up, text)
    log = small.locator("#log")
    expect(log).to_contain_text(pseudo(GATE))
    assert log.locator("a.phone[href^='tel:']").count() > 0
    assert small.locator("#choices button").count() > 2
    assert_all_translated(small)


def test_words_sent_by_the_interface_get_it_too(made_up):
    reply = _asked(made_up, "blaa blee bloo")
    assert reply["language"] == CODE
    assert pseudo(GATE) in [block.get("text") for block in reply["replies"]]


def test_danger_is_answered_in_whatever_words(small: Page, made_up, resources: Resources):
    heading = pseudo(resources.library.answers["emergency"].heading)
    posted(small, made_up, DANGER)
    expect(small.locator("#log")).to_contain_text(heading)
    expect(small.locator("#log a[href='tel:999']").first).to_be_visible()
    expect(small.locator("#log")).not_to_contain_text(pseudo(GATE))
    assert heading in [block.get("text") for block in _asked(made_up, DANGER)["replies"]]


def _asked(url: str, text: str) -> dict:
    body = json.dumps({"language": CODE, "message": text}).encode()
    request = urllib.request.Request(f"{url}/api/messages", body, {"Content-Type": "application/json"})
    with urllib.request.urlopen(request, timeout=20) as response:
        return json.load(response)
