"""Every answer as a page of its own: stable, printable, without scripts, alone or beside another language."""

from __future__ import annotations

import re
from collections.abc import AsyncIterator

import pytest
from aiohttp.test_utils import TestClient, TestServer

from bot.conversation.blocks import Heading, Paragraph
from bot.conversation.service import ConversationService, InboundMessage, slug
from bot.resources import Resources
from bot.settings import Settings
from bot.web.app import create_app
from bot.web.beside import paired
from bot.web.lists import OTHERS, grouped
from bot.web.plain import NAMES
from tests.conftest import LANGUAGES

from .markup import read


@pytest.fixture
async def site(service: ConversationService, resources: Resources) -> AsyncIterator[TestClient]:
    client = TestClient(TestServer(create_app(Settings(), service, resources.languages, resources.catalogs)))
    await client.start_server()
    yield client
    await client.close()


def test_every_answer_has_an_address_of_its_own(resources: Resources) -> None:
    slugs = [slug(name) for name in resources.library.answers]
    assert len(set(slugs)) == len(slugs)
    assert slug("door.home_office") == "door-home-office"


def test_no_address_belongs_to_two_pages(service: ConversationService, resources: Resources) -> None:
    topics = service.topics()
    assert len(topics) == len(resources.library.answers) + len(resources.routes.routes)
    assert all(re.fullmatch("[a-z0-9-]+", address) for address in topics)


@pytest.mark.parametrize("language", LANGUAGES)
async def test_every_topic_is_listed_and_shown(language: str, site: TestClient, service: ConversationService, resources: Resources) -> None:
    listed = await (await site.get(f"/{language}/topics")).text()
    for part, name in service.topics().items():
        assert f'href="/{language}/topics/{part}"' in listed
        response = await site.get(f"/{language}/topics/{part}")
        assert response.status == 200, name
        text = await response.text()
        assert "{" not in read(text).one("main").text, name
        assert response.headers["Cache-Control"] == "no-store"


@pytest.mark.parametrize("language", [code for code in LANGUAGES if code != "en"])
@pytest.mark.parametrize("page", [*NAMES, "topics/protocol", "topics/door-police", "topics/staying-concession"])
async def test_english_beside_it_on_request(page: str, language: str, site: TestClient) -> None:
    text = await (await site.get(f"/{language}/{page}?beside=en")).text()
    html = read(text)
    assert html.one("html")["lang"] == language
    pairs = [pair for pair in html.one("div", class_="beside answer").all("div", class_="pair") if pair.inside]
    assert pairs and all((pair.inside[1]["lang"], pair.inside[1]["dir"]) == ("en", "ltr") for pair in pairs)
    plain = await (await site.get(f"/{language}/{page}")).text()
    assert f'href="/{language}/{page}?beside=en"' in plain


@pytest.mark.parametrize("language", [code for code in LANGUAGES if code != "en"])
async def test_no_sentence_stands_beside_the_translation_of_another(language: str, service: ConversationService, resources: Resources) -> None:
    speaker = service._engine.nlg.speaker(language)
    reviewed = {statement.text for statement in resources.library.statements.values()}
    seen = set()
    for name in resources.library.answers:
        pairs = paired(service.topic(name, "en", apart=True), service.topic(name, language, apart=True))
        for ours, theirs in pairs:
            assert len(ours) == len(theirs) == 1, name
            if isinstance(ours[0], Paragraph) and ours[0].text in reviewed:
                assert theirs[0].text == speaker.say(ours[0].text), name
                seen.add(ours[0].text)
    assert len(seen) > 100


@pytest.mark.parametrize("language", [code for code in LANGUAGES if code != "en"])
def test_each_organisation_stands_beside_itself(language: str, service: ConversationService) -> None:
    pairs = paired(service.page("support", "en", apart=True), service.page("support", language, apart=True))
    cards = [(ours[0].id, theirs[0].id) for ours, theirs in pairs if ours[0].type == "organisation"]
    assert len(cards) > 20 and all(ours == theirs for ours, theirs in cards)


async def test_english_for_want_of_a_translation_is_marked_on_either_side(make_client, stand_in) -> None:
    stand_in.page = lambda name, language, apart: (Paragraph("Only in English.", lang=None if language == "en" else "en"),)
    client = await make_client()
    page = read(await (await client.get("/en/privacy?beside=ur")).text())
    ours, theirs = (side.one("p") for side in page.one("div", class_="pair").inside)
    assert ours["lang"] is None
    assert (theirs["lang"], theirs["dir"]) == ("en", "ltr"), "inside what is otherwise Urdu"


async def test_an_english_page_offers_every_other_language_beside_it(site: TestClient) -> None:
    page = read(await (await site.get("/en/protocol")).text())
    links = [link["href"] for link in page.one("details", class_="switch second").all("a")]
    assert links == [f"/en/protocol?beside={code}" for code in LANGUAGES if code != "en"]
    for link in links:
        assert (await site.get(link)).status == 200


def test_every_answer_is_under_one_heading_and_the_unnamed_come_last(service: ConversationService) -> None:
    names = service.topics()
    groups = grouped({**names, "zzz-new": "zzz.new"})
    listed = [name for _, items in groups for _, name in items]
    assert sorted(listed) == sorted([*names.values(), "zzz.new"])
    assert groups[0][1][0] == ("emergency", "emergency"), "danger first"
    assert groups[-1][0] == OTHERS and ("zzz-new", "zzz.new") in groups[-1][1]


async def test_a_second_language_nobody_offers_is_not_found(site: TestClient) -> None:
    for wrong in ("xx", "", "en"):
        assert (await site.get(f"/en/protocol?beside={wrong}")).status == 404
    assert (await site.get("/ar/protocol?beside=ur")).status == 200


def test_pairs_stay_together_where_the_languages_differ_in_length() -> None:
    first = [Heading("A"), Paragraph("one"), Paragraph("two"), Heading("B"), Paragraph("three")]
    second = [Heading("A'"), Paragraph("one two"), Heading("B'"), Paragraph("three")]
    pairs = paired(first, second)
    assert [len(ours) for ours, _ in pairs] == [3, 2]
    assert [block.text for block in pairs[1][1]] == ["B'", "three"]


@pytest.mark.parametrize("language", LANGUAGES)
async def test_cards_are_listed_and_large(language: str, site: TestClient, resources: Resources) -> None:
    listed = await (await site.get(f"/{language}/cards")).text()
    for name in resources.cards.by_id:
        assert f'href="/{language}/cards/{name}"' in listed
        text = await (await site.get(f"/{language}/cards/{name}")).text()
        assert 'class="card"' in text and "script src" not in text.split("</head>")[1]


@pytest.mark.parametrize("path", ["/en/topics/nothing", "/en/cards/nothing", "/xx/topics", "/xx/cards/gp", "/en/topics/door.police"])
async def test_what_does_not_exist_is_a_calm_page(path: str, site: TestClient) -> None:
    response = await site.get(path)
    assert response.status == 404 and "999" in await response.text()


async def test_what_is_held_is_told_to_somebody_without_scripts(site: TestClient, service: ConversationService) -> None:
    state = (await service.answer(InboundMessage("en", choice='/find_support{"nation": "scotland"}'))).state
    text = await (await site.post("/en/what-we-hold", data={"state": state, "choice": "/what_is_held"})).text()
    assert "Scotland" in text and 'value="/forget_me"' in text
    page = read(text)
    assert page.one("form", id="choose").one("input", name="state")["value"] == state, "the conversation can go on"
    switch = page.one("details", class_="switch").all("button")
    assert [button["formaction"] for button in switch] == [f"/{code}/what-we-hold" for code in LANGUAGES if code != "en"]
    again = await (await site.post("/en", data={"state": state, "choice": "/show"})).text()
    assert read(again).one("html")["lang"] == "en"
    assert "Scotland" not in await (await site.post("/en/what-we-hold", data={"state": "forged"})).text()
    assert (await site.post("/en/what-we-hold", data=b"\xff", headers={"Content-Type": "application/x-www-form-urlencoded"})).status == 400


async def test_all_routes_are_on_their_page_each_after_its_dangers(site: TestClient, resources: Resources) -> None:
    text = await (await site.get("/en/routes")).text()
    for route in resources.routes.routes.values():
        if route.kind != "adviser":
            assert route.heading.replace("'", "&#39;") in text, route.id
