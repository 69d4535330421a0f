"""Checking entries: what waits, and writing down who checked."""

from datetime import date

import pytest
import yaml

from bot.directory.build import load_directory
from bot.directory.review import approve, work_to_do
from bot.errors import DirectoryError

from .factories import yaml_entry

TODAY = date(2026, 11, 24)


@pytest.fixture
def folders(tmp_path):
    content, proposals = tmp_path / "content", tmp_path / "import"
    content.mkdir()
    proposals.mkdir()

    def put(folder, **changes):
        entry = yaml_entry(**changes)
        (folder / f"{entry['id']}.yml").write_text(yaml.safe_dump(entry, sort_keys=False), "utf-8")

    put(content)
    put(content, id="old-helpers", checked_on=date(2026, 1, 1), internal_note="Dial it.")
    put(proposals, id="new-helpers", checked_on=None)
    put(proposals, id="half-helpers", checked_on=None, needs=[], nations=[])
    return content, proposals


def test_work_names_what_waits_what_is_old_and_what_nobody_covers(folders):
    work = work_to_do(*folders, TODAY, 180)
    assert [(entry.id, missing) for entry, missing in work.waiting] == [("half-helpers", ("needs", "nations")), ("new-helpers", ())]
    assert [entry.id for entry in work.stale] == ["old-helpers"]
    assert "health" in work.uncovered and "domestic_abuse" not in work.uncovered
    assert [note.note for note in work.notes] == ["Dial it."]


def test_without_proposals_there_is_still_work(folders, tmp_path):
    assert work_to_do(folders[0], tmp_path / "nothing", TODAY, 180).waiting == ()


def test_an_approved_proposal_joins_the_directory_with_date_and_organisation(folders):
    content, proposals = folders
    file = approve("new-helpers", "Example Law Centre", content=content, proposals=proposals, today=TODAY)
    assert file == content / "new-helpers.yml"
    assert not (proposals / "new-helpers.yml").exists()
    (entry,) = [entry for entry in load_directory(content) if entry.id == "new-helpers"]
    assert (entry.checked_on, entry.checked_by) == (TODAY, "Example Law Centre")


def test_approving_an_entry_again_changes_two_lines_and_nothing_else(folders):
    content, proposals = folders
    before = (content / "old-helpers.yml").read_text("utf-8").splitlines()
    for by in ("Example Law Centre", "O'Neill: \"Advice\" & Aid"):
        approve("old-helpers", by, content=content, proposals=proposals, today=TODAY)
        after = (content / "old-helpers.yml").read_text("utf-8").splitlines()
        assert set(before) - set(after) == {"checked_on: 2026-01-01"}
        assert len(set(after) - set(before)) == 2
        assert {entry.id: entry.checked_by for entry in load_directory(content)}["old-helpers"] == by


@pytest.mark.parametrize(
    ("identifier", "by", "complaint"),
    [
        ("half-helpers", "Example", "needs: is missing"),
        ("nobody", "Example", "there is no entry 'nobody'"),
        ("../import/new-helpers", "Example", "there is no entry"),
        ("new-helpers", "", "--by must be the name of an organisation"),
        ("new-helpers", "x" * 81, "--by must be the name of an organisation"),
        ("new-helpers", "a\nchecked_on: 2030-01-01", "--by must be the name of an organisation"),
    ],
)
def test_what_cannot_be_approved_stays_as_it_was(folders, identifier, by, complaint):
    content, proposals = folders
    before = {file: file.read_bytes() for folder in folders for file in folder.iterdir()}
    with pytest.raises(DirectoryError, match=complaint):
        approve(identifier, by, content=content, proposals=proposals, today=TODAY)
    assert {file: file.read_bytes() for folder in folders for file in folder.iterdir()} == before


def test_a_file_of_several_entries_is_not_approved_as_one(folders):
    content, proposals = folders
    (content / "many.yml").write_text(yaml.safe_dump([yaml_entry(id="a"), yaml_entry(id="b")]), "utf-8")
    with pytest.raises(DirectoryError, match="must hold one entry"):
        approve("many", "Example", content=content, proposals=proposals, today=TODAY)
