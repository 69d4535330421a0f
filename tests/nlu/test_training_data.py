"""The committed lines: enough of them, each under one intent, none of them also in a test."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterator
from pathlib import Path

import pytest
import yaml

from bot.errors import BadRequest, ConfigurationError
from bot.nlu.data import FORMS, read_tsv
from bot.nlu.linear_classifier import SAFETY_KINDS
from bot.nlu.normalise import clean, for_intent
from bot.nlu.training import check_data, fingerprint, model_is_current
from bot.paths import ROOT
from tests.conftest import LANGUAGES

LARGER = ("en", "es", "ar", "ur", "pl", "pt", "ro", "hi", "bn", "fa", "zh")
"""Languages with many speakers in the UK or many ways to write them: more lines of their own."""
LEAST, LEAST_LARGER = 20, 30
STOCK_PHRASES = ("greet", "goodbye", "thank", "affirm", "deny")
"""There are only so many ways to say hello or yes: up to five words of these may be in training and test lines."""
ONLY_PRESSED = {"show_answer", "what_is_held", "start_routes", "show_routes", "inform", "show_card", "show_route", "slip"}
"""Buttons of ours that nobody types; their words belong to other intents."""
NOT_TYPED = {"nlu_fallback", "session_start", "back"} | ONLY_PRESSED


def training_lines() -> Iterator[tuple[str, str, str]]:
    """(language, intent, normalised text) of every training line."""
    for path in sorted((ROOT / "data" / "nlu").glob("*/*.yml")):
        for entry in yaml.safe_load(path.read_text("utf-8"))["nlu"]:
            for row in (entry.get("examples") or "").splitlines() if "intent" in entry else ():
                yield path.parent.name, entry["intent"], for_intent(clean(row.strip().removeprefix("-").strip()))


LINES = list(training_lines())
INTENTS = sorted(
    {
        intent
        for path in (ROOT / "domain").glob("*.yml")
        for intent in yaml.safe_load(path.read_text("utf-8")).get("intents") or []
    }
    - NOT_TYPED
)


def least(intent: str, language: str) -> int:
    lines = LEAST_LARGER if language in LARGER else LEAST
    return 2 * lines if intent in SAFETY_KINDS else lines


def test_every_intent_has_enough_lines_in_every_language() -> None:
    counts = Counter((intent, language) for language, intent, _ in LINES)
    few = {
        f"{intent} in {language}": counts[intent, language]
        for intent in INTENTS
        for language in LANGUAGES
        if counts[intent, language] < least(intent, language)
    }
    assert not few
    assert {intent for _, intent, _ in LINES} == set(INTENTS), "lines and domain name the same intents"


def test_no_line_stands_under_two_intents() -> None:
    intents = defaultdict(set)
    for _, intent, text in LINES:
        intents[text].add(intent)
    assert not {text: names for text, names in intents.items() if len(names) > 1}


@pytest.mark.parametrize("folder", ["tests/nlu", "data/tuning"])
def test_lines_that_measure_are_not_lines_that_teach(folder: str) -> None:
    taught = {text for _, _, text in LINES}
    both = [
        f"{path.name}: {line.intent}: {line.text}"
        for path in sorted((ROOT / folder).glob("*.tsv"))
        for line in read_tsv(path)
        if for_intent(clean(line.text)) in taught
        and not (line.intent in STOCK_PHRASES and len(line.text.split()) <= 5)
    ]
    assert not both, "in data/nlu too:\n" + "\n".join(both)


def test_lines_that_measure_are_not_lines_that_tune() -> None:
    tuned = {for_intent(clean(line.text)) for path in (ROOT / "data/tuning").glob("*.tsv") for line in read_tsv(path)}
    both = [
        line.text
        for path in sorted((ROOT / "tests/nlu").glob("*.tsv"))
        for line in read_tsv(path)
        if for_intent(clean(line.text)) in tuned and line.intent not in STOCK_PHRASES
    ]
    assert not both


@pytest.mark.parametrize("folder", ["tests/nlu", "data/tuning"])
def test_measuring_lines_know_their_intents_and_forms(folder: str) -> None:
    for path in sorted((ROOT / folder).glob("*.tsv")):
        lines = read_tsv(path)
        assert path.stem in LANGUAGES
        assert {line.intent for line in lines} == set(INTENTS), path.name
        assert {line.form for line in lines} <= set(FORMS), path.name


@pytest.mark.parametrize(
    "row", ["greet", "greet hello", "\thello\tnative", "greet\t\tnative", "greet\thello\tnative\textra"]
)
def test_a_malformed_line_is_named_by_its_number(row: str, tmp_path: Path) -> None:
    path = tmp_path / "en.tsv"
    path.write_text(f"greet\thello\tnative\n\n{row}\n", "utf-8")
    with pytest.raises(BadRequest, match=r"en\.tsv, line 3: expected intent<TAB>text<TAB>form"):
        read_tsv(path)


def test_a_file_that_is_not_text_is_named(tmp_path: Path) -> None:
    path = tmp_path / "en.tsv"
    path.write_bytes(b"\xff\xfe\x00")
    with pytest.raises(BadRequest, match=r"en\.tsv cannot be read"):
        read_tsv(path)
    with pytest.raises(BadRequest, match="There is no file"):
        read_tsv(tmp_path / "missing.tsv")


def test_the_language_is_the_name_of_the_file_and_the_form_may_be_left_out(tmp_path: Path) -> None:
    path = tmp_path / "ur.tsv"
    path.write_text("greet\tسلام\n", "utf-8")
    (line,) = read_tsv(path)
    assert (line.language, line.intent, line.form) == ("ur", "greet", "native")


def test_a_malformed_training_file_is_named_with_its_line(tmp_path: Path) -> None:
    (tmp_path / "data/nlu/en").mkdir(parents=True)
    (tmp_path / "config.yml").write_text("language: en\n")
    (tmp_path / "data/nlu/en/greet.yml").write_text("nlu:\n- intent: greet\n  examples: [\n", "utf-8")
    with pytest.raises(ConfigurationError, match=r"greet\.yml, line \d+: is not valid YAML"):
        check_data(tmp_path)


def test_a_changed_line_makes_the_model_old(tmp_path: Path) -> None:
    (tmp_path / "data/nlu/en").mkdir(parents=True)
    (tmp_path / "config.yml").write_text("language: en\n")
    lines = tmp_path / "data/nlu/en/greet.yml"
    lines.write_text("nlu: []\n")
    models = tmp_path / "models"
    models.mkdir()
    (models / f"waymark-{fingerprint(tmp_path)}.tar.gz").touch()
    assert model_is_current(tmp_path, models)
    lines.write_text("nlu: [] # changed\n")
    assert not model_is_current(tmp_path, models)
