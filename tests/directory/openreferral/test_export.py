"""Export: valid, stable, and only what may be public."""

import json
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path

import pytest
import yaml

from bot.directory.build import load_directory, load_entries
from bot.directory.openreferral.exporting import service_of
from bot.directory.openreferral.feed import ROOT, Feed, Query
from bot.directory.openreferral.importing import import_services
from bot.directory.openreferral.validation import schema_faults
from bot.errors import DirectoryError

from ..factories import make_organisation, yaml_entry
from .services import write

TODAY = date(2026, 11, 24)


def whole(organisations) -> dict:
    return Feed(organisations, TODAY, 180).page(Query(per_page=0, full=True))


def test_the_whole_directory_is_valid(real_directory):
    page = whole(real_directory)
    assert len(page["contents"]) == len(real_directory)
    assert schema_faults(page, "page") == []
    assert schema_faults(ROOT, "root") == []


def test_nothing_is_null_and_every_id_is_used_once_for_one_thing(real_directory):
    page = whole(real_directory)
    assert ": null" not in json.dumps(page)
    ids = [service["id"] for service in page["contents"]]
    ids += [phone["id"] for service in page["contents"] for phone in service.get("phones", [])]
    ids += [item["id"] for service in page["contents"] for item in service["attributes"]]
    assert len(ids) == len(set(ids))


def test_an_export_made_later_has_the_same_ids(real_directory):
    later = Feed(real_directory, TODAY + timedelta(days=400), 180).page(Query(per_page=0))
    assert [item["id"] for item in whole(real_directory)["contents"]] == [item["id"] for item in later["contents"]]


def test_exported_and_imported_again_every_entry_is_the_same_but_unchecked(real_directory, tmp_path):
    report = import_services(str(write(tmp_path, whole(real_directory))), tmp_path / "into")
    assert (report.refused, report.stopped) == ([], None)
    unchecked = tuple(replace(organisation, checked_on=None, checked_by=None) for organisation in real_directory)
    assert load_entries(tmp_path / "into") == unchecked


def test_what_the_uk_profile_has_no_field_for_is_said_in_words(real_directory):
    for organisation, service in zip(real_directory, whole(real_directory)["contents"], strict=True):
        for phone in organisation.phones:
            assert phone.display in service["description"]
        assert "Languages: " in service["description"]


@pytest.mark.parametrize(("days", "status"), [(180, "active"), (181, "inactive")])
def test_an_old_entry_is_not_active_and_carries_an_alert(days, status):
    service = service_of(make_organisation(checked_on=TODAY - timedelta(days=days)), TODAY, 180)
    assert service["status"] == status
    assert ("alert" in service) == (status == "inactive")


def test_what_nobody_has_checked_is_not_exported():
    with pytest.raises(ValueError, match="not checked"):
        service_of(make_organisation(checked_on=None), TODAY, 180)


SENTINEL = "Sentinelton"
ADDRESS = f"12 Hidden Lane, {SENTINEL}, ZZ9 9ZZ"


def test_remarks_for_reviewers_are_not_exported_even_if_they_hold_an_address(write_entries):
    folder = write_entries(yaml_entry(internal_note=f"The refuge is at {ADDRESS}."))
    assert SENTINEL not in json.dumps(whole(load_directory(folder)))


@pytest.mark.parametrize("field", ["address", "addresses", "locations", "postcode", "confidential_address"])
def test_the_directory_has_no_field_for_an_address(write_entries, field):
    with pytest.raises(DirectoryError, match=f"{field}: unknown field"):
        load_directory(write_entries(yaml_entry(**{field: ADDRESS})))


@pytest.mark.parametrize("field", ["name", "what", "confidentiality", "safety_note"])
def test_an_address_written_into_a_text_stops_the_build(write_entries, field):
    with pytest.raises(DirectoryError, match="street address"):
        load_directory(write_entries(yaml_entry(**{field: f"They help. Their house is at {ADDRESS}."})))


def test_no_entry_of_the_project_names_a_street_or_postcode_or_place_on_a_map(real_directory):
    text = json.dumps(whole(real_directory))
    assert '"addresses"' not in text and '"latitude"' not in text and '"postal_code"' not in text


def test_pages_hold_every_service_once(real_directory):
    feed = Feed(real_directory, TODAY, 180)
    pages = [feed.page(Query(page=number, per_page=7)) for number in range(1, feed.page(Query(per_page=7))["total_pages"] + 1)]
    ids = [item["id"] for page in pages for item in page["contents"]]
    assert len(ids) == len(set(ids)) == len(real_directory) == pages[0]["total_items"]
    assert [page["first_page"] for page in pages] == [True] + [False] * (len(pages) - 1)
    assert [page["last_page"] for page in pages] == [False] * (len(pages) - 1) + [True]
    assert all(schema_faults(page, "page") == [] for page in pages)
    assert feed.page(Query(page=99, per_page=7))["empty"]


def test_no_organisations_are_one_empty_page():
    page = Feed([], TODAY, 180).page(Query())
    assert (page["total_items"], page["total_pages"], page["empty"], page["contents"]) == (0, 1, True, [])
    assert schema_faults(page, "page") == []


def test_a_term_of_the_taxonomy_finds_those_who_have_it(real_directory):
    feed = Feed(real_directory, TODAY, 180)
    terms = {
        item["taxonomy_term"]["code"]: item["taxonomy_term"]["id"]
        for service in whole(real_directory)["contents"]
        for item in service["attributes"]
    }
    found = feed.page(Query(per_page=0, taxonomy_term_id=terms["need:detention"]))["contents"]
    assert {item["name"] for item in found} == {o.name for o in real_directory if "detention" in o.needs} != set()
    assert feed.page(Query(search="polish women"))["total_items"] == 1


def test_an_entry_in_a_file_that_holds_proposals_too_leaves_them_at_home(write_entries, tmp_path: Path):
    folder = write_entries(yaml_entry(), yaml_entry(id="proposal", checked_on=None, name=SENTINEL))
    assert yaml.safe_load((folder / "two.yml").read_text("utf-8"))["name"] == SENTINEL
    assert SENTINEL not in json.dumps(whole(load_directory(folder)))
