"""Sentence vectors: multilingual-e5-small run by ONNX Runtime on one thread.

One encoder serves the whole process. The web server encodes a message in a worker thread before Rasa parses it
(`encoded_ahead`), so the forward pass, most of a message's cost, never blocks the event loop.
"""

from __future__ import annotations

import functools
import itertools
import os
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from contextvars import ContextVar
from pathlib import Path

import numpy as np
import onnxruntime

from bot.errors import ConfigurationError
from bot.nlu import sentencepieces
from bot.nlu.weights import BLOCK, BLOCK_BYTES, Weights, dequantise, weights_path

ENCODER_VERSION = "e5-small-q4-1"
"""Changes with the weights, the graph or the tokenizer; everything computed from vectors is keyed by it."""
MAX_TOKENS = 128
"""Messages are cut to 600 characters before they come here; 128 tokens hold that in every script we serve."""

LENGTH_CLASS = 8
BATCH = 16

Vectors = np.ndarray
"""float32, shape (texts, 384), each row of unit length."""

_ahead: ContextVar[Mapping[str, np.ndarray] | None] = ContextVar("encoded_ahead", default=None)


@contextmanager
def encoded_ahead(vectors: Mapping[str, np.ndarray]) -> Iterator[None]:
    """Within this context `encode` takes these vectors instead of computing them again. Nothing is kept afterwards."""
    token = _ahead.set(vectors)
    try:
        yield
    finally:
        _ahead.reset(token)


class SentenceEncoder:
    """Text to vectors."""

    def __init__(self, folder: Path) -> None:
        """folder: where the graph and the tokenizer are, or are built on first use.

        Raises:
            ConfigurationError: the weights are missing or a built file is damaged.
        """
        self._weights = Weights(weights_path())
        graph = folder / f"{ENCODER_VERSION}.onnx"
        tokenizer = folder / f"e5-small-{sentencepieces.TOKENIZER_VERSION}.model"
        _build_once(graph, self._build_graph)
        _build_once(tokenizer, lambda draft: sentencepieces.build(self._weights, draft))
        options = onnxruntime.SessionOptions()
        options.intra_op_num_threads = 1
        options.inter_op_num_threads = 1
        options.log_severity_level = 3
        try:
            self._session = onnxruntime.InferenceSession(str(graph), options, providers=["CPUExecutionProvider"])
            self._tokenizer = sentencepieces.Tokenizer(self._weights, tokenizer)
        except Exception as error:  # the error classes of both libraries are not public
            raise ConfigurationError(
                f"A file of the encoder in {folder.name}/ cannot be read. "
                f"Delete {graph.name} and {tokenizer.name} and start again: they are rebuilt by themselves."
            ) from error
        self._words = self._weights.word_rows()
        hidden = self._weights.hidden
        self._positions = (
            self._weights.floats("emb.pos").reshape(-1, hidden) + self._weights.floats("emb.type")[:hidden]
        )
        self.size = hidden

    def _build_graph(self, path: Path) -> None:
        # onnx itself is needed only here, and costs every later start 15 MB.
        from bot.nlu import encoder_graph

        encoder_graph.build(self._weights, path)

    def encode(self, texts: Sequence[str]) -> Vectors:
        """Vectors of normalised texts, shape (len(texts), 384), taken from `encoded_ahead` where they are known."""
        known = _ahead.get() or {}
        missing = [text for text in texts if text not in known]
        computed = dict(zip(missing, self._forward(missing), strict=True)) if missing else {}
        return np.stack([known[text] if text in known else computed[text] for text in texts])

    def _forward(self, texts: Sequence[str]) -> Vectors:
        """One batch for each class of eight lengths, so that a short text is never padded to a long one's size."""
        ids = [self._tokenizer.ids(text, MAX_TOKENS) for text in texts]
        out = np.empty((len(texts), self.size), np.float32)
        order = sorted(range(len(texts)), key=lambda i: len(ids[i]))
        for _, same in itertools.groupby(order, key=lambda i: len(ids[i]) // LENGTH_CLASS):
            members = list(same)
            for start in range(0, len(members), BATCH):
                batch = members[start : start + BATCH]
                out[batch] = self._run([ids[i] for i in batch])
        return out

    def _run(self, ids: list[list[int]]) -> Vectors:
        longest = max(map(len, ids))
        embedded = np.zeros((len(ids), longest, self.size), np.float32)
        mask = np.zeros((len(ids), longest), np.float32)
        for row, tokens in enumerate(ids):
            count = len(tokens)
            blocks = np.asarray(self._words[tokens]).reshape(count, self.size // BLOCK, BLOCK_BYTES)
            embedded[row, :count] = dequantise(blocks).reshape(count, self.size) + self._positions[:count]
            mask[row, :count] = 1
        lengths = mask.sum(axis=1).astype(np.int32)
        return self._session.run(None, {"embedded": embedded, "mask": mask, "lengths": lengths})[0]


def _build_once(path: Path, build: Callable[[Path], None]) -> None:
    if path.is_file():
        return
    path.parent.mkdir(parents=True, exist_ok=True)
    # Two processes may build at once: each writes its own file, the last rename wins, both are the same.
    draft = path.with_suffix(f".{os.getpid()}.draft")
    build(draft)
    draft.replace(path)


@functools.lru_cache(maxsize=1)
def shared_encoder() -> SentenceEncoder:
    """The process's encoder, built on first use in `build/` of the project.

    Raises:
        ConfigurationError: weights or graph are missing or damaged.
    """
    from bot.paths import BUILD

    return SentenceEncoder(BUILD)
