"""The real server: nothing of people is left, and a server that leaks is caught."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest

from bot.paths import ROOT
from bot.seizure.paths import PATHS
from bot.seizure.report import Report
from bot.seizure.rounds import QUICK, Round, run_round
from bot.seizure.search import Find, Searched
from bot.seizure.sentinels import Kind, Sentinels
from bot.seizure.web_path import WebPath

LEAKING = """
import json, os, sys
kept = []
def leaking(text, *args, loads=json.loads, **more):
    value = loads(text, *args, **more)
    if isinstance(value, dict) and "message" in value:
        kept.append(str(value["message"]).upper())
        with open(os.environ["TMPDIR"] + "/debug.log", "a") as log:
            log.write(repr(value))
        print("got", ascii(value["message"]), file=sys.stderr, flush=True)
    return value
json.loads = leaking
"""
"""Loaded by Python before the server: a developer's forgotten debugging aid."""


@pytest.fixture(scope="module")
def quick(trained_model: None) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "bot", "seizure-test", "--quick", "--json"]
    return subprocess.run(command, cwd=ROOT, capture_output=True, text=True, timeout=300)


def test_the_short_form_finds_nothing(quick: subprocess.CompletedProcess[str]) -> None:
    result = json.loads(quick.stdout)
    assert [(row["place"], find) for row in result["rows"] for find in row["found"]] == []
    assert result["unread"] == 0 and quick.returncode == 0, [row for row in result["rows"] if row["unread"]]


def test_it_searched_what_it_says(quick: subprocess.CompletedProcess[str]) -> None:
    result = json.loads(quick.stdout)
    rows = {row["place"]: row for row in result["rows"]}
    memory = [row for place, row in rows.items() if place.startswith("memory")]
    assert len(memory) == 2 and all(row["bytes"] > 200_000_000 for row in memory)
    assert rows["what it printed"]["bytes"] > 0
    assert result["answered"] > 30 and result["sentinels"] > 500 and result["forms"] > 20 * result["sentinels"]


def test_progress_is_said_for_every_path_and_nothing_of_a_sentinel(quick: subprocess.CompletedProcess[str]) -> None:
    for make in PATHS:
        assert f"{make.name}: conversations" in quick.stderr
    assert len(quick.stderr.splitlines()) < 30
    assert "07700" not in quick.stdout + quick.stderr and "2001:db8" not in quick.stdout


async def test_a_server_that_leaks_is_caught(trained_model: None, tmp_path: Path) -> None:
    (tmp_path / "aid").mkdir()
    (tmp_path / "aid" / "sitecustomize.py").write_text(LEAKING)
    wanted = Round("leaking", paths=(WebPath,), environment={"PYTHONPATH": f"{tmp_path / 'aid'}:{ROOT}"})
    folder = tmp_path / "evidence" / "round-1"
    folder.mkdir(parents=True)
    rows, _ = await run_round(wanted, Sentinels(), folder, lambda text: None)
    found = {row.place: {find.kind for find in row.finds} for row in rows}
    assert {Kind.TEXT, Kind.NAME, Kind.PHONE} <= found["memory, right after the last answer"]
    assert {Kind.TEXT, Kind.NAME, Kind.PHONE, Kind.NOTE} <= found["its own folders: HOME, TMPDIR, working folder"]
    assert {Kind.TEXT, Kind.NAME} <= found["what it printed"]
    report = Report([("leaking", row) for row in rows])
    assert report.found > 50 and "FOUND" in report.lines()[-1]


def test_a_place_that_was_not_searched_is_no_success() -> None:
    report = Report([("round", Searched("memory", unread=1, note="run this as root"))])
    assert "NOT COMPLETE" in report.lines()[-1] and "run this as root" in "\n".join(report.lines())


def test_the_report_names_kind_number_form_and_place() -> None:
    row = Searched(
        "folder", items=1, size=10, finds={Find("name", 7, "base64", "a.log"), Find("core file", 0, "", "core")}
    )
    lines = "\n".join(Report([("round", row)]).lines())
    assert "name 7 as base64 in a.log" in lines and "core file in core" in lines
    assert json.loads(json.dumps(Report([("round", row)]).to_json()))["found"] == 2


def test_the_short_form_uses_every_path_people_use() -> None:
    assert all(wanted.paths == PATHS for wanted in QUICK)
