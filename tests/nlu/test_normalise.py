"""What a person typed, cleaned: nothing breaks it, nothing makes it slow, nothing turns it into a command."""

from __future__ import annotations

import time

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from bot.nlu.normalise import INTENT_LIMIT, MAX_PIECES, SCAN_LIMIT, clean, for_intent, pieces

ANY_TEXT = st.text(max_size=900)
EVERY_SIGN = st.text(st.characters(codec=None), max_size=300)
"""Lone surrogates, controls and private signs as well."""


def seconds(text: str) -> float:
    start = time.perf_counter()
    pieces(clean(text))
    return time.perf_counter() - start


@pytest.mark.parametrize(
    ("typed", "cleaned"),
    [
        ("Hello 👋🏽 help me 🙏🙏", "hello help me"),
        ("👨‍👩‍👧 my family", "my family"),
        ("call 9️⃣9️⃣9️⃣", "call 9 9 9"),
        ("po\u00adli\u200bce", "police"),
        ("a\x00b", "a b"),
        ("help\ud800 me", "help me"),
        ("ＨＥＬＰ", "help"),
        ("heeeeelp meeee", "help me"),
        ("help!!!!!! me???", "help! me?"),
        ("where are you...", "where are you"),
        ("l’hôpital", "l’hôpital"),
        ("İngiltere POLİS", "ingiltere polis"),
        ("እርዳኝ።።", "እርዳኝ"),
    ],
)
def test_people_type_in_many_ways(typed: str, cleaned: str) -> None:
    assert for_intent(clean(typed)) == cleaned


def test_look_alike_letters_join_the_script_of_their_word() -> None:
    assert clean("раssроrt") == "passport", "Cyrillic letters inside a Latin word"
    assert clean("паcпoрт мой") == "паспорт мой", "Latin letters inside a Cyrillic word"
    assert clean("паспорт и visa") == "паспорт и visa", "whole words of either script stay"


def test_arabic_letters_and_diacritics_of_other_scripts_stay() -> None:
    assert clean("أُريدُ مُساعَدة") == "أريد مساعدة", "vowel signs go, hamza stays"
    assert clean("niño más José") == "niño más josé"
    assert clean("में") == "में"


@pytest.mark.parametrize("text", ["", " ", "\n\n", "👋", "\x00\x00", "\u200b", "\ud800", "!!!", "/", "////", "😀 / 😀"])
def test_a_message_without_words_becomes_a_dash(text: str) -> None:
    assert for_intent(clean(text)) in ("-", "!")
    assert pieces(clean(text)) == [for_intent(clean(text))]


@pytest.mark.parametrize(
    "text",
    ["/greet", "／greet", " /greet", "\u200b/greet", "\ufeff/greet", "\x00/greet", "😀/greet", "\n/greet", "//greet",
     "/ /greet", "／／greet", "\u00a0/greet", "\u2028/greet", "\u3000／greet", "\u00ad／greet", "\u2060/greet"],
)
def test_what_is_typed_never_becomes_a_command(text: str) -> None:
    assert not for_intent(clean(text)).startswith("/")
    assert not pieces(clean(text))[0].startswith("/")


def test_one_sign_that_stands_for_eighteen_letters_does_not_grow_without_bound() -> None:
    text = "\ufdfa" * 5000
    assert len(clean(text)) <= SCAN_LIMIT + 1
    assert len(pieces(clean(text))) <= MAX_PIECES
    assert seconds(text) < 1


@pytest.mark.alone
@pytest.mark.parametrize(
    "unit",
    ["a", "ab ", "help me. ", "/", "!", "! ", "é", "न", "你", "ا", "раs ", "\u200c", "\u200cا", "😀", "1,", "a\n", "Ã", "\x00"],
)
@pytest.mark.parametrize("length", [5_000, 100_000])
def test_long_messages_take_no_longer_than_a_blink(unit: str, length: int) -> None:
    text = unit * (length // len(unit))
    assert seconds(text) < 0.5


def test_head_and_tail_of_a_long_message_are_read() -> None:
    text = "first words " + "x y z " * 2000 + "last words"
    read = for_intent(clean(text))
    assert read.startswith("first words") and read.endswith("last words") and len(read) <= INTENT_LIMIT + 1
    assert any("first words" in piece for piece in pieces(clean(text))[1:])
    assert any("last words" in piece for piece in pieces(clean(text))[1:])


def test_each_sentence_of_a_story_is_a_piece() -> None:
    found = pieces(clean("I came in 2019. He has a knife! What can I do? هو هنا، ساعدوني۔ 他打我。我要走"))
    for sentence in ("i came in 2019", "he has a knife", "what can i do", "هو هنا", "ساعدوني", "他打我", "我要走"):
        assert sentence in found


def test_a_long_sentence_is_read_in_windows() -> None:
    words = [f"w{number}" for number in range(40)]
    found = pieces(clean(" ".join(words)))
    assert found[0] == " ".join(words)
    assert all(any(word in piece.split() for piece in found[1:]) for word in words)
    assert max(len(piece.split()) for piece in found[1:]) <= 14


def test_a_script_without_spaces_is_read_in_windows_too() -> None:
    found = pieces("我丈夫每天都打我现在他拿着刀站在门口说要杀了我请你们快点来救救我和孩子们我们在浴室里")
    assert len(found) > 1 and max(map(len, found[1:])) <= 26


@given(ANY_TEXT | EVERY_SIGN)
@example("\u2028/greet")
@example("İ" * 700)
@settings(max_examples=300, deadline=None)
def test_any_text_can_be_read(text: str) -> None:
    cleaned = clean(text)
    read = for_intent(cleaned)
    found = pieces(cleaned)
    assert 1 <= len(read) <= INTENT_LIMIT + 1
    assert not read.startswith("/")
    assert 1 <= len(found) <= MAX_PIECES and found[0] == read
    assert all(piece for piece in found)
    read.encode("utf-8")


@given(ANY_TEXT)
@settings(max_examples=100, deadline=None)
def test_a_command_can_never_be_typed(text: str) -> None:
    for slash in ("/", "／", " /", "\u200b/"):
        assert not for_intent(clean(slash + text)).startswith("/")
