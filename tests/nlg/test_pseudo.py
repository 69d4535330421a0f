"""The made-up language: every text has one, longer and in brackets, with everything kept that may not change."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from babel.messages.pofile import read_po
from click.testing import CliRunner

from bot.cli import main
from bot.nlg.catalog import Catalogs, placeholders
from bot.nlg.extract import catalog_of_texts, po_path
from bot.nlg.languages import Languages
from bot.nlg.pseudo import CLOSING, CODE, OPENING, pseudo

KEPT = [
    "{name}",
    "999",
    "0808 2000 247",
    "116 123",
    "https://www.gov.uk/report?x=1&y=2",
    "www.refuge.org.uk",
    "refugetechsafety.org",
    "example.com/a/path",
    "help@example.org",
]


@pytest.mark.parametrize("part", KEPT)
@pytest.mark.parametrize("around", ["{}", "Call {} now.", "{} is open", "Look: {}"])
def test_placeholders_numbers_and_addresses_are_kept(part: str, around: str) -> None:
    assert part in pseudo(around.replace("{}", part, 1))


def test_two_placeholders_of_a_text_are_not_taken_for_one() -> None:
    said = pseudo("{name} can call {phone}")
    assert "can call" not in said and placeholders(said) == {"name", "phone"}


@pytest.mark.parametrize("text", ["Go", "x", "Leave this page", "The police may tell the Home Office. " * 20, "999"])
def test_it_is_longer_in_brackets_and_the_same_each_time(text: str) -> None:
    said = pseudo(text)
    assert said == pseudo(text)
    assert said.startswith(OPENING) and said.endswith(CLOSING)
    assert len(said) >= 1.3 * len(text)
    assert not re.search(r"[aeo]", said.removeprefix(OPENING))


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("made") / "up"
    result = CliRunner().invoke(main, ["messages", "pseudo", str(folder)])
    assert result.exit_code == 0, result.output
    assert f"WAYMARK_LOCALES={folder} " in result.output and f"/{CODE}" in result.output
    return folder


def test_every_text_has_one_that_is_shown(folder: Path) -> None:
    catalogs, template = Catalogs(folder), [message.id for message in catalog_of_texts() if message.id]
    assert len(template) > 500
    for text in template:
        if isinstance(text, str):
            assert catalogs.translate(CODE, text) == pseudo(text)
            assert placeholders(pseudo(text)) == placeholders(text)


def test_plurals_have_every_form(folder: Path) -> None:
    with po_path(folder, CODE).open("rb") as file:
        catalog = read_po(file, locale=CODE.replace("-", "_"))
    counted = [message for message in catalog if isinstance(message.id, tuple) and message.id]
    assert counted
    for message in counted:
        assert len(message.string) == catalog.num_plurals and all(message.string)
        for number in (0, 1, 2, 5, 100):
            said = Catalogs(folder).translate_many(CODE, *message.id, number)
            assert said == pseudo(message.id[number != 1])


def test_the_folder_offers_english_and_the_made_up_language(folder: Path) -> None:
    languages = Languages.load(folder / "languages.json")
    assert [language.code for language in languages] == ["en", CODE]
    assert languages.get(CODE).name.startswith(OPENING) and languages.get(CODE).direction == "ltr"
    assert not languages.get(CODE).reviewed
    assert languages.get(CODE).locale.language == "en"


def test_a_file_in_the_way_is_named(tmp_path: Path) -> None:
    taken = tmp_path / "file"
    taken.write_text("mine", "utf-8")
    result = CliRunner().invoke(main, ["messages", "pseudo", str(taken)])
    assert result.exit_code == 2 and "is a file" in result.stderr
    assert taken.read_text("utf-8") == "mine"
