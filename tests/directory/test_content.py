"""The project's own directory: what it may and may not hold, so that nobody is sent to a wrong door."""

import re
from collections.abc import Iterator
from typing import Any

import pytest
import yaml

from bot.directory.build import build_directory, internal_notes
from bot.directory.codes import Group, HomeOffice, Nation, Need
from bot.directory.search import find_support

from .conftest import CONTENT
from .test_search import NOON

FILES = sorted(CONTENT.glob("*.yml"))
UNFILLED = {Need.DOCUMENTS}
"""Needs for which no organisation with a good source was found yet."""


def test_the_directory_builds(content_folder, tmp_path):
    assert len(build_directory(content_folder, tmp_path / "directory.sqlite")) >= 40


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_each_file_is_named_for_its_organisation(path):
    assert yaml.safe_load(path.read_text(encoding="utf-8"))["id"] == path.stem


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_nothing_is_from_memory(path):
    for text in _texts(yaml.safe_load(path.read_text(encoding="utf-8"))):
        assert not re.search(r"memory|remember", text, re.IGNORECASE), text


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_no_phone_is_without_a_source_that_can_be_opened(path):
    for phone in yaml.safe_load(path.read_text(encoding="utf-8"))["phones"]:
        assert re.match(r"https?://", phone["source_url"])


def _texts(value: Any) -> Iterator[str]:
    if isinstance(value, dict):
        for item in value.values():
            yield from _texts(item)
    elif isinstance(value, list):
        for item in value:
            yield from _texts(item)
    elif isinstance(value, str):
        yield value


def test_every_phone_source_is_among_the_sources_of_its_organisation(real_directory):
    for organisation in real_directory:
        assert {phone.source_url for phone in organisation.phones} <= {source.url for source in organisation.sources}


def test_every_answer_about_status_has_its_source_among_the_sources(real_directory):
    told = 0
    for organisation in real_directory:
        for _name, found in organisation.access.items():
            told += found.source_url is not None
            assert (found.answer == "unknown") == (found.source_url is None)
            assert found.source_url is None or found.source_url in {source.url for source in organisation.sources}
    assert told >= 15


def test_whoever_may_tell_the_home_office_is_known_for_it(real_directory):
    answers = {o.id: o.access.shares_with_home_office.answer for o in real_directory}
    assert answers["emergency-999"] is answers["police-101"] is HomeOffice.MAY_PASS_ON
    assert answers["forced-marriage-unit"] is HomeOffice.PART_OF_IT
    assert answers["salvation-army-msvcc"] is HomeOffice.REFERS_IF_YOU_AGREE
    assert all(answers[o.id] is not HomeOffice.UNKNOWN for o in real_directory if o.authority)


def test_the_adviser_finder_names_services_first_and_then_the_official_finders(real_directory):
    question = {"need": "immigration_advice", "legal_aid": True, "language": "ar", "serves": None, "now": NOON}
    found = [match.organisation for match in find_support(real_directory, nation="england", **question)]
    assert not found[0].finder and found[-1].id == "find-legal-advice"
    assert all(Need.LEGAL_AID in organisation.needs for organisation in found)
    everybody = [
        m.organisation.id for m in find_support(real_directory, nation="scotland", **question | {"legal_aid": False})
    ]
    assert everybody[-1] == "find-immigration-adviser"
    assert "find-legal-advice" not in everybody


def test_what_people_read_is_short_and_plain(real_directory):
    """A guard for translators and readers: one thought at a time, no digits to get wrong, no marks of a draft."""
    for organisation in real_directory:
        for text in organisation.texts():
            sentences = re.split(r"(?<=[.!?])\s+", text)
            assert len(sentences) <= 2, (organisation.id, text)
            assert all(len(sentence.split()) <= 45 for sentence in sentences), (organisation.id, text)
            assert not re.search(r"\d{5,}|https?:|TODO|\bcheck\b|Mo-", text), (organisation.id, text)


def test_what_is_one_sentence(real_directory):
    for organisation in real_directory:
        assert organisation.what.endswith(".")
        assert len(re.findall(r"[.!?](?:\s|$)", organisation.what)) == 1, organisation.what


def test_nothing_promises_safety(real_directory):
    promise = re.compile(
        r"\b(?:you (?:are|will be) safe|safe to report|never (?:share|tell)|cannot share)", re.IGNORECASE
    )
    for organisation in real_directory:
        assert not any(promise.search(text) for text in organisation.texts()), organisation.id


def test_police_and_enforcers_carry_a_warning(real_directory):
    for organisation in real_directory:
        assert organisation.safety_note or not organisation.authority, organisation.id


def test_the_police_are_marked_as_not_confidential(real_directory):
    police = [o for o in real_directory if o.id in {"emergency-999", "police-101"}]
    assert len(police) == 2
    assert all("not kept private" in o.confidentiality for o in police)


@pytest.mark.parametrize("need", sorted(set(Need) - UNFILLED))
def test_every_need_has_somebody(real_directory, need):
    assert find_support(real_directory, need=need, nation=None, language="ar", serves=None, now=NOON)


@pytest.mark.parametrize("nation", list(Nation))
@pytest.mark.parametrize("need", ["domestic_abuse", "sexual_violence", "exploitation", "forced_marriage", "health"])
def test_the_gravest_needs_have_an_open_door_in_each_nation_before_the_police(real_directory, need, nation):
    first = find_support(real_directory, need=need, nation=nation, language="ar", serves=None, now=NOON)[0]
    assert not first.organisation.authority
    assert first.phones


@pytest.mark.parametrize("nation", list(Nation))
def test_a_man_who_is_abused_finds_a_line_that_takes_men(real_directory, nation):
    matches = find_support(real_directory, need="domestic_abuse", nation=nation, language="ur", serves="men", now=NOON)
    groups = set(matches[0].organisation.serves.groups)
    assert groups & {Group.ALL, Group.MEN}
    assert matches[0].phones


def test_reviewers_have_a_list_of_what_to_check(content_folder):
    assert any("check" in note.note.lower() for note in internal_notes(content_folder) if note.phone)
