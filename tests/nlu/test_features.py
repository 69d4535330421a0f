"""The quick scores of one message are exactly those of the model scikit-learn trained."""

from __future__ import annotations

import numpy as np
import pytest
from sklearn.linear_model import LogisticRegression

from bot.nlu.features import Features, LinearScores, ngrams
from bot.nlu.linear_classifier import fit

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


@pytest.mark.parametrize("least_lines", [1, 2])
def test_scores_equal_those_of_scikit_learn(least_lines: int, vectors: np.ndarray, new_vectors: np.ndarray) -> None:
    features = Features.fit(TEXTS, vectors, dense_weight=0.5, least_lines=least_lines)
    model = LogisticRegression(C=6, max_iter=300).fit(features.matrix(TEXTS, vectors), INTENTS)
    quick = LinearScores.of(features, model.coef_, model.intercept_)
    for texts, given in ((TEXTS, vectors), (NEW, new_vectors)):
        wanted = model.decision_function(features.matrix(texts, given))
        assert quick.scores(texts, given) == pytest.approx(wanted, abs=1e-4)


def test_probabilities_equal_those_of_scikit_learn(vectors: np.ndarray, new_vectors: np.ndarray) -> None:
    model = fit(TEXTS, vectors, INTENTS, c=6.0, dense_weight=0.5)
    features = model.linear.features
    sklearn = LogisticRegression(C=6.0, max_iter=300, tol=1e-3, class_weight="balanced")
    sklearn.fit(features.matrix(TEXTS, vectors), INTENTS)
    wanted = sklearn.predict_proba(features.matrix(NEW, new_vectors))
    assert model.probabilities(NEW, new_vectors) == pytest.approx(wanted, abs=1e-4)
    assert model.intents == tuple(sklearn.classes_)
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
