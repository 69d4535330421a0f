"""Which language a message is in: learnt from our own lines, never sure of a language nobody taught it."""

from __future__ import annotations

import numpy as np
import pytest

from bot.nlu.language_identifier import fit, lines_by_language
from bot.nlu.normalise import clean, for_intent
from bot.paths import ROOT
from tests.conftest import LANGUAGES

OTHERS = [
    "mój mąż mnie bije i grozi policją",
    "mia moglie mi picchia ogni giorno",
    "mein Mann schlägt mich jeden Tag",
    "chồng tôi đánh tôi hàng ngày",
    "мой муж меня бьёт и отобрал паспорт",
    "我丈夫打我还拿走了护照",
    "mijn man slaat me elke dag thuis",
]


@pytest.fixture(scope="module")
def model():
    codes, texts = zip(*lines_by_language(ROOT / "data" / "nlu"), strict=True)
    return fit(texts, codes)


def test_every_language_has_lines(model) -> None:
    assert set(model.codes) == set(LANGUAGES)


@pytest.mark.parametrize("text", OTHERS)
def test_a_language_we_do_not_offer_is_not_taken_for_one_of_ours(text: str, model) -> None:
    code, probability, covered = model.guess(for_intent(clean(text)))
    assert probability < 0.9 or covered < 0.8, code


@pytest.mark.parametrize("text", ["-", "", "123", "؟", "\U0001f600"])
def test_nothing_to_read_is_never_sure(text: str, model) -> None:
    _, probability, covered = model.guess(for_intent(clean(text)))
    assert probability < 0.9 or covered < 0.8


def test_two_languages_are_enough() -> None:
    model = fit(["mi marido me pega", "no tengo papeles"] * 3 + ["my husband hits me", "I have no papers"] * 3, ["es"] * 6 + ["en"] * 6)
    assert model.guess("mi marido")[0] == "es"
    assert model.guess("my husband")[0] == "en"
    assert np.isclose(model.coefficients[:, 0], -model.coefficients[:, 1]).all()
