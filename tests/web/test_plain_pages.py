"""Every answer as a page of its own: stable, printable, without scripts, alone or beside another language."""

from __future__ import annotations

from collections.abc import AsyncIterator

import pytest
from aiohttp.test_utils import TestClient, TestServer

from bot.conversation.blocks import Heading, Paragraph
from bot.conversation.service import ConversationService, InboundMessage, slug
from bot.resources import Resources
from bot.settings import Settings
from bot.web.app import create_app
from bot.web.plain import NAMES, paired
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
@pytest.mark.parametrize("page", [*NAMES, "topics/protocol", "topics/door-police", "cards/gp"])
async def test_english_beside_it_on_request(page: str, language: str, site: TestClient) -> None:
    text = await (await site.get(f"/{language}/{page}?beside=en")).text()
    html = read(text)
    assert html.one("html")["lang"] == language
    assert 'class="beside"' in text and '<div lang="en" dir="ltr">' in text
    plain = await (await site.get(f"/{language}/{page}")).text()
    assert f'href="/{language}/{page}?beside=en"' in plain


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
    text = await (await site.post("/en/what-we-hold", data={"state": state})).text()
    assert "Scotland" in text and 'value="/forget_me"' in text
    assert "Scotland" not in await (await site.post("/en/what-we-hold", data={"state": "forged"})).text()
    assert (await site.post("/en/what-we-hold", data=b"\xff", headers={"Content-Type": "application/x-www-form-urlencoded"})).status == 400


async def test_all_routes_are_on_their_page_each_after_its_dangers(site: TestClient, resources: Resources) -> None:
    text = await (await site.get("/en/routes")).text()
    for route in resources.routes.routes.values():
        if route.kind != "adviser":
            assert route.heading.replace("'", "&#39;") in text, route.id
