"""The help note by buttons: what WhatsApp and the terminal offer."""

from __future__ import annotations

import re
from collections.abc import AsyncIterator
from datetime import date
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from nacl.public import PrivateKey

from bot.conversation.blocks import Block, Card, Paragraph
from bot.conversation.service import Answer, ConversationService, InboundMessage
from bot.conversation.slip_talk import changed
from bot.engine.engine import Engine
from bot.errors import StoreUnavailable
from bot.handoff import Handoff, Slip, read_code
from bot.handoff.envelope import unseal
from bot.handoff.organisations import Recipient
from bot.handoff.sqlite_store import SqliteStore
from bot.nlg.speaker import payload
from bot.settings import Settings
from bot.whatsapp.dialogue import labels
from bot.whatsapp.render import MAX_PAYLOAD, render
from tests.conftest import LANGUAGES

ORGANISATION = "southall-black-sisters"


@pytest.fixture(scope="module")
def key() -> PrivateKey:
    return PrivateKey.generate()


@pytest.fixture
async def handoff(tmp_path: Path, key: PrivateKey) -> AsyncIterator[Handoff]:
    recipients = {ORGANISATION: Recipient(ORGANISATION, key.public_key, "A. Tester", date(2026, 11, 1))}
    opened = Handoff(SqliteStore(tmp_path / "handoff.sqlite", date.today), recipients, date.today)
    yield opened
    await opened.close()


@pytest.fixture
def talk(engine: Engine, handoff: Handoff) -> ConversationService:
    return ConversationService(engine, Settings(), purpose="test", handoff=handoff, address="https://help.example")


class Her:
    """One person who presses buttons, and only those that are there."""

    def __init__(self, service: ConversationService, language: str) -> None:
        self.service, self.language = service, language
        self.answer: Answer = service.opening(language)

    async def press(self, choice: str, *, anyway: bool = False) -> Answer:
        assert anyway or choice in payloads(self.answer.blocks), f"{choice} is not among {payloads(self.answer.blocks)}"
        self.answer = await self.service.answer(InboundMessage(self.language, choice=choice, state=self.answer.state))
        return self.answer

    async def say(self, text: str) -> Answer:
        self.answer = await self.service.answer(InboundMessage(self.language, text=text, state=self.answer.state))
        return self.answer

    async def step(self, step: str, code: str | None = None) -> Answer:
        return await self.press(payload("slip", step=step, **({"code": code} if code else {})))


def payloads(blocks: tuple[Block, ...]) -> list[str]:
    return [choice.payload for block in blocks if block.type == "choices" for choice in block.items]


def english(blocks: tuple[Block, ...]) -> list[str]:
    return [line.english for block in blocks if isinstance(block, Card) for line in block.lines]


def read(blocks: tuple[Block, ...]) -> str:
    return "\n".join(block.text for block in blocks if isinstance(block, Paragraph))


@pytest.mark.parametrize("language", LANGUAGES)
async def test_looking_for_help_leads_to_a_note_and_a_code(
    language: str, talk: ConversationService, handoff: Handoff, key: PrivateKey
) -> None:
    her = Her(talk, language)
    await her.press("/find_support")
    await her.press(payload("find_support", need="domestic_abuse"))
    await her.press(payload("find_support", need="domestic_abuse", nation="wales"))
    await her.press("/slip")
    assert english(her.answer.blocks)[:2] == ["I need help with abuse at home.", "I am in Wales."], (
        "what she said is in it"
    )
    await her.step("limits")
    await her.step("add", "limits-no_calls")
    await her.step("hours")
    await her.step("add", "hours-9-11")
    await her.step("add", "interpreter")
    await her.step("out")
    await her.step("remove", "nation-wales")
    lines = english(her.answer.blocks)
    assert "Please do not call me back." in lines and "I can talk between 09:00 and 11:00." in lines
    assert "I need an interpreter." in lines and "I am in Wales." not in lines
    await her.step("codes")
    assert "Meta" in read(her.answer.blocks) and f"https://help.example/{language}/slip" in read(her.answer.blocks)
    await her.step("code", ORGANISATION)
    (code,) = (found for found in map(read_code, re.findall(r"\d{5} \d{6} \d{5}", read(her.answer.blocks))) if found)
    assert f"https://help.example/{language}/slip/find" in read(her.answer.blocks)
    assert [block.id for block in her.answer.blocks if block.type == "organisation"] == [ORGANISATION], "whom to call"
    (waiting,) = await handoff.waiting(ORGANISATION)
    opened = await handoff.open(ORGANISATION, waiting.locator)
    assert opened
    slip = Slip.read(unseal(opened.body, key))
    assert (slip.needs, slip.nation, slip.language, slip.interpreter) == (("domestic_abuse",), None, language, True)
    assert code not in str(talk._open(her.answer.state)), "the code is not carried on"
    await her.step("away")
    assert "slip" not in talk._open(her.answer.state)[0].slots


async def test_a_question_and_danger_in_between_leave_the_note_alone(talk: ConversationService) -> None:
    her = Her(talk, "en")
    await her.press("/slip", anyway=True)
    await her.step("needs")
    await her.step("add", "needs-health")
    await her.say("will the police tell the home office about me")
    await her.press("/emergency", anyway=True)
    await her.press("/slip", anyway=True)
    assert "I need help with my health." in english(her.answer.blocks)
    await her.press("/forget_me", anyway=True)
    await her.press("/slip", anyway=True)
    assert english(her.answer.blocks) == []


async def test_what_is_held_names_every_sentence_of_the_note(talk: ConversationService) -> None:
    her = Her(talk, "en")
    await her.press("/slip", anyway=True)
    await her.step("add", "interpreter")
    await her.press("/what_is_held", anyway=True)
    (facts,) = (block for block in her.answer.blocks if block.type == "facts")
    assert "I need an interpreter." in [row.value for row in facts.rows]


async def test_the_card_is_in_english_with_her_language_and_stores_nothing(
    talk: ConversationService, handoff: Handoff
) -> None:
    her = Her(talk, "ur")
    await her.press("/slip", anyway=True)
    await her.step("add", "interpreter")
    await her.step("card")
    lines = english(her.answer.blocks)
    assert lines[0].startswith("I am showing you this note") and lines[-1].endswith("the Home Office about me?")
    assert "I speak Urdu." in lines
    assert await handoff.waiting(ORGANISATION) == []


async def test_where_nobody_takes_notes_there_is_the_card_and_no_code(engine: Engine) -> None:
    her = Her(ConversationService(engine, Settings()), "en")
    await her.press("/slip", anyway=True)
    await her.step("add", "interpreter")
    assert payload("slip", step="card") in payloads(her.answer.blocks)
    for forged in (payload("slip", step="codes"), payload("slip", step="code", code=ORGANISATION)):
        assert not any(
            "code" in item for item in payloads((await her.press(forged, anyway=True)).blocks) if "slip" not in item
        )
        assert not re.search(r"\d{5} \d{6}", read(her.answer.blocks))


@pytest.mark.parametrize(
    "values",
    [{}, {"step": "x"}, {"step": "add"}, {"step": "add", "code": "needs-nothing"}, {"step": "remove", "code": "visa"},
     {"step": "code", "code": "police"}, {"step": "add", "code": "language-xx"}, {"code": "needs-health"}],
)  # fmt: skip
async def test_a_forged_step_is_harmless(values: dict[str, str], talk: ConversationService, handoff: Handoff) -> None:
    her = Her(talk, "en")
    await her.press(payload("slip", **values), anyway=True)
    assert payloads(her.answer.blocks)
    assert await handoff.waiting(ORGANISATION) == []


async def test_a_store_that_fails_leaves_her_with_the_card(
    talk: ConversationService, handoff: Handoff, caplog: pytest.LogCaptureFixture
) -> None:
    her = Her(talk, "en")
    await her.press("/slip", anyway=True)
    await her.step("add", "interpreter")
    await her.step("codes")
    await handoff.close()
    with pytest.raises(StoreUnavailable):
        await handoff.waiting(ORGANISATION)
    await her.step("code", ORGANISATION)
    assert "could not be stored" in read(her.answer.blocks) and "I need an interpreter." in english(her.answer.blocks)


@pytest.mark.parametrize("language", LANGUAGES)
async def test_every_step_fits_whatsapp(language: str, talk: ConversationService, engine: Engine) -> None:
    her = Her(talk, language)
    words = labels(engine.nlg.speaker(language))
    await her.press("/slip", anyway=True)
    for step, code in [
        ("add", "interpreter"),
        ("add", "needs-health"),
        ("add", "limits-stranger"),
        ("add", "hours-17-20"),
    ]:
        await her.press(payload("slip", step=step, code=code), anyway=True)
    for step in ("note", "needs", "limits", "hours", "visa", "out", "card", "codes", "code"):
        code = {"code": ORGANISATION} if step == "code" else {}
        answer = await her.press(payload("slip", step=step, **code), anyway=True)
        rendered = render(list(answer.blocks), words, "https://help.example", language)
        lists = [message["interactive"] for message in rendered.messages if message["type"] == "interactive"]
        assert lists and all(len(item["body"]["text"]) <= 1024 for item in lists)
        assert step == "needs" or len(lists) == 1, f"{step}: one list is enough"
        assert all(len(choice) <= MAX_PAYLOAD for choice in payloads(answer.blocks))


@settings(max_examples=60)
@given(st.text(alphabet="abcdeghiklmnorstuvy_-0123456789", max_size=24), st.booleans())
def test_any_change_gives_a_slip_of_known_choices(code: str, put: bool) -> None:
    slip = changed(Slip(language="ur"), code, put=put)
    assert Slip.read(slip.to_json()) == slip
