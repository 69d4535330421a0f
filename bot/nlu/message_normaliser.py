"""Rasa component: puts the cleaned message in place of the typed one, first in the pipeline.

What was typed is not kept anywhere: the pipeline, the tracker and everything after them only see the cleaned form.
"""

from __future__ import annotations

from typing import Any

from rasa.engine.graph import ExecutionContext, GraphComponent
from rasa.engine.recipes.default_recipe import DefaultV1Recipe
from rasa.engine.storage.resource import Resource
from rasa.engine.storage.storage import ModelStorage
from rasa.shared.constants import INTENT_MESSAGE_PREFIX
from rasa.shared.nlu.constants import TEXT
from rasa.shared.nlu.training_data.message import Message
from rasa.shared.nlu.training_data.training_data import TrainingData

from bot.nlu.normalise import clean, for_intent, pieces

PIECES = "pieces"
"""Key of the message cut into pieces, the first of which is the message as the classifier reads it."""
PIECE_VECTORS = "piece_vectors"
"""Key of the pieces' sentence vectors, shape (pieces, 384): SentenceFeaturizer computes them once for all readers."""


def is_command(message: Message) -> bool:
    """Whether this is a button's payload such as `/greet`, which Rasa reads itself and no classifier should."""
    return (message.get(TEXT) or "").startswith(INTENT_MESSAGE_PREFIX)


@DefaultV1Recipe.register(DefaultV1Recipe.ComponentType.MESSAGE_TOKENIZER, is_trainable=False)
class MessageNormaliser(GraphComponent):
    """Replaces TEXT by the form of `for_intent` and adds PIECES for the safety scanner."""

    @classmethod
    def create(
        cls,
        config: dict[str, Any],
        model_storage: ModelStorage,
        resource: Resource,
        execution_context: ExecutionContext,
    ) -> MessageNormaliser:
        return cls()

    def process(self, messages: list[Message]) -> list[Message]:
        for message in messages:
            if message.get(TEXT) and not is_command(message):
                cleaned = clean(message.get(TEXT))
                message.set(PIECES, pieces(cleaned))
                message.set(TEXT, for_intent(cleaned))
        return messages

    def process_training_data(self, training_data: TrainingData) -> TrainingData:
        self.process(training_data.training_examples)
        return training_data
