"""Rasa component: which offered language a message is written in, also when it is typed in Latin letters.

It learns from the project's own lines, so Roman Urdu is Urdu and Arabizi is Arabic. Nothing is forced by it: where the
guess is not sure nothing is offered (docs/decisions/understanding.md has the figures).
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import joblib
import numpy as np
import regex
import yaml
from rasa.engine.graph import ExecutionContext, GraphComponent
from rasa.engine.recipes.default_recipe import DefaultV1Recipe
from rasa.engine.storage.resource import Resource
from rasa.engine.storage.storage import ModelStorage
from rasa.nlu.classifiers.classifier import IntentClassifier
from rasa.shared.nlu.constants import TEXT
from rasa.shared.nlu.training_data.message import Message
from rasa.shared.nlu.training_data.training_data import TrainingData
from sklearn.feature_extraction.text import HashingVectorizer
from sklearn.linear_model import LogisticRegression

from bot.nlu.message_normaliser import is_command
from bot.nlu.normalise import clean, for_intent
from bot.paths import ROOT

_FILE = "language.joblib"
_KNOWN_BITS = 1 << 20
LANGUAGE_GUESS = "language_guess"
"""Key of the result in the parsed message: {"language": code or None, "also": codes, "sure": bool}. `also` names
languages that nobody could tell apart from it in this spelling."""
SPOKEN_ALIKE = frozenset({"hi", "ur"})
"""One spoken language with two scripts: in Latin letters it is the same, so both are offered."""

_OTHER_LETTERS = regex.compile(r"[[\p{L}]--[\p{Latin}]]", regex.V1)
_N_GRAMS = HashingVectorizer(analyzer="char_wb", ngram_range=(1, 4), n_features=1 << 15, lowercase=False)


def _sequences(least: int, most: int) -> HashingVectorizer:
    return HashingVectorizer(
        analyzer="char_wb",
        ngram_range=(least, most),
        n_features=_KNOWN_BITS,
        lowercase=False,
        norm=None,
        alternate_sign=False,
    )


_ONE_TO_THREE, _ONES, _PAIRS, _THREES = _sequences(1, 3), _sequences(1, 1), _sequences(2, 2), _sequences(3, 3)
# Where a sign is a whole word or syllable, three of them in a row are rarely seen twice.
_WORD_SIGNS = regex.compile(r"[\p{Han}\p{Hiragana}\p{Katakana}]")
_SYLLABLE_SIGNS = regex.compile(r"[\p{Ethiopic}\p{Hangul}]")


def _sequences_for(text: str) -> HashingVectorizer:
    half = len(text) / 2
    if len(_WORD_SIGNS.findall(text)) > half:
        return _ONES
    return _PAIRS if len(_SYLLABLE_SIGNS.findall(text)) > half else _THREES


@dataclass(frozen=True, slots=True)
class Guess:
    """code: the language; also: others it cannot be told from; probability: of all of them together; covered: share of
    the text's letter sequences that their lines have."""

    code: str
    also: tuple[str, ...]
    probability: float
    covered: float


@dataclass(frozen=True)
class LanguageModel:
    """codes: languages in the order of the columns; coefficients (n-grams, codes); known: for each language whether a
    hashed sequence of one to three letters was seen in its lines, shape (codes, 2**20)."""

    codes: tuple[str, ...]
    coefficients: np.ndarray
    intercepts: np.ndarray
    known: np.ndarray

    def guess(self, text: str) -> Guess:
        """What a normalised text is written in."""
        scores = _N_GRAMS.transform([text]) @ self.coefficients + self.intercepts
        exponents = np.exp(scores[0] - scores.max())
        chances = exponents / exponents.sum()
        best = int(chances.argmax())
        alike = [row for row, code in enumerate(self.codes) if code in SPOKEN_ALIKE]
        rows = alike if best in alike and not _OTHER_LETTERS.search(text) else [best]
        columns = _sequences_for(text).transform([text]).indices
        known = np.unpackbits(np.bitwise_or.reduce(self.known[rows]))
        covered = float(known[columns].mean()) if len(columns) else 0.0
        also = tuple(self.codes[row] for row in rows if row != best)
        return Guess(self.codes[best], also, float(chances[rows].sum()), covered)


def fit(texts: Sequence[str], codes: Sequence[str]) -> LanguageModel:
    """Train on normalised texts and the language of each."""
    model = LogisticRegression(C=30.0, max_iter=200, tol=1e-3, class_weight="balanced")
    model.fit(_N_GRAMS.transform(texts), codes)
    names = tuple(map(str, model.classes_))
    weights, intercepts = model.coef_, model.intercept_
    if len(names) == 2:  # scikit-learn gives one row for two classes
        weights, intercepts = np.concatenate([-weights, weights]) / 2, np.concatenate([-intercepts, intercepts]) / 2
    of_line = np.array(codes)
    seen = _ONE_TO_THREE.transform(texts)
    known = np.zeros((len(names), _KNOWN_BITS), bool)
    for row, name in enumerate(names):
        known[row, np.unique(seen[of_line == name].indices)] = True
    return LanguageModel(names, weights.T.astype(np.float32), intercepts, np.packbits(known, axis=1))


def lines_by_language(folder: Path) -> Iterator[tuple[str, str]]:
    """(language, normalised line) of every training line; the language is the name of its folder."""
    loader = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
    for path in sorted(folder.glob("*/*.yml")):
        for entry in (yaml.load(path.read_text("utf-8"), loader) or {}).get("nlu") or []:
            if "intent" in entry:
                for line in entry["examples"].splitlines():
                    yield path.parent.name, for_intent(clean(line.removeprefix("- ")))


@DefaultV1Recipe.register(DefaultV1Recipe.ComponentType.INTENT_CLASSIFIER, is_trainable=True)
class LanguageIdentifier(IntentClassifier, GraphComponent):
    """Adds LANGUAGE_GUESS to a message. Rasa's training data does not say which language a line is in, so the lines are
    read from their folders; they are the same lines, so Rasa's training cache sees every change of them."""

    @staticmethod
    def get_default_config() -> dict[str, Any]:
        return {
            # Both set on data/tuning: a guess is sure if it is this probable, and if this share of the message's letter
            # sequences is known in the language, so that a language nobody taught us is not taken for one of ours.
            "least_probability": 0.75,
            "least_coverage": 0.8,
        }

    def __init__(
        self, config: dict[str, Any], storage: ModelStorage, resource: Resource, model: LanguageModel | None = None
    ) -> None:
        self._config = config
        self._storage = storage
        self._resource = resource
        self._model = model

    @classmethod
    def create(
        cls,
        config: dict[str, Any],
        model_storage: ModelStorage,
        resource: Resource,
        execution_context: ExecutionContext,
    ) -> LanguageIdentifier:
        return cls(config, model_storage, resource)

    @classmethod
    def load(
        cls,
        config: dict[str, Any],
        model_storage: ModelStorage,
        resource: Resource,
        execution_context: ExecutionContext,
        **kwargs: Any,
    ) -> LanguageIdentifier:
        with model_storage.read_from(resource) as folder:
            return cls(config, model_storage, resource, joblib.load(folder / _FILE))

    def train(self, training_data: TrainingData) -> Resource:
        codes, texts = zip(*lines_by_language(ROOT / "data" / "nlu"), strict=True)
        self._model = fit(texts, codes)
        with self._storage.write_to(self._resource) as folder:
            joblib.dump(self._model, folder / _FILE, compress=3)
        return self._resource

    def process(self, messages: list[Message]) -> list[Message]:
        for message in messages:
            if self._model is not None and message.get(TEXT) and not is_command(message):
                guess = self._model.guess(message.get(TEXT))
                sure = (
                    guess.probability >= self._config["least_probability"]
                    and guess.covered >= self._config["least_coverage"]
                )
                found = {"language": guess.code, "also": list(guess.also), "sure": sure}
                message.set(LANGUAGE_GUESS, found, add_to_output=True)
        return messages

    def process_training_data(self, training_data: TrainingData) -> TrainingData:
        return training_data
