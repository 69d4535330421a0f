"""What the page carries: it opens only here, only for a while, and tells nothing."""

from __future__ import annotations

import base64

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.errors import InvalidState
from bot.privacy.keys import EPOCH_SECONDS, KeyRing
from bot.privacy.sealed_state import SIZES, StateSealer

SEED = bytes(range(32))
STATE = {"s": {"last_answer": "door.police:short", "nation": "scotland"}}
HEADER = 17
TAG = 16


class Clock:
    def __init__(self) -> None:
        self.now = 1000.0 * EPOCH_SECONDS

    def __call__(self) -> float:
        return self.now


@pytest.fixture
def clock() -> Clock:
    return Clock()


def sealer(clock: Clock, *, seed: bytes = SEED, purpose: str = "web conversation", minutes: int = 60) -> StateSealer:
    return StateSealer(KeyRing(seed, keep=minutes * 60, clock=clock), purpose, minutes=minutes, clock=clock)


def raw(token: str) -> bytes:
    return base64.urlsafe_b64decode(token + "=" * (-len(token) % 4))


def text(data: bytes) -> str:
    return base64.urlsafe_b64encode(data).decode().rstrip("=")


@given(st.dictionaries(st.text(max_size=20), st.text(max_size=60) | st.integers() | st.none() | st.booleans(), max_size=8))
@settings(max_examples=100, deadline=None)
def test_what_is_sealed_comes_out_as_it_went_in(state: dict) -> None:
    box = sealer(Clock())
    assert box.open(box.seal(state)) == state


def test_a_state_opens_in_another_worker_from_the_same_seed(clock: Clock) -> None:
    assert sealer(clock).open(sealer(clock).seal(STATE)) == STATE


@pytest.mark.parametrize("length", [0, 1, 100, 235, 236, 400, 900, 1900, 3900])
def test_only_fixed_sizes_appear(length: int, clock: Clock) -> None:
    token = sealer(clock).seal({"s": "x" * length})
    assert len(raw(token)) - HEADER - TAG in SIZES


def test_states_of_everyday_length_all_look_alike(clock: Clock) -> None:
    box = sealer(clock)
    states = [{}, STATE, {"s": {"last_answer": "disclose_domestic_abuse:more", "need": "domestic_abuse", "nation": "wales"}}]
    assert len({len(box.seal(state)) for state in states}) == 1


def test_nothing_readable_is_inside(clock: Clock) -> None:
    data = raw(sealer(clock).seal({"s": {"last_answer": "SENTINEL" * 8}}))
    assert b"SENTINEL" not in data and b"last_answer" not in data and b'"s"' not in data
    assert b"\0\0\0\0" not in data[HEADER:], "the filling is sealed too"


def test_the_same_state_never_looks_the_same_twice(clock: Clock) -> None:
    box = sealer(clock)
    assert len({box.seal(STATE) for _ in range(50)}) == 50


def test_a_state_too_large_is_refused_when_it_is_sealed(clock: Clock) -> None:
    with pytest.raises(ValueError, match="4 kB"):
        sealer(clock).seal({"s": "x" * 5000})


def test_every_flipped_bit_is_noticed(clock: Clock) -> None:
    box = sealer(clock)
    data = raw(box.seal(STATE))
    for position in range(len(data)):
        forged = bytearray(data)
        forged[position] ^= 1 << (position % 8)
        with pytest.raises(InvalidState):
            box.open(text(bytes(forged)))


def test_every_cut_is_noticed(clock: Clock) -> None:
    box = sealer(clock)
    token = box.seal(STATE)
    for length in range(len(token)):
        with pytest.raises(InvalidState):
            box.open(token[:length])


def test_parts_of_two_states_cannot_be_put_together(clock: Clock) -> None:
    box = sealer(clock)
    one, two = raw(box.seal(STATE)), raw(box.seal({"s": {"nation": "wales"}}))
    for cut in (HEADER, HEADER + 32, len(one) - TAG):
        with pytest.raises(InvalidState):
            box.open(text(one[:cut] + two[cut:]))


@pytest.mark.parametrize(
    "token",
    ["", "=", "A", "not base64 at all!", "%%%%", "\x00", "é" * 100, "A" * 500, "A" * 100_000, "سلام", "AA==AA", "\ud800",
     "-" * 400, text(bytes(300)), text(b"\x01" + bytes(300)), text(b"\x02" + bytes(300))],
)
def test_what_never_was_a_state_is_refused(token: str, clock: Clock) -> None:
    with pytest.raises(InvalidState):
        sealer(clock).open(token)


@given(st.text(max_size=400) | st.binary(max_size=400).map(text))
@settings(max_examples=200, deadline=None)
def test_any_text_that_is_no_state_is_refused(token: str) -> None:
    with pytest.raises(InvalidState):
        sealer(Clock()).open(token)


def test_a_state_of_another_purpose_is_refused(clock: Clock) -> None:
    with pytest.raises(InvalidState):
        sealer(clock).open(sealer(clock, purpose="handoff").seal(STATE))


def test_a_state_of_another_server_is_refused(clock: Clock) -> None:
    with pytest.raises(InvalidState):
        sealer(clock).open(sealer(clock, seed=bytes(32)).seal(STATE))


def test_a_state_opens_for_as_long_as_it_may_wait_and_not_longer(clock: Clock) -> None:
    box = sealer(clock, minutes=60)
    token = box.seal(STATE)
    start = clock.now
    clock.now = start + 60 * 60
    assert box.open(token) == STATE
    clock.now = start + 62 * 60
    with pytest.raises(InvalidState):
        box.open(token)


@pytest.mark.parametrize("offset", range(0, EPOCH_SECONDS, 100))
def test_the_key_lives_as_long_as_the_state_wherever_in_an_epoch_it_was_sealed(offset: int, clock: Clock) -> None:
    clock.now += offset
    box = sealer(clock, minutes=60)
    token = box.seal(STATE)
    clock.now += 60 * 60
    assert box.open(token) == STATE


def test_a_state_from_the_future_is_refused(clock: Clock) -> None:
    box = sealer(clock)
    clock.now += 10 * 60
    token = box.seal(STATE)
    clock.now -= 8 * 60
    with pytest.raises(InvalidState):
        box.open(token)


def test_a_refusal_says_nothing_about_its_reason(clock: Clock) -> None:
    messages = set()
    for token in ("", "A" * 500, sealer(clock, purpose="other").seal(STATE), sealer(clock).seal(STATE)[:-4]):
        with pytest.raises(InvalidState) as refused:
            sealer(clock).open(token)
        messages.add(str(refused.value))
    assert messages == {""}
