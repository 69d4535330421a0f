"""One visit in every language to `waymark serve`, on a small telephone: the first page, a typed question, danger,
leaving. At the end all languages are on one picture, build/screenshots/languages.png, to be looked at."""

from __future__ import annotations

import html
import re
import shutil
import subprocess
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field

import pytest
from babel.messages.pofile import read_po
from playwright.sync_api import Browser, Page, expect

from bot.nlg.catalog import Catalogs
from bot.nlg.languages import Language, Languages
from bot.paths import LOCALES
from bot.resources import Resources
from tests.conftest import LANGUAGES

from .look import Letters, Look, letters, look
from .pictures import PICTURES, picture
from .questions import QUESTIONS
from .servers import Neutral
from .steps import say, settle

PHONE = {"width": 320, "height": 640}
NARROWEST = {"width": 240, "height": 640}
OFFERED = Languages.load(LOCALES / "languages.json")
CATALOGS = Catalogs(LOCALES)
TRANSLATED = [code for code in LANGUAGES if code != "en"]
UNREVIEWED = "A machine translated this text. No person has checked it yet."
ANSWERS = ("door.police", "data_sharing")
"""Answers to the question; either is right."""
OTHER_LETTERS = ("ar", "fa", "ckb", "ps", "ur", "pa", "hi", "bn", "zh", "uk", "ru", "ti", "am")
"""In these, words in Latin letters are names, or were forgotten."""
MOST_LATIN_WORDS = 4
"""In a row: "Refugee and Migrant Centre" is a name."""
FONTS = {"zh": "zh", "ur": "ur", "pa": "pa", "hi": "hi", "bn": "bn", "ti": "ti", "am": "am"}
"""Languages whose letters need a font of their own, by the name fontconfig has for the language."""

every_language = pytest.mark.parametrize("code", LANGUAGES)
translated = pytest.mark.parametrize("code", TRANSLATED)


@dataclass
class Visit:
    """What was seen on the way; widths: of the pages on a still narrower screen."""

    language: Language
    looks: dict[str, Look] = field(default_factory=dict)
    widths: dict[str, int] = field(default_factory=dict)
    letters: Letters | None = None
    left: str = ""

    def look_at(self, page: Page, name: str) -> None:
        self.looks[name] = look(page)
        page.set_viewport_size(NARROWEST)
        self.widths[name] = page.evaluate("document.documentElement.scrollWidth")
        page.set_viewport_size(PHONE)


@pytest.fixture(scope="module")
def visits(chromium: Browser, waymark: str, neutral: Neutral) -> Iterator[Callable[[str], Visit]]:
    """The visit in a language; each is made once."""
    made: dict[str, Visit] = {}
    context = chromium.new_context(viewport=PHONE)
    context.set_default_timeout(10_000)

    def visit(code: str) -> Visit:
        if code not in made:
            page = context.new_page()
            made[code] = _visit(page, waymark, OFFERED.get(code))
            page.close()
        return made[code]

    yield visit
    context.close()


def _visit(page: Page, url: str, language: Language) -> Visit:
    visit, code = Visit(language), language.code
    page.on("pageerror", lambda error: pytest.fail(f"the page's script failed: {error}"))
    page.goto(f"{url}/{code}")
    picture(page, f"languages-{code}-opening")
    visit.look_at(page, "opening")
    say(page, QUESTIONS[code])
    expect(page.locator("#log .turn")).to_have_count(3)
    picture(page, f"languages-{code}-answer", "#log .answer")
    visit.look_at(page, "answer")
    visit.letters = letters(page)
    page.get_by_role("button", name=CATALOGS.translate(code, "Danger now"), exact=True).click()
    settle(page)
    expect(page.locator("#log .turn")).to_have_count(5)
    visit.look_at(page, "danger")
    page.get_by_role("link", name=CATALOGS.translate(code, "Leave this page"), exact=True).click()
    page.wait_for_url(lambda address: not address.startswith(url))
    visit.left = page.url
    return visit


@every_language
def test_pages_say_which_language_they_are_in_and_run_its_way(visits, code):
    visit = visits(code)
    direction = visit.language.direction
    for name, shown in visit.looks.items():
        assert (shown.lang, shown.dir, shown.direction) == (code, direction, direction), name


@every_language
def test_nothing_is_too_wide_with_all_that_is_folded_opened(visits, code):
    visit = visits(code)
    assert {name: shown.width for name, shown in visit.looks.items() if shown.width > PHONE["width"]} == {}
    assert {name: shown.burst for name, shown in visit.looks.items() if shown.burst} == {}
    assert {name: width for name, width in visit.widths.items() if width > NARROWEST["width"]} == {}


@translated
def test_no_text_is_left_in_english(visits, code):
    """Neither marked as English for want of a translation nor, unmarked, word for word what the catalog translates."""
    visit = visits(code)
    with (LOCALES / "messages.pot").open("rb") as file:
        texts = {form for text in read_po(file) for form in ([text.id] if isinstance(text.id, str) else text.id)}
    forgotten = {text for text in texts if CATALOGS.translate(code, text) != text}
    for name, shown in visit.looks.items():
        assert shown.english == [], name
        assert set(shown.texts) & forgotten == set(), name


@pytest.mark.parametrize("code", OTHER_LETTERS)
def test_no_sentence_is_in_latin_letters(visits, code):
    sentence = re.compile(rf"[A-Za-z']+(?:,? [A-Za-z']+){{{MOST_LATIN_WORDS},}}")
    texts = [text for shown in visits(code).looks.values() for text in shown.texts]
    assert [found.group() for text in texts if (found := sentence.search(text))] == []


@every_language
def test_the_question_is_answered(visits, resources: Resources, code):
    known = [CATALOGS.translate(code, resources.library.answers[name].heading) for name in ANSWERS]
    headings = visits(code).looks["answer"].headings
    assert headings and headings[0] in known


@every_language
def test_the_danger_button_shows_the_number_to_call(visits, resources: Resources, code):
    shown = visits(code).looks["danger"]
    assert shown.headings[0] == CATALOGS.translate(code, resources.library.answers["emergency"].heading)
    assert shown.calls > 0


@every_language
def test_leaving_shows_the_neutral_site(visits, neutral: Neutral, code):
    assert visits(code).left == f"{neutral.url}/"


@every_language
def test_it_is_said_that_no_person_has_checked_the_translation(visits, code):
    visit = visits(code)
    expected = [] if code == "en" or visit.language.reviewed else [CATALOGS.translate(code, UNREVIEWED)]
    for name, shown in visit.looks.items():
        assert shown.strips == expected, name


@pytest.mark.parametrize("scripts", [True, False], ids=["with scripts", "without scripts"])
@pytest.mark.parametrize("code", ["ar", "zh"])
def test_the_english_is_one_tap_away(new_context, waymark, resources: Resources, code, scripts):
    page = new_context(java_script_enabled=scripts, viewport=PHONE).new_page()
    page.goto(f"{waymark}/{code}")
    say(page, QUESTIONS[code])
    page.get_by_role("button", name=CATALOGS.translate(code, "Read it in English"), exact=True).click()
    page.wait_for_url(f"{waymark}/en")
    settle(page)
    expect(page.locator("html")).to_have_attribute("lang", "en")
    headings = [resources.library.answers[name].heading for name in ANSWERS]
    assert page.locator("#log h3").first.inner_text() in headings


@every_language
def test_letters_are_drawn_and_not_boxes(visits, code):
    """With the fonts that scripts/install-system-packages.sh installs, as a telephone has its own."""
    if code in FONTS and not _has_font(FONTS[code]):
        pytest.skip(f"there is no font for {code} here (scripts/install-system-packages.sh)")
    found = visits(code).letters
    assert found.known and found.letters > 10
    assert found.boxes == []


def _has_font(language: str) -> bool:
    if shutil.which("fc-list") is None:
        return True
    listed = subprocess.run(["fc-list", f":lang={language}", "family"], capture_output=True, text=True, check=True)
    return bool(listed.stdout.strip())


SHEET = """<!doctype html><meta charset="utf-8"><title>Every language</title>
<style>
body { margin: 12px; font: 14px "Noto Sans", sans-serif; background: #ddd; color: #111; }
main { display: grid; grid-template-columns: repeat(6, 1fr); gap: 12px; }
figure { margin: 0; padding: 6px; background: #fff; }
figcaption { padding-block-end: 4px; }
div { display: flex; gap: 4px; align-items: start; block-size: 360px; overflow: hidden; }
img { inline-size: 156px; border: 1px solid #999; }
</style>
<main>
"""


def test_all_languages_are_on_one_picture(visits, chromium: Browser):
    figures = []
    for code in LANGUAGES:
        language = visits(code).language
        pictures = [f"languages-{code}-{name}.png" for name in ("opening", "answer")]
        images = "".join(f'<img src="{name}" alt="">' for name in pictures)
        label = f"<b>{code}</b> <bdi>{html.escape(language.name)}</bdi> {html.escape(language.english)}"
        figures.append(f'<figure id="{code}"><figcaption>{label}</figcaption><div>{images}</div></figure>\n')
    sheet = PICTURES / "languages.html"
    sheet.write_text(SHEET + "".join(figures) + "</main>\n", "utf-8")
    page = chromium.new_page(viewport={"width": 2040, "height": 1200})
    page.goto(sheet.as_uri())
    shown = page.evaluate(
        """() => [...document.querySelectorAll('figure')]
          .filter((figure) => [...figure.querySelectorAll('img')].every((image) => image.complete && image.naturalWidth))
          .map((figure) => figure.id)"""
    )
    page.screenshot(path=PICTURES / "languages.png", full_page=True)
    page.close()
    assert shown == list(LANGUAGES)
    assert (PICTURES / "languages.png").stat().st_size > 100_000
