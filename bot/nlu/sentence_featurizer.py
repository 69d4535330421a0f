"""Rasa component: the sentence vector of multilingual-e5-small as one dense feature of a message."""

from __future__ import annotations

from typing import Any

from rasa.engine.graph import ExecutionContext, GraphComponent
from rasa.engine.recipes.default_recipe import DefaultV1Recipe
from rasa.engine.storage.resource import Resource
from rasa.engine.storage.storage import ModelStorage
from rasa.nlu.constants import FEATURIZER_CLASS_ALIAS
from rasa.nlu.featurizers.dense_featurizer.dense_featurizer import DenseFeaturizer
from rasa.shared.nlu.constants import FEATURE_TYPE_SENTENCE, TEXT
from rasa.shared.nlu.training_data.features import Features
from rasa.shared.nlu.training_data.message import Message
from rasa.shared.nlu.training_data.training_data import TrainingData

from bot.nlu.embedding_cache import encode_cached
from bot.nlu.encoder import ENCODER_VERSION, shared_encoder
from bot.nlu.message_normaliser import PIECE_VECTORS, PIECES, is_command


@DefaultV1Recipe.register(DefaultV1Recipe.ComponentType.MESSAGE_FEATURIZER, is_trainable=False)
class SentenceFeaturizer(DenseFeaturizer, GraphComponent):
    """Adds 384 numbers a message, which the classifier standardises, and the same for each of its pieces."""

    @staticmethod
    def get_default_config() -> dict[str, Any]:
        # The encoder's version is part of the config so that Rasa's training cache notices a new encoder.
        return {**DenseFeaturizer.get_default_config(), "encoder": ENCODER_VERSION}

    @classmethod
    def create(
        cls,
        config: dict[str, Any],
        model_storage: ModelStorage,
        resource: Resource,
        execution_context: ExecutionContext,
    ) -> SentenceFeaturizer:
        return cls(execution_context.node_name, config)

    @classmethod
    def validate_config(cls, config: dict[str, Any]) -> None:
        """Nothing can be set wrongly."""

    def process(self, messages: list[Message]) -> list[Message]:
        for message in messages:
            if message.get(TEXT) and not is_command(message):
                vectors = shared_encoder().encode(message.get(PIECES))
                message.set(PIECE_VECTORS, vectors)
                self._add([message], vectors[:1])
        return messages

    def process_training_data(self, training_data: TrainingData) -> TrainingData:
        wanted = [message for message in training_data.training_examples if message.get(TEXT)]
        self._add(wanted, encode_cached([message.get(TEXT) for message in wanted]))
        return training_data

    def _add(self, messages: list[Message], vectors: Any) -> None:
        for message, vector in zip(messages, vectors, strict=True):
            message.add_features(
                Features(vector[None], FEATURE_TYPE_SENTENCE, TEXT, self._config[FEATURIZER_CLASS_ALIAS])
            )
