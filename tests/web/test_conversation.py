"""The real conversation behind the real pages: what people ask, and what nobody should."""

from __future__ import annotations

import json
import logging

import pytest
from hypothesis import HealthCheck, given
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st

from bot.nlg.catalog import Catalogs
from bot.nlg.languages import Languages
from bot.paths import LOCALES
from bot.settings import Settings
from bot.web.app import create_app
from bot.web.tidy import tidy

from .markup import read
from .test_bad_input import STRANGE_TEXTS

CODES = [language.code for language in Languages.load(LOCALES / "languages.json").offered]
SENTINEL = "Zebrafink-4711"


@pytest.fixture
async def real(aiohttp_client, service):
    languages = Languages.load(LOCALES / "languages.json")
    return await aiohttp_client(create_app(Settings(rest_channel=True), service, languages, Catalogs(LOCALES)))


async def ask(client, **fields):
    body = json.dumps({"language": "en", **fields}, ensure_ascii=False)  # as browsers write it
    response = await client.post("/api/messages", data=body.encode())
    return response, await response.json()


@pytest.mark.parametrize("code", CODES)
@pytest.mark.parametrize("text", STRANGE_TEXTS.values(), ids=STRANGE_TEXTS)
async def test_any_text_gets_an_answer_in_every_language(real, code, text):
    response, value = await ask(real, language=code, message=text)
    if tidy(text):
        assert response.status == 200 and value["replies"] and value["language"] in CODES
    else:
        assert response.status == 400


@pytest.mark.parametrize("code", CODES)
async def test_danger_is_answered_with_nothing_but_the_button(real, code):
    response = await real.post(f"/{code}", data={"choice": "/emergency"})
    page = read(await response.text())
    assert response.status == 200 and page.one("html")["lang"] == code
    assert page.one("p", class_="safety").one("a")["href"] == "tel:999"


async def test_a_conversation_goes_on_with_its_state(real):
    _, first = await ask(real, message="if I go to the police will they tell immigration about me?")
    _, again = await ask(real, choice="/show", state=first["state"], language="es")
    assert again["language"] == "es"
    sources = [[block for block in value["replies"] if block["type"] == "sources"] for value in (first, again)]
    urls = [[item.get("url") for block in found for item in block["items"]] for found in sources]
    assert urls[0] and urls[0] == urls[1]


def bad_states(state: str) -> dict[str, str]:
    return {
        "forged": state[:40] + ("A" if state[40] != "A" else "B") + state[41:],
        "truncated": state[: len(state) // 2],
        "longer": state + "AAAA",
        "not base64": "!!!",
        "not ASCII": "کلید",
        "an object": '{"slots": {}}',
        "a path": "../../etc/passwd",
        "very long": "A" * 12_000,
    }


@pytest.mark.parametrize("kind", bad_states("A" * 80))
async def test_a_state_that_is_not_ours_starts_anew_and_says_so(real, kind):
    _, first = await ask(real, message="hello")
    bad = bad_states(first["state"])[kind]
    response, value = await ask(real, message="hello", state=bad)
    assert response.status == 200
    assert value["replies"][0]["tone"] == "caution" and value["state"] != bad
    page = await real.post("/en", data={"message": "hello", "state": bad})
    assert page.status == 200 and "We start again from here." in await page.text()


@pytest.mark.parametrize(
    "choice",
    [
        "/nothing",
        "emergency",
        "/",
        "/emergency; rm -rf",
        '/find_support{"need": {"a": 1}}',
        "/restart" * 200,
        "/session_start",
        "/../../x",
        "\u202e/emergency",
    ],
)
async def test_a_made_up_choice_is_refused_calmly(real, choice):
    response, value = await ask(real, choice=choice)
    assert (response.status, value["error"]) == (400, "bad_request")
    page = await real.post("/ur", data={"choice": choice})
    assert page.status == 400
    assert read(await page.text()).one("html")["lang"] == "ur"


@given(st.text(min_size=1, max_size=300).filter(tidy), st.sampled_from(CODES))
@hypothesis_settings(
    max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow]
)
async def test_any_text_in_any_script_gets_an_answer(real, text, code):
    body = json.dumps({"language": code, "message": text})
    response = await real.post("/api/messages", data=body)
    assert response.status == 200 and (await response.json())["replies"]


async def test_nothing_a_person_says_is_written_anywhere_by_the_engine(real, caplog, capfd):
    caplog.set_level(logging.DEBUG)
    for text in (SENTINEL, f"my name is {SENTINEL} and he hits me", f"{SENTINEL} police"):
        _, value = await ask(real, message=text)
        await ask(real, message=text, state=value["state"])
        await real.post("/ar", data={"message": text, "state": value["state"]})
        await real.post("/webhooks/rest/webhook", json={"sender": SENTINEL, "message": text})
    await ask(real, choice=f"/{SENTINEL}")
    out = capfd.readouterr()
    assert SENTINEL not in caplog.text + out.out + out.err


async def test_the_rest_channel_holds_a_conversation(real):
    first = await real.post("/webhooks/rest/webhook", json={"sender": "k3v9", "message": "is my data shared?"})
    parts = await first.json()
    assert all(part["recipient_id"] == "k3v9" for part in parts)
    buttons = [button for part in parts for button in part.get("buttons", ())]
    again = await real.post("/webhooks/rest/webhook", json={"sender": "k3v9", "message": buttons[0]["payload"]})
    assert again.status == 200 and await again.json()
