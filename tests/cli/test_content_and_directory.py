"""Commands that need no model: the statements, the organisations, and what `check` says."""

from __future__ import annotations

import json
from collections import Counter

import pytest
from click.testing import CliRunner, Result

from bot.cli import main
from bot.resources import Resources
from bot.review.statements import all_statements


def run(*words: str, **environment: str) -> Result:
    return CliRunner().invoke(main, words, env=environment)


def test_statements_are_listed_with_certainty_and_date(resources: Resources) -> None:
    lines = run("content", "list").stdout.splitlines()
    rows = [line.split("\t") for line in lines]
    assert [row[0] for row in rows] == list(all_statements(resources))
    assert set(resources.library.statements) < {row[0] for row in rows}, "routes and their warnings are listed too"
    assert all(len(row) == 5 and all(row) for row in rows)


def test_statements_of_one_topic_are_listed() -> None:
    lines = run("content", "list", "--topic", "police").stdout.splitlines()
    assert lines and all(line.startswith("police.") for line in lines)


def test_findings_about_content_are_json_on_request(resources: Resources) -> None:
    result = run("content", "check", "--json")
    findings = json.loads(result.stdout)
    assert all({"level", "where", "message"} <= set(finding) for finding in findings)
    assert result.exit_code == int(any(finding["level"] == "error" for finding in findings))
    counts = Counter(finding["kind"] for finding in findings)
    plain = run("content", "check", "--unsigned").stdout.splitlines()
    assert len(plain) == len(findings) + 1
    assert sorted(plain[-1].split(", ")) == sorted(f"{kind}: {count}" for kind, count in counts.items())
    short = run("content", "check").stdout.splitlines()
    assert short[-1] == plain[-1] and len(short) == len(findings) - counts["unsigned"] + 1


def test_the_directory_is_built(resources: Resources) -> None:
    result = run("directory", "build")
    assert result.exit_code == 0
    assert result.stdout == f"{len(resources.organisations)} organisations.\n"


@pytest.mark.parametrize("limit", [1, 3])
def test_organisations_are_found_with_their_numbers(limit: int, resources: Resources) -> None:
    words = ["directory", "search", "--need", "domestic_abuse", "--nation", "wales", "--limit", str(limit)]
    lines = run(*words).stdout.splitlines()
    names = {organisation.name for organisation in resources.organisations}
    assert len(lines) == 2 * limit
    assert all(any(line.startswith(f"{name}: ") for name in names) for line in lines[::2])
    assert all(line.startswith("  ") for line in lines[1::2])


@pytest.mark.parametrize(
    ("option", "known"), [("--need", "domestic_abuse"), ("--serves", "women"), ("--lang", "es")], ids=lambda part: part
)
def test_an_unknown_code_is_answered_with_those_there_are(option: str, known: str) -> None:
    result = run("directory", "search", option, "zz")
    assert result.exit_code != 0
    assert known in result.stderr


def test_check_finds_nothing_wrong_with_the_project(trained_model: None) -> None:
    result = run("check")
    assert result.exit_code == 0, result.stdout
    assert [line.split() for line in result.stdout.splitlines()] == [
        ["ok", name] for name in ("settings", "content", "catalogs", "directory", "model")
    ]


def test_check_lists_what_to_mend_and_goes_on(trained_model: None) -> None:
    result = run("check", WAYMARK_QUEUE="many")
    assert result.exit_code == 1
    lines = result.stdout.splitlines()
    assert lines[0].split() == ["PROBLEM", "settings"]
    assert lines[1].startswith("        - WAYMARK_QUEUE must be a whole number")
    assert lines[-1].split() == ["ok", "model"]


def test_a_model_that_is_current_is_not_trained_again(trained_model: None) -> None:
    assert run("train", "--if-needed").stdout == "The model is up to date.\n"
