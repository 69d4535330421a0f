"""Codes: how many there are, how people write them, and what they lead to."""

from __future__ import annotations

import math
import time
from collections import Counter

import pytest
from hypothesis import given
from hypothesis import strategies as st
from nacl.public import SealedBox

from bot.handoff.codes import DIGITS, Code, keys_of, new_code, read_code, shown_code
from bot.handoff.pace import INTERVAL, LEAST

SALT = bytes(range(16))


def test_there_are_as_many_codes_as_the_threat_model_says() -> None:
    assert math.log2(10**DIGITS) > 53
    live, processes = 100_000, 4
    years_to_the_first_hit = 10**DIGITS / live * INTERVAL / processes / (365 * 24 * 3600)
    assert years_to_the_first_hit > 150 and LEAST >= INTERVAL


def test_digits_are_drawn_evenly_and_codes_do_not_repeat() -> None:
    codes = [new_code() for _ in range(4000)]
    assert len(set(codes)) == len(codes)
    for place in range(DIGITS):
        counts = Counter(code[place] for code in codes)
        # 400 of each are to be expected; six standard deviations are 114.
        assert len(counts) == 10 and all(abs(count - 400) < 114 for count in counts.values())


@pytest.mark.parametrize(
    "written",
    [
        "12345 678901 23456",
        "1234567890123456",
        " 1234-5678-9012-3456 ",
        "(12345) 678901/23456.",
        "۱۲۳۴۵ ۶۷۸۹۰۱ ۲۳۴۵۶",
        "١٢٣٤٥ ٦٧٨٩٠١ ٢٣٤٥٦",
        "१२३४५ ६७८९०१ २३४५६",
        "１２３４５６７８９０１２３４５６",
        "\u200f12345 678901 23456\u200e",
    ],
)
def test_a_code_is_read_as_people_write_it(written: str) -> None:
    assert read_code(written) == "1234567890123456"


@pytest.mark.parametrize(
    "written", ["", "123", "1" * 15, "1" * 17, "x234567890123456", "12345 678901 2345six", "9" * 5000]
)
def test_anything_else_is_no_code(written: str) -> None:
    assert read_code(written) is None


@given(st.text(max_size=60))
def test_nothing_breaks_the_reading(written: str) -> None:
    found = read_code(written)
    assert found is None or (len(found) == DIGITS and found.isascii() and found.isdigit())


def test_a_shown_code_looks_like_a_telephone_number_and_is_read_back() -> None:
    code = new_code()
    assert [len(part) for part in shown_code(code).split()] == [5, 6, 5]
    assert read_code(shown_code(code)) == code


def test_a_code_leads_to_one_locator_and_one_key() -> None:
    first, again, other = (
        keys_of(Code("1" * 16), SALT),
        keys_of(Code("1" * 16), SALT),
        keys_of(Code("1" * 15 + "2"), SALT),
    )
    elsewhere = keys_of(Code("1" * 16), SALT[::-1])
    assert first.locator == again.locator and len(first.locator) == 32
    assert len({first.locator, other.locator, elsewhere.locator}) == 3
    assert SealedBox(again.key).decrypt(SealedBox(first.key.public_key).encrypt(b"x")) == b"x"
    assert "1111" not in repr(first)


def test_a_try_against_a_stolen_store_is_dear() -> None:
    begun = time.perf_counter()
    for _ in range(5):
        keys_of(new_code(), SALT)
    assert (time.perf_counter() - begun) / 5 > 0.004, "Argon2id of 19 MiB costs milliseconds, not microseconds"
