"""Both stores do the same: whole or not at all, gone on their day, gone at once when destroyed."""

from __future__ import annotations

import asyncio
import os
from dataclasses import replace
from datetime import timedelta

import pytest

from bot.handoff.store import ORGANISATION, PERSON, SlipStore, StoredNote, StoredSlip
from tests.handoff.conftest import Calendar


def made(calendar: Calendar, locator: str = "aa", organisation: str = "southall", days: int = 7) -> StoredSlip:
    return StoredSlip(locator, organisation, b"label", b"body", b"k" * 32, calendar() + timedelta(days=days))


async def test_the_salt_is_drawn_once(store: SlipStore) -> None:
    first, second = await asyncio.gather(store.salt(), store.salt())
    assert first == second == await store.salt() and len(first) == 16


async def test_what_was_stored_is_there_and_only_once(store: SlipStore, calendar: Calendar) -> None:
    slip = made(calendar)
    assert await store.add(slip)
    assert not await store.add(replace(slip, body=b"another"))
    assert await store.get("aa") == slip
    assert await store.get("bb") is None


async def test_slips_past_their_day_are_not_there(store: SlipStore, calendar: Calendar) -> None:
    await store.add(made(calendar))
    await store.add_note("aa", StoredNote(PERSON, b"n"), most=5)
    calendar.go_on(7)
    assert await store.get("aa")
    calendar.go_on(1)
    assert await store.get("aa") is None
    assert await store.waiting("southall") == [] and await store.notes("aa") == []
    assert not await store.add_note("aa", StoredNote(PERSON, b"n"), most=5)


async def test_a_list_has_the_labels_of_one_organisation(store: SlipStore, calendar: Calendar) -> None:
    await store.add(made(calendar, "aa", days=7))
    await store.add(made(calendar, "bb", days=1))
    await store.add(made(calendar, "cc", "kalayaan"))
    await store.add(replace(made(calendar, "dd", ""), label=None))
    assert [(slip.locator, slip.label, slip.body) for slip in await store.waiting("southall")] == [
        ("bb", b"label", None),
        ("aa", b"label", None),
    ]
    assert await store.waiting("nobody") == []


async def test_an_emptied_slip_keeps_its_notes_until_its_day(store: SlipStore, calendar: Calendar) -> None:
    await store.add(made(calendar))
    await store.add_note("aa", StoredNote(PERSON, b"n"), most=5)
    await store.empty("aa")
    await store.empty("not there")
    slip = await store.get("aa")
    assert slip and slip.body is None and slip.label is None and slip.reply_key == b"k" * 32
    assert await store.waiting("southall") == []
    assert await store.notes("aa") == [StoredNote(PERSON, b"n")]


async def test_notes_are_in_order_and_bounded_for_each_reader(store: SlipStore, calendar: Calendar) -> None:
    assert not await store.add_note("aa", StoredNote(PERSON, b"0"), most=5)
    await store.add(made(calendar))
    assert [await store.add_note("aa", StoredNote(PERSON, bytes([n])), most=2) for n in range(3)] == [True, True, False]
    assert await store.add_note("aa", StoredNote(ORGANISATION, b"hers"), most=1)
    assert not await store.add_note("aa", StoredNote(ORGANISATION, b"more"), most=1)
    assert [note.sealed for note in await store.notes("aa")] == [b"\0", b"\x01", b"hers"]


async def test_what_is_removed_is_gone_with_its_notes(store: SlipStore, calendar: Calendar) -> None:
    await store.add(made(calendar))
    await store.add_note("aa", StoredNote(PERSON, b"n"), most=5)
    assert await store.remove("aa") and not await store.remove("aa")
    assert await store.get("aa") is None and await store.waiting("southall") == []
    await store.add(made(calendar))
    assert await store.notes("aa") == []


async def test_many_at_once_are_all_stored(store: SlipStore, calendar: Calendar) -> None:
    names = [os.urandom(16).hex() for _ in range(60)]
    assert all(await asyncio.gather(*(store.add(made(calendar, name)) for name in names)))
    assert {slip.locator for slip in await store.waiting("southall")} == set(names)
    raced = await asyncio.gather(*(store.add_note(names[0], StoredNote(ORGANISATION, b"x"), most=1) for _ in range(20)))
    assert raced.count(True) == 1


@pytest.mark.parametrize("locator", ["", "aa' or '1'='1", "*", "aa\0", "x" * 500])
async def test_a_strange_locator_finds_nothing(store: SlipStore, calendar: Calendar, locator: str) -> None:
    await store.add(made(calendar))
    assert await store.get(locator) is None and await store.notes(locator) == []
    assert not await store.remove(locator)
    assert await store.get("aa")
