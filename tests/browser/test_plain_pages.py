"""Cards, pages to print, two languages side by side and what is held, as people see them."""

from __future__ import annotations

import pytest
from playwright.sync_api import Page, expect

from bot.nlg.languages import Languages
from bot.paths import LOCALES

from .steps import choose
from .test_access import assert_accessible

OFFERED = {language.code: language for language in Languages.load(LOCALES / "languages.json").offered}
THREE = ["en", "ar", "ur"]
PAGES = ["topics", "cards", "cards/police", "topics/door-police", "topics/staying-concession", "what-we-hold"]
LEFT = "element => Math.round(element.getBoundingClientRect().left)"


def fits(page: Page) -> bool:
    page.evaluate("for (const details of document.querySelectorAll('details')) details.open = true")
    return page.evaluate("document.documentElement.scrollWidth <= innerWidth")


@pytest.mark.parametrize(("code", "scheme"), [("en", "light"), ("en", "dark"), ("ar", "light"), ("ur", "dark")])
def test_axe_finds_nothing_and_nothing_overflows_a_narrow_screen(new_context, waymark, code, scheme):
    page = new_context(viewport={"width": 320, "height": 640}, color_scheme=scheme).new_page()
    beside = "ar" if code == "en" else "en"
    for path in [*PAGES, f"topics/protocol?beside={beside}", f"cards/gp?beside={beside}"]:
        page.goto(f"{waymark}/{code}/{path}")
        assert_accessible(page)
        assert fits(page), path


@pytest.mark.parametrize("code", [code for code in THREE if code != "en"])
def test_english_stands_beside_on_a_wide_screen_and_below_on_a_narrow_one(new_context, waymark, code):
    page = new_context(viewport={"width": 1000, "height": 800}, java_script_enabled=False).new_page()
    page.goto(f"{waymark}/{code}/protocol")
    page.locator(f'a[href="/{code}/protocol?beside=en"]').click()
    pair = page.locator(".pair").nth(2)
    ours, theirs = pair.locator("> *").nth(0), pair.locator("> *").nth(1)
    assert ours.bounding_box()["y"] == pytest.approx(theirs.bounding_box()["y"], abs=2)
    assert ours.bounding_box()["x"] > theirs.bounding_box()["x"], "a page from right to left begins on the right"
    expect(theirs).to_contain_text("Migrant Victims Protocol")
    assert [side.evaluate("element => getComputedStyle(element).direction") for side in (ours, theirs)] == ["rtl", "ltr"]
    page.set_viewport_size({"width": 320, "height": 640})
    assert ours.bounding_box()["y"] + ours.bounding_box()["height"] <= theirs.bounding_box()["y"]
    page.locator(f'main a[href="/{code}/protocol"]').click()
    assert page.locator(".pair").count() == 0


@pytest.mark.parametrize("code", THREE)
def test_a_card_fills_the_screen_before_the_phone_is_handed_over(new_context, waymark, code):
    page = new_context(java_script_enabled=False).new_page()
    page.goto(f"{waymark}/{code}/cards")
    page.locator(f'a[href="/{code}/cards/police"]').click()
    caution, card = page.locator(".caution"), page.locator(".card")
    expect(caution).to_be_visible()
    assert caution.bounding_box()["y"] < card.bounding_box()["y"], "what to know before comes before"
    page.locator('a[href="#card"]').click()
    expect(caution).to_be_hidden()
    expect(page.locator(".sources")).to_be_hidden()
    expect(page.locator("#leave")).to_be_visible()
    english = card.locator('p:not([class])').first
    assert english.inner_text().startswith("I need help.")
    assert english.evaluate("element => parseFloat(getComputedStyle(element).fontSize)") >= 22
    assert english.evaluate("element => getComputedStyle(element).direction") == "ltr"
    if code != "en":
        own = card.locator(".own").first
        assert (own.get_attribute("lang"), own.get_attribute("dir")) == (None, None), "the page's own language"
        assert own.evaluate("element => getComputedStyle(element).direction") == OFFERED[code].direction
        assert OFFERED[code].english in card.inner_text(), "which interpreter she needs, in English"
    page.locator(".back a").click()
    expect(caution).to_be_visible()


def test_pages_to_read_do_not_pile_up_in_the_history(page: Page, waymark):
    page.goto(f"{waymark}/ar/topics")
    before = page.evaluate("history.length")
    page.locator('a[href="/ar/topics/door-police"]').click()
    page.wait_for_url("**/door-police")
    page.locator('a[href="/ar/topics/door-police?beside=en"]').click()
    page.wait_for_url("**?beside=en")
    page.locator('footer a[href="/ar/cards"]').click()
    page.wait_for_url("**/cards")
    assert page.evaluate("history.length") == before


@pytest.mark.parametrize("code", THREE)
def test_a_card_in_the_chat_is_the_same_with_and_without_scripts(new_context, waymark, code):
    shown = []
    for scripts in (True, False):
        page = new_context(java_script_enabled=scripts).new_page()
        page.goto(f"{waymark}/{code}")
        page.evaluate("""() => { const button = document.querySelector('#choices button'); button.value = '/show_card{"card": "gp"}'; }""")
        page.locator("#choices button").first.click()
        expect(page.locator(".card")).to_be_visible()
        shown.append(page.locator(".card").evaluate("element => element.outerHTML.replace(/>\\s+/g, '>').replace(/\\s+</g, '<')"))
    assert shown[0] == shown[1]


@pytest.mark.parametrize("code", THREE)
def test_on_paper_there_are_words_and_full_addresses_but_no_bars_and_buttons(new_context, waymark, code):
    page = new_context(viewport={"width": 800, "height": 1000}, color_scheme="dark").new_page()
    page.goto(f"{waymark}/{code}/topics/door-police")
    page.emulate_media(media="print")
    for hidden in (".bar", ".switch", ".onward", "footer", ".choices"):
        for element in page.locator(hidden).all():
            expect(element).to_be_hidden()
    link = page.locator(".sources a[href^=http]").first
    expect(link).to_be_visible()
    printed = link.evaluate("element => getComputedStyle(element, '::after').content")
    assert link.get_attribute("href") in printed
    assert page.locator("body").evaluate("element => getComputedStyle(element).backgroundColor") == "rgb(255, 255, 255)"
    assert page.locator(".sources p").first.evaluate("element => getComputedStyle(element).color") != "rgb(166, 178, 176)"
    assert page.pdf(format="A4").startswith(b"%PDF")


@pytest.mark.parametrize("code", THREE)
def test_only_the_card_and_its_sources_are_printed_of_a_card(new_context, waymark, code):
    page = new_context(viewport={"width": 800, "height": 1000}).new_page()
    page.goto(f"{waymark}/{code}/cards/police")
    page.emulate_media(media="print")
    expect(page.locator(".card")).to_be_visible()
    expect(page.locator(".sources li").first).to_be_visible()
    expect(page.locator(".caution")).to_be_hidden()
    if code != "en":
        line = page.locator(".card .line").first
        assert line.locator("p").nth(0).evaluate(LEFT) != line.locator("p").nth(1).evaluate(LEFT), "side by side"


@pytest.mark.parametrize("scripts", [True, False])
@pytest.mark.parametrize("code", THREE)
def test_what_is_held_is_shown_and_thrown_away(new_context, waymark, code, scripts):
    page = new_context(java_script_enabled=scripts, viewport={"width": 320, "height": 640}).new_page()
    page.goto(f"{waymark}/{code}")
    title = page.locator("#choices button").first.inner_text()
    choose(page, title)
    page.locator('footer button[value="/what_is_held"]').click()
    rows = page.locator(".facts").last.locator("dd")
    expect(rows).to_have_count(2)
    expect(rows.first).to_have_text(title)
    expect(rows.last).to_have_text(OFFERED[code].name)
    assert page.url == (f"{waymark}/{code}" if scripts else f"{waymark}/{code}/what-we-hold")
    assert fits(page)
    if scripts:
        assert_accessible(page)
    else:
        page.locator('button[value="/show"].onward').click()
        assert page.url == f"{waymark}/{code}"
        expect(page.locator("#log .sources")).to_be_visible()
    page.locator(".bar .clear").click()
    page.locator('footer button[value="/what_is_held"]').click()
    expect(page.locator(".facts").last.locator("dd")).to_have_count(1)


def test_what_is_held_can_be_read_in_another_language_without_scripts(bare_page: Page, waymark):
    bare_page.goto(f"{waymark}/en")
    bare_page.locator("#choices button").first.click()
    bare_page.locator('footer button[value="/what_is_held"]').click()
    bare_page.locator(".switch summary").click()
    bare_page.get_by_role("button", name="العربية").click()
    assert bare_page.url == f"{waymark}/ar/what-we-hold"
    expect(bare_page.locator(".facts dd")).to_have_count(2)
    expect(bare_page.locator("html")).to_have_attribute("dir", "rtl")
