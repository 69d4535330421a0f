"""A mistake in a content file stops the start with a message that names file and field."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
import yaml

from bot.content.library import Library
from bot.content.model import Certainty
from bot.errors import ContentError
from bot.paths import CONTENT
from bot.resources import Resources

PROTOCOL = "facts/protocol.yml"
POLICE = "facts/doors/police.yml"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A copy of the project's content."""
    return Path(shutil.copytree(CONTENT, tmp_path / "content"))


def change(folder: Path, name: str, edit: Callable[[Any], None]) -> None:
    """Change what a YAML file of the copy says."""
    path = folder / name
    data = yaml.safe_load(path.read_text("utf-8"))
    edit(data)
    path.write_text(yaml.safe_dump(data, allow_unicode=True), "utf-8")


def statement(**fields: Any) -> Callable[[Any], None]:
    """Sets fields of the first statement; None removes one."""

    def edit(data: Any) -> None:
        data["statements"][0].update(fields)
        for name, value in fields.items():
            if value is None:
                del data["statements"][0][name]

    return edit


def answer(**fields: Any) -> Callable[[Any], None]:
    """Sets fields of the first answer."""
    return lambda data: data["answers"][0].update(fields)


def door(**fields: Any) -> Callable[[Any], None]:
    return lambda data: data["answers"][0]["door"].update(fields)


def twice(kind: str) -> Callable[[Any], None]:
    return lambda data: data[kind].append(data[kind][0])


def test_the_projects_own_content_can_be_read(resources: Resources) -> None:
    library = resources.library
    assert len(library.statements) > 100 and len(library.doors) >= 13
    assert {kind for kind in Certainty} == {entry.certainty for entry in library.statements.values()}


@pytest.mark.parametrize(
    ("name", "edit", "message"),
    [
        (PROTOCOL, statement(text=None), r"protocol\.yml: protocol\.announced: text must be a text"),
        (PROTOCOL, statement(text="  "), r"protocol\.yml: protocol\.announced: text must be a text"),
        (PROTOCOL, statement(text=["a"]), r"protocol\.yml: protocol\.announced: text must be a text"),
        (PROTOCOL, statement(certainty="sure"), r"protocol\.yml: protocol\.announced: certainty must be one of law, guidance"),
        (PROTOCOL, statement(certainty=None), r"protocol\.announced: certainty must be one of"),
        (PROTOCOL, statement(jurisdiction=["france"]), r"protocol\.announced: jurisdiction must be one of uk, england"),
        (PROTOCOL, statement(sources="hcws488"), r"protocol\.announced: sources must be a list of texts"),
        (PROTOCOL, statement(sources=["no-such-source"]), r"protocol\.announced: sources: no-such-source does not exist"),
        (PROTOCOL, statement(sources=[]), r"protocol\.announced: has no source, so it can only be of certainty unknown"),
        (PROTOCOL, statement(checked_on="soon"), r"protocol\.announced: checked_on must be a date such as 2026-11-22"),
        (PROTOCOL, statement(review_by=2027), r"protocol\.announced: review_by must be a date"),
        (PROTOCOL, statement(review_by=None), r"protocol\.announced: review_by must be a date"),
        (PROTOCOL, twice("statements"), r"protocol\.announced: there are two statements of this id"),
        (PROTOCOL, twice("answers"), r"protocol: there are two answers of this id"),
        (PROTOCOL, answer(title=""), r"protocol\.yml: protocol: title must be a text"),
        (PROTOCOL, answer(short=["no.such"]), r"protocol: statements: no\.such does not exist"),
        (PROTOCOL, answer(next=["no_such_answer"]), r"protocol: next: no_such_answer does not exist"),
        (PROTOCOL, answer(intents="ask_protocol"), r"protocol: intents must be a list of texts"),
        (POLICE, door(may_pass_on="never"), r"police\.yml: door\.police: door\.may_pass_on must be one of likely, possible"),
        (POLICE, door(needs_name=True), r"door\.police: door\.needs_name must be one of"),
        (POLICE, door(what="no.such"), r"door\.police: door\.what: no\.such does not exist"),
        (POLICE, answer(door=None), r"doors\.yml: must name every door once"),
        ("doors.yml", lambda data: data.remove("gp"), r"doors\.yml: must name every door once"),
        ("doors.yml", lambda data: data.append("embassy"), r"doors\.yml: must name every door once"),
        ("sources.yml", lambda data: data.append(data[0]), r"there are two sources of this id"),
        ("sources.yml", lambda data: data[0].pop("publisher"), r"sources\.yml: .*: publisher must be a text"),
    ],
)
def test_a_mistake_names_file_and_field(name: str, edit: Callable[[Any], None], message: str, folder: Path) -> None:
    change(folder, name, edit)
    with pytest.raises(ContentError, match=message):
        Library.load(folder)


@pytest.mark.parametrize("name", ["sources.yml", "doors.yml", "labels.yml", PROTOCOL])
@pytest.mark.parametrize("fault", [b"a: [\n", b"\tx: y\n- a", b"\xff\xfe\x00", None])
def test_a_file_that_is_not_yaml_or_is_gone_is_named(name: str, fault: bytes | None, folder: Path) -> None:
    path = folder / name
    if fault is None:
        if name == PROTOCOL:
            pytest.skip("a topic may go, as long as nothing leads to it")
        path.unlink()
    else:
        path.write_bytes(fault)
    with pytest.raises(ContentError, match=path.name):
        Library.load(folder)


@pytest.mark.parametrize("name", ["sources.yml", "doors.yml", "labels.yml", PROTOCOL])
@pytest.mark.parametrize("content", ["", "just words\n", "- a\n- b\n", "a: b\n", "42\n"])
def test_a_file_of_another_shape_is_named(name: str, content: str, folder: Path) -> None:
    (folder / name).write_text(content, "utf-8")
    if (name, content) in {("labels.yml", "a: b\n"), (PROTOCOL, "")}:
        pytest.skip("this is a shape such a file may have")
    with pytest.raises(ContentError):
        Library.load(folder)


def test_a_statement_of_unknown_certainty_needs_no_source(folder: Path) -> None:
    change(folder, PROTOCOL, statement(sources=[], certainty="unknown"))
    assert Library.load(folder).statements["protocol.announced"].sources == ()


def test_every_intent_has_one_answer_at_most(resources: Resources) -> None:
    intents = [intent for answer in resources.library.answers.values() for intent in answer.intents]
    assert len(intents) == len(set(intents))
