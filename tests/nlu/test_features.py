"""The quick scores of one message are exactly those of the model scikit-learn trained."""

from __future__ import annotations

import numpy as np
import pytest
from scipy import sparse
from sklearn.linear_model import LogisticRegression

from bot.nlu.features import Features, LinearScores, ngrams
from bot.nlu.linear_classifier import fit
from bot.nlu.regression import softmax_regression

TEXTS = [
    "will the police tell the home office", "does the hospital tell immigration", "کیا پولیس بتائے گی",
    "he hits me every day", "my husband beats me", "mi marido me pega", "he has a knife now", "help he is at the door",
    "النجدة معه سكين",
]
INTENTS = ["ask"] * 3 + ["abuse"] * 3 + ["emergency"] * 3
NEW = ["the police hits me", "سكين", "", "🙂", "xyz", "he is at the hospital now"]


@pytest.fixture
def vectors() -> np.ndarray:
    return np.random.default_rng(1).normal(size=(len(TEXTS), 384)).astype(np.float32)


@pytest.fixture
def new_vectors() -> np.ndarray:
    return np.random.default_rng(2).normal(size=(len(NEW), 384)).astype(np.float32)


def matrix(features: Features, texts: list[str], vectors: np.ndarray) -> sparse.csr_matrix:
    """All columns in one, as scikit-learn wants them."""
    return sparse.hstack([features.sparse_rows(texts), sparse.csr_matrix(features.dense(vectors))]).tocsr()


@pytest.mark.parametrize("least_lines", [1, 2])
def test_scores_equal_those_of_scikit_learn(least_lines: int, vectors: np.ndarray, new_vectors: np.ndarray) -> None:
    features = Features.fit(TEXTS, vectors, dense_weight=0.5, least_lines=least_lines)
    model = LogisticRegression(C=6, max_iter=300).fit(matrix(features, TEXTS, vectors), INTENTS)
    quick = LinearScores.of(features, model.coef_, model.intercept_)
    for texts, given in ((TEXTS, vectors), (NEW, new_vectors)):
        wanted = model.decision_function(matrix(features, texts, given))
        assert quick.scores(texts, given) == pytest.approx(wanted, abs=1e-4)


@pytest.mark.parametrize("c", [1.0, 30.0])
def test_the_fit_is_the_one_scikit_learn_comes_to(c: float, vectors: np.ndarray) -> None:
    features = Features.fit(TEXTS, vectors, dense_weight=0.5)
    intents = ["ask"] * 2 + ["abuse"] * 4 + ["emergency"] * 3
    sklearn = LogisticRegression(C=c, max_iter=5000, tol=1e-8, class_weight="balanced")
    sklearn.fit(matrix(features, TEXTS, vectors).toarray().astype(np.float64), intents)
    classes = np.unique(intents, return_inverse=True)[1]
    found, bias = softmax_regression(features.sparse_rows(TEXTS), features.dense(vectors), classes, c=c, enough=1e-12)
    assert found == pytest.approx(sklearn.coef_, abs=2e-3)
    assert bias - bias.mean() == pytest.approx(sklearn.intercept_ - sklearn.intercept_.mean(), abs=2e-3)


def test_probabilities_sum_to_one_and_know_their_columns(vectors: np.ndarray, new_vectors: np.ndarray) -> None:
    model = fit(TEXTS, vectors, INTENTS, c=6.0, dense_weight=0.5)
    assert model.probabilities(NEW, new_vectors).sum(axis=1) == pytest.approx(np.ones(len(NEW)))
    assert [model.intents[i] for i in model.probabilities(TEXTS, vectors).argmax(axis=1)] == INTENTS
    assert model.intents == ("abuse", "ask", "emergency")
    assert [model.intents[column] for column in model.columns(["emergency", "ask"])] == ["emergency", "ask"]


def test_ngrams_stay_inside_words_and_mark_where_words_begin() -> None:
    found = ngrams("ab cd")
    assert {" a", "b ", " ab ", "a", "cd"} <= set(found)
    assert not any("b c" in ngram for ngram in found)
    assert " " not in found and max(map(len, found)) <= 5


def test_rows_have_unit_length(vectors: np.ndarray) -> None:
    features = Features.fit(TEXTS, vectors, dense_weight=0.5)
    columns, weights = features.sparse_row("the police hits me")
    assert (weights**2).sum() == pytest.approx(1, abs=1e-5) and len(set(columns)) == len(columns)
    assert np.linalg.norm(features.dense(vectors), axis=1).mean() == pytest.approx(0.5, rel=0.05)


def test_a_text_without_known_ngrams_is_judged_by_its_vector_alone(vectors: np.ndarray) -> None:
    features = Features.fit(TEXTS, vectors, dense_weight=0.5)
    assert len(features.sparse_row("")[0]) == 0
    assert len(features.sparse_row("日本")[0]) == 0
