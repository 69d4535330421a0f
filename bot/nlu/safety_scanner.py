"""Rasa component: reads every sentence of a message for danger, self-harm and an unsafe device. It has the last word.

A safety line inside a longer story is lost on a whole-message classifier (12 % found, measured); reading sentence by
sentence finds most of them. At or over `hard` the scanner replaces the intent, whatever classifier or fallback said;
between `soft` and `hard` it leaves the intent and marks the message, and the answer carries a safety line.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import joblib
import numpy as np
from rasa.engine.graph import ExecutionContext, GraphComponent
from rasa.engine.recipes.default_recipe import DefaultV1Recipe
from rasa.engine.storage.resource import Resource
from rasa.engine.storage.storage import ModelStorage
from rasa.nlu.classifiers.classifier import IntentClassifier
from rasa.shared.constants import DEFAULT_NLU_FALLBACK_INTENT_NAME
from rasa.shared.nlu.constants import INTENT, INTENT_NAME_KEY, PREDICTED_CONFIDENCE_KEY, TEXT
from rasa.shared.nlu.training_data.message import Message
from rasa.shared.nlu.training_data.training_data import TrainingData
from sklearn.linear_model import LogisticRegression

from bot.nlu.embedding_cache import encode_cached
from bot.nlu.encoder import ENCODER_VERSION
from bot.nlu.features import Features, LinearScores
from bot.nlu.linear_classifier import INTENT_RANKING, PIECE_PROBABILITIES, SAFETY_KINDS
from bot.nlu.message_normaliser import PIECE_VECTORS, PIECES, is_command
from bot.nlu.normalise import pieces

_FILE = "safety.joblib"
SAFETY = "safety"
"""Key of the result in the parsed message: {"level": "none" | "soft" | "hard", "kind": intent or None}."""


@dataclass(frozen=True)
class SafetyModel:
    """One logistic score a kind, in the order of SAFETY_KINDS."""

    linear: LinearScores

    def scores(self, texts: Sequence[str], vectors: np.ndarray) -> np.ndarray:
        """Log-odds of each kind for each piece, shape (pieces, kinds)."""
        return self.linear.scores(texts, vectors)


def evidence(scores: np.ndarray, probabilities: np.ndarray) -> np.ndarray:
    """What speaks for each kind in each piece, shape (pieces, kinds): the scanner's log-odds plus the classifier's.

    Together they find more than either alone with the same number of false alarms (docs/decisions/understanding.md):
    the scanner knows danger from everything else, the classifier knows what else it could be.
    """
    kept = np.clip(probabilities, 1e-6, 1 - 1e-6)
    return scores + np.log(kept / (1 - kept))


def fit(texts: list[str], intents: list[str], *, c: float, dense_weight: float) -> SafetyModel:
    """Train one score a kind on the lines of all intents. Near misses among them teach what danger is not; so do the
    pieces of longer ordinary lines, because pieces are what is scored later."""
    extended, labels = list(texts), list(intents)
    for text, intent in zip(texts, intents, strict=True):
        if intent not in SAFETY_KINDS:
            parts = pieces(text)[1:]
            extended += parts
            labels += [intent] * len(parts)
    vectors = encode_cached(extended)
    features = Features.fit(texts, vectors[: len(texts)], dense_weight=dense_weight, least_lines=2)
    matrix = features.matrix(extended, vectors)
    of_kind = np.array(labels)
    models = [
        LogisticRegression(C=c, max_iter=300, tol=1e-3, class_weight="balanced").fit(matrix, of_kind == kind)
        for kind in SAFETY_KINDS
    ]
    coefficients = np.concatenate([model.coef_ for model in models])
    return SafetyModel(LinearScores.of(features, coefficients, np.concatenate([model.intercept_ for model in models])))


def decide(found: np.ndarray, soft: dict[str, float], hard: dict[str, float]) -> tuple[str, str | None, float]:
    """(level, kind, evidence) from the evidence in a message's pieces, shape (pieces, kinds).

    The kind furthest over its own `hard` threshold wins; failing that, the one furthest over its `soft` one.
    """
    best = found.max(axis=0)
    for level, thresholds in (("hard", hard), ("soft", soft)):
        over = [(best[i] - thresholds[kind], kind, float(best[i])) for i, kind in enumerate(SAFETY_KINDS)]
        margin, kind, score = max(over)
        if margin >= 0:
            return level, kind, score
    return "none", None, float(best.max())


@DefaultV1Recipe.register(DefaultV1Recipe.ComponentType.INTENT_CLASSIFIER, is_trainable=True)
class SafetyScanner(IntentClassifier, GraphComponent):
    """Stands after the LinearIntentClassifier, whose view of each piece it adds, and after the FallbackClassifier, so
    that a fallback never hides a danger."""

    @staticmethod
    def get_default_config() -> dict[str, Any]:
        return {
            # Thresholds of `evidence` for each kind, set on data/tuning by `waymark nlu tune`, never on tests/nlu.
            "soft": {"emergency": -3.1, "self_harm": -2.1, "device_unsafe": -4.6},
            "hard": {"emergency": 2.8, "self_harm": 2.3, "device_unsafe": 2.5},
            # Inverse strength of the regularisation, and weight of the sentence vector against the n-grams.
            "C": 6.0,
            "dense_weight": 1.5,
            "encoder": ENCODER_VERSION,
        }

    def __init__(
        self, config: dict[str, Any], storage: ModelStorage, resource: Resource, model: SafetyModel | None = None
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
    ) -> SafetyScanner:
        return cls(config, model_storage, resource)

    @classmethod
    def load(
        cls,
        config: dict[str, Any],
        model_storage: ModelStorage,
        resource: Resource,
        execution_context: ExecutionContext,
        **kwargs: Any,
    ) -> SafetyScanner:
        with model_storage.read_from(resource) as folder:
            return cls(config, model_storage, resource, joblib.load(folder / _FILE))

    def train(self, training_data: TrainingData) -> Resource:
        lines = [line for line in training_data.intent_examples if line.get(TEXT) and line.get(INTENT)]
        self._model = fit(
            [line.get(TEXT) for line in lines],
            [line.get(INTENT) for line in lines],
            c=self._config["C"],
            dense_weight=self._config["dense_weight"],
        )
        with self._storage.write_to(self._resource) as folder:
            joblib.dump(self._model, folder / _FILE, compress=3)
        return self._resource

    def process(self, messages: list[Message]) -> list[Message]:
        for message in messages:
            if self._model is not None and message.get(TEXT) and not is_command(message):
                self._scan(message)
        return messages

    def _scan(self, message: Message) -> None:
        scores = self._model.scores(message.get(PIECES), message.get(PIECE_VECTORS))
        found = evidence(scores, message.get(PIECE_PROBABILITIES))
        level, kind, strength = decide(found, self._config["soft"], self._config["hard"])
        classified = (message.get(INTENT) or {}).get(INTENT_NAME_KEY)
        if level == "hard" and classified != kind:
            replaced = {INTENT_NAME_KEY: kind, PREDICTED_CONFIDENCE_KEY: _probability(strength)}
            message.set(INTENT, replaced, add_to_output=True)
            others = [entry for entry in message.get(INTENT_RANKING) or [] if entry[INTENT_NAME_KEY] != kind]
            message.set(INTENT_RANKING, [replaced, *others], add_to_output=True)
        elif level != "hard" and classified in SAFETY_KINDS:
            # The classifier itself is sure of a danger: the answer is the full one.
            level, kind = "hard", classified
        elif level == "none" and _best_guess(message) in SAFETY_KINDS:
            # The classifier was not sure enough to answer, but danger was its best guess.
            level, kind = "soft", _best_guess(message)
        message.set(SAFETY, {"level": level, "kind": kind}, add_to_output=True)

    def process_training_data(self, training_data: TrainingData) -> TrainingData:
        return training_data


def _probability(strength: float) -> float:
    return float(1 / (1 + np.exp(-strength)))


def _best_guess(message: Message) -> str | None:
    """The classifier's first intent, also where the fallback stands before it."""
    names = [entry[INTENT_NAME_KEY] for entry in message.get(INTENT_RANKING) or []]
    return next((name for name in names if name != DEFAULT_NLU_FALLBACK_INTENT_NAME), None)
