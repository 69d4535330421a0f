"""Danger answers still come when something is broken: the engine, Rasa's texts, the content, the templates. Each is
broken on purpose, one more each time."""

from __future__ import annotations

import asyncio
import json
import subprocess
import sys
from collections.abc import AsyncIterator

import pytest
from aiohttp.test_utils import TestClient, TestServer

from bot.conversation import service as service_module
from bot.conversation.service import ConversationService, InboundMessage
from bot.engine.engine import Engine
from bot.errors import EngineBusy
from bot.nlg.danger import DANGERS, danger_blocks
from bot.nlg.gettext_nlg import GettextNLG
from bot.nlg.speaker import Speaker
from bot.paths import ROOT
from bot.resources import Resources
from bot.settings import Settings
from bot.web.app import create_app
from bot.web.fallback import BACK, LEAVE, TEXTS, Fallback
from bot.web.pages import Pages
from bot.whatsapp.dialogue import Dialogue
from bot.whatsapp.payloads import Kind, Person, Received
from bot.whatsapp.words import Words

LANGUAGES = ("en", "es", "ar", "ur")
CALL = 'href="tel:999"'


class Broken(Exception):
    pass


def broken(*args, **kwargs):
    raise Broken("zebra")


@pytest.fixture
async def client(engine: Engine, resources: Resources) -> AsyncIterator[TestClient]:
    service = ConversationService(engine, Settings())
    app = create_app(Settings(), service, resources.languages, resources.catalogs)
    async with TestClient(TestServer(app)) as found:
        yield found


def break_the_engine(monkeypatch: pytest.MonkeyPatch, engine: Engine) -> None:
    monkeypatch.setattr(engine._agent, "parse_message", broken)
    monkeypatch.setattr(engine._agent, "handle_message", broken)
    monkeypatch.setattr(GettextNLG, "blocks", broken)


def break_the_content(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(Speaker, "answer", broken)
    monkeypatch.setattr(Speaker, "page", broken)


def break_the_templates(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(Pages, "render", broken)


async def press(client: TestClient, language: str, danger: str) -> tuple[int, str]:
    answer = await client.post(f"/{language}", data={"choice": f"/{danger}", "state": "sealed"})
    return answer.status, await answer.text()


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("how_far", ["engine", "content", "templates"])
async def test_danger_buttons_and_the_danger_page_answer(how_far: str, language: str, client, engine, monkeypatch, capfd) -> None:
    break_the_engine(monkeypatch, engine)
    if how_far != "engine":
        break_the_content(monkeypatch)
    if how_far == "templates":
        break_the_templates(monkeypatch)
    for danger in DANGERS:
        status, page = await press(client, language, danger)
        assert status == 200 and f'<html lang="{language}"' in page
        wanted = 'href="tel:116123"' if danger == "self_harm" else 'href="/leave"' if danger == "device_unsafe" else CALL
        assert wanted in page
        scripted = await client.post("/api/messages", json={"language": language, "choice": f"/{danger}", "state": "s"})
        value = await scripted.json()
        assert scripted.status == 200 and value["language"] == language and value["replies"]
        assert how_far == "engine" or "999" in json.dumps(value["replies"])
    shown = await client.get(f"/{language}/danger")
    assert shown.status == 200 and CALL in await shown.text()
    logged = capfd.readouterr().out
    assert "waymark." in logged and "zebra" not in logged, "the operator sees it, without a word of anybody's"


async def test_a_typed_message_gets_a_calm_page_with_the_number(client, engine, monkeypatch) -> None:
    break_the_engine(monkeypatch, engine)
    answer = await client.post("/es", data={"message": "giraffe"})
    text = await answer.text()
    assert answer.status == 500 and CALL in text and "giraffe" not in text
    break_the_templates(monkeypatch)
    for path, data in (("/es", {"message": "giraffe"}), ("/xx", {}), ("/es", {"choice": "/forged"})):
        answer = await client.post(path, data=data)
        text = await answer.text()
        assert answer.status in (400, 404, 500) and CALL in text and "giraffe" not in text
    assert "Content-Security-Policy" in answer.headers and answer.headers["Cache-Control"] == "no-store"


async def test_the_last_resort_carries_the_conversation_on(client, engine, monkeypatch) -> None:
    break_the_engine(monkeypatch, engine)
    break_the_content(monkeypatch)
    state = '"><script>x</script>'
    answer = await client.post("/ar", data={"choice": "/emergency", "state": state})
    text = await answer.text()
    assert "<script>" not in text and "&lt;script&gt;" in text and 'value="/show"' in text


async def test_an_engine_that_never_answers_is_given_up(client, engine, monkeypatch) -> None:
    async def for_ever(*args):
        await asyncio.sleep(60)

    monkeypatch.setattr(engine._agent, "parse_message", for_ever)
    monkeypatch.setattr(service_module, "ANSWER_SECONDS", 0.3)
    answers = await asyncio.gather(*(client.post("/es", data={"message": "hola"}) for _ in range(3)), press(client, "es", "emergency"))
    assert [answer.status for answer in answers[:3]] == [503] * 3 and answers[0].headers["Retry-After"] == "5"
    assert answers[3][0] == 200, "danger did not wait for it"
    monkeypatch.undo()
    assert (await client.post("/es", data={"message": "hola"})).status == 200, "nothing is stuck afterwards"


async def test_whatsapp_answers_too(engine: Engine, resources: Resources, monkeypatch) -> None:
    fallback = Fallback.prepare(resources.languages, resources.catalogs)
    words = Words({"peligro": "danger"}, {})
    dialogue = Dialogue(ConversationService(engine, Settings()), engine.nlg, words, None, fallback)
    break_the_engine(monkeypatch, engine)
    break_the_content(monkeypatch)
    person = Person("GB.9000000000000000001")
    for said, wanted in (
        ({"kind": Kind.TEXT, "text": "peligro"}, "press 55"),
        ({"kind": Kind.CHOICE, "choice": "/self_harm"}, "116 123"),
        ({"kind": Kind.TEXT, "text": "giraffe"}, "999"),
    ):
        turn = await dialogue.turn(Received("wamid.1", person, 0, **said), None)
        body = turn.messages[0]["text"]["body"]
        assert wanted in body and "giraffe" not in body


def test_every_prepared_sentence_is_one_the_translators_have(resources: Resources) -> None:
    wanted = {LEAVE, BACK, *(text for group in TEXTS.values() for text in group)}
    for language in resources.languages:
        if language.code != "en":
            missing = [text for text in wanted if resources.catalogs.lang_of(language.code, text) == "en"]
            assert not missing, f"{language.code}: {missing}"


def test_statements_switched_off_stay_off_without_the_engine(resources: Resources, tmp_path) -> None:
    import dataclasses
    from datetime import date

    from bot.content.switches import SwitchedOff

    path = tmp_path / "off.jsonl"
    path.write_text('{"id": "emergency.text", "off": true, "reason": "x", "by": "y", "on": "2026-11-24"}\n')
    changed = dataclasses.replace(resources, switched_off=SwitchedOff(path))
    text = resources.library.statements["emergency.text"].text
    day = date(2026, 11, 24)
    assert text in str(danger_blocks(resources, "emergency", "en", day))
    assert text not in str(danger_blocks(changed, "emergency", "en", day))


async def test_a_full_queue_does_not_hold_up_danger(client, engine, monkeypatch) -> None:
    monkeypatch.setattr(engine, "_waiting", engine._queue)
    with pytest.raises(EngineBusy):
        await ConversationService(engine, Settings()).answer(InboundMessage("en", text="hello"))
    assert (await press(client, "en", "emergency"))[0] == 200
    busy = await client.post("/en", data={"message": "hello"})
    assert busy.status == 503 and CALL in await busy.text()


def test_nobody_is_lost_where_one_server_takes_over_from_the_other() -> None:
    command = [sys.executable, "-m", "tests.faults.takeover"]
    result = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, timeout=60, check=True)
    answered, failed = map(int, result.stdout.split())
    assert failed == 0 and answered > 200
