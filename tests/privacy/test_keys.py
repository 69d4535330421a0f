"""Keys that turn with the clock and are forgotten."""

from __future__ import annotations

import pytest

from bot.privacy.keys import EPOCH_SECONDS, KeyRing

SEED = bytes(range(32))
START = 1000 * EPOCH_SECONDS


class Clock:
    def __init__(self, now: float = START) -> None:
        self.now = now

    def __call__(self) -> float:
        return self.now


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def ring(clock: Clock) -> KeyRing:
    return KeyRing(SEED, keep=3600, clock=clock)


def test_the_key_stays_the_same_within_an_epoch(ring: KeyRing, clock: Clock) -> None:
    first = ring.current()
    clock.now += EPOCH_SECONDS - 1
    assert ring.current() == first


def test_each_epoch_has_a_key_of_its_own(ring: KeyRing, clock: Clock) -> None:
    keys = set()
    for _ in range(20):
        epoch, key = ring.current()
        assert len(key) == 32 and ring.find(epoch) == key
        keys.add(key)
        clock.now += EPOCH_SECONDS
    assert len(keys) == 20


def test_a_key_is_found_for_as_long_as_a_page_may_wait_and_forgotten_after(ring: KeyRing, clock: Clock) -> None:
    epoch, key = ring.current()
    clock.now = START + EPOCH_SECONDS - 1 + 3600
    assert ring.find(epoch) == key
    clock.now = START + 2 * EPOCH_SECONDS + 3600
    assert ring.find(epoch) is None


def test_forgotten_keys_are_nowhere_in_memory(ring: KeyRing, clock: Clock) -> None:
    ring.current()
    clock.now += 1000 * EPOCH_SECONDS
    ring.current()
    assert len(ring._keys) <= 5
    assert SEED not in ring._keys.values()


def test_the_sealing_key_is_not_the_key_the_next_one_comes_from(ring: KeyRing, clock: Clock) -> None:
    """Whoever learns a sealing key can compute neither the next one nor the one before."""
    _, key = ring.current()
    clock.now += EPOCH_SECONDS
    other = KeyRing(key, keep=3600, clock=Clock(START))
    other.current()
    assert key not in ring._keys.values()
    later = KeyRing(key, keep=3600, clock=clock, epoch=1000)
    assert later.current()[1] != ring.current()[1]


def test_a_clock_that_goes_back_changes_nothing(ring: KeyRing, clock: Clock) -> None:
    clock.now += 2 * EPOCH_SECONDS
    newest = ring.current()
    clock.now = START - 10 * EPOCH_SECONDS
    assert ring.current() == newest
    assert ring.find(newest[0]) == newest[1]


def test_a_clock_that_jumps_ahead_drops_every_old_key(ring: KeyRing, clock: Clock) -> None:
    epoch, _ = ring.current()
    clock.now += 365 * 24 * 3600
    assert ring.find(epoch) is None
    assert ring.current()[0] == int(clock.now // EPOCH_SECONDS)


def test_keys_of_the_future_do_not_exist(ring: KeyRing) -> None:
    assert ring.find(ring.current()[0] + 1) is None
    assert ring.find(-1) is None


def test_two_workers_from_one_seed_agree_whenever_they_look(clock: Clock) -> None:
    early = KeyRing(SEED, keep=3600, clock=clock, epoch=1000)
    for step in range(12):
        clock.now = START + step * EPOCH_SECONDS
        early.current()
    late = KeyRing(SEED, keep=3600, clock=clock, epoch=1000)
    assert late.current() == early.current()
    for epoch in range(995, 1013):
        assert late.find(epoch) == early.find(epoch)


def test_another_seed_gives_other_keys(ring: KeyRing, clock: Clock) -> None:
    assert KeyRing(bytes(32), keep=3600, clock=clock).current() != ring.current()


@pytest.mark.parametrize("seed", [b"", b"short", bytes(31), bytes(33)])
def test_a_seed_of_another_length_is_refused(seed: bytes, clock: Clock) -> None:
    with pytest.raises(ValueError, match="32 bytes"):
        KeyRing(seed, keep=3600, clock=clock)
