"""Whatever way a value is written down, it is found."""

from __future__ import annotations

import base64
import hashlib
import json
import re
from pathlib import Path
from urllib.parse import quote, quote_plus, urlencode

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.seizure.forms import patterns
from bot.seizure.matcher import Matcher
from bot.seizure.sentinels import LETTERS, Kind, Sentinels
from bot.seizure.taken import numbers_taken

WRITTEN = {
    "UTF-8": str.encode,
    "UTF-16 LE": lambda text: text.encode("utf-16-le"),
    "UTF-16 BE": lambda text: text.encode("utf-16-be"),
    "UTF-32 LE": lambda text: text.encode("utf-32-le"),
    "hexadecimal": lambda text: text.encode().hex().encode(),
    "URL": lambda text: urlencode({"a": text}).encode(),
    "URL, percent only": lambda text: quote(text).encode(),
    "URL, small letters": lambda text: re.sub("%..", lambda found: found[0].lower(), quote_plus(text)).encode(),
    "JSON": lambda text: json.dumps({"message": text}).encode(),
    "repr of bytes": lambda text: repr(text.encode()).encode(),
    "small letters": lambda text: text.lower().encode(),
    "capital letters": lambda text: text.upper().encode(),
    "HTML": lambda text: "".join(f"&#{ord(sign)};" if ord(sign) > 127 else sign for sign in text).encode(),
    **{
        f"{name}, {how}": lambda text, name=name, write=write: write(hashlib.new(name, text.encode()).digest())
        for name in ("md5", "sha1", "sha256")
        for how, write in {"raw": bytes, "hex": lambda raw: raw.hex().encode(), "base64": base64.b64encode}.items()
    },
    **{
        f"base64 after {before} bytes, {encode.__name__}": lambda text, before=before, encode=encode: encode(
            b"#" * before + text.encode() + b"!?"
        )
        for before in (0, 1, 2, 7)
        for encode in (base64.b64encode, base64.urlsafe_b64encode)
    },
}


def found(sentinels: Sentinels, data: bytes) -> set[str]:
    return {pattern.sentinel.value for _, pattern in Matcher(patterns(sentinels.all)).find(data)}


@pytest.mark.parametrize("script", LETTERS)
@pytest.mark.parametrize("how", WRITTEN)
def test_a_word_of_any_script_is_found_in_every_form(script: str, how: str) -> None:
    sentinels = Sentinels(seed=7)
    word, other = sentinels.word(script=script), sentinels.word(script=script)
    data = b"\0before " + WRITTEN[how](word) + b" after\0"
    assert found(sentinels, data) == {word}
    assert other not in found(sentinels, data)


def test_every_spelling_of_a_number_is_found() -> None:
    sentinels = Sentinels(seed=8)
    for spelling in sentinels.phone():
        assert spelling in found(sentinels, f"call {spelling} now".encode())


@settings(max_examples=60, deadline=None)
@given(before=st.binary(max_size=40), after=st.binary(max_size=40), seed=st.integers(0, 999))
def test_it_is_found_wherever_it_stands(before: bytes, after: bytes, seed: int) -> None:
    sentinels = Sentinels(seed)
    word = sentinels.word()
    places = [
        place
        for place, pattern in Matcher(patterns(sentinels.all)).find(before + word.encode() + after)
        if pattern.form == "UTF-8"
    ]
    assert len(before) in places


@pytest.mark.parametrize("place", [0, 2**18 - 5, 2**18 - 1, 2**18, 3 * 2**18 - 2])
def test_it_is_found_across_the_borders_of_pieces(place: int) -> None:
    sentinels = Sentinels(seed=9)
    word = sentinels.word(Kind.NAME, "urdu")
    assert found(sentinels, b"\0" * place + word.encode() + b"\0" * 100) == {word}


def test_nothing_is_found_where_nothing_is() -> None:
    sentinels = Sentinels(seed=10)
    for script in LETTERS:
        sentinels.word(script=script)
    assert found(sentinels, Sentinels(seed=11).random.randbytes(3_000_000)) == set()


def test_sentinels_are_new_in_each_run_and_show_no_value() -> None:
    first, second = Sentinels(), Sentinels()
    words = {first.word() for _ in range(50)} | {second.word() for _ in range(50)}
    assert len(words) == 100
    assert not any(word in repr(first.all) + str(first.all[0]) for word in words)


def test_a_phone_number_that_stands_in_the_project_already_is_not_used(tmp_path: Path) -> None:
    (tmp_path / "tests").mkdir()
    (tmp_path / "tests" / "a.py").write_text("call 07700 900 123 or +44 7700 900-4 5 6 or ٠٧٧٠٠٩٠٠٧٨٩ 07700900123456")
    taken = numbers_taken(tmp_path)
    assert taken == {"123", "456", "789"}
    free = frozenset(f"{last:03}" for last in range(1000)) - {"042"}
    assert Sentinels(taken=free).phone()[0] == "07700900042"
