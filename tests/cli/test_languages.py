"""`waymark languages`, and what `evaluate --gates` writes: each in a copy of the list, never in the project's own."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner

from bot.cli import main
from bot.cli.nlu import _write_gates
from bot.directory.hours import LONDON
from bot.nlg.languages import Languages, read_entries
from bot.paths import LOCALES, ROOT

OWN = LOCALES / "languages.json"
TODAY = datetime.now(LONDON).date()


def languages(folder: Path, *words: str) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "bot", "languages", *words]
    environment = {**os.environ, "WAYMARK_LOCALES": str(folder), "PYTHONIOENCODING": "utf-8"}
    return subprocess.run(command, cwd=ROOT, env=environment, capture_output=True, text=True, timeout=60)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    shutil.copy(OWN, tmp_path / OWN.name)
    return tmp_path


@pytest.fixture(scope="module", autouse=True)
def the_projects_own_list_is_left_alone():
    before = OWN.read_bytes()
    yield
    assert OWN.read_bytes() == before


def entries(folder: Path) -> dict[str, Any]:
    return read_entries(folder / OWN.name)


def change(folder: Path, code: str, **fields: Any) -> None:
    path = folder / OWN.name
    found = json.loads(path.read_text("utf-8"))
    found[code] |= fields
    path.write_text(json.dumps(found), "utf-8")


def test_the_list_shows_each_language_and_what_it_has_passed(folder: Path) -> None:
    change(folder, "ti", understanding=None, reviewed="Some charity, 2026-11-01")
    change(folder, "am", strings=False)
    change(folder, "so", safety={"found": 0.89, "false_hard": 0.0})
    done = languages(folder, "list")
    assert done.returncode == 0 and done.stderr == ""
    header, *lines = done.stdout.splitlines()
    assert header.split() == ["translated", "understood", "danger", "found", "reviewed", "offered", "as"]
    rows = {line.split()[0]: line for line in lines}
    assert list(rows) == list(entries(folder))
    typed, shown = "words and buttons", "buttons and plain pages only"
    for code, marks, offered in (
        ("en", "yes yes yes yes", typed),
        ("es", "yes yes yes no", typed),
        ("ti", "yes no yes yes", shown),
        ("am", "no yes yes no", shown),
        ("so", "yes yes no no", shown),
    ):
        assert rows[code].split()[2:6] == marks.split(), code
        assert rows[code].endswith(offered), code
    assert all(line == line.rstrip() for line in lines)


def test_a_review_is_written_shown_written_anew_and_withdrawn(folder: Path) -> None:
    before = entries(folder)
    done = languages(folder, "reviewed", "ur", "--by", "  Urdu Women's Aid  ", "--on", "2026-11-02")
    assert done.returncode == 0, done.stderr
    assert "Urdu is marked as reviewed by Urdu Women's Aid" in done.stdout and "Restart the server" in done.stdout
    expected = {**before, "ur": {**before["ur"], "reviewed": "Urdu Women's Aid, 2026-11-02"}}
    assert entries(folder) == expected and list(entries(folder)) == list(before)
    assert Languages.load(folder / OWN.name).get("ur").reviewed
    old, new = (path.read_text("utf-8").splitlines() for path in (OWN, folder / OWN.name))
    assert sum(one != other for one, other in zip(old, new, strict=True)) == 1, "one line of the file has changed"
    assert next(line for line in languages(folder, "list").stdout.splitlines() if line.startswith("ur ")).split()[5] == "yes"
    languages(folder, "reviewed", "ur", "--by", "Another charity")
    assert entries(folder)["ur"]["reviewed"] == f"Another charity, {TODAY:%Y-%m-%d}", "today if no day is given"
    done = languages(folder, "reviewed", "ur", "--withdraw")
    assert "Urdu is no longer marked as reviewed" in done.stdout
    assert (folder / OWN.name).read_bytes() == OWN.read_bytes()


BY = ("--by", "Some charity")
REFUSED = {
    ("xx", *BY): "There is no translation called xx. There are: es, pt, fr",
    ("ES", *BY): "There is no translation called ES",
    ("", *BY): "There is no translation called",
    ("../es", *BY): "There is no translation called ../es",
    ("en", *BY): "There is no translation called en",
    ("en", "--withdraw"): "There is no translation called en",
    ("es",): "Say who reviewed it with --by",
    ("es", *BY, "--withdraw"): "Say who reviewed it with --by",
    ("es", "--by", ""): "Say who reviewed it with --by",
    ("es", "--by", " \t\u2003"): "Say who reviewed it with --by",
    ("es", *BY, "--on", f"{TODAY + timedelta(2):%Y-%m-%d}"): "A review cannot be in the future.",
    ("es", *BY, "--on", "9999-12-31"): "A review cannot be in the future.",
}
MISCALLED = {
    ("es", *BY, "--on", "yesterday"): "does not match the format",
    ("es", *BY, "--on", "2026-02-30"): "does not match the format",
    ("es", *BY, "--on", "02/11/2026"): "does not match the format",
    (): "Missing argument 'CODE'",
    ("es", "fr", *BY): "unexpected extra argument",
}


@pytest.fixture
def here(folder: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The copy, for commands that run in this process."""
    monkeypatch.setattr("bot.paths.LOCALES", folder)
    return folder


@pytest.mark.parametrize("words", [*REFUSED, *MISCALLED], ids=" ".join)
def test_a_mistake_is_said_and_the_list_is_left_as_it_was(words: tuple[str, ...], here: Path) -> None:
    result = CliRunner().invoke(main, ["languages", "reviewed", *words])
    assert {**REFUSED, **MISCALLED}[words] in result.stderr and result.stdout == ""
    assert isinstance(result.exception, SystemExit), "without a traceback"
    assert result.exit_code == (1 if words in REFUSED else 2)
    assert words not in REFUSED or result.stderr.count("\n") == 1, "one line"
    assert (here / OWN.name).read_bytes() == OWN.read_bytes()


def test_an_operator_sees_one_line(folder: Path) -> None:
    words = ("es", *BY, "--withdraw")
    done = languages(folder, "reviewed", *words)
    assert (done.returncode, done.stdout) == (1, "")
    assert done.stderr == "Error: Say who reviewed it with --by, or take the mark away with --withdraw.\n"
    assert (folder / OWN.name).read_bytes() == OWN.read_bytes()


@pytest.mark.parametrize("content", [None, "", "{}", '{"en": {}}'])
def test_a_spoiled_list_is_named(content: str | None, here: Path) -> None:
    path = here / OWN.name
    path.unlink()
    if content is not None:
        path.write_text(content, "utf-8")
    for words in (["list"], ["reviewed", "es", *BY]):
        result = CliRunner().invoke(main, ["languages", *words])
        assert result.exit_code == 1 and "languages.json" in result.stderr and isinstance(result.exception, SystemExit)
    assert (path.read_text("utf-8") if path.exists() else None) == content


FIGURES = {"macro_f1": 0.7, "top3": 0.9, "right_when_answered": 0.8, "lines": 9, "safety_recall": 0.95, "false_hard": 0.01}


@pytest.fixture
def linked(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The real catalogs beside a list of their own."""
    for path in LOCALES.iterdir():
        if path.name != OWN.name:
            (tmp_path / path.name).symlink_to(path)
    shutil.copy(OWN, tmp_path / OWN.name)
    monkeypatch.setattr("bot.paths.LOCALES", tmp_path)
    return tmp_path


def test_measured_gates_change_only_the_languages_that_were_measured(linked: Path) -> None:
    before = entries(linked)
    _write_gates({"ti": FIGURES, "qq": FIGURES, "am": {**FIGURES, "macro_f1": 0.5}})
    after = entries(linked)
    assert set(after) == set(before), "a file of another name adds no language"
    assert [code for code in before if before[code] != after[code]] == ["ti", "am"]
    assert after["ti"]["understanding"] == {"macro_f1": 0.7, "top3": 0.9, "right_when_answered": 0.8, "lines": 9}
    assert after["ti"]["safety"] == {"found": 0.95, "false_hard": 0.01}
    gates = {code: Languages.load(linked / OWN.name).get(code).gates for code in ("ti", "am")}
    assert gates["ti"].typed and not gates["am"].typed


def test_a_text_that_is_not_translated_closes_its_language(linked: Path) -> None:
    (linked / "ti").unlink()
    _write_gates({"ti": FIGURES})
    found = Languages.load(linked / OWN.name).get("ti").gates
    assert not found.strings and found.understanding and not found.typed


def test_lines_without_danger_leave_danger_unmeasured(linked: Path) -> None:
    _write_gates({"ti": {**FIGURES, "safety_recall": None}})
    assert entries(linked)["ti"]["safety"] is None
    assert not Languages.load(linked / OWN.name).get("ti").gates.typed
