"""Screen readers, keyboards, small screens, large letters. axe finds perhaps half of what matters; the rest is here.

In a few languages of different scripts; test_languages.py visits the others.
"""

from __future__ import annotations

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page, expect

from bot.nlg.languages import Language, Languages
from bot.paths import LOCALES
from tests.conftest import A_FEW

from .steps import say

OFFERED = Languages.load(LOCALES / "languages.json")
FEW = [language for language in OFFERED if language.code in A_FEW and language.code != "es"]
STANDARD = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]

few_languages = pytest.mark.parametrize("language", FEW, ids=lambda language: language.code)


def assert_accessible(page: Page) -> None:
    """On a screen as tall as the page: axe would call a button too small while it is half under a sticky bar."""
    size = page.viewport_size
    page.set_viewport_size({"width": size["width"], "height": page.evaluate("document.documentElement.scrollHeight")})
    results = Axe().run(page, options={"runOnly": {"type": "tag", "values": STANDARD}})
    page.set_viewport_size(size)
    assert results.violations_count == 0, results.generate_report()


@pytest.mark.parametrize(
    ("code", "scheme"),
    [("en", "light"), ("ar", "light"), ("ur", "light"), ("zh", "light"), ("en", "dark"), ("ur", "dark")],
)
def test_axe_finds_nothing_in_a_conversation(new_context, page_server, code: str, scheme: str):
    page = new_context(color_scheme=scheme).new_page()
    page.goto(f"{page_server.url}/{code}")
    assert_accessible(page)
    say(page, "every")
    page.locator(".switch summary").click()
    page.locator(".sources summary").click()
    assert_accessible(page)
    say(page, "busy")
    assert_accessible(page)


@few_languages
def test_axe_finds_nothing_in_real_answers(new_context, waymark, language: Language):
    page = new_context().new_page()
    page.goto(f"{waymark}/{language.code}")
    page.locator("#choices button").first.click()
    expect(page.locator("#log .sources").last).to_be_visible()
    assert_accessible(page)


@pytest.mark.parametrize(
    ("path", "scheme"),
    [
        *((path, "light") for path in ("/", "/en/privacy", "/ar/danger", "/ur/support", "/nowhere")),
        *((path, "dark") for path in ("/", "/ar/danger", "/nowhere")),
    ],
)
def test_axe_finds_nothing_on_other_pages(new_context, page_server, path, scheme):
    page = new_context(color_scheme=scheme).new_page()
    page.goto(f"{page_server.url}{path}")
    assert_accessible(page)


@few_languages
def test_nothing_overflows_a_narrow_screen(new_context, page_server, language: Language):
    page = new_context(viewport={"width": 320, "height": 640}).new_page()
    for path in (f"/{language.code}", f"/{language.code}/danger", "/", "/nowhere"):
        page.goto(f"{page_server.url}{path}")
        if path == f"/{language.code}":
            say(page, "every")
            say(page, "longword" * 60)
        page.evaluate("for (const details of document.querySelectorAll('details')) details.open = true")
        for width in (320, 240):
            page.set_viewport_size({"width": width, "height": 640})
            assert page.evaluate("document.documentElement.scrollWidth") <= width, path


def test_magnified_four_times_the_page_flows_and_the_focus_is_never_covered(new_context, page_server):
    """400 % of a 1280 by 1024 window leaves 320 by 256 pixels."""
    page = new_context(viewport={"width": 320, "height": 256}).new_page()
    page.goto(f"{page_server.url}/es")
    say(page, "every")
    page.evaluate("scrollTo(0, 0); document.activeElement.blur()")
    for _ in range(14):
        page.keyboard.press("Tab")
        covered = page.evaluate(
            """() => {
              const box = document.activeElement.getBoundingClientRect();
              if (document.activeElement.closest('.bar') || document.activeElement === document.body) return false;
              const top = document.elementFromPoint(box.left + box.width / 2, Math.max(box.top + 2, 0));
              const bottom = document.elementFromPoint(box.left + box.width / 2, box.bottom - 2);
              const focused = document.activeElement;
              return ![top, bottom].some((found) => found && (focused.contains(found) || found.contains(focused)));
            }"""
        )
        assert not covered, page.evaluate("document.activeElement.outerHTML")
    assert page.evaluate("document.documentElement.scrollWidth") <= 320


@few_languages
def test_everything_to_press_is_large_enough(new_context, page_server, language: Language):
    page = new_context(viewport={"width": 320, "height": 640}).new_page()
    page.goto(f"{page_server.url}/{language.code}")
    say(page, "every")
    page.locator(".switch summary").click()
    small = page.evaluate(
        """() => [...document.querySelectorAll('button, a.leave, a.phone, summary, textarea, .languages a')]
          .filter((element) => element.offsetParent && !element.classList.contains('link'))
          .map((element) => [element.outerHTML.slice(0, 80), element.getBoundingClientRect()])
          .filter(([, box]) => box.height < 44 || box.width < 44)
          .map(([html]) => html)"""
    )
    assert small == []


@few_languages
@pytest.mark.parametrize(
    ("width", "style"),
    [
        (320, "*{line-height:1.5!important;letter-spacing:.12em!important;word-spacing:.16em!important}"),
        (640, "html{font-size:200%}"),
    ],
    ids=["widely spaced", "twice as large"],
)
def test_letters_as_people_need_them_still_fit(new_context, page_server, language: Language, width, style):
    """WCAG 1.4.12 and 1.4.4. The policy of the page forbids added styles, so this context bypasses it."""
    page = new_context(bypass_csp=True, viewport={"width": width, "height": 640}).new_page()
    page.goto(f"{page_server.url}/{language.code}")
    say(page, "every")
    page.add_style_tag(content=style)
    assert page.evaluate("document.documentElement.scrollWidth") <= width


def test_a_screen_reader_is_told_who_says_what(page: Page, page_server):
    page.goto(f"{page_server.url}/en")
    log = page.get_by_role("log", name="Conversation")
    expect(log).to_be_attached()
    say(page, "hello")
    headings = log.get_by_role("heading", level=2)
    expect(headings).to_have_text(["Answer", "You wrote", "Answer"])
    expect(page.get_by_role("group", name="You can choose")).to_be_visible()
    expect(page.get_by_role("textbox", name="Write in your own words")).to_be_visible()
    assert page.locator("#status").get_attribute("role") == "status"
    assert page.locator("#alert").get_attribute("role") == "alert"


@pytest.mark.parametrize("code", ["ar", "ur"])
def test_right_to_left(page: Page, page_server, code):
    page.goto(f"{page_server.url}/{code}")
    say(page, "every")
    leave, clear = page.locator("#leave").bounding_box(), page.locator(".bar .clear").bounding_box()
    assert leave["x"] > clear["x"]
    phone = page.locator("a.phone bdi")
    assert phone.inner_text() == "0808 800 0000"
    assert phone.evaluate("element => getComputedStyle(element).direction") == "ltr"
    assert page.locator(".organisation bdi").first.evaluate("element => getComputedStyle(element).direction") == "ltr"
    mine, answer = page.locator(".you").bounding_box(), page.locator(".answer").first.bounding_box()
    assert mine["x"] <= answer["x"] + 1, "her own words stand at the end of the line, on the left"
