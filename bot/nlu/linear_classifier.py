"""Rasa component: one linear model over character n-grams and the standardised sentence vector.

Rasa's CountVectorsFeaturizer is not used for the n-grams: it also computes features for every single token, which
nothing here reads, and its matrix has to be multiplied whole.
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
from rasa.shared.nlu.constants import INTENT, INTENT_NAME_KEY, PREDICTED_CONFIDENCE_KEY, TEXT
from rasa.shared.nlu.training_data.message import Message
from rasa.shared.nlu.training_data.training_data import TrainingData

from bot.errors import ConfigurationError
from bot.nlu.features import Features, LinearScores
from bot.nlu.message_normaliser import PIECE_VECTORS, PIECES, is_command
from bot.nlu.regression import softmax_regression

_FILE = "linear.joblib"
INTENT_RANKING = "intent_ranking"
SAFETY_KINDS = ("emergency", "self_harm", "device_unsafe")
"""The intents that come before everything else."""
PIECE_PROBABILITIES = "piece_probabilities"
"""Key of what the classifier makes of each piece: probabilities of SAFETY_KINDS, shape (pieces, kinds), which the
safety scanner reads."""


@dataclass(frozen=True)
class LinearModel:
    """intents: names in the order of the scores' columns."""

    intents: tuple[str, ...]
    linear: LinearScores

    def probabilities(self, texts: Sequence[str], vectors: np.ndarray) -> np.ndarray:
        """Probability of each intent, shape (texts, intents), of normalised texts and their vectors (texts, 384)."""
        scores = self.linear.scores(texts, vectors)
        exponents = np.exp(scores - scores.max(axis=1, keepdims=True))
        return exponents / exponents.sum(axis=1, keepdims=True)

    def columns(self, intents: Sequence[str]) -> list[int]:
        """Where these intents stand in the probabilities."""
        return [self.intents.index(intent) for intent in intents]


def fit(texts: list[str], vectors: np.ndarray, intents: list[str], *, c: float, dense_weight: float) -> LinearModel:
    """Train on normalised texts and their vectors (texts, 384). c: inverse strength of the regularisation."""
    names, classes = np.unique(intents, return_inverse=True)
    features = Features.fit(texts, vectors, dense_weight=dense_weight, least_lines=2)
    coefficients, bias = softmax_regression(features.sparse_rows(texts), features.dense(vectors), classes, c=c)
    return LinearModel(tuple(map(str, names)), LinearScores.of(features, coefficients, bias))


@DefaultV1Recipe.register(DefaultV1Recipe.ComponentType.INTENT_CLASSIFIER, is_trainable=True)
class LinearIntentClassifier(IntentClassifier, GraphComponent):
    """Trains on the text and the dense feature of SentenceFeaturizer; reads a message piece by piece."""

    @staticmethod
    def get_default_config() -> dict[str, Any]:
        return {
            # Inverse strength of the regularisation.
            "C": 30.0,
            # Weight of the sentence vector against the n-grams.
            "dense_weight": 0.35,
            # How many intents the ranking names: enough for three choices and the evaluation, no more.
            "ranking_length": 10,
        }

    def __init__(
        self, config: dict[str, Any], storage: ModelStorage, resource: Resource, model: LinearModel | None = None
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
    ) -> LinearIntentClassifier:
        return cls(config, model_storage, resource)

    @classmethod
    def load(
        cls,
        config: dict[str, Any],
        model_storage: ModelStorage,
        resource: Resource,
        execution_context: ExecutionContext,
        **kwargs: Any,
    ) -> LinearIntentClassifier:
        with model_storage.read_from(resource) as folder:
            return cls(config, model_storage, resource, joblib.load(folder / _FILE))

    def train(self, training_data: TrainingData) -> Resource:
        lines = [line for line in training_data.intent_examples if line.get(TEXT) and line.get(INTENT)]
        if not lines:
            raise ConfigurationError("There are no training lines in data/nlu. Nothing can be understood without them.")
        self._model = fit(
            [line.get(TEXT) for line in lines],
            np.stack([_vector(line) for line in lines]),
            [line.get(INTENT) for line in lines],
            c=self._config["C"],
            dense_weight=self._config["dense_weight"],
        )
        with self._storage.write_to(self._resource) as folder:
            joblib.dump(self._model, folder / _FILE, compress=3)
        return self._resource

    def process(self, messages: list[Message]) -> list[Message]:
        for message in messages:
            if is_command(message):
                # Rasa reads a button's payload itself, after this; its FallbackClassifier wants an intent before.
                message.set(INTENT, {INTENT_NAME_KEY: None, PREDICTED_CONFIDENCE_KEY: 0.0}, add_to_output=True)
                continue
            if self._model is None or not message.get(TEXT):
                continue
            pieces = self._model.probabilities(message.get(PIECES), message.get(PIECE_VECTORS))
            message.set(PIECE_PROBABILITIES, pieces[:, self._model.columns(SAFETY_KINDS)])
            probabilities = pieces[0]
            best = probabilities.argsort()[::-1][: self._config["ranking_length"]]
            ranking = [
                {INTENT_NAME_KEY: self._model.intents[i], PREDICTED_CONFIDENCE_KEY: float(probabilities[i])}
                for i in best
            ]
            message.set(INTENT, ranking[0], add_to_output=True)
            message.set(INTENT_RANKING, ranking, add_to_output=True)
        return messages

    def process_training_data(self, training_data: TrainingData) -> TrainingData:
        return training_data


def _vector(message: Message) -> np.ndarray:
    _, sentence = message.get_dense_features(TEXT)
    return sentence.features[0]
