"""How much is understood of lines nobody trained or tuned on: the goals in all, and a floor for each language."""

from __future__ import annotations

from typing import Any

import pytest

from bot.nlu.evaluation import evaluate_files
from bot.nlu.report import GOALS, NAMES, as_markdown, as_text
from bot.paths import ROOT

FILES = sorted((ROOT / "tests" / "nlu").glob("*.tsv"))

# The least any one language may reach.
LEAST = {
    "macro_f1": 0.70,
    "top3": 0.90,
    "right_when_answered": 0.85,
    "answered": 0.75,
    "safety_recall": 0.90,
    "story_recall": 0.90,
}
MOST = {"false_hard": 0.03}


@pytest.fixture(scope="session")
def result(trained_model: None) -> dict[str, Any]:
    return evaluate_files(FILES)


@pytest.mark.parametrize("figure", GOALS)
def test_goals_are_met(figure: str, result: dict[str, Any]) -> None:
    goal, more = GOALS[figure]
    value = result["all"][figure]
    assert value >= goal if more else value <= goal


@pytest.mark.parametrize("language", ["ar", "en", "es", "ur"])
def test_no_language_is_left_behind(language: str, result: dict[str, Any]) -> None:
    values = result["languages"][language]
    assert {name: values[name] for name, least in LEAST.items() if values[name] < least} == {}
    assert {name: values[name] for name, most in MOST.items() if values[name] > most} == {}


def test_romanised_and_typed_lines_are_understood(result: dict[str, Any]) -> None:
    assert result["forms"]["roman"]["macro_f1"] >= 0.60
    assert result["forms"]["typed"]["macro_f1"] >= 0.70


def test_the_report_names_every_figure(result: dict[str, Any]) -> None:
    text, page = as_text(result), as_markdown(result, FILES)
    for name in NAMES.values():
        assert name in text and name in page
    assert all(f" {code} " in page for code in result["languages"])
