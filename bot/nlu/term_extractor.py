"""Rasa component: finds the words listed as synonyms in data/nlu (doors, nations, needs, languages) in a message.

Rasa's own RegexEntityExtractor needs the same list twice (lookup and synonyms) and either word boundaries, which fail
on Arabic's joined articles and prepositions, or none, which find "gp" in the middle of words. Here the list is written
once, in Rasa's synonym format, named `entity/value` (several names, separated by spaces, if a word means several).
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
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
from bot.nlu.unicode_tokenizer import spans_of_words, words

_FILE = "terms.json"
_ARABIC = regex.compile(r"\p{Arabic}")
# "and" or "so", then "with the", "like the", "to the", "the", "with", "to", "like": written joined to the next word.
_ARABIC_PREFIXES = tuple(
    conjunction + preposition
    for conjunction in ("", "و", "ف")
    for preposition in ("", "بال", "كال", "لل", "ال", "ب", "ل", "ك")
    if conjunction or preposition
)


class Terms:
    """Phrases and what they stand for. `find` is pure: it looks up runs of words, the longest first."""

    def __init__(self, phrases: Mapping[str, str]) -> None:
        split = {tuple(words(for_intent(clean(phrase)))): names for phrase, names in phrases.items()}
        self._names = {" ".join(parts): names for parts, names in split.items() if parts}
        self._longest_phrase = max(map(len, split), default=0)

    def find(self, text: str) -> list[tuple[str, str, int, int]]:
        """(entity, value, start, end) of every phrase in a normalised text, in order, without overlaps."""
        spans = spans_of_words(text)
        found: list[tuple[str, str, int, int]] = []
        position = 0
        while position < len(spans):
            length, names = self._longest(text, spans, position)
            if not length:
                position += 1
                continue
            start, end = spans[position][0], spans[position + length - 1][1]
            for name in names.split():
                entity, _, value = name.partition("/")
                found.append((entity, value, start, end))
            position += length
        return found

    def _longest(self, text: str, spans: list[tuple[int, int]], position: int) -> tuple[int, str]:
        """How many words the longest phrase that begins here has, and its names; (0, "") if none does."""
        parts = [text[start:end] for start, end in spans[position : position + self._longest_phrase]]
        for length in range(len(parts), 0, -1):
            rest = parts[1:length]
            for first in _without_prefix(parts[0]):
                names = self._names.get(" ".join([first, *rest]))
                if names:
                    return length, names
        return 0, ""


def _without_prefix(word: str) -> Iterator[str]:
    """A word as it is, then without each article, preposition or conjunction that Arabic joins to it."""
    yield word
    if _ARABIC.match(word):
        for prefix in _ARABIC_PREFIXES:
            if word.startswith(prefix) and len(word) >= len(prefix) + 2:
                yield word[len(prefix) :]


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
