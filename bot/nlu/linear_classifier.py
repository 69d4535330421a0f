"""Rasa component: one linear model over character n-grams and the standardised sentence vector.

The numbers that standardise (mean and deviation) and the n-gram weights are kept inside the model: Rasa's training
cache does not see files beside it.
"""

from __future__ import annotations

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
from scipy import sparse
from sklearn.linear_model import LogisticRegression
from sklearn.preprocessing import normalize

from bot.errors import ConfigurationError
from bot.nlu.message_normaliser import is_command

_FILE = "linear.joblib"
INTENT_RANKING = "intent_ranking"


@dataclass(frozen=True)
class LinearModel:
    """Weights for scoring one message in microseconds.

    idf: (n-grams,), ngram_weights: (n-grams, intents) row-major so that a message reads only its own rows,
    mean, deviation: (384,), dense_weights: (384, intents), bias: (intents,), intents: names in column order.
    """

    intents: tuple[str, ...]
    idf: np.ndarray
    ngram_weights: np.ndarray
    mean: np.ndarray
    deviation: np.ndarray
    dense_weights: np.ndarray
    bias: np.ndarray

    def probabilities(self, counts: sparse.spmatrix, vector: np.ndarray) -> np.ndarray:
        """Probability of each intent, shape (intents,), from n-gram counts (1, n-grams) and a vector (384,)."""
        row = counts.tocsr()
        values = (1 + np.log(row.data)) * self.idf[row.indices]
        length = np.sqrt((values**2).sum()) or 1.0
        scores = self.bias + ((vector - self.mean) / self.deviation) @ self.dense_weights
        if len(values):
            scores = scores + (values / length) @ self.ngram_weights[row.indices]
        exponents = np.exp(scores - scores.max())
        return exponents / exponents.sum()


def fit(counts: sparse.csr_matrix, vectors: np.ndarray, intents: list[str], *, c: float, dense_weight: float) -> LinearModel:
    """Train on n-gram counts (lines, n-grams) and vectors (lines, 384).

    c: inverse regularisation; dense_weight: how much the vector weighs against the n-grams (both blocks have about unit
    length before it).
    """
    lines = counts.shape[0]
    idf = (np.log((1 + lines) / (1 + np.asarray((counts > 0).sum(axis=0)).ravel())) + 1).astype(np.float32)
    weighted = counts.astype(np.float32)
    weighted.data = 1 + np.log(weighted.data)
    weighted = normalize(weighted.multiply(idf).tocsr())
    mean, deviation = vectors.mean(axis=0), vectors.std(axis=0) + 1e-9
    scale = dense_weight / np.sqrt(vectors.shape[1])
    dense = (vectors - mean) / deviation * scale
    features = sparse.hstack([weighted, sparse.csr_matrix(dense)]).tocsr()
    model = LogisticRegression(C=c, max_iter=300, tol=1e-3, class_weight="balanced").fit(features, intents)
    weights = model.coef_.T.astype(np.float32)
    return LinearModel(
        intents=tuple(map(str, model.classes_)),
        idf=idf,
        ngram_weights=np.ascontiguousarray(weights[: counts.shape[1]]),
        mean=mean,
        deviation=deviation,
        dense_weights=weights[counts.shape[1] :] * np.float32(scale),
        bias=model.intercept_.astype(np.float32),
    )


@DefaultV1Recipe.register(DefaultV1Recipe.ComponentType.INTENT_CLASSIFIER, is_trainable=True)
class LinearIntentClassifier(IntentClassifier, GraphComponent):
    """Reads the sparse features of CountVectorsFeaturizer and the dense one of SentenceFeaturizer."""

    @staticmethod
    def get_default_config() -> dict[str, Any]:
        return {
            # Inverse strength of the regularisation.
            "C": 10.0,
            # Weight of the sentence vector against the n-grams.
            "dense_weight": 2.0,
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
        cls, config: dict[str, Any], model_storage: ModelStorage, resource: Resource, context: ExecutionContext
    ) -> LinearIntentClassifier:
        return cls(config, model_storage, resource)

    @classmethod
    def load(
        cls,
        config: dict[str, Any],
        model_storage: ModelStorage,
        resource: Resource,
        context: ExecutionContext,
        **kwargs: Any,
    ) -> LinearIntentClassifier:
        with model_storage.read_from(resource) as folder:
            return cls(config, model_storage, resource, joblib.load(folder / _FILE))

    def train(self, training_data: TrainingData) -> Resource:
        lines = [line for line in training_data.intent_examples if line.get(TEXT) and line.get(INTENT)]
        if not lines:
            raise ConfigurationError("There are no training lines in data/nlu. Nothing can be understood without them.")
        self._model = fit(
            sparse.vstack([_counts(line) for line in lines]).tocsr(),
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
            if self._model is None or not message.get(TEXT) or is_command(message):
                continue
            probabilities = self._model.probabilities(_counts(message), _vector(message))
            best = probabilities.argsort()[::-1][: self._config["ranking_length"]]
            ranking = [
                {INTENT_NAME_KEY: self._model.intents[i], PREDICTED_CONFIDENCE_KEY: float(probabilities[i])} for i in best
            ]
            message.set(INTENT, ranking[0], add_to_output=True)
            message.set(INTENT_RANKING, ranking, add_to_output=True)
        return messages

    def process_training_data(self, training_data: TrainingData) -> TrainingData:
        return training_data


def _counts(message: Message) -> sparse.csr_matrix:
    _, sentence = message.get_sparse_features(TEXT)
    return sentence.features.tocsr()


def _vector(message: Message) -> np.ndarray:
    _, sentence = message.get_dense_features(TEXT)
    return sentence.features[0]
