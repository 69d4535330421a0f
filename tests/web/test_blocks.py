"""How each block is written as HTML."""

from __future__ import annotations

import pytest

from bot.conversation.blocks import BLOCKS
from bot.web.links import with_calls

from .markup import read
from .stand_in import EVERY_BLOCK


async def answer(client, language="en"):
    response = await client.post(f"/{language}", data={"message": "every"})
    return read(await response.text())


def test_the_stand_in_knows_every_block():
    assert {block.type for block in EVERY_BLOCK} == set(BLOCKS)


async def test_buttons_follow_the_answer_as_one_group(client):
    page = await answer(client)
    group = page.one("form", id="choose").one("div", role="group")
    assert [button["value"] for button in group.all("button")] == [
        "/ask_data_sharing",
        "/ask_protocol",
        "/find_support",
    ]
    assert not page.one("div", id="log").all("button")


async def test_what_is_said_is_never_markup(client):
    page = await answer(client)
    assert "Example Helpline <b>" in page.one("div", class_="organisation").one("h3").text
    assert not page.one("div", class_="organisation").all("b")


async def test_only_web_pages_and_telephone_numbers_are_links(client):
    page = await answer(client)
    links = [link["href"] for link in page.one("div", id="log").all("a")]
    assert links == [
        "tel:999",
        "tel:08088000000",
        "https://www.example.org/help/",
        "https://www.legislation.gov.uk/ukpga/2018/12",
    ]


@pytest.mark.parametrize(
    ("text", "html"),
    [
        ("Call 999; 999 is free.", 'Call <a class="call" href="tel:999" dir="ltr">999</a>; 999 is free.'),
        ("اتصل بـ999.", 'اتصل بـ<a class="call" href="tel:999" dir="ltr">999</a>.'),
        ("On \u2066116 123\u2069", 'On \u2066<a class="call" href="tel:116123" dir="ltr">116 123</a>\u2069'),
        ("<b> 0999 9990", "&lt;b&gt; 0999 9990"),
    ],
)
def test_the_emergency_number_can_be_tapped(text, html):
    assert with_calls(text) == html


async def test_links_to_others_open_apart_and_tell_them_nothing(client):
    page = await answer(client)
    for link in page.one("div", id="log").all("a"):
        if link["href"].startswith("http"):
            assert link["target"] == "_blank" and link["rel"] == "noopener noreferrer nofollow"


async def test_fragments_in_another_language_say_which(client):
    page = await answer(client, "ar")
    spanish = next(paragraph for paragraph in page.all("p") if "traducido" in paragraph.text)
    assert (spanish["lang"], spanish["dir"]) == ("es", "ltr")
    name = page.one("div", class_="organisation").one("h3").one("bdi")
    assert (name["lang"], name["dir"]) == ("en", "ltr")
    assert page.one("a", class_="phone").one("bdi")["dir"] == "ltr"
    source = page.one("div", class_="sources").all("bdi")[0]
    assert (source["lang"], source["dir"]) == ("en", "ltr")


async def test_right_to_left_fragments_say_so_on_a_left_to_right_page(client):
    page = await answer(client, "en")
    arabic = next(paragraph for paragraph in page.all("p") if paragraph.text == "هذا نص")
    assert (arabic["lang"], arabic["dir"]) == ("ar", "rtl")
