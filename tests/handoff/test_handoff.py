"""The life of a slip on both stores, from both sides."""

from __future__ import annotations

import asyncio
import time

import pytest
from nacl.public import PrivateKey, PublicKey

from bot.errors import BadRequest, EngineBusy, StoreUnavailable
from bot.handoff.codes import Code, keys_of
from bot.handoff.envelope import NOTE_BYTES, OVERHEAD, seal, unseal
from bot.handoff.handoff import MAX_ANSWER, Handoff, Kind
from bot.handoff.pace import Pace
from bot.handoff.slip import Slip
from tests.handoff.conftest import Calendar

SLIP = Slip.read({"needs": ["health"], "language": "ur", "line": "only she and they read this"})


async def locator(handoff: Handoff, code: Code) -> str:
    return keys_of(code, await handoff.salt()).locator


def answer(key: bytes, text: str = "we can help", day: str = "2026-11-24") -> bytes:
    return seal({"kind": "answer", "day": day, "text": text}, PublicKey(key), NOTE_BYTES)


async def test_a_slip_goes_there_and_answers_come_back(handoff: Handoff, key: PrivateKey, calendar: Calendar) -> None:
    code = await handoff.create(SLIP, "southall")
    fresh = await handoff.look(code)
    assert fresh and fresh.waits and not fresh.notes and not fresh.may_answer and fresh.organisation == "southall"
    (waiting,) = await handoff.waiting("southall")
    assert unseal(waiting.label, key) == {"day": calendar().isoformat(), "language": "ur"}
    opened = await handoff.open("southall", waiting.locator)
    assert opened and Slip.read(unseal(opened.body, key)) == SLIP and opened.addressed
    assert await handoff.reply("southall", waiting.locator, answer(opened.reply_key))
    seen = await handoff.look(code)
    assert seen and [note.kind for note in seen.notes] == [Kind.OPENED, Kind.ANSWER]
    assert seen.notes[0].day == calendar() and seen.notes[1].text == "we can help" and seen.may_answer
    assert await handoff.answer(code, "thank you\nvery much")
    assert not await handoff.answer(code, "once more")
    again = await handoff.open("southall", waiting.locator)
    assert again and unseal(again.notes[0], key)["text"] == "thank you very much"
    assert await handoff.empty("southall", waiting.locator, closed=True)
    closed = await handoff.look(code)
    assert closed and not closed.waits and closed.notes[-1].kind is Kind.CLOSED
    assert await handoff.open("southall", waiting.locator) is None and await handoff.waiting("southall") == []


async def test_what_is_stored_cannot_be_read_with_what_is_stored(handoff: Handoff, other_key: PrivateKey) -> None:
    code = await handoff.create(SLIP, "southall")
    stored = await handoff._store.get(await locator(handoff, code))
    assert stored and b"only she" not in stored.body and b"health" not in stored.body
    assert code not in repr(stored) and code.encode() not in stored.body + stored.label + stored.reply_key
    with pytest.raises(Exception, match="cannot be opened"):
        unseal(stored.body, other_key)


async def test_it_can_be_destroyed_at_any_time(handoff: Handoff) -> None:
    for opened in (False, True):
        code = await handoff.create(SLIP, "southall")
        if opened:
            await handoff.open("southall", await locator(handoff, code))
        assert await handoff.destroy(code) and not await handoff.destroy(code)
        assert await handoff.look(code) is None
        assert await handoff.open("southall", await locator(handoff, code)) is None
        assert await handoff.waiting("southall") == []


async def test_read_once_leaves_only_the_notes(handoff: Handoff) -> None:
    code = await handoff.create(Slip.read({"burn": "1"}), "southall")
    place = await locator(handoff, code)
    assert await handoff.open("southall", place)
    assert await handoff.empty("southall", place, closed=False)
    assert await handoff.open("southall", place) is None
    seen = await handoff.look(code)
    assert seen and [note.kind for note in seen.notes] == [Kind.OPENED] and not seen.waits


async def test_another_organisation_is_told_nothing(handoff: Handoff) -> None:
    code = await handoff.create(SLIP, "southall")
    place = await locator(handoff, code)
    stored = await handoff._store.get(place)
    assert stored
    assert await handoff.open("kalayaan", place) is None
    assert not await handoff.reply("kalayaan", place, answer(stored.reply_key))
    assert not await handoff.empty("kalayaan", place, closed=True)
    seen = await handoff.look(code)
    assert seen and seen.notes == () and seen.waits


async def test_a_slip_for_nobody_in_particular_is_opened_by_whoever_has_the_code(handoff: Handoff) -> None:
    code = await handoff.create(SLIP)
    assert await handoff.waiting("southall") == [] and await handoff.waiting("") == []
    keys = keys_of(code, await handoff.salt())
    opened = await handoff.open("kalayaan", keys.locator)
    assert opened and not opened.addressed and Slip.read(unseal(opened.body, keys.key)) == SLIP
    await handoff.reply("kalayaan", keys.locator, answer(opened.reply_key))
    assert await handoff.answer(code, "yes")
    again = await handoff.open("southall", keys.locator)
    assert again and unseal(again.notes[0], keys.key)["text"] == "yes"


async def test_expired_destroyed_and_wrong_codes_look_alike(handoff: Handoff, calendar: Calendar) -> None:
    expired = await handoff.create(SLIP, "southall", days=1)
    calendar.go_on(2)
    destroyed = await handoff.create(SLIP, "southall")
    await handoff.destroy(destroyed)
    for code in (expired, destroyed, Code("0" * 16)):
        assert await handoff.look(code) is None
        assert not await handoff.answer(code, "x") and not await handoff.destroy(code)


@pytest.mark.parametrize("days", [0, -1, 8, 10_000])
async def test_an_odd_number_of_days_is_a_week(handoff: Handoff, calendar: Calendar, days: int) -> None:
    code = await handoff.create(SLIP, "southall", days=days)
    seen = await handoff.look(code)
    assert seen and (seen.expires_on - calendar()).days == 7


async def test_an_organisation_without_a_key_gets_no_slip(handoff: Handoff) -> None:
    with pytest.raises(BadRequest):
        await handoff.create(SLIP, "police")


@pytest.mark.parametrize("size", [0, 1, NOTE_BYTES, NOTE_BYTES + OVERHEAD - 1, NOTE_BYTES + OVERHEAD + 1, 100_000])
async def test_a_reply_of_another_size_is_refused(handoff: Handoff, size: int) -> None:
    code = await handoff.create(SLIP, "southall")
    with pytest.raises(BadRequest):
        await handoff.reply("southall", await locator(handoff, code), b"x" * size)


async def test_a_reply_that_nobody_can_read_is_left_out(handoff: Handoff) -> None:
    code = await handoff.create(SLIP, "southall")
    place = await locator(handoff, code)
    stored = await handoff._store.get(place)
    assert stored
    await handoff.reply("southall", place, b"x" * (NOTE_BYTES + OVERHEAD))
    for value in (
        {"kind": "other", "day": "2026-11-24"},
        {"kind": "answer", "day": "soon"},
        {"kind": "answer", "day": 5},
        {},
    ):
        await handoff.reply("southall", place, seal(value, PublicKey(stored.reply_key), NOTE_BYTES))
    await handoff.reply("southall", place, answer(stored.reply_key, "x" * (MAX_ANSWER + 50)))
    seen = await handoff.look(code)
    assert seen and [len(note.text) for note in seen.notes] == [MAX_ANSWER]


async def test_an_answer_needs_text_and_a_question(handoff: Handoff) -> None:
    code = await handoff.create(SLIP, "southall")
    assert not await handoff.answer(code, "before anybody asked")
    for text in ("", "  \n", "\x00"):
        with pytest.raises(BadRequest):
            await handoff.answer(code, text)


async def test_a_worker_cannot_fill_the_store(handoff: Handoff) -> None:
    code = await handoff.create(SLIP, "southall")
    place = await locator(handoff, code)
    stored = await handoff._store.get(place)
    assert stored
    results = [await handoff.reply("southall", place, answer(stored.reply_key)) for _ in range(40)]
    assert results.count(True) == 30
    assert await handoff.open("southall", place) is None, "nobody reads it without a note of it"


@pytest.mark.alone
async def test_tries_are_slow_and_equally_slow(handoff: Handoff) -> None:
    handoff._pace = Pace(interval=0.05, least=0.2)
    code = await handoff.create(SLIP, "southall")
    for tried in (code, Code("0" * 16)):
        times = []
        for _ in range(4):
            begun = time.perf_counter()
            await handoff.look(tried)
            times.append(time.perf_counter() - begun)
        assert min(times) >= 0.2, "right or wrong"
        assert min(times) < 0.3, "the wait covers the work; a busy computer may add to some"
    begun = time.perf_counter()
    await asyncio.gather(*(handoff.look(Code(f"{number:016}")) for number in range(10)))
    assert time.perf_counter() - begun >= 9 * 0.05, "they stand in one line"


async def test_nobody_fills_the_store_in_a_moment(handoff: Handoff) -> None:
    handoff._making = Pace(interval=0.02, least=0, most=5)
    made = await asyncio.gather(*(handoff.create(SLIP, "southall") for _ in range(30)), return_exceptions=True)
    assert any(isinstance(result, StoreUnavailable) for result in made)
    assert len(await handoff.waiting("southall")) == sum(isinstance(result, str) for result in made) > 0


@pytest.mark.alone
async def test_a_crowd_of_guesses_is_asked_to_wait(handoff: Handoff) -> None:
    handoff._pace = Pace(interval=0.02, least=0.02, most=5)
    tried = await asyncio.gather(*(handoff.look(Code(f"{number:016}")) for number in range(30)), return_exceptions=True)
    assert any(isinstance(result, EngineBusy) for result in tried)
    assert {type(result) for result in tried} == {EngineBusy, type(None)}
