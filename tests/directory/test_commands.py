"""`waymark directory`: import, export, review, approve and search, as an operator calls them."""

from __future__ import annotations

import json

import pytest
from click.testing import CliRunner, Result

from bot.cli import main
from bot.directory.openreferral.validation import schema_faults

from .openreferral.services import phone, service, write


def run(*words: str) -> Result:
    return CliRunner().invoke(main, ["directory", *words])


def test_what_is_exported_to_a_file_is_one_valid_page_and_can_be_imported(tmp_path, real_directory):
    out = tmp_path / "export.json"
    said = run("export", "--out", str(out))
    assert (said.exit_code, said.stdout) == (0, f"{out}: {len(real_directory)} services\n")
    page = json.loads(out.read_text("utf-8"))
    assert schema_faults(page, "page") == [] and page["total_items"] == len(page["contents"]) == len(real_directory)
    report = json.loads(run("import", str(out), "--into", str(tmp_path / "into"), "--json").stdout)
    assert len(report["imported"]) == len(real_directory) and report["refused"] == []


def test_without_a_file_the_export_is_printed():
    assert schema_faults(json.loads(run("export").stdout), "page") == []


def test_a_file_that_cannot_be_written_is_one_line(tmp_path):
    said = run("export", "--out", str(tmp_path / "nowhere" / "x.json"))
    assert said.exit_code == 1 and "cannot be written" in said.stderr


def test_the_report_says_what_was_taken_over_and_what_was_refused_and_why(tmp_path):
    source = write(tmp_path, [service(), service(name="Costly\x1b[2J", phones=[phone("0901 123 4567")])])
    said = run("import", str(source), "--into", str(tmp_path / "into"))
    assert said.exit_code == 0
    lines = said.stdout.splitlines()
    assert lines[0].startswith("proposed: example-helpline.")
    assert lines[1].startswith("refused: 'services.json[1]' 'Costly\\x1b[2J': ") and "\x1b" not in said.stdout
    assert lines[2] == "1 proposed, 1 refused"


@pytest.mark.parametrize("as_json", [[], ["--json"]])
def test_if_nothing_was_taken_over_the_exit_code_says_so(tmp_path, as_json):
    source = write(tmp_path, [service(status="defunct")])
    said = run("import", str(source), "--into", str(tmp_path / "into"), *as_json)
    assert said.exit_code == 1 and "defunct" in said.stdout


def test_a_source_that_is_not_there_is_one_line(tmp_path):
    said = run("import", str(tmp_path / "none.json"), "--into", str(tmp_path / "into"))
    assert said.exit_code == 1 and said.stdout == ""
    assert said.stderr.startswith("Error: ") and said.stderr.count("\n") == 1


def test_where_a_file_was_published_must_be_a_public_address(tmp_path):
    said = run("import", str(write(tmp_path, [service()])), "--into", str(tmp_path / "into"), "--published-at", "http://localhost/")
    assert said.exit_code == 2 and "does not name a public host" in said.stderr


def test_the_review_counts_what_it_lists():
    found = json.loads(run("review", "--json").stdout)
    assert set(found) == {"waiting", "stale", "uncovered", "notes"}
    assert found["uncovered"] == ["documents"] and found["notes"]
    plain = run("review").stdout.splitlines()
    assert len(plain) == sum(map(len, found.values())) + 1
    assert plain[-1].endswith(f"{len(found['notes'])} notes")


def test_approving_what_is_not_there_says_where_to_look():
    said = run("approve", "nobody", "--by", "Example Law Centre")
    assert said.exit_code == 1 and "waymark directory review" in said.stderr


def test_words_find_organisations_by_name_purpose_or_community():
    assert run("search", "polish", "women").stdout.startswith("Opoka: ")
    assert run("search", "xyzzy").stdout.startswith("No organisation fits.")
    both = run("search", "bail", "--need", "immigration_advice", "--legal-aid").stdout
    assert both.startswith("Bail for Immigration Detainees")
