"""Rasa component: finds the words listed as synonyms in data/nlu (doors, nations, needs, languages) in a message.

Rasa's own RegexEntityExtractor needs the same list twice (lookup and synonyms) and either word boundaries, which fail
on Arabic's joined articles and prepositions, or none, which find "gp" in the middle of words. Here the list is written
once, in Rasa's synonym format, named `entity/value` (several names, separated by spaces, if a word means several).
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from typing import Any

import regex
from rasa.engine.graph import ExecutionContext, GraphComponent
from rasa.engine.recipes.default_recipe import DefaultV1Recipe
from rasa.engine.storage.resource import Resource
from rasa.engine.storage.storage import ModelStorage
from rasa.nlu.extractors.extractor import EntityExtractorMixin
from rasa.shared.nlu.constants import (
    ENTITIES,
    ENTITY_ATTRIBUTE_END,
    ENTITY_ATTRIBUTE_START,
    ENTITY_ATTRIBUTE_TYPE,
    ENTITY_ATTRIBUTE_VALUE,
    TEXT,
)
from rasa.shared.nlu.training_data.message import Message
from rasa.shared.nlu.training_data.training_data import TrainingData

from bot.nlu.message_normaliser import is_command
from bot.nlu.normalise import clean, for_intent

_FILE = "terms.json"
_ARABIC = regex.compile(r"\p{Arabic}")
# "and", "so", then "with the", "to the", "the", "with", "to", "like": written joined to the next word.
_ARABIC_PREFIX = r"(?:[وف])?(?:بال|كال|لل|ال|ب|ل|ك)?"
_WORD = r"[\p{L}\p{M}\p{N}]"


class Terms:
    """Phrases and what they stand for. `find` is pure and fast: one pass of two regular expressions."""

    def __init__(self, phrases: Mapping[str, str]) -> None:
        self.phrases = {for_intent(clean(phrase)): names for phrase, names in phrases.items()}
        arabic = [phrase for phrase in self.phrases if _ARABIC.search(phrase)]
        others = [phrase for phrase in self.phrases if not _ARABIC.search(phrase)]
        self._patterns = [
            regex.compile(rf"(?<!{_WORD}){prefix}(?P<phrase>{_alternatives(group)})(?!{_WORD})")
            for prefix, group in ((_ARABIC_PREFIX, arabic), ("", others))
            if group
        ]

    def find(self, text: str) -> list[tuple[str, str, int, int]]:
        """(entity, value, start, end) of every phrase in a normalised text, the longest at each place, in order."""
        found = []
        for pattern in self._patterns:
            for match in pattern.finditer(text):
                for name in self.phrases[match.group("phrase")].split():
                    entity, _, value = name.partition("/")
                    found.append((entity, value, match.start("phrase"), match.end("phrase")))
        return sorted(found, key=lambda item: (item[2], item[0], item[1]))


def _alternatives(phrases: Iterable[str]) -> str:
    return "|".join(regex.escape(phrase) for phrase in sorted(phrases, key=lambda phrase: (-len(phrase), phrase)))


@DefaultV1Recipe.register(DefaultV1Recipe.ComponentType.ENTITY_EXTRACTOR, is_trainable=True)
class TermExtractor(GraphComponent, EntityExtractorMixin):
    """Learns the synonyms of the training data; adds one entity for each phrase it finds."""

    def __init__(self, storage: ModelStorage, resource: Resource, terms: Terms | None = None) -> None:
        self._storage = storage
        self._resource = resource
        self._terms = terms

    @classmethod
    def create(
        cls,
        config: dict[str, Any],
        model_storage: ModelStorage,
        resource: Resource,
        execution_context: ExecutionContext,
    ) -> TermExtractor:
        return cls(model_storage, resource)

    @classmethod
    def load(
        cls,
        config: dict[str, Any],
        model_storage: ModelStorage,
        resource: Resource,
        execution_context: ExecutionContext,
        **kwargs: Any,
    ) -> TermExtractor:
        with model_storage.read_from(resource) as folder:
            phrases = json.loads((folder / _FILE).read_text("utf-8"))
        return cls(model_storage, resource, Terms(phrases))

    def train(self, training_data: TrainingData) -> Resource:
        phrases = {
            phrase: names for phrase, names in training_data.entity_synonyms.items() if "/" in names and phrase != names
        }
        with self._storage.write_to(self._resource) as folder:
            (folder / _FILE).write_text(json.dumps(phrases, ensure_ascii=False), "utf-8")
        self._terms = Terms(phrases)
        return self._resource

    def process(self, messages: list[Message]) -> list[Message]:
        for message in messages:
            if self._terms is None or not message.get(TEXT) or is_command(message):
                continue
            entities = [
                {
                    ENTITY_ATTRIBUTE_TYPE: entity,
                    ENTITY_ATTRIBUTE_VALUE: value,
                    ENTITY_ATTRIBUTE_START: start,
                    ENTITY_ATTRIBUTE_END: end,
                }
                for entity, value, start, end in self._terms.find(message.get(TEXT))
            ]
            if entities:
                entities = self.add_extractor_name(entities)
                message.set(ENTITIES, message.get(ENTITIES, []) + entities, add_to_output=True)
        return messages
