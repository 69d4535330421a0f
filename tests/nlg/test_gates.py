"""What a language must have passed before words typed in it are answered, and the file that says so."""

from __future__ import annotations

import copy
import json
import math
import re
from pathlib import Path
from typing import Any

import pytest

from bot.errors import ConfigurationError
from bot.nlg.languages import FALSE_ALARMS, SAFE, UNDERSTOOD, Languages, measured, read_entries, write_entries
from bot.paths import LOCALES, ROOT

FILE = LOCALES / "languages.json"
A_LITTLE = 0.001
FLOORS = [("understanding", name, least) for name, least in UNDERSTOOD.items()]
FLOORS += [("safety", name, least) for name, least in SAFE.items()]
FIGURES = [*((kind, name) for kind, name, _ in FLOORS), ("safety", "false_hard")]
PASSED = {
    "name": "Español",
    "english": "Spanish",
    "strings": True,
    "understanding": {**UNDERSTOOD, "lines": 400},
    "safety": {**SAFE, "false_hard": FALSE_ALARMS},
    "reviewed": None,
}


def entry(**changes: Any) -> dict[str, Any]:
    return copy.deepcopy(PASSED) | changes


def with_figure(kind: str, name: str, value: Any) -> dict[str, Any]:
    return entry(**{kind: {**PASSED[kind], name: value}})


def gates(changed: dict[str, Any]):
    return Languages({"en": entry(), "es": changed}).get("es").gates


@pytest.mark.parametrize(("kind", "name", "least"), FLOORS)
def test_a_figure_passes_at_its_floor_and_over_it_only(kind: str, name: str, least: float) -> None:
    for value, passed in ((least - A_LITTLE, False), (0, False), (least, True), (least + A_LITTLE, True), (1, True)):
        found = gates(with_figure(kind, name, value))
        assert getattr(found, kind) is passed and found.typed is passed, value


def test_false_alarms_pass_at_their_ceiling_and_under_it_only() -> None:
    for value, passed in ((FALSE_ALARMS + A_LITTLE, False), (1, False), (FALSE_ALARMS, True), (0, True)):
        found = gates(with_figure("safety", "false_hard", value))
        assert found.safety is passed and found.typed is passed, value


@pytest.mark.parametrize("kind", ["understanding", "safety"])
@pytest.mark.parametrize("nothing", [None, {}])
def test_what_was_not_measured_is_not_passed(kind: str, nothing: Any) -> None:
    found = gates(entry(**{kind: nothing}))
    assert not getattr(found, kind) and not found.typed


@pytest.mark.parametrize("strings", [False, None, "true", 1, "no"])
def test_only_a_plain_yes_says_that_every_text_is_translated(strings: Any) -> None:
    assert not gates(entry(strings=strings)).typed


def test_a_review_is_not_asked_for_to_answer() -> None:
    assert gates(entry()).typed and not gates(entry()).reviewed
    assert gates(entry(reviewed="Some charity, 2026-11-01")).reviewed


@pytest.mark.parametrize(("kind", "name"), FIGURES)
@pytest.mark.parametrize("value", [math.nan, math.inf, -math.inf, -0.1, 1.001, 92, "0.92", "", None, True, [0.92], {}])
def test_a_figure_that_is_no_share_is_named_with_its_language(kind: str, name: str, value: Any) -> None:
    with pytest.raises(ConfigurationError, match=r"languages\.json: the entry es is malformed"):
        gates(with_figure(kind, name, value))


@pytest.mark.parametrize(("kind", "name"), FIGURES)
def test_a_missing_figure_is_found_even_where_another_fails_first(kind: str, name: str) -> None:
    for others in (PASSED[kind], {other: 0 for _, other in FIGURES}):
        figures = {other: value for other, value in others.items() if other != name}
        with pytest.raises(ConfigurationError, match="the entry es is malformed"):
            gates(entry(**{kind: figures}))


@pytest.mark.parametrize("key", [key for key in PASSED])
def test_a_missing_key_is_named_with_its_language(key: str) -> None:
    found = {name: value for name, value in entry().items() if name != key}
    with pytest.raises(ConfigurationError, match="the entry es is malformed"):
        gates(found)


@pytest.mark.parametrize("figures", ["yes", 1, True, ["macro_f1"], "0.9"])
def test_figures_of_another_shape_are_refused(figures: Any) -> None:
    for kind in ("understanding", "safety"):
        with pytest.raises(ConfigurationError, match="the entry es is malformed"):
            gates(entry(**{kind: figures}))


def test_nan_in_the_file_itself_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "languages.json"
    path.write_text(FILE.read_text("utf-8").replace('"macro_f1": 0.926', '"macro_f1": NaN'), "utf-8")
    assert "NaN" in path.read_text("utf-8")
    with pytest.raises(ConfigurationError, match="the entry en is malformed"):
        Languages.load(path)


def test_the_list_is_written_as_it_was_read_with_a_line_for_each_language(tmp_path: Path) -> None:
    path, entries = tmp_path / "languages.json", read_entries(FILE)
    write_entries(path, entries)
    assert path.read_bytes() == FILE.read_bytes(), "a change of one language is a change of one line"
    assert read_entries(path) == entries and list(read_entries(path)) == list(entries)
    assert len(path.read_text("utf-8").splitlines()) == len(entries) + 2


def test_a_name_with_quotes_and_line_ends_is_read_back_the_same(tmp_path: Path) -> None:
    path, entries = tmp_path / "languages.json", {"en": entry(), "es": entry(reviewed='A "charity"\n\u2028{}, 2026-11-01')}
    write_entries(path, entries)
    assert read_entries(path) == entries
    assert len(path.read_bytes().split(b"\n")) == len(entries) + 3


@pytest.mark.parametrize("entries", [{}, {"es": entry()}, {"en": entry(), "es": {}}, {"en": entry(), "qq": entry()},
                                     {"en": entry(), "es": with_figure("safety", "found", math.nan)}])
def test_a_list_that_could_not_be_read_again_is_never_written(entries: dict, tmp_path: Path) -> None:
    path = tmp_path / "languages.json"
    path.write_text("as it was", "utf-8")
    with pytest.raises(ConfigurationError):
        write_entries(path, entries)
    assert path.read_text("utf-8") == "as it was"


FOUND = {"macro_f1": 0.61239, "top3": 0.9, "right_when_answered": 0.8, "lines": 12, "safety_recall": 0.9555, "false_hard": 0.0}


def test_measured_figures_are_kept_to_three_places() -> None:
    assert measured(FOUND) == {
        "understanding": {"macro_f1": 0.612, "top3": 0.9, "right_when_answered": 0.8, "lines": 12},
        "safety": {"found": 0.956, "false_hard": 0.0},
    }


@pytest.mark.parametrize(("missing", "kind"), [("macro_f1", "understanding"), ("right_when_answered", "understanding"),
                                               ("safety_recall", "safety"), ("false_hard", "safety")])
def test_lines_that_measure_only_a_part_pass_only_that_part(missing: str, kind: str) -> None:
    kept = measured({**FOUND, missing: None})
    assert kept[kind] is None and all(kept[other] for other in kept if other != kind)
    assert not gates(entry(**kept)).typed


def test_the_committed_figures_are_those_of_the_report() -> None:
    lines = (ROOT / "docs" / "NLU_REPORT.md").read_text("utf-8").splitlines()
    rows = [[cell.strip() for cell in line.strip("|").split("|")] for line in lines if line.startswith("|")]
    codes = next(row for row in rows if row[1:3] == ["goal", "all"])
    entries = read_entries(FILE)
    assert set(codes[3:]) == set(entries)
    for kind, name, title in (
        ("understanding", "macro_f1", "macro-F1"),
        ("understanding", "top3", "right intent in the top 3"),
        ("understanding", "right_when_answered", "right when answered"),
        ("safety", "found", "emergency and self-harm found"),
        ("safety", "false_hard", "false hard alarms"),
    ):
        row = next(row for row in rows if row[0] == title)
        for code, reported in zip(codes[3:], row[3:], strict=True):
            assert re.fullmatch(r"\d\.\d{3}", reported)
            # The report rounds from four places, the list from all of them.
            assert abs(entries[code][kind][name] - float(reported)) < 0.0011, f"{code}: {title}"
            assert title != "macro-F1" or f"{entries[code][kind][name]:.3f}" == reported, code


def test_every_language_is_translated_and_measured() -> None:
    for code, found in read_entries(FILE).items():
        assert found["strings"] and found["understanding"]["lines"] > 400 and found["safety"], code
    assert json.loads(FILE.read_text("utf-8"))["en"]["reviewed"] == "source text"
