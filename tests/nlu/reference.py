"""multilingual-e5-small written out in numpy, the slow and obvious way: the yardstick for the encoder."""

from __future__ import annotations

import math

import numpy as np
from scipy.special import erf

from bot.nlu.weights import Weights, dequantise


def token_ids(weights: Weights, text: str) -> list[int]:
    """XLM-R's unigram tokenizer: the cut of highest score, found by Viterbi; unknown signs in a row are one `unk`."""
    specials = {weights.bos, weights.eos, weights.pad, weights.unk}
    all_pieces, scores = weights.vocabulary()
    pieces = {piece: index for index, piece in enumerate(all_pieces) if piece and index not in specials}
    longest = max(map(len, pieces))
    mapped = ("query: " + text).translate(weights.character_map)
    text = "▁" + "▁".join(word for word in mapped.split(" ") if word)
    unknown = float(scores.min()) - 10
    best = [0.0] + [-math.inf] * len(text)
    back: list[tuple[int, int]] = [(0, 0)] * (len(text) + 1)
    for end in range(1, len(text) + 1):
        for start in range(max(0, end - longest), end):
            index = pieces.get(text[start:end])
            if index is None and end - start > 1:
                continue
            score = best[start] + (unknown if index is None else float(scores[index]))
            if score > best[end]:
                best[end], back[end] = score, (start, weights.unk if index is None else index)
    ids: list[int] = []
    end = len(text)
    while end:
        end, index = back[end]
        if not (ids and index == weights.unk == ids[-1]):
            ids.append(index)
    return [weights.bos, *reversed(ids), weights.eos]


class Reference:
    """The forward pass in float32. Matrices are (outputs, inputs)."""

    def __init__(self, weights: Weights) -> None:
        self.weights = weights
        self.matrices: dict[str, np.ndarray] = {}

    def encode(self, ids: list[int]) -> np.ndarray:
        weights = self.weights
        rows = np.asarray(weights.word_rows()[ids]).reshape(len(ids), -1, 18)
        x = dequantise(rows).reshape(len(ids), weights.hidden)
        x = x + weights.floats("emb.pos").reshape(-1, weights.hidden)[: len(ids)] + weights.floats("emb.type")[: weights.hidden]
        x = self._normalise(x, "emb.ln")
        for layer in range(weights.layers):
            x = self._layer(x, f"l{layer}")
        mean = x.mean(axis=0)
        return mean / np.linalg.norm(mean)

    def _layer(self, x: np.ndarray, name: str) -> np.ndarray:
        heads = self.weights.heads
        size = self.weights.hidden // heads
        q, k, v = (
            self._linear(x, f"{name}.{part}", self.weights.hidden).reshape(len(x), heads, size).transpose(1, 0, 2)
            for part in "qkv"
        )
        scores = q @ k.transpose(0, 2, 1) / math.sqrt(size)
        scores = np.exp(scores - scores.max(axis=-1, keepdims=True))
        attention = (scores / scores.sum(axis=-1, keepdims=True)) @ v
        joined = attention.transpose(1, 0, 2).reshape(len(x), -1)
        x = self._normalise(x + self._linear(joined, f"{name}.ao", self.weights.hidden), f"{name}.aln")
        inner = self._linear(x, f"{name}.fi", self.weights.hidden)
        inner = inner * 0.5 * (1 + erf(inner / math.sqrt(2)))
        return self._normalise(x + self._linear(inner, f"{name}.fo", self.weights.feed_forward), f"{name}.oln")

    def _linear(self, x: np.ndarray, name: str, inputs: int) -> np.ndarray:
        if name not in self.matrices:
            self.matrices[name] = dequantise(self.weights.blocks(f"{name}.w", inputs)).reshape(-1, inputs)
        return x @ self.matrices[name].T + self.weights.floats(f"{name}.b")

    def _normalise(self, x: np.ndarray, name: str) -> np.ndarray:
        centred = x - x.mean(axis=-1, keepdims=True)
        deviation = np.sqrt((centred**2).mean(axis=-1, keepdims=True) + self.weights.epsilon)
        return centred / deviation * self.weights.floats(f"{name}.w") + self.weights.floats(f"{name}.b")
