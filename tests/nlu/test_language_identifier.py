"""Which language a message is in: learnt from our own lines, never sure of a language nobody taught it."""

from __future__ import annotations

import tarfile

import joblib
import numpy as np
import pytest
import yaml

from bot.engine.models import newest_model
from bot.nlu.language_identifier import LanguageIdentifier, LanguageModel, fit
from bot.nlu.normalise import clean, for_intent
from bot.paths import ROOT
from tests.conftest import LANGUAGES

OTHERS = [
    "mia moglie mi picchia ogni giorno",
    "mein Mann schlägt mich jeden Tag",
    "mijn man slaat me elke dag thuis",
    "min mand slår mig hver dag",
    "můj manžel mě každý den bije",
    "moj muž me tuče svaki dan",
    "a férjem minden nap megver engem",
    "mano vyras mane kasdien muša",
    "suami saya memukul saya setiap hari",
    "mume wangu ananipiga kila siku",
    "ọkọ mi ń lù mí lójoojúmọ́",
    "мъжът ми ме бие всеки ден",
    "мой муж мяне б'е кожны дзень",
    "मेरो श्रीमानले मलाई हरेक दिन कुट्छ",
    "ο άντρας μου με χτυπάει κάθε μέρα",
    "ჩემი ქმარი ყოველდღე მცემს",
    "สามีของฉันตีฉันทุกวัน",
    "夫に毎日殴られています",
    "남편이 매일 저를 때려요",
    "என் கணவர் என்னை தினமும் அடிக்கிறார்",
    "મારો પતિ મને રોજ મારે છે",
]


@pytest.fixture(scope="module")
def model(trained_model: None) -> LanguageModel:
    """As it is in the trained model: learning it takes a minute and a half."""
    with tarfile.open(newest_model()) as archive:
        name = next(name for name in archive.getnames() if name.endswith("/language.joblib"))
        return joblib.load(archive.extractfile(name))


def sure(model: LanguageModel, text: str) -> bool:
    pipeline = yaml.safe_load((ROOT / "config.yml").read_text("utf-8"))["pipeline"]
    told = next(part for part in pipeline if part["name"].endswith(".LanguageIdentifier"))
    config = LanguageIdentifier.get_default_config() | told
    guess = model.guess(for_intent(clean(text)))
    return guess.probability >= config["least_probability"] and guess.covered >= config["least_coverage"]


def test_every_language_is_known(model: LanguageModel) -> None:
    assert set(model.codes) == set(LANGUAGES)


@pytest.mark.parametrize("text", OTHERS)
def test_a_language_we_do_not_offer_is_not_taken_for_one_of_ours(text: str, model: LanguageModel) -> None:
    assert not sure(model, text), model.guess(for_intent(clean(text)))


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("will the police tell the home office about me", "en"),
        ("mi marido me pega y no tengo papeles", "es"),
        ("mój mąż mnie bije i grozi policją", "pl"),
        ("chồng tôi đánh tôi hàng ngày", "vi"),
        ("мой муж меня бьёт и отобрал паспорт", "ru"),
        ("मेरा पति मुझे मारता है और पासपोर्ट छीन लिया", "hi"),
        ("میرا شوہر مجھے مارتا ہے اور پاسپورٹ چھین لیا", "ur"),
    ],
)
def test_one_of_ours_is_surely_itself_and_no_other(text: str, code: str, model: LanguageModel) -> None:
    guess = model.guess(for_intent(clean(text)))
    assert (guess.code, guess.also) == (code, ())
    assert sure(model, text)


@pytest.mark.parametrize("text", ["mera shohar mujhe marta hai aur passport cheen liya", "mera pati mujhe roz marta hai"])
def test_hindi_and_urdu_in_latin_letters_are_one(text: str, model: LanguageModel) -> None:
    guess = model.guess(for_intent(clean(text)))
    assert {guess.code, *guess.also} == {"hi", "ur"}
    assert sure(model, text), "of both together it is sure"


def test_punjabi_and_english_in_latin_letters_are_not_joined_to_them(model: LanguageModel) -> None:
    assert model.guess("mainu mera gharwala kutda hai te passport kho lya").also == ()
    assert model.guess("my husband hits me every day").also == ()


@pytest.mark.parametrize("text", ["-", "", "123", "؟", "\U0001f600"])
def test_nothing_to_read_can_be_asked(text: str, model: LanguageModel) -> None:
    """What the engine makes of it is tested in tests/engine/test_around.py."""
    guess = model.guess(for_intent(clean(text)))
    assert 0 <= guess.probability <= 1 and 0 <= guess.covered <= 1


def test_two_languages_are_enough() -> None:
    model = fit(["mi marido me pega", "no tengo papeles"] * 3 + ["my husband hits me", "I have no papers"] * 3, ["es"] * 6 + ["en"] * 6)
    assert model.guess("mi marido").code == "es"
    assert model.guess("my husband").code == "en"
    assert np.isclose(model.coefficients[:, 0], -model.coefficients[:, 1]).all()


def test_hindi_and_urdu_learnt_alone_are_one_in_latin_letters_only() -> None:
    model = fit(["mera pati", "मेरा पति"] * 3 + ["mera shohar", "میرا شوہر"] * 3, ["hi"] * 6 + ["ur"] * 6)
    roman, hindi, urdu = map(model.guess, ("mera shohar", "मेरा पति", "میرا شوہر"))
    assert {roman.code, *roman.also} == {"hi", "ur"} and np.isclose(roman.probability, 1)
    assert (hindi.code, hindi.also) == ("hi", ()) and (urdu.code, urdu.also) == ("ur", ())
