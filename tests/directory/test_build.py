"""Building: what is wrong is named with its file and field, and a failed build changes nothing."""

from pathlib import Path

import pytest

from bot.directory.build import build_directory, internal_notes, load_directory, load_entries
from bot.directory.store import open_directory
from bot.errors import DirectoryError

from .factories import PAGE, yaml_entry, yaml_phone


def test_builds_a_database_that_holds_what_the_files_say(write_entries, tmp_path):
    built = build_directory(write_entries(yaml_entry()), tmp_path / "new" / "directory.sqlite")
    with open_directory(tmp_path / "new" / "directory.sqlite") as directory:
        assert directory.all() == built


def test_a_file_may_hold_several_organisations(tmp_path):
    (tmp_path / "few.yml").write_text(
        "[" + ", ".join(_flow(name) for name in ("b-helpers", "a-helpers")) + "]", encoding="utf-8"
    )
    assert [organisation.id for organisation in load_directory(tmp_path)] == ["a-helpers", "b-helpers"]


def _flow(identifier: str) -> str:
    return (
        f"{{id: {identifier}, name: N, what: They help., url: 'https://example.org/', phones: [], needs: [health],"
        " serves: {groups: [all]}, languages: [en], nations: [uk], advice_regulated: none,"
        " asks_status: unknown, shares_with_home_office: unknown, helps_without_recourse: unknown,"
        " can_call_without_name: unknown, sources: [{url: 'https://example.org/'}], checked_on: 2026-11-22,"
        " confidence: high}"
    )


@pytest.mark.parametrize(
    ("change", "complaint"),
    [
        ({"what": None}, "what: is missing"),
        ({"what": "Two\nlines"}, "what: has line breaks"),
        ({"url": "example.org"}, "url: 'example.org'"),
        ({"id": "Bad Id"}, "id: 'Bad Id'"),
        ({"needs": ["love"]}, "needs: unknown code 'love'; known: domestic_abuse"),
        ({"needs": []}, "needs: is missing"),
        ({"nations": ["cornwall"]}, "nations: unknown code 'cornwall'"),
        ({"nations": []}, "nations: is missing"),
        ({"languages": [False]}, "languages: expected a list of texts"),
        ({"languages": ["English"]}, "languages: 'English'"),
        ({"interpreters": "yes"}, "interpreters: expected true, false or null"),
        ({"serves": {"groups": ["everyone"]}}, "serves.groups: unknown code 'everyone'"),
        ({"serves": None}, "serves: expected named fields"),
        ({"checked_on": "2026-11-22"}, "checked_on: expected a date"),
        ({"confidence": "low"}, "confidence: unknown code 'low'"),
        ({"sources": []}, "sources: is missing"),
        ({"sources": [{"url": "a code list"}]}, "sources[0].url"),
        ({"phones": "0808"}, "phones: expected a list"),
        ({"needs": ["immigration_advice"]}, "advice_regulated: may not be none"),
        ({"hourz": "24/7"}, "hourz: unknown field"),
        ({"asks_status": None}, "asks_status: expected unknown, or an answer with its source_url"),
        ({"asks_status": "no"}, "asks_status: expected unknown, or an answer with its source_url"),
        ({"asks_status": {"answer": "no"}}, "asks_status.source_url: is missing"),
        ({"asks_status": {"answer": "unknown", "source_url": PAGE}}, "asks_status: unknown has no source"),
        ({"asks_status": {"answer": False, "source_url": PAGE}}, "asks_status.answer: expected text"),
        ({"shares_with_home_office": {"answer": "never", "source_url": PAGE}}, "unknown code 'never'"),
        ({"url": "https://gov.uk@example.org/"}, "url"),
        ({"url": "https://127.0.0.1/"}, "does not name a public host"),
        ({"what": "They help at 12 Hidden Lane."}, "holds a street address"),
        ({"safety_note": "Ask in SW1A 1AA."}, "holds a street address"),
        ({"what": "They <b>help</b>."}, "holds HTML"),
        ({"what": "They help\u202e."}, "holds hidden or control characters"),
        ({"confidentiality": "It is safe to report there."}, "promises what nobody can promise"),
    ],
)
def test_a_wrong_field_is_named_with_its_file(write_entries, change, complaint):
    folder = write_entries(yaml_entry(**change))
    with pytest.raises(DirectoryError) as error:
        load_directory(folder)
    assert str(error.value).startswith("one.yml")
    assert complaint in str(error.value)


@pytest.mark.parametrize(
    ("change", "complaint"),
    [
        ({"number": 999}, "phones[0].number: expected text (numbers and dates need quotes)"),
        ({"number": "0808 2000 247"}, "phones[0].number: '0808 2000 247' is neither"),
        ({"number": "+44808200024"}, "phones[0].number: '+44808200024' cannot be a number in the UK"),
        ({"number": "+33142278186"}, "phones[0].number: '+33142278186' cannot be a number in the UK"),
        ({"display": "0808 2000 274"}, "phones[0].display: '0808 2000 274' does not hold the digits"),
        ({"hours": "office hours"}, "phones[0].hours"),
        ({"hours": "Mo-Su"}, "phones[0].hours: 'Mo-Su' gives no times"),
        ({"hours": "Mo-Fr 09:00-17:00; SH off"}, "phones[0].hours"),
        ({"number": "+449011234567", "display": "0901 123 4567"}, "is a premium rate or service number"),
        ({"number": "+447012345678", "display": "070 1234 5678"}, "is a 070 number"),
        ({"number": "118500", "display": "118500"}, "is a 118 number"),
        ({"number": "61016", "display": "61016"}, "is not a known short code"),
        ({"kind": "fax"}, "phones[0].kind: unknown code 'fax'"),
        ({"source_url": None}, "phones[0].source_url: is missing"),
        ({"source_url": "from memory"}, "phones[0].source_url"),
        ({"source_date": "undated"}, "phones[0].source_date"),
        ({"nations": ["atlantis"]}, "phones[0].nations: unknown code"),
    ],
)
def test_a_wrong_phone_is_named_with_its_place(write_entries, change, complaint):
    folder = write_entries(yaml_entry(phones=[yaml_phone(**change)]))
    with pytest.raises(DirectoryError) as error:
        load_directory(folder)
    assert str(error.value).startswith("one.yml (helpers): ")
    assert complaint in str(error.value)


def test_a_line_cannot_reach_further_than_its_organisation(write_entries):
    folder = write_entries(yaml_entry(nations=["wales"], phones=[yaml_phone(nations=["scotland"])]))
    with pytest.raises(DirectoryError, match=r"phones\[0\].nations"):
        load_directory(folder)


def test_the_same_number_twice_is_refused_but_voice_and_text_may_share_it(write_entries):
    both = [yaml_phone(), yaml_phone(kind="text")]
    assert len(load_directory(write_entries(yaml_entry(phones=both)))[0].phones) == 2
    with pytest.raises(DirectoryError, match="listed twice"):
        load_directory(write_entries(yaml_entry(phones=[yaml_phone(), yaml_phone()])))


def test_an_id_used_twice_names_both_files(write_entries):
    folder = write_entries(yaml_entry(), yaml_entry())
    with pytest.raises(DirectoryError, match=r"two.yml \(helpers\): id: already used in one.yml"):
        load_directory(folder)


@pytest.mark.parametrize(
    ("text", "complaint"),
    [
        ("id: [", "broken.yml: line 1 not valid YAML"),
        ("id: a\nid: b\n", "broken.yml: line 2 not valid YAML: 'id' is written twice"),
        ("just words", "broken.yml: entry: expected named fields"),
        ("", "broken.yml: entry: expected named fields"),
        ("!!python/object/apply:os.getcwd []", "broken.yml: line 1 not valid YAML"),
        (b"name: \xff\xfe", "broken.yml: not valid YAML: not UTF-8 text"),
    ],
)
def test_malformed_yaml_is_named_with_its_line(tmp_path, text, complaint):
    (tmp_path / "broken.yml").write_bytes(text if isinstance(text, bytes) else text.encode())
    with pytest.raises(DirectoryError) as error:
        load_directory(tmp_path)
    assert complaint in str(error.value)


def test_an_empty_folder_is_an_error_and_not_an_empty_directory(tmp_path):
    with pytest.raises(DirectoryError, match="no organisation files"):
        load_directory(tmp_path)


def test_a_failed_build_leaves_the_old_directory_and_no_litter(write_entries, tmp_path):
    target = tmp_path / "built" / "directory.sqlite"
    build_directory(write_entries(yaml_entry()), target)
    before = target.read_bytes()
    with pytest.raises(DirectoryError):
        build_directory(write_entries(yaml_entry(needs=["love"])), target)
    assert target.read_bytes() == before
    assert list(target.parent.iterdir()) == [target]


def test_a_reader_keeps_the_directory_it_opened_while_a_new_one_is_built(write_entries, tmp_path):
    target = tmp_path / "directory.sqlite"
    build_directory(write_entries(yaml_entry(name="Before")), target)
    with open_directory(target) as old:
        build_directory(write_entries(yaml_entry(name="After")), target)
        with open_directory(target) as new:
            assert (old.all()[0].name, new.all()[0].name) == ("Before", "After")


def test_internal_notes_are_for_reviewers_and_stay_out_of_the_database(write_entries, tmp_path):
    folder = write_entries(
        yaml_entry(internal_note="Ask about Sundays.", phones=[yaml_phone(internal_note="Dial it once.")])
    )
    notes = internal_notes(folder)
    assert [(note.phone, note.note) for note in notes] == [
        (None, "Ask about Sundays."),
        ("0808 2000 247", "Dial it once."),
    ]
    target = tmp_path / "directory.sqlite"
    build_directory(folder, target)
    content = Path(target).read_bytes()
    assert b"Sundays" not in content
    assert b"Dial it once" not in content


def test_what_nobody_has_checked_is_read_and_never_built(write_entries, tmp_path):
    folder = write_entries(yaml_entry(), yaml_entry(id="proposal", checked_on=None, needs=[], nations=[], sources=[]))
    assert [entry.id for entry in load_entries(folder)] == ["helpers", "proposal"]
    build_directory(folder, tmp_path / "directory.sqlite")
    with open_directory(tmp_path / "directory.sqlite") as directory:
        assert [organisation.id for organisation in directory.all()] == ["helpers"]
        assert directory.get("proposal") is None


def test_leaving_out_when_an_entry_was_checked_is_a_mistake_and_not_a_proposal(write_entries):
    entry = yaml_entry()
    del entry["checked_on"]
    with pytest.raises(DirectoryError, match="checked_on: is missing; write null"):
        load_directory(write_entries(entry))
