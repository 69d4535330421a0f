"""Prints the figures of an evaluation for people."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any

# (figure, goal, whether more is better)
GOALS = {
    "macro_f1": (0.80, True),
    "top3": (0.93, True),
    "right_when_answered": (0.88, True),
    "answered": (0.80, True),
    "safety_recall": (0.97, True),
    "story_recall": (0.93, True),
    "false_hard": (0.02, False),
    "off_topic_stopped": (0.95, True),
    "language_native": (0.95, True),
    "language_roman": (0.85, True),
}
NAMES = {
    "macro_f1": "macro-F1",
    "top3": "right intent in the top 3",
    "answered": "answered",
    "right_when_answered": "right when answered",
    "safety_recall": "emergency and self-harm found",
    "recall_emergency": "emergency found",
    "recall_self_harm": "self-harm found",
    "recall_device_unsafe": "unsafe device found",
    "hard_emergency": "emergency answered at once",
    "hard_self_harm": "self-harm answered at once",
    "hard_device_unsafe": "unsafe device answered at once",
    "story_recall": "danger inside a story found",
    "false_hard": "false hard alarms",
    "false_soft": "safety line on ordinary messages",
    "near_miss_hard": "near misses taken as danger",
    "near_miss_soft": "near misses with a safety line",
    "off_topic_stopped": "off-topic stopped",
    "language_native": "language identified, own script or usual spelling",
    "language_roman": "language identified, romanised (Hindi and Urdu are one in Latin letters)",
    "language_wrongly_offered": "a wrong language offered",
}


def as_text(result: dict[str, Any]) -> str:
    """A table for the terminal."""
    codes = list(result["languages"])
    rows = [f"{'':50}{'all':>8}" + "".join(f"{code:>8}" for code in codes)]
    for figure, name in NAMES.items():
        cells = "".join(f"{_number(result['languages'][code][figure]):>8}" for code in codes)
        rows.append(f"{name:50}{_number(result['all'][figure]):>8}{cells}")
    speed = result["milliseconds"]
    rows.append(f"{result['lines']} lines; a message p50 {speed['p50']} ms, p99 {speed['p99']} ms")
    return "\n".join(rows)


def as_markdown(result: dict[str, Any], files: Sequence[Path]) -> str:
    """docs/NLU_REPORT.md."""
    codes = list(result["languages"])
    lines = [
        "# How well Waymark understands",
        "",
        f"Made by `waymark nlu evaluate {' '.join(str(path) for path in sorted(files))} --report docs/NLU_REPORT.md`.",
        "The lines were written by other hands than the training lines and were never used for tuning.",
        "They were written with a language model's help and no native speaker has reviewed them yet.",
        "",
        '"Found" means the person sees the full safety answer or one safety line on top of another answer.',
        "",
        "| | goal | all | " + " | ".join(codes) + " |",
        "| --- | --- | --- |" + " --- |" * len(codes),
    ]
    for figure, name in NAMES.items():
        cells = [
            _marked(figure, result["all"][figure]),
            *(_number(result["languages"][code][figure]) for code in codes),
        ]
        lines.append(f"| {name} | {_goal(figure)} | " + " | ".join(cells) + " |")
    cells = [_interval(result["all"]), *(_interval(result["languages"][code]) for code in codes)]
    lines += [f"| macro-F1, 95 % interval | | {' | '.join(cells)} |", ""]
    lines += ["## By the way it is written", "", "| form | lines | macro-F1 | top 3 |", "| --- | --- | --- | --- |"]
    lines += [
        f"| {form} | {found['lines']} | {_number(found['macro_f1'])} | {_number(found['top3'])} |"
        for form, found in result["forms"].items()
    ]
    lines += ["", "## What it confuses most", "", "| true | taken for | lines |", "| --- | --- | --- |"]
    lines += [f"| {true} | {given} | {count} |" for true, given, count in result["confusions"]]
    return "\n".join([*lines, "", f"{result['lines']} lines in all.", ""])


def _number(value: float | None) -> str:
    return "-" if value is None else f"{value:.3f}"


def _interval(values: dict[str, Any]) -> str:
    return f"{_number(values['macro_f1_low'])}-{_number(values['macro_f1_high'])}"


def _goal(figure: str) -> str:
    if figure not in GOALS:
        return ""
    goal, more = GOALS[figure]
    return f"{'>=' if more else '<='} {goal:.2f}"


def _marked(figure: str, value: float | None) -> str:
    if figure not in GOALS or value is None:
        return _number(value)
    goal, more = GOALS[figure]
    met = value >= goal if more else value <= goal
    return f"**{_number(value)}** {'met' if met else 'missed'}"
