"""A clock that jumps, injected: nothing opens that should not, nobody meets an error, keys are forgotten in time."""

from __future__ import annotations

import time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.conversation.service import ConversationService, InboundMessage
from bot.engine.engine import Engine
from bot.errors import InvalidState
from bot.privacy.keys import EPOCH_SECONDS, KeyRing, steady_time
from bot.privacy.sealed_state import StateSealer
from bot.settings import Settings

START = 1_800_000_000.0
DAY = 86_400.0


class Clock:
    def __init__(self) -> None:
        self.now = START

    def __call__(self) -> float:
        return self.now


@pytest.mark.parametrize("jump", [-400 * DAY, -3600, -60, 60, 3599, 3 * 3600, 400 * DAY, 20 * 365 * DAY])
async def test_a_conversation_goes_on_or_begins_anew_and_danger_answers(jump: float, engine: Engine) -> None:
    clock = Clock()
    service = ConversationService(engine, Settings(), clock=clock)
    first = await service.answer(InboundMessage("es", choice="/ask_protocol"))
    clock.now += jump
    second = await service.answer(InboundMessage("es", choice="/ask_more", state=first.state))
    assert second.blocks and second.fresh == (not -60 <= jump <= 3599)
    clock.now = START
    third = await service.answer(InboundMessage("es", choice="/emergency", state=second.state))
    assert third.blocks and (await service.answer(InboundMessage("es", choice="/ask_more", state=third.state))).blocks


@given(st.lists(st.integers(-10 * 86_400, 10 * 86_400), max_size=12))
@settings(deadline=None, max_examples=60)
def test_no_jumps_let_an_old_state_open_or_a_new_one_not(jumps: list[int]) -> None:
    clock = Clock()
    keys = KeyRing(b"k" * 32, keep=3600, clock=clock)
    sealer = StateSealer(keys, "test", minutes=60, clock=clock)
    for jump in jumps:
        old = sealer.seal({"s": {}})
        assert sealer.open(old) == {"s": {}}, "what is sealed now opens now"
        clock.now += jump
        assert len(keys._keys) <= 3600 // EPOCH_SECONDS + 1
        if abs(jump) > 3600 + 120:
            with pytest.raises(InvalidState):
                sealer.open(old)


def test_the_clock_of_the_service_cannot_be_set(monkeypatch: pytest.MonkeyPatch) -> None:
    before = steady_time()
    assert abs(before - time.time()) < 5
    monkeypatch.setattr(time, "time", lambda: START + 400 * DAY)
    assert 0 <= steady_time() - before < 5
