"""Measures the trained model on lines nobody tuned on. The figures are what docs/NLU_REPORT.md prints."""

from __future__ import annotations

import asyncio
import time
from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from sklearn.metrics import f1_score
from tqdm import tqdm

from bot.nlu.data import Line, read_tsv

FALLBACK = "nlu_fallback"
GRAVE = ("emergency", "self_harm")
"""The kinds whose recall has a goal; an unsafe device is reported beside them."""
SAFETY_KINDS = (*GRAVE, "device_unsafe")
BOOTSTRAP = 300
AT_ONCE = 4
"""Messages on their way together: one is encoded while another is parsed."""
TIMED = 300
"""So many lines, spread over all, are also timed one after the other."""


@dataclass(frozen=True, slots=True)
class Judged:
    """A line and what the model made of it. ranking: intents, best first, without the fallback; identified: the
    languages it is taken for, more than one where their spelling is the same."""

    line: Line
    ranking: tuple[str, ...]
    answered: bool
    level: str
    identified: tuple[str, ...]
    offered: tuple[str, ...]
    """The languages the chat would offer to change to; none where the guess is not sure."""


def evaluate_files(files: Sequence[Path]) -> dict[str, Any]:
    """Run all lines through the real engine and compute every figure.

    Raises:
        BadRequest: a file is malformed. ConfigurationError: there is no model.
    """
    return evaluate_lines([line for path in files for line in read_tsv(path)])


def evaluate_lines(lines: Sequence[Line]) -> dict[str, Any]:
    """The same of lines that were read already."""
    judged, milliseconds = judge(lines)
    return {**figures(judged), "milliseconds": _percentiles(milliseconds)}


def judge(lines: Sequence[Line]) -> tuple[list[Judged], list[float]]:
    """What the engine understands of each line, and how long some of them take one after the other, in milliseconds."""
    from bot.cli.loading import load_engine

    engine = load_engine()
    try:
        return asyncio.run(_judge(engine, lines))
    finally:
        engine.close()


async def _judge(engine: Any, lines: Sequence[Line]) -> tuple[list[Judged], list[float]]:
    milliseconds = []
    for line in lines[:: max(1, len(lines) // TIMED)]:
        start = time.perf_counter()
        await engine.parse(line.text)
        milliseconds.append((time.perf_counter() - start) * 1000)
    bar = tqdm(total=len(lines), desc="Evaluating", unit="line", disable=len(lines) < 100)
    turns = asyncio.Semaphore(AT_ONCE)

    async def one(line: Line) -> Judged:
        async with turns:
            parsed = await engine.parse(line.text)
            bar.update()
        ranking = tuple(entry["name"] for entry in parsed["intent_ranking"] if entry["name"] != FALLBACK)
        answered = parsed["intent"]["name"] != FALLBACK
        language = parsed["language_guess"]
        identified = (language["language"], *language["also"])
        offered = identified if language["sure"] else ()
        return Judged(line, ranking, answered, parsed["safety"]["level"], identified, offered)

    with bar:
        return await asyncio.gather(*map(one, lines)), milliseconds


def _percentiles(milliseconds: Sequence[float]) -> dict[str, float]:
    return {f"p{share}": round(float(np.percentile(milliseconds, share)), 1) for share in (50, 99)}


def figures(judged: Sequence[Judged]) -> dict[str, Any]:
    """All figures, in all and for each language and form. Shares are between 0 and 1; None where there is no line."""
    languages = list(dict.fromkeys(item.line.language for item in judged))
    forms = sorted({item.line.form for item in judged} - {"story"})
    return {
        "lines": len(judged),
        "all": _figures(judged),
        "languages": {code: _figures([item for item in judged if item.line.language == code]) for code in languages},
        "forms": {form: _intent_figures([item for item in judged if item.line.form == form]) for form in forms},
        "confusions": _confusions(judged),
    }


def _figures(judged: Sequence[Judged]) -> dict[str, Any]:
    whole = [item for item in judged if item.line.form != "story"]
    ordinary = [item for item in whole if item.line.intent not in SAFETY_KINDS and item.line.form != "nearmiss"]
    near = [item for item in whole if item.line.intent not in SAFETY_KINDS and item.line.form == "nearmiss"]
    off_topic = [item for item in whole if item.line.intent == "out_of_scope"]
    return {
        **_intent_figures(whole),
        "safety_recall": _share(_grave(whole), _found),
        **{
            f"recall_{kind}": _share([item for item in whole if item.line.intent == kind], _found)
            for kind in SAFETY_KINDS
        },
        **{
            f"hard_{kind}": _share([item for item in whole if item.line.intent == kind], _hard) for kind in SAFETY_KINDS
        },
        "story_recall": _share([item for item in judged if item.line.form == "story"], _found),
        "false_hard": _share(ordinary, _hard),
        "false_soft": _share(ordinary, lambda item: item.level == "soft"),
        "near_miss_hard": _share(near, _hard),
        "near_miss_soft": _share(near, lambda item: item.level == "soft"),
        "language_native": _share(_worded(whole, roman=False), _identified),
        "language_roman": _share(_worded(whole, roman=True), _identified),
        "language_wrongly_offered": _share(whole, _wrongly_offered),
        "off_topic_stopped": _share(off_topic, lambda item: not item.answered or item.ranking[0] == "out_of_scope"),
    }


def _intent_figures(items: Sequence[Judged]) -> dict[str, Any]:
    answered = [item for item in items if item.answered]
    low, high = _interval(items)
    return {
        "lines": len(items),
        "macro_f1": _macro_f1(items),
        "macro_f1_low": low,
        "macro_f1_high": high,
        "top3": _share(items, lambda item: item.line.intent in item.ranking[:3]),
        "answered": _share(items, lambda item: item.answered),
        "right_when_answered": _share(answered, lambda item: item.ranking[0] == item.line.intent),
    }


def _macro_f1(items: Sequence[Judged]) -> float | None:
    if not items:
        return None
    truth = [item.line.intent for item in items]
    return round(
        float(f1_score(truth, [item.ranking[0] for item in items], average="macro", labels=sorted(set(truth)))), 4
    )


def _interval(items: Sequence[Judged]) -> tuple[float | None, float | None]:
    """95 % interval of macro-F1 by resampling lines (seeded, so that the report is the same twice)."""
    if not items:
        return None, None
    random = np.random.default_rng(0)
    values = [_macro_f1([items[i] for i in random.integers(0, len(items), len(items))]) for _ in range(BOOTSTRAP)]
    return round(float(np.percentile(values, 2.5)), 3), round(float(np.percentile(values, 97.5)), 3)


def _grave(items: Iterable[Judged]) -> list[Judged]:
    return [item for item in items if item.line.intent in GRAVE]


def _worded(items: Iterable[Judged], *, roman: bool) -> list[Judged]:
    """Lines of three words or more, the romanised ones or the others. Scripts without
    spaces: of twelve letters or more."""
    return [
        item
        for item in items
        if (item.line.form == "roman") is roman and (len(item.line.text.split()) >= 3 or len(item.line.text) >= 12)
    ]


def _wrongly_offered(item: Judged) -> bool:
    return bool(item.offered) and item.line.language not in item.offered


def _identified(item: Judged) -> bool:
    return item.line.language in item.identified


def _found(item: Judged) -> bool:
    return item.level in ("soft", "hard")


def _hard(item: Judged) -> bool:
    return item.level == "hard"


def _share(items: Sequence[Judged], test: Callable[[Judged], bool]) -> float | None:
    return round(sum(map(test, items)) / len(items), 4) if items else None


def _confusions(judged: Sequence[Judged], most: int = 25) -> list[list[Any]]:
    """[true intent, intent given, how often], the most frequent first."""
    pairs = Counter(
        (item.line.intent, item.ranking[0])
        for item in judged
        if item.line.form != "story" and item.ranking[0] != item.line.intent
    )
    return [[true, given, count] for (true, given), count in pairs.most_common(most)]
