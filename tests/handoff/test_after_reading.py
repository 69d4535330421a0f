"""What is left after a slip was read once, after it was closed, and after somebody opened it again and again."""

from __future__ import annotations

from nacl.public import PrivateKey

from bot.handoff.envelope import unseal
from bot.handoff.handoff import MOST_OPENINGS, MOST_TO_PERSON, Handoff, Kind
from bot.handoff.store import ORGANISATION
from tests.handoff.test_handoff import SLIP, answer, locator


async def test_her_answer_can_be_read_after_the_slip_was_read_once(handoff: Handoff, key: PrivateKey) -> None:
    code = await handoff.create(SLIP, "southall")
    place = await locator(handoff, code)
    opened = await handoff.open("southall", place)
    assert opened and await handoff.empty("southall", place, closed=False)
    assert await handoff.open("southall", place) is None, "there is nothing to read yet"
    assert await handoff.reply("southall", place, answer(opened.reply_key))
    assert await handoff.answer(code, "yes please")
    again = await handoff.open("southall", place)
    assert again and again.body is None and unseal(again.notes[0], key)["text"] == "yes please"


async def test_closing_takes_her_answer_away_and_ends_the_answering(handoff: Handoff) -> None:
    code = await handoff.create(SLIP, "southall")
    place = await locator(handoff, code)
    opened = await handoff.open("southall", place)
    assert opened and await handoff.reply("southall", place, answer(opened.reply_key))
    assert await handoff.answer(code, "yes please")
    assert await handoff.empty("southall", place, closed=True)
    assert all(note.reader != ORGANISATION for note in await handoff._store.notes(place))
    assert await handoff.open("southall", place) is None
    seen = await handoff.look(code)
    assert seen and [note.kind for note in seen.notes] == [Kind.OPENED, Kind.ANSWER, Kind.CLOSED]
    assert not seen.may_answer and not await handoff.answer(code, "is anybody there")


async def test_opening_again_and_again_leaves_room_to_answer_and_to_close(handoff: Handoff) -> None:
    code = await handoff.create(SLIP, "southall")
    place = await locator(handoff, code)
    opened = [await handoff.open("southall", place) for _ in range(MOST_OPENINGS + 2)]
    assert opened.count(None) == 2 and opened[0]
    replies = [await handoff.reply("southall", place, answer(opened[0].reply_key)) for _ in range(MOST_TO_PERSON)]
    assert replies.count(True) == MOST_TO_PERSON - MOST_OPENINGS
    assert await handoff.empty("southall", place, closed=True)
    seen = await handoff.look(code)
    assert seen and seen.notes[-1].kind is Kind.CLOSED
