"""Suggests thresholds from tuning lines: how sure the scanner must be, and when to ask instead of answering.

The models are trained here again from the training lines, by the same functions, because a trained model only tells
what it decided and not how near it was.
"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import numpy as np

from bot.nlu import linear_classifier, safety_scanner
from bot.nlu.data import read_tsv
from bot.nlu.embedding_cache import encode_cached
from bot.nlu.linear_classifier import SAFETY_KINDS
from bot.nlu.normalise import clean, for_intent, pieces
from bot.paths import ROOT

FALSE_HARD = 0.003
"""Share of ordinary tuning lines that each kind may take for a sure danger."""
FALSE_SOFT = 0.06
"""Share of ordinary tuning lines on which each kind may add a safety line."""


def suggest(files: Sequence[Path]) -> str:
    """The lines to put into config.yml, as text."""
    lines = [line for path in files for line in read_tsv(path)]
    texts, intents = training_lines(ROOT)
    config = linear_classifier.LinearIntentClassifier.get_default_config()
    classifier = linear_classifier.fit(
        texts, encode_cached(texts), intents, c=config["C"], dense_weight=config["dense_weight"]
    )
    found = strongest_evidence([line.text for line in lines], classifier)
    ordinary = np.array([line.intent not in SAFETY_KINDS and line.form != "nearmiss" for line in lines])
    hard = {kind: _quantile(found[ordinary, i], FALSE_HARD) for i, kind in enumerate(SAFETY_KINDS)}
    soft = {kind: _quantile(found[ordinary, i], FALSE_SOFT) for i, kind in enumerate(SAFETY_KINDS)}
    return f"  soft: {soft}\n  hard: {hard}\n{_fallback_table(lines, classifier)}"


def training_lines(root: Path) -> tuple[list[str], list[str]]:
    """Normalised training lines and their intents."""
    from rasa.shared.nlu.training_data.loading import load_data

    examples = load_data(str(root / "data" / "nlu")).intent_examples
    return [for_intent(clean(line.get("text"))) for line in examples], [line.get("intent") for line in examples]


def strongest_evidence(messages: Sequence[str], classifier: linear_classifier.LinearModel) -> np.ndarray:
    """The strongest evidence for each kind in any piece of a message, shape (messages, kinds)."""
    parts = [pieces(clean(message)) for message in messages]
    flat = [piece for message in parts for piece in message]
    probabilities = classifier.probabilities(flat, encode_cached(flat))[:, classifier.columns(SAFETY_KINDS)]
    ends = np.cumsum([len(message) for message in parts])
    return np.array([block.max(axis=0) for block in np.split(safety_scanner.evidence(probabilities), ends[:-1])])


def _quantile(values: np.ndarray, share: float) -> float:
    return round(float(np.quantile(values, 1 - share)), 2)


def _fallback_table(lines: Sequence, classifier: linear_classifier.LinearModel) -> str:
    """Answered and right-when-answered for some thresholds of the FallbackClassifier."""
    whole = [line for line in lines if line.form != "story"]
    messages = [for_intent(clean(line.text)) for line in whole]
    chances = classifier.probabilities(messages, encode_cached(messages))
    right = np.array([classifier.intents[i] for i in chances.argmax(axis=1)]) == np.array(
        [line.intent for line in whole]
    )
    ordered = np.sort(chances, axis=1)
    rows = ["threshold ambiguity answered right-when-answered"]
    for threshold in (0.2, 0.25, 0.3, 0.35, 0.4, 0.45, 0.5):
        for ambiguity in (0.0, 0.03, 0.05, 0.08):
            answered = (ordered[:, -1] >= threshold) & (ordered[:, -1] - ordered[:, -2] >= ambiguity)
            rows.append(f"{threshold:<10}{ambiguity:<10}{answered.mean():<9.3f}{right[answered].mean():.3f}")
    return "\n".join(rows)
