"""The words that work at any time: in no language may one mean two things, or be a button that means another."""

from __future__ import annotations

import pytest
import yaml

from bot.nlu.normalise import clean
from bot.paths import CONTENT, ROOT
from bot.resources import Resources
from bot.whatsapp.words import DANGER, HELP, STOP, Words, number
from tests.conftest import LANGUAGES

FILE = CONTENT / "whatsapp_words.yml"
LISTED = yaml.safe_load(FILE.read_text("utf-8"))
WORDS = [(meaning, code, str(word)) for meaning, languages in LISTED.items() for code, words in languages.items() for word in words]
LEAST = 3
TITLES = ("button.", "topic.", "nation.", "language.")
"""The keys of labels that are titles of buttons."""


@pytest.fixture(scope="module")
def words() -> Words:
    return Words.load(FILE)


def test_there_are_three_meanings_and_no_other() -> None:
    assert set(LISTED) == {STOP, HELP, DANGER}


@pytest.mark.parametrize("code", LANGUAGES)
def test_each_language_has_enough_words_of_each_meaning(code: str) -> None:
    for meaning in (STOP, HELP, DANGER):
        found = {clean(str(word)) for word in LISTED[meaning][code]}
        assert len(found) >= LEAST, meaning
        assert len(found) == len(LISTED[meaning][code]), f"{meaning}: one stands there twice"


def test_each_word_is_found_as_it_stands_and_as_phones_write_it(words: Words) -> None:
    for meaning, code, word in WORDS:
        for typed in (word, word.upper(), word.capitalize(), f" {word}! ", f"{word}.", f"\n{word}\n", f"{word} 🙏"):
            assert words.meaning(typed) == meaning, f"{code}: {typed!r}"


def test_no_word_means_another_thing_in_any_other_language(words: Words) -> None:
    meanings: dict[str, set[str]] = {}
    for meaning, _, word in WORDS:
        meanings.setdefault(clean(word), set()).add(meaning)
    assert not {word: found for word, found in meanings.items() if len(found) > 1}


def test_no_word_is_a_number_of_a_button_or_too_long_to_be_looked_up() -> None:
    for _, code, word in WORDS:
        assert number(word) is None, f"{code}: {word}"
        assert len(word) < 30 and clean(word), f"{code}: {word}"


def titles(resources: Resources) -> set[str]:
    """The English titles of all buttons."""
    domain = [yaml.safe_load(path.read_text("utf-8")) for path in (ROOT / "domain").glob("*.yml")]
    responses = [variant for part in domain for variants in (part.get("responses") or {}).values() for variant in variants]
    library = resources.library
    return {
        *(text for key, text in library.labels.items() if key.startswith(TITLES) and isinstance(text, str)),
        *(button["title"] for variant in responses for button in variant.get("buttons") or []),
        *(answer.title for answer in library.answers.values()),
        *(choice.title for question in resources.routes.questions for choice in question.choices),
        *resources.routes.titles.values(),
        *(card.title for card in resources.cards.by_id.values()),
    }


@pytest.mark.parametrize("code", LANGUAGES)
def test_no_word_is_the_title_of_a_button(code: str, words: Words, resources: Resources) -> None:
    """A title that is typed presses its button; a word would be taken first. A word of another language counts too."""
    english = titles(resources)
    assert len(english) > 100
    for title in english:
        said = resources.catalogs.translate(code, title)
        assert words.meaning(said) is None, f"{said} is also {title}"


@pytest.mark.parametrize("text", ["", " ", "!", "help me he is here", "nie pomoc", "do not stop", "stop it he said", "999 999"])
def test_a_word_counts_only_alone(text: str, words: Words) -> None:
    assert words.meaning(text) is None
