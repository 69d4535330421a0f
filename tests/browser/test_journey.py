"""The whole path of one person against `waymark serve`, in a few languages, with a picture of each page to look at."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import expect

from bot.nlg.languages import Language, Languages
from bot.paths import LOCALES
from tests.conftest import A_FEW

from .pictures import picture
from .questions import QUESTIONS
from .steps import say, settle

OFFERED = Languages.load(LOCALES / "languages.json")
FEW = [language for language in OFFERED if language.code in A_FEW]

few_languages = pytest.mark.parametrize("language", FEW, ids=lambda language: language.code)
few_with_and_some_without_scripts = pytest.mark.parametrize(
    ("language", "scripts"),
    [
        *(pytest.param(language, True, id=f"{language.code} with scripts") for language in FEW),
        *(pytest.param(OFFERED.get(code), False, id=f"{code} without scripts") for code in ("en", "ur", "zh")),
    ],
)


@few_with_and_some_without_scripts
def test_from_a_question_to_someone_to_call(new_context, waymark, language: Language, scripts: bool):
    page = new_context(java_script_enabled=scripts).new_page()
    page.goto(f"{waymark}/")
    if scripts:
        picture(page, "first-page")
    page.get_by_role("link", name=language.name).click()
    page.wait_for_url(f"{waymark}/{language.code}")
    name = f"{language.code}-{'script' if scripts else 'plain'}"
    picture(page, f"{name}-1-opening")
    say(page, QUESTIONS[language.code])
    expect(page.locator("#log .sources").last).to_be_visible()
    picture(page, f"{name}-2-answer")
    page.locator("#choices button[value^='/find_support']").first.click()
    settle(page)
    expect(page.locator("#choices button, #log .organisation").first).to_be_visible()
    picture(page, f"{name}-3-support")
    page.locator(".bar .danger").click()
    settle(page)
    expect(page.locator("#log a[href='tel:999'], #log :text('999')").last).to_be_visible()
    picture(page, f"{name}-4-danger")


@pytest.mark.parametrize("language", [OFFERED.get(code) for code in ("en", "ur")], ids=lambda language: language.code)
@pytest.mark.parametrize("name", ["data-sharing", "protocol", "routes", "support", "what-we-hold", "privacy", "danger"])
def test_each_plain_page_has_something_to_read(new_context, waymark, language: Language, name: str):
    page = new_context(java_script_enabled=False).new_page()
    response = page.goto(f"{waymark}/{language.code}/{name}")
    assert response.status == 200
    assert len(page.locator("main").inner_text()) > 80
    picture(page, f"{language.code}-page-{name}")


@few_with_and_some_without_scripts
def test_switching_the_language_shows_the_same_answer(new_context, waymark, language: Language, scripts: bool):
    page = new_context(java_script_enabled=scripts).new_page()
    page.goto(f"{waymark}/en")
    say(page, QUESTIONS["en"])
    sources = page.locator("#log .sources").last.locator("a").evaluate_all("links => links.map((a) => a.href)")
    assert sources
    if language.code != "en":
        page.locator(".switch summary").click()
        page.get_by_role("button", name=re.compile(language.name)).click()
        page.wait_for_url(f"{waymark}/{language.code}")
        settle(page)
    again = page.locator("#log .sources").last.locator("a").evaluate_all("links => links.map((a) => a.href)")
    assert again == sources
    assert page.locator("html").get_attribute("dir") == language.direction


@few_languages
def test_an_unknown_address_in_a_language_is_calm(new_context, waymark, language: Language):
    page = new_context().new_page()
    response = page.goto(f"{waymark}/{language.code}/nothing")
    assert response.status == 404
    picture(page, f"{language.code}-error")


def test_in_the_dark_and_on_a_wide_screen(new_context, waymark):
    for name, options in (
        ("dark", {"color_scheme": "dark"}),
        ("wide", {"viewport": {"width": 1200, "height": 800}}),
        ("narrow", {"viewport": {"width": 320, "height": 640}}),
        ("forced-colours", {"forced_colors": "active"}),
    ):
        page = new_context(**options).new_page()
        page.goto(f"{waymark}/en")
        say(page, QUESTIONS["en"])
        picture(page, f"en-{name}")
