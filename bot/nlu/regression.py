"""Fits the linear model: penalised logistic regression over sparse n-grams beside dense sentence vectors.

scikit-learn does the same with one matrix. On our lines it needs four times as long, because the 384 dense columns are
three quarters of a sparse matrix's entries, and stops far from the optimum, because rare n-grams and dense columns
curve so differently. Here the dense block stays dense, and each column is scaled by the curvature expected of it, after
which L-BFGS arrives in about 25 steps (docs/decisions/understanding.md has the figures).
"""

from __future__ import annotations

import numpy as np
from scipy import sparse
from scipy.optimize import minimize

STEPS = 60
MEMORY = 5
"""Steps that L-BFGS remembers; each costs two arrays of the size of the coefficients."""
CURVATURE = 0.05
"""Expected second derivative of a line's loss by its score: 1/4 at most, less where a class is rare or sure."""
ENOUGH = 1e-5
"""Relative gain of a step under which the fit is over."""


def softmax_regression(
    ngrams: sparse.csr_matrix, dense: np.ndarray, classes: np.ndarray, *, c: float, enough: float = ENOUGH
) -> tuple[np.ndarray, np.ndarray]:
    """Coefficients (classes, n-grams + dense columns) and intercepts (classes,), as scikit-learn gives them.

    ngrams: (lines, n-grams); dense: (lines, columns); classes: (lines,) indices from 0, every class with a line; c:
    inverse strength of the penalty, over the sum of all lines as in scikit-learn; enough: the
    fit is over when a step gains less than this share. Classes weigh the same however many lines they have.
    """
    lines, width = ngrams.shape
    count = int(classes.max()) + 1
    rows = np.arange(lines)
    dense = np.ascontiguousarray(dense, np.float32)
    across = ngrams.T.tocsr()
    weights = (lines / (count * np.bincount(classes)))[classes]
    weights = (weights / weights.sum()).astype(np.float32)[:, None]
    penalty = np.float32(1 / (c * lines))
    seen = np.concatenate([(ngrams.multiply(ngrams).T @ weights).ravel(), ((dense * dense).T @ weights).ravel(), [1.0]])
    scale = (1 / np.sqrt(CURVATURE * seen + penalty)).astype(np.float32)[:, None]
    shape = (len(scale), count)

    def objective(flat: np.ndarray) -> tuple[float, np.ndarray]:
        kept = flat.reshape(shape).astype(np.float32) * scale
        scores = ngrams @ kept[:width] + dense @ kept[width:-1] + kept[-1]
        scores -= scores.max(axis=1, keepdims=True)
        chances = np.exp(scores)
        sums = chances.sum(axis=1, keepdims=True)
        lost = weights[:, 0] * (np.log(sums[:, 0]) - scores[rows, classes])
        chances /= sums
        chances[rows, classes] -= 1
        chances *= weights
        gradient = np.empty(shape)
        gradient[:width] = across @ chances
        gradient[width:-1] = dense.T @ chances
        gradient[-1] = chances.sum(axis=0)
        gradient[:-1] += penalty * kept[:-1]
        gradient *= scale
        size = float(np.vdot(kept[:-1], kept[:-1]))
        return float(lost.sum(dtype=np.float64)) + 0.5 * float(penalty) * size, gradient.ravel()

    found = minimize(
        objective,
        np.zeros(shape).ravel(),
        jac=True,
        method="L-BFGS-B",
        options={"maxiter": STEPS, "maxcor": MEMORY, "gtol": 0.0, "ftol": enough},
    )
    coefficients = found.x.reshape(shape).astype(np.float32) * scale
    return coefficients[:-1].T, coefficients[-1]
