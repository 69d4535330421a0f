"""Import: what a council's feed becomes, and what is refused and why."""

import json
import os
from pathlib import Path

import pytest
import yaml
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from bot.directory.build import build_directory, load_directory, load_entries
from bot.directory.codes import Known
from bot.directory.openreferral.documents import Limits
from bot.directory.openreferral.importing import Report, import_services
from bot.directory.openreferral.proposals import slug
from bot.directory.openreferral.refused import Refused
from bot.directory.openreferral.vocabulary import TAXONOMY
from bot.directory.store import open_directory
from bot.errors import DirectoryError

from ..factories import yaml_entry
from .services import SERVICE, phone, service, write

PUBLISHED = "https://www.example.org/feed.json"


def take(tmp_path: Path, value: object, **more) -> Report:
    return import_services(str(write(tmp_path, value)), tmp_path / "into", published_at=PUBLISHED, **more)


def reasons(report: Report) -> str:
    assert report.imported == []
    return " / ".join(reason for refusal in report.refused for reason in refusal.reasons)


def test_a_councils_service_becomes_a_proposal_that_guesses_nothing(tmp_path):
    report = take(tmp_path, {"contents": [service()]})
    assert (report.refused, report.stopped) == ([], None)
    assert report.imported[0].notes == ("Its street addresses were left out.",)
    (entry,) = load_entries(tmp_path / "into")
    assert (entry.id, entry.what) == ("example-helpline", "Free phone advice for women after abuse.")
    assert entry.languages == ("am", "ur")
    assert [nation.value for nation in entry.nations] == ["england", "wales"]
    assert [(line.display, line.hours, line.source_url) for line in entry.phones] == [
        ("020 7946 0111", "Mo-Fr 10:00-17:00", PUBLISHED)
    ]
    assert entry.needs == () and entry.checked_on is None and entry.interpreters is None
    assert all(found.answer == Known.UNKNOWN for _name, found in entry.access.items())


def test_nobody_is_shown_a_proposal(tmp_path):
    take(tmp_path, [service()])
    (tmp_path / "into" / "helpers.yml").write_text(yaml.safe_dump(yaml_entry()), "utf-8")
    build_directory(tmp_path / "into", tmp_path / "directory.sqlite")
    with open_directory(tmp_path / "directory.sqlite") as directory:
        assert [organisation.id for organisation in directory.all()] == ["helpers"]
        assert directory.search("example") == ()


def test_a_secret_address_goes_nowhere(tmp_path):
    """Neither as a place, nor where somebody wrote it into the description."""
    secret = service(description="They help women. Come to 12 Hidden Lane in Sentinelton, ZZ9 9ZZ.")
    assert take(tmp_path, [secret]).imported
    (file,) = (tmp_path / "into").glob("*.yml")
    assert not any(word in file.read_text("utf-8") for word in ("Hidden", "Sentinelton", "ZZ9", "51.5"))
    first = service(name="Other", description="Come to 12 Hidden Lane in Sentinelton. They help.")
    assert "description: holds a street address" in reasons(take(tmp_path, [first]))


@pytest.mark.parametrize(
    ("change", "reason"),
    [
        ({"description": "Help. <script>alert(1)</script>"}, "holds HTML"),
        ({"description": "Help. &lt;img src=x onerror=alert(1)&gt;"}, "holds HTML"),
        ({"description": "<a href='https://example.org'>Help</a>."}, "holds HTML"),
        ({"name": "<b onmouseover=x>Help</b>"}, "name: holds HTML"),
        ({"eligibility_description": "<iframe src=x>"}, "holds HTML"),
        ({"description": "Help at javascript:alert(1)."}, "address of a script"),
        ({"url": "javascript:alert(1)"}, "url"),
        ({"url": "javascript://example.org/%0aalert(1)"}, "expected an http or https address"),
        ({"url": "data:text/html,hello"}, "url"),
        ({"url": "https://gov.uk@example.org/"}, "hides its host behind a user name"),
        ({"url": "http://printer.local/"}, "does not name a public host"),
        ({"url": "http://169.254.169.254/"}, "does not name a public host"),
        ({"url": "https://gоv.uk/"}, "signs that do not belong"),
        ({"url": "https://example.org/\"><script>"}, "signs that do not belong"),
        ({"phones": [phone("0901 123 4567")]}, "premium rate"),
        ({"phones": [phone("118 118")]}, "118 number"),
        ({"phones": [phone("070 1234 5678")]}, "070 number"),
        ({"phones": [phone("0871 123 4567")]}, "costs more than an ordinary call"),
        ({"phones": [phone("61016", type="sms")]}, "not a known short code"),
        ({"phones": [phone("020 7946 0111"), phone("0901 123 4567")]}, "premium rate"),
        ({"phones": [phone("020 7946 0111")] * 21}, "more than 20 numbers"),
        ({"phones": [phone("020 7946 0111", description="Call <b class=x>now</b>")]}, "phones: holds HTML"),
        ({"contacts": [{"id": SERVICE["id"], "phones": [phone("0901 123 4567")]}]}, "premium rate"),
        ({"description": "You are safe here."}, "promises what nobody can promise"),
        ({"description": "Help\u202e.gnillac"}, "hidden or control characters"),
        ({"description": "Help\u0000."}, "hidden or control characters"),
        ({"description": "word " * 200}, "longer than 300 letters"),
        ({"name": "N" * 121}, "name: is longer than 120 letters"),
        ({"name": "مساعدة"}, "name: has no Latin letter"),
        ({"name": " "}, "name: is missing"),
        ({"description": "", "organization": {**SERVICE["organization"], "description": ""}}, "description: is missing"),
        ({"status": "defunct"}, "the service is defunct"),
        ({"status": "open"}, "status: 'open' is not one of"),
    ],
)  # fmt: skip
def test_what_may_not_be_taken_over_is_refused_with_its_reason(tmp_path, change, reason):
    report = take(tmp_path, [service(**change)])
    assert reason in reasons(report)
    assert not list((tmp_path / "into").glob("*"))


def ours(kind: str, code: str = "", value: str | None = None) -> dict:
    term = {"id": SERVICE["id"], "name": "N", "description": "D", "code": f"{kind}:{code}" if code else kind, "taxonomy": TAXONOMY}
    return {"id": SERVICE["id"], "taxonomy_term": term} | ({} if value is None else {"value": value})


@pytest.mark.parametrize(
    ("attribute", "reason"),
    [
        (ours("id", value="../../../tmp/evil"), "id: '../../../tmp/evil': expected lower-case letters"),
        (ours("id", value="/etc/passwd"), "id: "),
        (ours("need", "love"), "needs: unknown code 'love'"),
        (ours("confidentiality", value="They will never tell anybody."), "promises what nobody can promise"),
        (ours("asks_status", "never", "https://example.org/"), "asks_status.answer: unknown code"),
        (ours("asks_status", "no", "javascript:alert(1)"), "asks_status.source_url"),
        (ours("source", value="http://127.0.0.1/"), "does not name a public host"),
        (ours("need", "immigration_advice") | {"x": 1}, None),
    ],
    ids=lambda value: str(value)[:60],
)
def test_claiming_to_be_ours_opens_no_door(tmp_path, attribute, reason):
    report = take(tmp_path, [service(attributes=[attribute])])
    if reason:
        assert reason in reasons(report)
    assert all(entry.checked_on is None for entry in load_entries(tmp_path / "into")) if report.imported else True
    assert {path.name for path in tmp_path.iterdir()} <= {"services.json", "into"}


def test_an_answer_without_its_source_is_unknown(tmp_path):
    take(tmp_path, [service(attributes=[ours("asks_status", "no"), ours("can_call_without_name", "yes", "https://example.org/faq")])])
    (entry,) = load_entries(tmp_path / "into")
    assert entry.access.asks_status.answer is Known.UNKNOWN
    assert entry.access.can_call_without_name.source_url == "https://example.org/faq"


def test_a_number_without_a_source_is_left_out_and_said(tmp_path):
    report = import_services(str(write(tmp_path, service())), tmp_path / "into")
    assert "A number without a source was left out." in report.imported[0].notes
    assert load_entries(tmp_path / "into")[0].phones == ()


@pytest.mark.parametrize(
    ("number", "note"),
    [("+33 1 42 27 81 86", "cannot be dialled"), ("ask at reception", "cannot be dialled"), ("020 7946 0111 x12", "cannot be dialled")],
)
def test_a_number_that_cannot_be_dialled_is_left_out_and_said(tmp_path, number, note):
    report = take(tmp_path, [service(phones=[phone(number)])])
    assert any(note in said for said in report.imported[0].notes)
    assert load_entries(tmp_path / "into")[0].phones == ()


def test_what_is_said_in_their_words_waits_for_the_person_who_checks(tmp_path):
    take(tmp_path, [service(application_process="Ask your <b>GP</b>.", status="inactive", service_areas=[])])
    note = yaml.safe_load((tmp_path / "into" / "example-helpline.yml").read_text("utf-8"))["internal_note"]
    for said in ("application process: Ask your GP .", "Its status was: inactive.", "They checked it on 2026-11-01.", "Where it works must be filled in."):
        assert said in note


# --- documents ------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("raw", "reason"),
    [
        (b"", "is not JSON"),
        (b"{", "is not JSON"),
        (b"\xff\xfe{}", "is not UTF-8 text"),
        (json.dumps(SERVICE).encode("utf-16"), "is not UTF-8 text"),
        (b'{"id": 1, "id": 2}', "has one name twice"),
        (b'{"minimum_age": NaN}', "is not JSON"),
        (b'{"minimum_age": ' + b"9" * 5000 + b"}", "is not JSON"),
        (b"[" * 100_000 + b"]" * 100_000, "is nested too deep"),
        (b'{"a":' * 60 + b"1" + b"}" * 60, "is nested deeper than 24 levels"),
        (b'"' + b"x" * 3_000_000 + b'"', "is longer than 2000000 bytes"),
        (b'"text"', "is neither a page of services"),
        (b'{"contents": {}}', "has contents that are not a list"),
    ],
    ids=lambda value: str(value)[:30],
)
def test_a_document_that_cannot_be_read_is_an_error_that_says_why(tmp_path, raw, reason):
    path = tmp_path / "services.json"
    path.write_bytes(raw)
    with pytest.raises(DirectoryError, match=reason):
        import_services(str(path), tmp_path / "into", limits=Limits(bytes=2_000_000))
    assert not (tmp_path / "into").exists()


def test_a_byte_order_mark_is_no_reason_to_refuse(tmp_path):
    path = tmp_path / "services.json"
    path.write_bytes(b"\xef\xbb\xbf" + json.dumps(SERVICE).encode())
    assert import_services(str(path), tmp_path / "into").imported


def test_a_folder_is_read_file_by_file_and_a_broken_one_is_refused(tmp_path):
    folder = tmp_path / "feed"
    folder.mkdir()
    write(folder, [service()], "a.json")
    (folder / "b.json").write_text("{", "utf-8")
    write(folder, {"contents": [service(name="Other"), 7]}, "c.json")
    report = import_services(str(folder), tmp_path / "into", published_at=PUBLISHED)
    assert [entry.id for entry in report.imported] == ["example-helpline", "other"]
    assert [(refusal.where, refusal.name) for refusal in report.refused] == [("b.json", ""), ("c.json[1]", "")]


def test_a_folder_without_files_and_a_file_that_does_not_exist_are_errors(tmp_path):
    for source in (tmp_path, tmp_path / "nothing.json"):
        with pytest.raises(DirectoryError):
            import_services(str(source), tmp_path / "into")


def test_reading_stops_at_its_limit_and_says_so(tmp_path):
    many = [service(name=f"Example {number}") for number in range(5)]
    report = take(tmp_path, many, limits=Limits(services=3))
    assert (len(report.imported), report.stopped) == (3, "only the first 3 services were read")


def test_an_entry_that_is_there_already_stays_as_it_is(tmp_path):
    take(tmp_path, [service()])
    file = tmp_path / "into" / "example-helpline.yml"
    file.write_text(file.read_text("utf-8").replace("needs: []", "needs: [health]"), "utf-8")
    before = file.read_bytes()
    assert "the directory has an entry of this id" in reasons(take(tmp_path, [service()]))
    assert file.read_bytes() == before


def test_two_services_of_one_name_are_not_mixed(tmp_path):
    report = take(tmp_path, [service(), service(description="Something else.")])
    assert len(report.imported) == 1
    assert report.refused[0].reasons == ("id: another service of this source has the same",)


def test_a_folder_that_cannot_be_written_is_an_error_without_half_an_entry(tmp_path):
    (tmp_path / "into").write_text("a file", "utf-8")
    with pytest.raises(DirectoryError, match="cannot be written"):
        take(tmp_path, [service()])
    assert (tmp_path / "into").read_text("utf-8") == "a file"


@pytest.mark.parametrize(("name", "made"), [("St Ann's, Help", "st-ann-s-help"), ("  A  ", "a"), ("x" * 90, "x" * 60)])
def test_a_name_becomes_an_id(name, made):
    assert slug(name) == made


# --- whatever is sent ------------------------------------------------------------------------------------------------

_text = st.text(max_size=30) | st.sampled_from(
    ["<script>", "javascript:x", "0901 123 4567", "020 7946 0111", "../x", "\u202e", "\ud800", "null", "- a: b", "'", "ZZ9 9ZZ"]
)
_json = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False, allow_infinity=False) | _text,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(_text, inner, max_size=3),
    max_leaves=8,
)
_phones = st.lists(st.fixed_dictionaries({"id": st.just(SERVICE["id"]), "number": _text}, optional={"type": _text, "description": _text}), max_size=2)
_codes = st.sampled_from(["id", "need:health", "need:x", "group:women", "community:a b", "source", "hours", "confidence:low", "asks_status:yes", "id:x"])
_attributes = st.lists(st.builds(lambda code, value: ours(code, value=value), _codes, _text), max_size=3)
_changes = st.dictionaries(st.sampled_from([*SERVICE, "alert", "fees_description"]), _json | _text, max_size=3) | st.fixed_dictionaries(
    {}, optional={"name": _text, "description": _text, "url": _text, "phones": _phones, "attributes": _attributes}
)


@settings(max_examples=300, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(changes=_changes)
def test_whatever_is_sent_is_either_refused_with_a_reason_or_a_sound_proposal(tmp_path, changes):
    folder = tmp_path / os.urandom(6).hex()
    folder.mkdir()
    report = take(folder, [service(**changes)])
    assert len(report.imported) + len(report.refused) == 1
    assert all(refusal.reasons and all(refusal.reasons) for refusal in report.refused)
    written = list((folder / "into").iterdir())
    assert [str(path) for path in written] == [entry.file for entry in report.imported]
    if written:
        (entry,) = load_entries(folder / "into")
        assert load_directory(folder / "into") == ()
        assert not any(sign in text for text in entry.texts() for sign in ("<script", "javascript:", "\u202e"))
        assert not any(line.number.startswith("+449") for line in entry.phones)
    json.dumps(report.to_json())


@settings(max_examples=200, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(raw=st.binary(max_size=200) | _json.map(lambda value: json.dumps(value).encode("utf-8", "surrogatepass")))
def test_any_bytes_are_a_report_or_an_error_of_ours(tmp_path, raw):
    path = tmp_path / "services.json"
    path.write_bytes(raw)
    try:
        report = import_services(str(path), tmp_path / "into")
    except DirectoryError:
        return
    assert report.imported == []


def test_a_reason_is_a_sentence_of_ours_and_shortened():
    assert str(Refused("a", "b")) == "a; b"
