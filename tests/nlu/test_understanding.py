"""How much is understood of lines nobody trained or tuned on: the goals in all, and a floor for each language.

An ordinary run takes every eighth line of each intent and half of those about danger, the slow one all of them.
"""

from __future__ import annotations

from collections import defaultdict
from typing import Any

import pytest

from bot.nlg.languages import FALSE_ALARMS, SAFE, UNDERSTOOD, read_entries
from bot.nlu.data import Line, read_tsv
from bot.nlu.evaluation import evaluate_files, evaluate_lines
from bot.nlu.linear_classifier import SAFETY_KINDS
from bot.nlu.report import GOALS, NAMES, as_markdown, as_text
from bot.paths import LOCALES, ROOT
from tests.conftest import LANGUAGES

FILES = sorted((ROOT / "tests" / "nlu").glob("*.tsv"))
EVERY, EVERY_DANGER = 8, 2
FEW_LINES = 0.01
"""What a figure of so few lines may lie under its goal by chance."""
WEAKER = {"ckb", "ps", "so", "ti"}
"""Languages that the encoder has read little of: the least macro-F1 is lower."""
LEAST, LEAST_WEAKER = 0.70, 0.60


def some(lines: list[Line]) -> list[Line]:
    """Some lines of each intent."""
    seen: dict[str, int] = defaultdict(int)
    kept = []
    for line in lines:
        seen[line.intent] += 1
        if seen[line.intent] % (EVERY_DANGER if line.intent in SAFETY_KINDS else EVERY) == 1:
            kept.append(line)
    return kept


@pytest.fixture(scope="session")
def result(trained_model: None) -> dict[str, Any]:
    return evaluate_lines([line for path in FILES for line in some(read_tsv(path))])


@pytest.mark.parametrize("figure", GOALS)
def test_goals_are_met(figure: str, result: dict[str, Any]) -> None:
    goal, more = GOALS[figure]
    value = result["all"][figure]
    assert value >= goal - FEW_LINES if more else value <= goal + FEW_LINES


@pytest.mark.parametrize("language", LANGUAGES)
def test_danger_is_found_in_every_language(language: str, result: dict[str, Any]) -> None:
    values = result["languages"][language]
    assert values["safety_recall"] >= 0.90 and values["story_recall"] >= 0.90


@pytest.mark.slow
def test_all_lines_reach_the_goals_and_the_gates_say_what_was_measured(trained_model: None) -> None:
    found = evaluate_files(FILES)
    missed = {
        name: found["all"][name]
        for name, (goal, more) in GOALS.items()
        if (found["all"][name] < goal if more else found["all"][name] > goal)
    }
    assert not missed
    entries = read_entries(LOCALES / "languages.json")
    for code in LANGUAGES:
        values = found["languages"][code]
        assert values["macro_f1"] >= (LEAST_WEAKER if code in WEAKER else LEAST), code
        # Of all lines: in a sample three of forty-five may be chance.
        assert values["false_hard"] <= FALSE_ALARMS, code
        kept = entries[code]["understanding"] | entries[code]["safety"]
        measured = {**values, "found": values["safety_recall"]}
        apart = {name: (kept[name], measured[name]) for name in (*UNDERSTOOD, *SAFE) if abs(kept[name] - measured[name]) > 0.01}
        assert not apart, f"{code}: run waymark nlu evaluate tests/nlu/*.tsv --report docs/NLU_REPORT.md --gates"


def test_romanised_and_typed_lines_are_understood(result: dict[str, Any]) -> None:
    assert result["forms"]["roman"]["macro_f1"] >= 0.60
    assert result["forms"]["typed"]["macro_f1"] >= 0.70


def test_the_report_names_every_figure(result: dict[str, Any]) -> None:
    text, page = as_text(result), as_markdown(result, FILES)
    for name in NAMES.values():
        assert name in text and name in page
    assert all(f" {code} " in page for code in result["languages"])
