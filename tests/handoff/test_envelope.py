"""Sealing: one size whatever is inside, and nobody else opens it."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from nacl.public import PrivateKey, SealedBox

from bot.errors import InvalidState
from bot.handoff.envelope import LABEL_BYTES, NOTE_BYTES, OVERHEAD, SLIP_BYTES, seal, unseal
from bot.handoff.handoff import MAX_ANSWER
from bot.handoff.slip import MAX_LINE, Days, Hours, Limit, Need, Slip, Visa

KEY = PrivateKey.generate()


@settings(deadline=None)
@given(st.text(max_size=100))
def test_the_length_tells_nothing(text: str) -> None:
    assert len(seal({"text": text}, KEY.public_key, SLIP_BYTES)) == SLIP_BYTES + OVERHEAD
    assert unseal(seal({"text": text}, KEY.public_key, SLIP_BYTES), KEY) == {"text": text}


def test_the_fullest_slip_and_the_longest_answers_fit() -> None:
    widest = "\U0001f9d5"  # four bytes of UTF-8
    fullest = Slip(
        tuple(Need),
        None,
        "zh-Hant",
        True,
        Visa.NO_PAPERS,
        tuple(Limit),
        Days.WEEKDAYS,
        tuple(Hours),
        True,
        widest * MAX_LINE,
    )
    seal({**fullest.to_json(), "nation": "northern_ireland", "day": "2026-11-24"}, KEY.public_key, SLIP_BYTES)
    seal({"kind": "answer", "day": "2026-11-24", "text": widest * MAX_ANSWER}, KEY.public_key, NOTE_BYTES)
    seal({"day": "2026-11-24", "language": "zh-Hant-HK"}, KEY.public_key, LABEL_BYTES)


def test_what_does_not_fit_is_refused() -> None:
    with pytest.raises(ValueError, match="at most 62 bytes"):
        seal({"text": "x" * 60}, KEY.public_key, LABEL_BYTES)


def test_another_key_opens_nothing() -> None:
    with pytest.raises(InvalidState):
        unseal(seal({"a": 1}, KEY.public_key, LABEL_BYTES), PrivateKey.generate())


@pytest.mark.parametrize(
    "inside",
    [
        b"",
        b"\0",
        b"\xff\xff{}",
        b"\0\x02[]",
        b"\0\x03nul",
        b"\0\x02\xff\xfe",
        b"\0\x05[[[[[",
        b"\x0f\x00" + b"[" * 3840,
    ],
)
def test_what_a_worker_could_have_sealed_wrongly_is_refused(inside: bytes) -> None:
    with pytest.raises(InvalidState):
        unseal(SealedBox(KEY.public_key).encrypt(inside), KEY)


@settings(deadline=None)
@given(st.binary(max_size=200))
def test_forged_bytes_are_refused(forged: bytes) -> None:
    with pytest.raises(InvalidState):
        unseal(forged, KEY)


def test_every_flipped_byte_is_noticed() -> None:
    sealed = seal({"a": 1}, KEY.public_key, LABEL_BYTES)
    for place in range(len(sealed)):
        with pytest.raises(InvalidState):
            unseal(sealed[:place] + bytes([sealed[place] ^ 1]) + sealed[place + 1 :], KEY)
