"""What says who somebody is is taken out of a message before anything reads it, in the digits of every script."""

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.privacy.personal_details import MASK, Detail, mask

# Numbers are from Ofcom's drama range, test cards and official examples.
FOUND = [
    ("my number is 07700 900123 call me", Detail.PHONE, "900"),
    ("ring 07700900123", Detail.PHONE, "900"),
    ("+44 7700 900 123", Detail.PHONE, "900"),
    ("00447700900123", Detail.PHONE, "900"),
    ("(020) 7946-0123", Detail.PHONE, "7946"),
    ("07700.900.123", Detail.PHONE, "900"),
    ("رقمي ٠٧٧٠٠٩٠٠١٢٣ اتصلوا", Detail.PHONE, "٩٠٠"),
    ("میرا نمبر ۰۷۷۰۰ ۹۰۰۱۲۳ ہے", Detail.PHONE, "۹۰۰"),
    ("मेरा नंबर ०७७०० ९००१२३ है", Detail.PHONE, "९००"),
    ("আমার নম্বর ০৭৭০০৯০০১২৩", Detail.PHONE, "৯০০"),
    ("ਮੇਰਾ ਨੰਬਰ ੦੭੭੦੦੯੦੦੧੨੩", Detail.PHONE, "੯੦੦"),
    ("０７７００９００１２３", Detail.PHONE, "９００"),
    ("write to amal.sentinel@example.org please", Detail.EMAIL, "sentinel"),
    ("card 4111 1111 1111 1111", Detail.CARD, "1111"),
    ("card 4111-1111-1111-1111 now", Detail.CARD, "4111"),
    ("my ni is QQ 12 34 56 C", Detail.DOCUMENT, "56"),
    ("qq123456c", Detail.DOCUMENT, "456"),
    ("BRP ZU1234567", Detail.DOCUMENT, "ZU"),
    ("my permit zu 1234567", Detail.DOCUMENT, "1234567"),
    ("passport 123456789", Detail.DOCUMENT, "1234"),
    ("passport AB1234567 expired", Detail.DOCUMENT, "1234"),
    ("case GWF012345678", Detail.DOCUMENT, "GWF"),
    ("I live at SW1A 1AA", Detail.POSTCODE, "1AA"),
    ("m11ae", Detail.POSTCODE, "m11"),
]

ORDINARY = [
    "call 999 or 101",
    "he owes me £5000 since 12/05/2024",
    "I am 34 years old and have 2 children",
    "my visa ends 2026-11-24",
    "on 24 11 2026 at 10 30 he came",
    "he hit me 3 times in 2023, room 12, bus 176",
    "section 17 of the 1989 act",
    "in 2019 and 2020 and 2021 and 2022 I worked there",
    "3,226 pounds is too much",
    "اتصلت بالرقم ٩٩٩ يوم ١٢ مايو",
    "press 55, call 999 or 112, or 116 123",
]


@pytest.mark.parametrize(("text", "kind", "secret"), FOUND)
def test_a_detail_is_taken_out_and_named(text: str, kind: Detail, secret: str) -> None:
    masked = mask(text)
    assert kind in masked.found
    assert secret not in masked.text
    assert MASK in masked.text


@pytest.mark.parametrize("text", ORDINARY)
def test_ordinary_numbers_stay(text: str) -> None:
    assert mask(text) == mask(text).__class__(text, ())


def test_words_around_a_detail_stay() -> None:
    assert mask("my husband hits me, call 07700 900123 at night").text == f"my husband hits me, call {MASK} at night"


def test_several_kinds_are_each_named_once() -> None:
    masked = mask("07700 900123, 07700 900456 or amal@example.org")
    assert masked.found == (Detail.EMAIL, Detail.PHONE)


@given(st.text())
def test_any_text_is_read(text: str) -> None:
    masked = mask(text)
    assert masked.text == text or masked.found


@given(st.text(alphabet="abc ,.\n", max_size=30), st.integers(900_000, 900_999), st.text(alphabet="xyz ,.\n", max_size=30))
def test_a_number_is_found_wherever_it_stands(before: str, number: int, after: str) -> None:
    masked = mask(f"{before} 07700{number} {after}")
    assert str(number) not in masked.text


@pytest.mark.alone
@pytest.mark.parametrize("text", ["07700 900123 " * 1200, "a" * 16_000, "1 " * 8000, "a.b@" * 4000, "ZU 12 " * 2600, "+" * 16_000])
def test_a_hostile_text_costs_little(text: str) -> None:
    began = time.perf_counter()
    masked = mask(text)
    assert time.perf_counter() - began < 1.5
    assert "900123" not in masked.text
