"""Rasa component: words for scripts with spaces (marks stay in their word), single signs for Han, runs for Thai."""

from __future__ import annotations

from typing import Any

import regex
from rasa.engine.graph import ExecutionContext
from rasa.engine.recipes.default_recipe import DefaultV1Recipe
from rasa.engine.storage.resource import Resource
from rasa.engine.storage.storage import ModelStorage
from rasa.nlu.tokenizers.tokenizer import Token, Tokenizer
from rasa.shared.nlu.training_data.message import Message

_TOKEN = regex.compile(
    r"[\p{Han}\p{Hiragana}\p{Katakana}]"
    r"|[\p{Thai}\p{Lao}\p{Khmer}\p{Myanmar}]+"
    # Not these again: in "去GP看医生" the Latin word ends where the next sign begins.
    r"|(?:(?![\p{Han}\p{Hiragana}\p{Katakana}\p{Thai}\p{Lao}\p{Khmer}\p{Myanmar}])[\p{L}\p{M}\p{N}\u200c\u200d'’_])+"
)


def words(text: str) -> list[str]:
    """The words of a text, in order."""
    return _TOKEN.findall(text)


def spans_of_words(text: str) -> list[tuple[int, int]]:
    """(start, end) of each word of a text, in order."""
    return [match.span() for match in _TOKEN.finditer(text)]


@DefaultV1Recipe.register(DefaultV1Recipe.ComponentType.MESSAGE_TOKENIZER, is_trainable=False)
class UnicodeTokenizer(Tokenizer):
    """One tokenizer for every script; Rasa's own ones assume spaces or one language."""

    @staticmethod
    def get_default_config() -> dict[str, Any]:
        return {
            # Required by Rasa's Tokenizer: whether and where to split intents, and an optional pattern.
            "intent_tokenization_flag": False,
            "intent_split_symbol": "_",
            "token_pattern": None,
            "prefix_separator_symbol": None,
        }

    @classmethod
    def create(
        cls,
        config: dict[str, Any],
        model_storage: ModelStorage,
        resource: Resource,
        execution_context: ExecutionContext,
    ) -> UnicodeTokenizer:
        return cls(config)

    def tokenize(self, message: Message, attribute: str) -> list[Token]:
        text = message.get(attribute)
        tokens = [Token(match.group(), match.start()) for match in _TOKEN.finditer(text)]
        return self._apply_token_pattern(tokens or [Token(text, 0)])
