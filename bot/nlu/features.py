"""What the linear models see of a text: TF-IDF weighted character n-grams beside the standardised sentence vector.

Everything needed to weight a new text (vocabulary, idf, mean, deviation) is part of this object and so of the Rasa
model: Rasa's training cache does not see files beside it.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import numpy as np
from scipy import sparse

from bot.nlu.unicode_tokenizer import words

LONGEST_NGRAM = 5


def ngrams(text: str) -> Counter[str]:
    """Counts of the character n-grams of lengths 1 to 5 inside each word; a space marks a word's ends."""
    counts: Counter[str] = Counter()
    for word in words(text):
        padded = f" {word} "
        size = len(padded)
        for length in range(1, LONGEST_NGRAM + 1):
            counts.update(padded[start : start + length] for start in range(size - length + 1))
    counts.pop(" ", None)
    return counts


@dataclass(frozen=True)
class Features:
    """vocabulary: n-gram to column; idf: (n-grams,); mean, deviation: (384,); dense_weight: how much the vector weighs
    against the n-grams, which have unit length."""

    vocabulary: dict[str, int]
    idf: np.ndarray
    mean: np.ndarray
    deviation: np.ndarray
    dense_weight: float

    @classmethod
    def fit(cls, texts: Sequence[str], vectors: np.ndarray, *, dense_weight: float, least_lines: int = 1) -> Features:
        """Learn from normalised texts and their vectors (texts, 384); n-grams in fewer than `least_lines` texts are
        left out."""
        document_counts: Counter[str] = Counter()
        for text in texts:
            document_counts.update(ngrams(text).keys())
        kept = sorted(ngram for ngram, count in document_counts.items() if count >= least_lines)
        idf = [np.log((1 + len(texts)) / (1 + document_counts[ngram])) + 1 for ngram in kept]
        return cls(
            {ngram: column for column, ngram in enumerate(kept)},
            np.array(idf, np.float32),
            vectors.mean(axis=0),
            vectors.std(axis=0) + 1e-9,
            dense_weight,
        )

    def sparse_row(self, text: str) -> tuple[np.ndarray, np.ndarray]:
        """Columns and unit-length weights of a text's known n-grams."""
        found = [(self.vocabulary[ngram], count) for ngram, count in ngrams(text).items() if ngram in self.vocabulary]
        if not found:
            return np.empty(0, np.int64), np.empty(0, np.float32)
        columns = np.fromiter((column for column, _ in found), np.int64, len(found))
        counts = np.fromiter((count for _, count in found), np.float32, len(found))
        weights = (1 + np.log(counts)) * self.idf[columns]
        return columns, weights / np.sqrt((weights**2).sum())

    def dense(self, vectors: np.ndarray) -> np.ndarray:
        """Standardised vectors of about length `dense_weight`, shape (texts, 384)."""
        return (vectors - self.mean) / self.deviation * np.float32(self.dense_weight / np.sqrt(vectors.shape[-1]))

    def sparse_rows(self, texts: Iterable[str]) -> sparse.csr_matrix:
        """The n-grams of many texts, shape (texts, n-grams)."""
        rows = [self.sparse_row(text) for text in texts]
        pointers = np.cumsum([0, *(len(columns) for columns, _ in rows)])
        columns = np.concatenate([columns for columns, _ in rows])
        weights = np.concatenate([weights for _, weights in rows])
        return sparse.csr_matrix((weights, columns, pointers), shape=(len(rows), len(self.vocabulary)))


@dataclass(frozen=True)
class LinearScores:
    """A linear model over `Features`, stored so that a message reads only the rows of its own n-grams.

    ngram_weights: (n-grams, classes), row-major; dense_weights: (384, classes); bias: (classes,).
    """

    features: Features
    ngram_weights: np.ndarray
    dense_weights: np.ndarray
    bias: np.ndarray

    @classmethod
    def of(cls, features: Features, coefficients: np.ndarray, bias: np.ndarray) -> LinearScores:
        """From coefficients (classes, n-grams + 384) as bot.nlu.regression returns them."""
        weights = np.ascontiguousarray(coefficients.T, dtype=np.float32)
        split = len(features.vocabulary)
        return cls(features, weights[:split].copy(), weights[split:].copy(), np.asarray(bias, np.float32))

    def scores(self, texts: Sequence[str], vectors: np.ndarray) -> np.ndarray:
        """Scores (not probabilities), shape (texts, classes)."""
        out = self.features.dense(vectors) @ self.dense_weights + self.bias
        for row, text in enumerate(texts):
            columns, weights = self.features.sparse_row(text)
            if len(columns):
                out[row] += weights @ self.ngram_weights[columns]
        return out
