"""Words that name doors, nations, needs and languages, found as people write them."""

from __future__ import annotations

import pytest

from bot.engine.engine import Engine
from bot.nlu.normalise import clean, for_intent
from bot.nlu.term_extractor import Terms
from bot.nlu.unicode_tokenizer import words

TERMS = Terms(
    {
        "police": "door/police",
        "GP": "door/gp",
        "police website": "door/police_online",
        "شرطة": "door/police",
        "پولیس": "door/police",
        "Northern Ireland": "nation/northern_ireland",
        "refuge": "door/refuge need/housing_refuge",
        "C++": "language/test",
        "警察": "door/police",
    }
)


def found(text: str) -> list[tuple[str, str]]:
    return [(entity, value) for entity, value, _, _ in TERMS.find(for_intent(clean(text)))]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Will the POLICE tell?", [("door", "police")]),
        ("my gp, Dr Lee", [("door", "gp")]),
        ("the egp of a policeman", []),
        ("on the police website", [("door", "police_online")]),
        ("police in Northern   Ireland", [("door", "police"), ("nation", "northern_ireland")]),
        ("a refuge", [("door", "refuge"), ("need", "housing_refuge")]),
        ("إذا ذهبت للشرطة", [("door", "police")]),
        ("هل الشرطة تخبر", [("door", "police")]),
        ("وبالشرطة", [("door", "police")]),
        ("بشرطة", [("door", "police")]),
        ("شرطةالمدينة", []),
        ("کیا پولیس بتائے گی", [("door", "police")]),
        ("c++ is no refuge", [("language", "test"), ("door", "refuge"), ("need", "housing_refuge")]),
        ("", []),
        ("🙂", []),
    ],
)
def test_terms_are_found_as_whole_words(text: str, expected: list[tuple[str, str]]) -> None:
    assert found(text) == expected


def test_a_word_with_a_prefix_is_found_as_it_stands_in_the_text() -> None:
    text = "هل بالشرطة أحد"
    (_, _, start, end) = TERMS.find(text)[0]
    assert text[start:end] == "بالشرطة"


def test_the_longest_phrase_wins_and_none_overlap() -> None:
    places = [(start, end) for _, _, start, end in TERMS.find("police website police")]
    assert places == [(0, 14), (15, 21)]


@pytest.mark.parametrize(
    ("text", "door"),
    [
        ("If I go to the police will they tell immigration about me?", "police"),
        ("¿el hospital le dice a inmigración que estoy aquí?", "hospital"),
        ("هل تخبر الشرطة دائرة الهجرة عني", "police"),
        ("کیا پولیس ہوم آفس کو بتائے گی", "police"),
        ("kya police home office ko batayegi", "police"),
    ],
)
async def test_the_trained_model_knows_the_doors(text: str, door: str, engine: Engine) -> None:
    parsed = await engine.parse(text)
    assert ("door", door) in [(entity["entity"], entity["value"]) for entity in parsed["entities"]]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("he's here, now!", ["he's", "here", "now"]),
        ("في البيت", ["في", "البيت"]),
        ("मैं यहाँ हूँ", ["मैं", "यहाँ", "हूँ"]),
        ("我在家", ["我", "在", "家"]),
        ("去GP看医生打999", ["去", "GP", "看", "医", "生", "打", "999"]),
        ("ช่วยฉันด้วย", ["ช่วยฉันด้วย"]),
        ("ช่วยhelp", ["ช่วย", "help"]),
        ("می\u200cخواهم", ["می\u200cخواهم"]),
        ("!!! 🙂", []),
    ],
)
def test_words_of_every_script(text: str, expected: list[str]) -> None:
    assert words(text) == expected
