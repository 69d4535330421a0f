"""What the pages hold, for people, screen readers and browsers without scripts."""

from __future__ import annotations

import re

import pytest
from babel.messages.catalog import Catalog
from babel.messages.pofile import write_po

from bot.conversation.blocks import Heading
from bot.nlg.languages import Languages
from bot.paths import LOCALES
from bot.web.plain import NAMES

from .markup import read
from .stand_in import EVERY_BLOCK

OFFERED = Languages.load(LOCALES / "languages.json").offered
CODES = [language.code for language in OFFERED]
PAGES = ["/", "/en", "/ar", "/es/danger", "/ur/what-we-hold", "/nowhere"]


async def page_of(client, path):
    response = await client.get(path)
    return read(await response.text())


async def test_the_first_page_lists_every_language_in_its_own_script(client):
    page = await page_of(client, "/")
    links = page.one("nav").all("a")
    assert [link["href"] for link in links] == [f"/{code}" for code in CODES]
    for link, language in zip(links, OFFERED, strict=True):
        assert language.name in link.text and language.english in link.text
        assert (link["lang"], link["dir"], link["hreflang"]) == (language.code, language.direction, language.code)


@pytest.mark.parametrize("language", OFFERED, ids=CODES)
async def test_a_chat_page_is_in_its_language_and_direction(client, language):
    page = await page_of(client, f"/{language.code}")
    html = page.one("html")
    assert (html["lang"], html["dir"]) == (language.code, language.direction)


@pytest.mark.parametrize("path", PAGES)
async def test_every_page_has_the_same_title_and_asks_for_no_icon(client, path):
    page = await page_of(client, path)
    assert page.one("title").text == "Information"
    assert page.one("link", rel="icon")["href"] == "data:,"


@pytest.mark.parametrize("path", PAGES)
async def test_leaving_is_the_first_thing_that_can_be_focused(client, path):
    html = await (await client.get(path)).text()
    body = html.split("<body", 1)[1]
    first = re.search(r"<(a|button|input|textarea|summary)\b[^>]*", body)
    assert 'href="/leave"' in first[0]


@pytest.mark.parametrize("path", PAGES)
async def test_danger_and_clear_are_on_every_page_and_work_as_plain_forms(client, path):
    page = await page_of(client, path)
    form = page.one("form", id="choose")
    assert form["method"] == "post" and re.fullmatch(r"/(en|ar|es|ur)", form["action"])
    values = {button["value"] for button in page.all("button", form="choose", name="choice")}
    assert {"/emergency", "/forget_me"} <= values


@pytest.mark.parametrize("path", PAGES)
async def test_nothing_is_inline_and_nothing_comes_from_elsewhere(client, path):
    html = await (await client.get(path)).text()
    assert not re.search(r"\sstyle=|\son\w+=|<style|<script(?![^>]*\ssrc=)", html)
    loaded = re.findall(r"<(?:script|link|img)\b[^>]*(?:src|href)=\"([^\"]*)\"", html)
    assert loaded and all(url.startswith("/") or url == "data:," for url in loaded)


async def test_the_language_switch_keeps_the_conversation(client):
    response = await client.post("/en", data={"message": "hello", "state": "sealed-0"})
    page = read(await response.text())
    buttons = page.one("details", class_="switch").all("button")
    assert [button["formaction"] for button in buttons] == [f"/{code}" for code in CODES if code != "en"]
    assert {(button["form"], button["name"], button["value"]) for button in buttons} == {("choose", "choice", "/show")}
    assert page.one("form", id="choose").one("input", name="state")["value"] == "sealed-1"


async def test_switching_before_anything_is_said_opens_the_other_language(client, stand_in):
    response = await client.post("/ar", data={"choice": "/show", "state": ""})
    page = read(await response.text())
    assert page.one("html")["lang"] == "ar" and "What would you like to know?" in page.text
    assert stand_in.messages == []


async def test_an_unreviewed_translation_says_so_and_offers_english(client):
    for code in CODES:
        page = await page_of(client, f"/{code}")
        offers = [button for button in page.all("button", class_="link") if button["formaction"] == "/en"]
        assert len(offers) == (0 if code == "en" else 1)


async def test_english_fragments_of_an_untranslated_page_are_marked(make_client, tmp_path):
    for code in ("es", "ar", "ur"):
        folder = tmp_path / code / "LC_MESSAGES"
        folder.mkdir(parents=True)
        catalog = Catalog(locale=code)
        catalog.add("Send", "Enviar")
        with (folder / "messages.po").open("wb") as file:
            write_po(file, catalog)
    client = await make_client(folder=tmp_path)
    page = await page_of(client, "/ar")
    heading = page.one("h1").one("span")
    assert (heading.text, heading["lang"], heading["dir"]) == ("Information", "en", "ltr")
    assert page.one("div", class_="row").one("button").inside == []


async def test_a_demonstration_says_so_on_every_page(make_client):
    client = await make_client(demo=True)
    for path in PAGES:
        assert "demonstration" in (await page_of(client, path)).text or path[1:3] in ("ar", "es", "ur")


@pytest.mark.parametrize("name", NAMES)
async def test_each_plain_page_can_be_read_without_a_conversation(client, name):
    response = await client.get(f"/en/{name}")
    page = read(await response.text())
    assert response.status == 200 and f"Page {name}" in page.text
    links = page.one("details", class_="switch").all("a")
    assert [link["href"] for link in links] == [f"/{code}/{name}" for code in CODES]


async def test_a_long_plain_page_is_folded_to_its_headings(client, stand_in):
    stand_in.page = lambda name, language, apart: (*EVERY_BLOCK, *(Heading("Door") for _ in range(4)), *EVERY_BLOCK)
    page = await page_of(client, "/en/data-sharing")
    folded = page.all("details", class_="section")
    assert [section.one("summary").one("h2").text for section in folded[1:5]] == ["Door"] * 4
    assert folded[-1].all("summary")[0].text == "The police"


async def test_her_own_words_are_not_repeated_on_the_page(client):
    response = await client.post("/en", data={"message": "zebra zebra", "state": ""})
    assert "zebra" not in await response.text()


async def test_an_empty_message_gets_the_first_questions_and_keeps_the_conversation(client, stand_in):
    response = await client.post("/en", data={"message": " \r\n\t ", "state": "sealed-0"})
    page = read(await response.text())
    assert response.status == 200 and stand_in.messages == []
    assert page.one("div", id="choices").all("button")
    assert page.one("form", id="talk").one("input", name="state")["value"] == "sealed-0"


async def test_a_conversation_that_could_not_be_continued_is_explained(client):
    response = await client.post("/en", data={"message": "hello", "state": "forged"})
    assert "We start again from here." in await response.text()


async def test_an_answer_in_another_language_comes_on_a_page_of_that_language(client):
    response = await client.post("/en", data={"message": "español", "state": ""})
    page = read(await response.text())
    assert page.one("html")["lang"] == "es"
    assert page.one("form", id="talk")["action"] == "/es"


async def test_leaving_without_scripts(client):
    response = await client.get("/leave")
    page = read(await response.text())
    assert response.status == 200
    assert page.one("meta", http_equiv="refresh")["content"] == "0;url=https://weather.example/"
    assert page.one("a")["href"] == "https://weather.example/"
    assert response.headers["Set-Cookie"] == "gone=1; HttpOnly; Max-Age=1; Path=/; SameSite=Strict"
    assert response.headers["Cache-Control"] == "no-store"


async def test_the_picture_of_doors(client):
    response = await client.get("/ar/doors.svg")
    assert response.content_type == "image/svg+xml" and (await response.read()).startswith(b"<svg")


async def test_health_says_nothing_but_that_it_is_well(client):
    response = await client.get("/healthz")
    assert await response.json() == {"status": "ok"}
