"""From a due date to a signature: what reviewers and tired operators do with the content."""

from __future__ import annotations

import json
import shutil
from datetime import date, timedelta
from pathlib import Path

import pytest
from click.testing import CliRunner

from bot.cli import main
from bot.content.library import Library
from bot.content.switches import SwitchedOff
from bot.errors import BadRequest, ContentError
from bot.paths import CONTENT, ROOT
from bot.resources import Resources
from bot.review.book import write_book
from bot.review.diff import changes, content_at
from bot.review.reading_age import GOAL, KnownWords, too_old
from bot.review.signing import sign
from bot.review.statements import all_statements, of_topic

NAME = "protocol.announced"
TODAY = date(2026, 11, 24)


@pytest.fixture
def copy(tmp_path: Path) -> Path:
    """A copy of the content that a test may change."""
    return Path(shutil.copytree(CONTENT, tmp_path / "content"))


def run(*words: str, **env: str):
    return CliRunner().invoke(main, words, env=env)


class TestSwitches:
    def test_a_running_server_notices_and_forgets_again(self, tmp_path: Path) -> None:
        file, now = tmp_path / "off.jsonl", [0.0]
        off = SwitchedOff(file, clock=lambda: now[0])
        assert off.ids() == frozenset()
        assert run("content", "switch-off", NAME, "--reason", "wrong date", "--by", "A charity", WAYMARK_SWITCHED_OFF=str(file)).exit_code == 0
        assert off.ids() == frozenset(), "it looks at most once a second"
        now[0] = 2.0
        assert off.ids() == {NAME}
        run("content", "switch-on", NAME, "--reason", "checked", "--by", "A charity", WAYMARK_SWITCHED_OFF=str(file))
        now[0] = 4.0
        assert off.ids() == frozenset()
        trail = [json.loads(line) for line in file.read_text("utf-8").splitlines()]
        assert [(entry["off"], entry["reason"], entry["by"]) for entry in trail] == [
            (True, "wrong date", "A charity"),
            (False, "checked", "A charity"),
        ]

    def test_a_file_broken_while_running_changes_nothing(self, tmp_path: Path) -> None:
        file, now = tmp_path / "off.jsonl", [0.0]
        run("content", "switch-off", NAME, "--reason", "r", "--by", "b", WAYMARK_SWITCHED_OFF=str(file))
        off = SwitchedOff(file, clock=lambda: now[0])
        file.write_text(file.read_text("utf-8") + "{broken\n", "utf-8")
        now[0] = 2.0
        assert off.ids() == {NAME}

    @pytest.mark.parametrize("line", ["{broken", "[]", '{"id": "a"}', '{"id": "", "off": true, "reason": "r", "by": "b", "on": "2026-11-24"}', '{"id": "a", "off": "yes", "reason": "r", "by": "b", "on": "2026-11-24"}', '{"id": "a", "off": true, "reason": "r", "by": "b", "on": "soon"}'])
    def test_a_broken_line_is_named_at_start(self, line: str, tmp_path: Path) -> None:
        file = tmp_path / "off.jsonl"
        file.write_text(line, "utf-8")
        with pytest.raises(ContentError, match=r"off\.jsonl, line 1"):
            SwitchedOff(file)

    def test_an_unknown_statement_is_refused_with_near_names(self, tmp_path: Path) -> None:
        file = tmp_path / "off.jsonl"
        result = run("content", "switch-off", "protocol.announcd", "--reason", "r", "--by", "b", WAYMARK_SWITCHED_OFF=str(file))
        assert result.exit_code != 0 and NAME in result.output + str(result.exception)
        assert not file.exists()


class TestSigning:
    def test_a_signature_is_kept_and_nothing_else_changes(self, copy: Path) -> None:
        before = Library.load(copy).statements
        assert sign(copy, [NAME], "A law centre", TODAY) == 1
        after = Library.load(copy).statements
        assert [(item.organisation, item.date) for item in after[NAME].reviewers] == [("A law centre", TODAY)]
        assert {name for name in before if before[name] != after[name]} == {NAME}
        lines = (copy / "facts" / "protocol.yml").read_text("utf-8").splitlines()
        original = (CONTENT / "facts" / "protocol.yml").read_text("utf-8").splitlines()
        assert len(lines) == len(original) + 3

    def test_signing_again_renews_and_others_stay(self, copy: Path) -> None:
        sign(copy, [NAME], "A law centre", TODAY)
        sign(copy, [NAME], "A survivor group", TODAY)
        sign(copy, [NAME], "A law centre", TODAY + timedelta(days=90))
        signed = Library.load(copy).statements[NAME].reviewers
        assert {item.organisation: item.date for item in signed} == {
            "A survivor group": TODAY,
            "A law centre": TODAY + timedelta(days=90),
        }


class TestDiff:
    def test_words_certainty_and_signatures_are_told(self, copy: Path) -> None:
        before = Library.load(CONTENT).statements
        file = copy / "facts" / "protocol.yml"
        file.write_text(file.read_text("utf-8").replace("certainty: promise", "certainty: disputed", 1), "utf-8")
        sign(copy, [NAME], "A law centre", TODAY)
        found = {change.id: change for change in changes(before, Library.load(copy).statements)}
        assert any(line == "Signed by: nobody -> A law centre (2026-11-24)" for line in found[NAME].lines)
        assert any("How sure: promise -> disputed" in change.lines for change in found.values())

    def test_new_and_gone_statements_are_told(self) -> None:
        now = Library.load(CONTENT).statements
        without = {name: item for name, item in now.items() if name != NAME}
        assert next(iter(changes(without, now))).lines[0] == "New. Now says:"
        assert next(iter(changes(now, without))).lines[0] == "No longer said:"
        assert list(changes(now, now)) == []

    def test_a_wrong_revision_or_folder_is_one_clear_line(self, tmp_path: Path) -> None:
        with pytest.raises(BadRequest, match="no content at nowhere"):
            content_at(ROOT, "nowhere")
        with pytest.raises(BadRequest):
            content_at(tmp_path, "HEAD")


class TestBook:
    def test_every_statement_stands_beside_its_translation(self, resources: Resources, tmp_path: Path) -> None:
        pages = write_book(resources, resources.languages.get("ar"), tmp_path, TODAY, "protocol")
        assert [page.name for page in pages] == ["index.html", "protocol.html"]
        text = pages[1].read_text("utf-8")
        for statement in of_topic(all_statements(resources).values(), "protocol"):
            assert f'id="{statement.id}"' in text
        assert 'lang="ar" dir="rtl"' in text and "<script" not in text
        assert text.count('class="box"') == 4 * text.count('class="entry"')

    def test_all_topics_are_in_the_index(self, resources: Resources, tmp_path: Path) -> None:
        pages = write_book(resources, resources.languages.get("ur"), tmp_path / "new" / "folder", TODAY)
        index = pages[0].read_text("utf-8")
        assert all(f'href="{page.name}"' in index for page in pages[1:])

    def test_unknown_topic_and_language_are_refused(self) -> None:
        for words in (("--lang", "ar", "--topic", "nothing"), ("--lang", "xx")):
            assert run("content", "book", *words).exit_code != 0


class TestReadingAge:
    @pytest.fixture(scope="class")
    def known(self) -> KnownWords:
        return KnownWords.load(CONTENT / "reading-age.yml")

    def test_hard_words_and_long_sentences_read_older(self, known: KnownWords) -> None:
        easy = known.read("You can ask a friend. She may know what to do.")
        long = known.read("You can ask a friend because she may know what to do when you do not know where to go or who to ask for help at night.")
        hard = known.read("Notwithstanding jurisdictional impediments, claimants retain procedural entitlements.")
        assert easy.age <= 9 < hard.age
        assert easy.score < long.score < hard.score
        assert "jurisdictional" in hard.hard

    def test_names_and_terms_are_known(self, known: KnownWords) -> None:
        assert known.read("The Home Office and Immigration Enforcement work with the police.").hard == ()

    def test_no_statement_is_harder_than_the_goal_without_a_reason(self, known: KnownWords, resources: Resources) -> None:
        statements = all_statements(resources)
        assert [item.id for item, _ in too_old(known, statements.values())] == []
        for name in known.reasons:
            assert name in statements, f"{name}: a reason for a statement that does not exist"
            assert known.read(statements[name].text).age > GOAL, f"{name}: needs no reason any more"


def test_the_lists_are_printed_as_json() -> None:
    listed = json.loads(run("content", "list", "--topic", "protocol", "--json").output)
    assert NAME in {entry["id"] for entry in listed}
    assert all(entry["reviewers"] == [] or entry["reviewers"][0]["organisation"] for entry in listed)
    assert run("content", "list", "--topic", "nothing").exit_code != 0
