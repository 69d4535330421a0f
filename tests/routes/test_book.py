"""What content/routes holds, and that every mistake in it stops the start with the file, the entry and the field."""

from __future__ import annotations

import re
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
import yaml

from bot.content.forbidden import Forbidden
from bot.content.library import Library
from bot.content.model import Certainty
from bot.errors import ContentError
from bot.paths import CONTENT
from bot.routes import Kind, RouteBook

MAX_WORDS = 18
_SENTENCE = re.compile(r"(?<=[.!?:])\s+")


def test_every_entry_of_the_fact_base_has_an_entry_here(book: RouteBook) -> None:
    wanted = {f"rt-{number:03}" for number in range(1, 42)}
    assert {name[:6] for name in book.routes} == wanted
    for route in book.routes.values():
        assert route.id[:6].upper() in route.facts


def test_every_route_says_all_that_a_person_needs(book: RouteBook) -> None:
    for route in book.routes.values():
        if route.kind is Kind.ROUTE:
            assert list(route.texts) == ["what", "who", "gives", "cost", "deadline", "legal_aid"], route.id
        assert route.warnings or route.dangers or route.kind is not Kind.ROUTE or route.id == "rt-020"
        assert "uk" in route.texts["what"][0].jurisdiction, route.id


def test_every_warning_of_the_fact_base_is_there(book: RouteBook) -> None:
    assert set(book.warnings) == {"now", *(f"w{number}" for number in range(1, 15))}


def test_nothing_promises_or_advises(book: RouteBook) -> None:
    forbidden = Forbidden.load(CONTENT / "forbidden.yml")
    for text, _ in book.texts():
        assert forbidden.found(text, "en", text) is None, text
        assert not re.search(r"qualif|eligib|should apply|entitle", text, re.I), text


def test_sentences_are_short(book: RouteBook) -> None:
    for text, _ in book.texts():
        for sentence in _SENTENCE.split(text):
            assert len(sentence.split()) <= MAX_WORDS, sentence


def test_titles_fit_on_buttons(book: RouteBook) -> None:
    titles = [choice.title for question in book.questions for choice in question.choices]
    titles += [*book.implicit.values(), *(route.title for route in book.routes.values())]
    assert max(map(len, titles)) <= 24
    for question in book.questions:
        names = [choice.title for choice in question.choices]
        assert len(set(names)) == len(names), question.id
        assert len(names) <= 8, "with the two implicit ones ten, as many as a list on WhatsApp holds"


def test_no_question_asks_who_a_person_is(book: RouteBook) -> None:
    for question in book.questions:
        assert question.why.startswith("Why we ask: ")
        assert re.search(r"\?", question.text)
        assert not re.search(r"your (?:full )?name|born\?|date of birth|address|nationality|which country", question.text, re.I)


def test_statements_are_named_after_their_route_and_all_told_of_their_source(book: RouteBook) -> None:
    named = {item.id for item in book.statements()}
    assert len(named) > 300
    for route in book.routes.values():
        assert all(item.id.startswith(f"route.{route.slug}.") for item in route.statements())
        assert route.checked_on <= route.review_by
    for item in book.statements():
        assert item.sources or item.certainty is Certainty.UNKNOWN


def test_texts_hold_everything_a_person_can_read_with_a_comment(book: RouteBook) -> None:
    texts = {text for text, comment in book.texts() if comment}
    wanted = {item.text for item in book.statements()}
    wanted |= {text for route in book.routes.values() for text in (route.title, route.heading)}
    for question in book.questions:
        wanted |= {question.text, question.why, *(choice.title for choice in question.choices)}
        wanted |= {choice.hint for choice in question.choices if choice.hint}
    assert texts == wanted | set(book.implicit.values())


def test_every_source_of_content_routes_is_used(book: RouteBook, library: Library) -> None:
    used = {source for item in book.statements() for source in item.sources}
    assert set(book.sources) - set(library.sources) - used == set()


def first(data: Any) -> Any:
    return data[0]


MISTAKES: list[tuple[str, Callable[[Any], Any], str, str]] = [
    ("questions.yml", lambda data: data["questions"][0], "text=", "questions.yml: danger: text must be a text"),
    ("questions.yml", lambda data: data["questions"][0]["answers"][0], "title=" + "x" * 25, "now: title has more than 24 letters"),
    ("questions.yml", lambda data: data["questions"][0]["answers"][0], "id=skip", "questions.yml: danger: answers: skip comes twice"),
    ("questions.yml", lambda data: data["questions"][1], "id=danger", "questions.yml: danger comes twice"),
    ("questions.yml", lambda data: data["questions"][2]["when"], "came=[nowhere]", "partner_of: when: came: nowhere does not exist"),
    ("questions.yml", lambda data: data["questions"][0]["answers"][0], "then=[nothing]", "danger: then: nothing does not exist"),
    ("questions.yml", lambda data: data["implicit"], "skip=", "questions.yml: implicit: skip must be a text"),
    ("warnings.yml", first, "id=elsewhere.w1", "warnings.yml: elsewhere.w1: id must begin with route.warning."),
    ("warnings.yml", first, "see=[rt-999]", "warnings.yml: now: see: rt-999 does not exist"),
    ("warnings.yml", first, "certainty=sure", "warnings.yml: route.warning.now: certainty must be one of"),
    ("routes/abuse.yml", first, "id=RT 1", "abuse.yml: RT 1: id may hold"),
    ("routes/abuse.yml", first, "slug=settlement", "settlement"),
    ("routes/abuse.yml", first, "kind=way", "abuse.yml: rt-001: kind: way does not exist"),
    ("routes/abuse.yml", first, "nations=[france]", "abuse.yml: rt-001: nations: france does not exist"),
    ("routes/abuse.yml", first, "warnings=[w99]", "rt-001: warnings: w99 does not exist"),
    ("routes/abuse.yml", first, "see=[rt-999]", "rt-001: see: rt-999 does not exist"),
    ("routes/abuse.yml", first, "contacts_home_office=maybe", "rt-001: contacts_home_office must be true or false"),
    ("routes/abuse.yml", first, "what=[]", "abuse.yml: rt-001: what is missing"),
    ("routes/abuse.yml", lambda data: data[0]["what"][0], "id=route.other.what", "must begin with route.concession.what"),
    ("routes/abuse.yml", lambda data: data[0]["what"][0], "sources=[]", "route.concession.what: has no source"),
    ("routes/abuse.yml", lambda data: data[0]["what"][0], "sources=[nothing]", "route.concession.what: sources: nothing does not exist"),
    ("routes/abuse.yml", lambda data: data[0]["what"][0], "facts=[]", "route.concession.what: facts is missing"),
    ("routes/abuse.yml", lambda data: data[0]["what"][0], "checked_on=soon", "checked_on must be a date"),
    ("sources.yml", first, "title=", "routes/sources.yml: sbs-changes-2024: title must be a text"),
    ("sources.yml", first, "id=mvdac-2024", "routes/sources.yml: mvdac-2024 comes twice"),
    ("rules.yml", lambda data: data, "at_most=0", "rules.yml: at_most must be a whole number"),
    ("rules.yml", lambda data: data, "always=[w99]", "rules.yml: always: w99 does not exist"),
    ("rules.yml", lambda data: data, "advisers=[rt-001]", "rules.yml: advisers must name entries of kind adviser"),
    ("rules.yml", lambda data: data["weights"], "came=much", "rules.yml: weights: came must be a whole number"),
    ("rules.yml", lambda data: data["rows"][0], "answers=[french]", "partner_of: french does not exist"),
    ("rules.yml", lambda data: data["rows"][0], "routes=[rt-999]", "rules.yml: routes: rt-999 does not exist"),
    ("rules.yml", lambda data: data["rows"][0], "question=shoes", "question: shoes does not exist"),
    ("rules.yml", lambda data: data["rows"][0], "line=", "line must be a text"),
    ("rules.yml", lambda data: data["never"][0], "when={}", "rules.yml: never 1: when is missing"),
    ("rules.yml", lambda data: data["needs"][0], "named_by=[shoes]", "rules.yml: named_by: shoes does not exist"),
    ("rules.yml", lambda data: data["only"][0], "stops=maybe", "stops must be true or false"),
]


@pytest.mark.parametrize(("name", "find", "change", "message"), MISTAKES, ids=[f"{m[0]}:{m[3][-40:]}" for m in MISTAKES])
def test_a_mistake_is_named_with_file_entry_and_field(
    name: str, find: Callable[[Any], Any], change: str, message: str, tmp_path: Path, library: Library
) -> None:
    folder = tmp_path / "routes"
    shutil.copytree(CONTENT / "routes", folder)
    data = yaml.load((folder / name).read_text("utf-8"), getattr(yaml, "CSafeLoader", yaml.SafeLoader))
    field, _, value = change.partition("=")
    find(data)[field] = yaml.safe_load(value) if value else ""
    (folder / name).write_text(yaml.safe_dump(data, allow_unicode=True), "utf-8")
    with pytest.raises(ContentError) as caught:
        RouteBook.load(folder, library.sources)
    assert message in str(caught.value)


@pytest.mark.parametrize(
    ("content", "message"),
    [(b"- [\n", "warnings.yml: is not valid YAML at line 2"), (b"\xff", "warnings.yml: cannot be read"), (b"a: 1", "warnings.yml: must be a list"),
     (b"- 1", "warnings.yml: must have fields")],
)
def test_a_file_that_cannot_be_read_is_named(content: bytes, message: str, tmp_path: Path, library: Library) -> None:
    folder = tmp_path / "routes"
    shutil.copytree(CONTENT / "routes", folder)
    (folder / "warnings.yml").write_bytes(content)
    with pytest.raises(ContentError, match=re.escape(message)):
        RouteBook.load(folder, library.sources)
