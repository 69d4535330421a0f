"""A language whose words are not understood well enough: buttons, helplines that speak it, and danger as ever."""

from __future__ import annotations

import dataclasses
import html
import json
import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from bot.conversation.blocks import Block, Choices, OrganisationCard, Paragraph, Tone, plain_text
from bot.conversation.choice import ParsedChoice
from bot.conversation.service import ConversationService, InboundMessage
from bot.conversation.state import REQUESTED_SLOT
from bot.directory import find_support
from bot.directory.search import LanguageFit
from bot.engine.engine import Engine, EngineReply
from bot.nlg.composers import SPEAKING
from bot.nlg.gettext_nlg import london_now
from bot.nlg.languages import Languages, read_entries
from bot.nlu.data import read_tsv
from bot.paths import LOCALES, ROOT
from bot.resources import Resources
from bot.settings import Settings
from bot.web.app import create_app
from tests.conftest import LANGUAGES
from tests.engine.test_answers import choices
from tests.whatsapp.conftest import connected

CLOSED = "ti"
NAME = "Tigrinya"
IN_ENGLISH = "will the police tell the home office about me"
IN_HINDI_OR_URDU = "mera shohar mujhe marta hai aur passport cheen liya"


def without_passing(folder: Path, *codes: str) -> Path:
    """A list of languages in which some have not passed."""
    entries = read_entries(LOCALES / "languages.json")
    for code in codes:
        entries[code]["understanding"]["macro_f1"] = 0.4
    path = folder / "languages.json"
    path.write_text(json.dumps(entries), "utf-8")
    return path


def close(monkeypatch: pytest.MonkeyPatch, resources: Resources, folder: Path, *codes: str) -> Languages:
    """Have the running engine find that list."""
    changed = Languages.load(without_passing(folder, *codes))
    monkeypatch.setattr(resources.languages, "_by_code", {language.code: language for language in changed})
    return changed


@pytest.fixture
def closed(monkeypatch: pytest.MonkeyPatch, resources: Resources, tmp_path: Path) -> Languages:
    return close(monkeypatch, resources, tmp_path, CLOSED)


@pytest.fixture(scope="module")
async def typed(engine: Engine) -> dict[str, str]:
    """A real line in the language for each level of danger, surely written in it."""
    found: dict[str, str] = {}
    for line in read_tsv(ROOT / "tests" / "nlu" / f"{CLOSED}.tsv"):
        parsed = await engine.parse(line.text)
        if parsed["language_guess"]["sure"] and parsed["language_guess"]["language"] == CLOSED:
            found.setdefault(parsed["safety"]["level"], line.text)
        if len(found) == 3:
            break
    return found


def label(engine: Engine, key: str, code: str = CLOSED, **values: str) -> str:
    return engine.nlg.speaker(code).label(key, **values)


def greeting(engine: Engine, language: str = CLOSED) -> list[Block]:
    return [block for block in engine.nlg.blocks("utter_greet", language, {}) if isinstance(block, Choices)]


def assert_buttons_only(reply: EngineReply, engine: Engine, language: str = CLOSED) -> None:
    """The sentence, who speaks the language, their numbers, and the buttons."""
    blocks = list(reply.blocks)
    start = blocks.index(Paragraph(label(engine, "gate.buttons_only", language)))
    who = Paragraph(label(engine, "gate.interpreters", language, language=NAME))
    assert blocks[start + 1] == who
    cards = [block for block in blocks if isinstance(block, OrganisationCard)]
    assert 0 < len(cards) <= SPEAKING and all(card.phones for card in cards)
    assert blocks[start + 2 : start + 2 + len(cards)] == cards
    assert blocks[start + 2 + len(cards)] == greeting(engine, language)[0]


async def test_typed_words_get_the_sentence_the_helplines_and_the_buttons(closed: Languages, typed: dict[str, str], engine: Engine) -> None:
    reply = await engine.answer(typed["none"], CLOSED, {})
    assert reply.language == CLOSED
    assert_buttons_only(reply, engine)
    assert reply.blocks[0] == Paragraph(label(engine, "gate.buttons_only")), "nothing stands before it"
    assert reply.blocks[-1] == greeting(engine)[0], "nothing stands after it"


async def test_without_a_chosen_language_too(closed: Languages, typed: dict[str, str], engine: Engine) -> None:
    reply = await engine.answer(typed["none"], None, {})
    assert reply.language == CLOSED
    assert_buttons_only(reply, engine)


async def test_on_a_page_in_another_language_helplines_are_for_hers(closed: Languages, typed: dict[str, str], engine: Engine) -> None:
    reply = await engine.answer(typed["none"], "en", {})
    assert reply.language == "en"
    assert_buttons_only(reply, engine, "en")
    assert choices(reply.blocks)[-1] == f'/change_language{{"language": "{CLOSED}"}}'
    assert label(engine, "gate.speaks", "en") not in plain_text(reply.blocks), "they speak English, not her language"


@pytest.mark.parametrize("text", ["ok", "😀", "?", "nzxqw", "\u0000", "/emergency_exit", "x" * 5000, "-", "ኣነ"])
async def test_whatever_is_not_surely_in_another_language_gets_them(text: str, closed: Languages, engine: Engine) -> None:
    reply = await engine.answer(text, CLOSED, {})
    if reply.parsed["safety"]["level"] != "hard" and not reply.parsed["language_guess"]["sure"]:
        assert_buttons_only(reply, engine)


async def test_a_possible_danger_still_has_its_line_on_top(closed: Languages, typed: dict[str, str], engine: Engine) -> None:
    reply = await engine.answer(typed["soft"], CLOSED, {})
    kind = reply.parsed["safety"]["kind"]
    assert reply.blocks[0].tone is Tone.SAFETY
    assert reply.blocks[0].text == engine.nlg.blocks(f"utter_safety_hint_{kind}", CLOSED, {})[0].text
    assert_buttons_only(reply, engine)


async def test_a_sure_danger_has_its_whole_answer(typed: dict[str, str], engine: Engine, monkeypatch: pytest.MonkeyPatch, resources: Resources, tmp_path: Path) -> None:
    for language in (CLOSED, "en", None):
        with monkeypatch.context() as patch:
            before = await engine.answer(typed["hard"], language, {})
            close(patch, resources, tmp_path, CLOSED)
            reply = await engine.answer(typed["hard"], language, {})
        assert reply.blocks == before.blocks and reply.slots == before.slots
        assert label(engine, "gate.buttons_only", reply.language) not in plain_text(reply.blocks)


async def test_words_surely_in_an_understood_language_are_answered(closed: Languages, engine: Engine) -> None:
    reply = await engine.answer(IN_ENGLISH, CLOSED, {})
    assert reply.language == CLOSED and "last_answer" in reply.slots
    assert label(engine, "gate.buttons_only") not in plain_text(reply.blocks)


async def test_a_number_is_said_to_be_not_needed_and_never_said_back(closed: Languages, typed: dict[str, str], engine: Engine) -> None:
    reply = await engine.answer(f"{typed['none']} 07700 900123", CLOSED, {})
    assert "900123" not in plain_text(reply.blocks)
    assert any(isinstance(block, Paragraph) and block.tone is Tone.CAUTION for block in reply.blocks)
    assert_buttons_only(reply, engine)


async def test_pressed_buttons_are_answered_as_ever(engine: Engine, monkeypatch: pytest.MonkeyPatch, resources: Resources, tmp_path: Path) -> None:
    pressed = [ParsedChoice(name, {}) for name in ("greet", "ask_protocol", "find_support", "emergency", "start_routes", "out_of_scope")]
    before = [(await engine.answer(choice, CLOSED, {})).blocks for choice in pressed]
    close(monkeypatch, resources, tmp_path, CLOSED)
    assert [(await engine.answer(choice, CLOSED, {})).blocks for choice in pressed] == before


async def test_what_was_said_before_is_kept_and_a_waiting_question_offered_again(closed: Languages, typed: dict[str, str], engine: Engine) -> None:
    slots = {REQUESTED_SLOT: "route_came", "route_danger": "nobody", "nation": "wales", "last_answer": "protocol:short"}
    reply = await engine.answer(typed["none"], CLOSED, slots)
    assert reply.slots == slots and reply.slots is not slots
    assert_buttons_only(reply, engine)
    assert choices(reply.blocks)[-1] == "/start_routes"
    assert "/start_routes" not in choices((await engine.answer(typed["none"], CLOSED, {})).blocks)


async def test_a_button_whose_title_is_typed_still_counts(closed: Languages, typed: dict[str, str], service: ConversationService, engine: Engine, resources: Resources) -> None:
    waiting = await service.answer(InboundMessage(CLOSED, choice='/inform{"route_danger": "nobody"}'))
    told = await service.answer(InboundMessage(CLOSED, text=typed["none"], state=waiting.state))
    assert label(engine, "gate.buttons_only") in plain_text(told.blocks)
    question = next(item for item in resources.routes.questions if item.id == "came")
    answer = next(choice for choice in question.choices if choice.id == "work")
    title = engine.nlg.speaker(CLOSED).say(answer.title)
    went_on = await service.answer(InboundMessage(CLOSED, text=f" {title} ", state=told.state))
    assert service.slots(went_on.state)["route_came"] == "work"
    assert label(engine, "gate.buttons_only") not in plain_text(went_on.blocks)
    back = await service.answer(InboundMessage(CLOSED, choice="/start_routes", state=told.state))
    assert back.blocks[0] == waiting.blocks[0], "the question that waited"


@pytest.fixture
def only(engine: Engine, monkeypatch: pytest.MonkeyPatch):
    """Have the answers know some organisations only."""

    def change(organisations) -> None:
        changed = dataclasses.replace(engine.nlg._composers, organisations=tuple(organisations))
        monkeypatch.setitem(engine.nlg.__dict__, "_composers", changed)

    return change


async def test_without_helplines_for_her_the_buttons_come_at_once(closed: Languages, typed: dict[str, str], engine: Engine, resources: Resources, only) -> None:
    matches = find_support(resources.organisations, need=None, nation=None, language=CLOSED, serves=None, now=london_now())
    only(match.organisation for match in matches if match.language is LanguageFit.UNKNOWN)
    for language in (CLOSED, "en"):
        reply = await engine.answer(typed["none"], language, {})
        assert reply.blocks[:2] == (Paragraph(label(engine, "gate.buttons_only", language)), greeting(engine, language)[0])
        assert not any(isinstance(block, OrganisationCard) for block in reply.blocks)
    only([])
    assert (await engine.answer(typed["none"], CLOSED, {})).blocks[1] == greeting(engine)[0]


async def test_an_organisation_without_a_telephone_is_not_a_helpline(closed: Languages, typed: dict[str, str], engine: Engine, resources: Resources, only) -> None:
    only(dataclasses.replace(organisation, phones=()) for organisation in resources.organisations)
    reply = await engine.answer(typed["none"], CLOSED, {})
    assert not any(isinstance(block, OrganisationCard) for block in reply.blocks)


@pytest.mark.parametrize("code", LANGUAGES)
def test_every_language_could_say_it(code: str, engine: Engine, resources: Resources) -> None:
    first, *rest = engine.nlg.blocks("utter_buttons_only", code, {})
    assert first == Paragraph(label(engine, "gate.buttons_only", code)) and "{" not in plain_text(rest)
    speaking = {organisation.id for organisation in resources.organisations if code in organisation.languages}
    shown = {block.id for block in rest if isinstance(block, OrganisationCard)}
    assert shown and rest[0].text == (
        label(engine, "gate.speaks", code)
        if shown & speaking
        else label(engine, "gate.interpreters", code, language=resources.languages.get(code).english)
    )
    assert shown <= speaking or not shown & speaking, "those who speak it are not mixed with those who call an interpreter"


async def test_what_may_be_hindi_or_urdu_is_answered_if_either_is_understood(engine: Engine, monkeypatch: pytest.MonkeyPatch, resources: Resources, tmp_path: Path) -> None:
    sentence = {code: label(engine, "gate.buttons_only", code) for code in ("hi", "ur")}
    for closed, page, answered in ((["hi"], "ur", True), (["ur"], "hi", True), (["ur"], "ur", True), (["hi", "ur"], "ur", False)):
        with monkeypatch.context() as patch:
            close(patch, resources, tmp_path, *closed)
            reply = await engine.answer(IN_HINDI_OR_URDU, page, {})
        assert (sentence[page] not in plain_text(reply.blocks)) is answered, (closed, page)


def test_the_opening_says_it_between_greeting_and_buttons(closed: Languages, service: ConversationService, engine: Engine) -> None:
    greeted = engine.nlg.blocks("utter_greet", CLOSED, {})
    blocks = service.opening(CLOSED).blocks
    said = Paragraph(label(engine, "gate.buttons_only"))
    assert blocks[0] == greeted[0] and blocks[-1] == greeted[-1] and said in blocks[1:-1]
    assert any(isinstance(block, OrganisationCard) for block in blocks)
    assert service.opening("en").blocks == engine.nlg.blocks("utter_greet", "en", {})


async def test_the_page_says_it_and_has_no_box_to_write_in(closed: Languages, typed: dict[str, str], service: ConversationService, engine: Engine, resources: Resources, aiohttp_client) -> None:
    client = await aiohttp_client(create_app(Settings(rest_channel=True), service, closed, resources.catalogs))
    said = label(engine, "gate.buttons_only")
    page = html.unescape(await (await client.get(f"/{CLOSED}")).text())
    assert said in page and "<textarea" not in page and 'name="choice"' in page
    other = html.unescape(await (await client.get("/es")).text())
    assert "<textarea" in other and label(engine, "gate.buttons_only", "es") not in other
    response = await client.post(f"/{CLOSED}", data={"message": typed["none"]})
    assert response.status == 200 and said in html.unescape(await response.text()), "somebody sends words all the same"
    replies = (await (await client.post("/api/messages", json={"language": CLOSED, "message": typed["none"]})).json())["replies"]
    assert replies[0]["text"] == said


async def test_whatsapp_says_it_and_shows_the_way_to_the_source(closed: Languages, typed: dict[str, str], engine: Engine) -> None:
    async with connected(engine) as line:
        await line.emulator.say(line.person, typed["none"])
        replies = await line.answers(2)
        text = json.dumps(replies, ensure_ascii=False)
        assert json.dumps(label(engine, "gate.buttons_only"), ensure_ascii=False)[1:-1] in text
        assert json.dumps(label(engine, "gate.unreviewed"), ensure_ascii=False)[1:-1] in json.dumps(replies[0], ensure_ascii=False)
        assert '/change_language{\\"language\\": \\"en\\"}' in text
        before = len(replies)
        await line.emulator.press(line.person, "/ask_protocol")
        after = (await line.answers(before + 1))[before:]
        assert label(engine, "gate.buttons_only") not in json.dumps(after, ensure_ascii=False)


@pytest.fixture(scope="module")
def told_in_a_terminal(trained_model: None, tmp_path_factory: pytest.TempPathFactory, typed: dict[str, str]) -> Iterator[list[str]]:
    """What `waymark chat` shows: the opening, then typed words, a button, a sure danger, and the end."""
    folder = tmp_path_factory.mktemp("locales")
    for path in LOCALES.iterdir():
        if path.name != "languages.json":
            (folder / path.name).symlink_to(path)
    without_passing(folder, CLOSED)
    lines = f"{typed['none']}\n1\n{typed['hard']}\n\n"
    command = [sys.executable, "-m", "bot", "chat", "--lang", CLOSED]
    environment: dict[str, Any] = {**os.environ, "WAYMARK_LOCALES": str(folder), "PYTHONIOENCODING": "utf-8"}
    done = subprocess.run(command, cwd=ROOT, env=environment, input=lines.encode(), capture_output=True, timeout=120)
    assert done.returncode == 0, done.stderr.decode()
    yield done.stdout.decode().split("> ")
    shutil.rmtree(folder)


def test_a_terminal_says_it_too(told_in_a_terminal: list[str], engine: Engine) -> None:
    opening, words, pressed, danger, end = told_in_a_terminal
    said = label(engine, "gate.buttons_only")
    assert said in opening and said in words
    assert said not in pressed and said not in danger and "999" in danger
    assert end == ""
