"""Rasa component: reads every sentence of a message for danger, self-harm and an unsafe device. It has the last word.

A safety line inside a longer story is lost on a whole-message classifier (12 % found, measured); reading sentence by
sentence finds most of them. At or over `hard` the scanner replaces the intent, whatever classifier or fallback said;
between `soft` and `hard` it leaves the intent and marks the message, and the answer carries a safety line.
"""

from __future__ import annotations

from typing import Any

import numpy as np
from rasa.engine.graph import ExecutionContext, GraphComponent
from rasa.engine.recipes.default_recipe import DefaultV1Recipe
from rasa.engine.storage.resource import Resource
from rasa.engine.storage.storage import ModelStorage
from rasa.nlu.classifiers.classifier import IntentClassifier
from rasa.shared.constants import DEFAULT_NLU_FALLBACK_INTENT_NAME
from rasa.shared.nlu.constants import INTENT, INTENT_NAME_KEY, PREDICTED_CONFIDENCE_KEY
from rasa.shared.nlu.training_data.message import Message
from rasa.shared.nlu.training_data.training_data import TrainingData

from bot.nlu.linear_classifier import INTENT_RANKING, PIECE_PROBABILITIES, SAFETY_KINDS

SAFETY = "safety"
"""Key of the result in the parsed message: {"level": "none" | "soft" | "hard", "kind": intent or None}."""


def evidence(probabilities: np.ndarray) -> np.ndarray:
    """What speaks for each kind in each piece, as log-odds, shape (pieces, kinds), from the classifier's probabilities.

    A model of its own for danger against everything else was tried beside it and added nothing once the classifier was
    fitted to the end (docs/decisions/understanding.md).
    """
    kept = np.clip(probabilities, 1e-6, 1 - 1e-6)
    return np.log(kept / (1 - kept))


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


@DefaultV1Recipe.register(DefaultV1Recipe.ComponentType.INTENT_CLASSIFIER, is_trainable=False)
class SafetyScanner(IntentClassifier, GraphComponent):
    """Stands after the LinearIntentClassifier, whose view of each piece it reads, and after the FallbackClassifier, so
    that a fallback never hides a danger."""

    @staticmethod
    def get_default_config() -> dict[str, Any]:
        return {
            # Thresholds of `evidence` for each kind, set on data/tuning by `waymark nlu tune`, never on tests/nlu.
            "soft": {"emergency": -1.9, "self_harm": -2.0, "device_unsafe": -2.5},
            "hard": {"emergency": 0.8, "self_harm": 1.1, "device_unsafe": 0.7},
        }

    def __init__(self, config: dict[str, Any]) -> None:
        self._config = config

    @classmethod
    def create(
        cls,
        config: dict[str, Any],
        model_storage: ModelStorage,
        resource: Resource,
        execution_context: ExecutionContext,
    ) -> SafetyScanner:
        return cls(config)

    def process(self, messages: list[Message]) -> list[Message]:
        for message in messages:
            if message.get(PIECE_PROBABILITIES) is not None:
                self._scan(message)
        return messages

    def _scan(self, message: Message) -> None:
        found = evidence(message.get(PIECE_PROBABILITIES))
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
