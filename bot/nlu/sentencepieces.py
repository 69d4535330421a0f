"""The XLM-R tokenizer of multilingual-e5-small: sentencepiece with the vocabulary of the weights file."""

from __future__ import annotations

from pathlib import Path

import sentencepiece
from sentencepiece import sentencepiece_model_pb2 as schema

from bot.nlu.weights import Weights

TOKENIZER_VERSION = 1
QUERY_PREFIX = "query: "
"""multilingual-e5 was trained with this word before a question; sentence vectors are worse without it."""


def build(weights: Weights, path: Path) -> None:
    """Write sentencepiece's model file."""
    pieces, scores = weights.vocabulary()
    controls = {weights.bos, weights.eos, weights.pad}
    model = schema.ModelProto()
    for index, (piece, score) in enumerate(zip(pieces, scores, strict=True)):
        entry = model.pieces.add(piece=piece or f"<empty{index}>", score=float(score))
        if index == weights.unk:
            entry.type = schema.ModelProto.SentencePiece.UNKNOWN
        elif index in controls or not piece:
            entry.type = schema.ModelProto.SentencePiece.CONTROL
    model.trainer_spec.model_type = schema.TrainerSpec.UNIGRAM
    model.trainer_spec.unk_id = weights.unk
    model.trainer_spec.bos_id = weights.bos
    model.trainer_spec.eos_id = weights.eos
    model.trainer_spec.pad_id = weights.pad
    # The character map does the normalising; sentencepiece only joins spaces.
    model.normalizer_spec.name = "identity"
    model.normalizer_spec.add_dummy_prefix = True
    model.normalizer_spec.remove_extra_whitespaces = True
    path.write_bytes(model.SerializeToString())


class Tokenizer:
    """Text to token ids. Unknown characters become one `unk` each run, as the model's own tokenizer does."""

    def __init__(self, weights: Weights, model: Path) -> None:
        """Raises RuntimeError or OSError if the model file cannot be read."""
        self._map = weights.character_map
        self._bos, self._eos = weights.bos, weights.eos
        self._processor = sentencepiece.SentencePieceProcessor(model_file=str(model))

    def ids(self, text: str, limit: int) -> list[int]:
        """Token ids of a query, with start and end marks, at most `limit` in all."""
        mapped = (QUERY_PREFIX + text).translate(self._map)
        return [self._bos, *self._processor.encode(mapped)[: limit - 2], self._eos]
