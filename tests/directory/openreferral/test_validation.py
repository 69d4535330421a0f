"""The schema: what passes, and what each fault is called."""

import pytest

from bot.directory.openreferral.validation import schema_faults

from .services import phone, service


def test_a_councils_service_passes():
    assert schema_faults(service()) == []


@pytest.mark.parametrize(
    ("change", "place"),
    [
        ({"url": "www.example.org"}, "url"),
        ({"email": "not an email"}, "email"),
        ({"url": None}, "url"),
        ({"status": "open"}, "status"),
        ({"id": "svc-1"}, "id"),
        ({"schedules": [{"id": "fa95807a-a1f8-5f33-81e4-04b5888b5729", "freq": "DAILY"}]}, "schedules[0].freq"),
        ({"last_modified": "2026-11-01"}, "last_modified"),
        ({"minimum_age": "16"}, "minimum_age"),
        ({"contacts": [{"id": "8a4052c0-e0b2-503e-b5b3-19652da34008", "phones": [{"id": "x"}]}]}, "contacts[0].phones[0]"),
        ({"phones": [phone(44)]}, "phones[0].number"),
        ({"languages": "English"}, "languages"),
        ({"name": ["Example"]}, "name"),
    ],
    ids=str,
)
def test_a_fault_is_named_with_its_place(change, place):
    faults = schema_faults(service(**change))
    assert faults and faults[0].startswith(place)


def test_a_hidden_kind_of_place_and_an_address_without_its_nation_are_faults():
    hidden, short = service(), service()
    hidden["service_at_locations"][0]["location"]["location_type"] = "redacted"
    del short["service_at_locations"][0]["location"]["addresses"][0]["state_province"]
    assert "redacted" in schema_faults(hidden)[0]
    assert "state_province" in schema_faults(short)[0]


@pytest.mark.parametrize("change", [{"extra": {"anything": [1]}}, {"languages": [{"id": service()["id"], "code": "amh-ET"}]}])
def test_what_the_standard_leaves_open_passes(change):
    assert schema_faults(service(**change)) == []


@pytest.mark.parametrize("value", [None, [], "text", 3, {}])
def test_what_is_no_service_is_a_fault(value):
    assert schema_faults(value)


def test_a_fault_does_not_repeat_a_very_long_value():
    assert all(len(fault) < 200 for fault in schema_faults(service(status="x" * 100_000)))
