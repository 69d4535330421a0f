"""A help note over WhatsApp, through the stand-in for Meta: shown, or under a code that an organisation opens."""

from __future__ import annotations

import json
import re
from datetime import date
from pathlib import Path

import pytest
from nacl.public import PrivateKey

from bot.engine.engine import Engine
from bot.handoff import Handoff, Slip, read_code
from bot.handoff.codes import keys_of
from bot.handoff.envelope import unseal
from bot.handoff.organisations import Recipient
from bot.handoff.sqlite_store import SqliteStore
from bot.nlg.speaker import payload
from bot.whatsapp.emulator.run import choices, said
from tests.whatsapp.conftest import Line, connected

ORGANISATION = "southall-black-sisters"


async def pressed(line: Line, choice: str) -> list[dict]:
    """The replies to a button that is on her screen."""
    replies = line.emulator.replies[line.person.user_id]
    before = len(replies)
    assert choice in [item["id"] for body in replies for item in choices(body)], f"{choice} is on no button"
    await line.emulator.press(line.person, choice, "title")
    return (await line.answers(before + 1))[before:]


@pytest.mark.parametrize(("language", "first"), [("en", "I need a place where my husband cannot find me"), ("ur", "میرا شوہر مجھے مارتا ہے")])
async def test_she_writes_a_note_gets_a_code_and_an_organisation_opens_it(language: str, first: str, engine: Engine, tmp_path: Path) -> None:
    key = PrivateKey.generate()
    recipients = {ORGANISATION: Recipient(ORGANISATION, key.public_key, "A. Tester", date(2026, 11, 1))}
    handoff = Handoff(SqliteStore(tmp_path / "handoff.sqlite", date.today), recipients, date.today)
    async with connected(engine, handoff=handoff) as line:
        await line.emulator.say(line.person, first)
        replies = await line.answers(2)
        support = [item["id"] for body in replies for item in choices(body) if item["id"].startswith("/find_support")]
        assert support, "help is one button away"
        await pressed(line, support[0])
        await pressed(line, "/slip")
        await pressed(line, payload("slip", step="limits"))
        await pressed(line, payload("slip", step="add", code="limits-no_calls"))
        card = await pressed(line, payload("slip", step="card"))
        assert "Please do not call me back." in "".join(map(said, card))
        await pressed(line, payload("slip", step="note"))
        whom = await pressed(line, payload("slip", step="codes"))
        assert f"https://example.org/{language}/slip" in "".join(map(said, whom)), "the safer place is named before the code"
        shown = "".join(map(said, await pressed(line, payload("slip", step="code", code=ORGANISATION))))
        code = read_code(re.search(r"\d{5} \d{6} \d{5}", shown).group())
        assert "Southall Black Sisters" in shown
        keys = keys_of(code, await handoff.salt())
        opened = await handoff.open(ORGANISATION, keys.locator)
        slip = Slip.read(unseal(opened.body, key))
        assert slip.language == language and slip.limits == ("no_calls",) and slip.line == ""
        assert code not in json.dumps([str(item) for item in vars(line.bridge).values()]), "the bridge has forgotten it"
    await handoff.close()
