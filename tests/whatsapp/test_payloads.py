"""Every recorded kind of payload, and anything else that could arrive."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.whatsapp.payloads import Kind, received

FOLDER = Path(__file__).parent.parent / "payloads"
OURS = "100000000000001"

EXPECTED = {
    "text": [(Kind.TEXT, "ሰላም", None)],
    "text_before_user_ids": [(Kind.TEXT, "ሰላም", None)],
    "username_only": [(Kind.TEXT, "hi", None)],
    "edit": [(Kind.TEXT, "corrected", None)],
    "image": [(Kind.TEXT, "letter", None)],
    "button_reply": [(Kind.CHOICE, None, "lang:am")],
    "list_reply": [(Kind.CHOICE, None, "topic:nrpf")],
    "list_reply_before_user_ids": [(Kind.CHOICE, None, "topic:nrpf")],
    "template_button": [(Kind.TEXT, "STOP", None)],
    "voice": [(Kind.VOICE, None, None)],
    "video": [(Kind.PICTURE, None, None)],
    "document": [(Kind.DOCUMENT, None, None)],
    "sticker": [(Kind.STICKER, None, None)],
    "location": [(Kind.LOCATION, None, None)],
    "contacts": [(Kind.CONTACT, None, None)],
    "reaction": [(Kind.SILENT, None, None)],
    "reaction_removed": [(Kind.SILENT, None, None)],
    "revoke": [(Kind.SILENT, None, None)],
    "group_text": [(Kind.SILENT, None, None)],
    "number_change": [(Kind.IDENTITY, None, None)],
    "unsupported": [(Kind.UNREADABLE, None, None)],
    "unknown_type": [(Kind.UNREADABLE, None, None)],
    "interactive_without_object": [(Kind.UNREADABLE, None, None)],
    "status_delivered": [],
    "status_failed": [],
    "value_errors": [],
    "batch": [(Kind.TEXT, "one", None), (Kind.TEXT, "two", None)],
}


def load(name: str) -> dict:
    return json.loads((FOLDER / f"{name}.json").read_text("utf-8"))


def test_every_recorded_payload_has_an_expectation() -> None:
    assert {path.stem for path in FOLDER.glob("*.json")} == set(EXPECTED)


@pytest.mark.parametrize("name", EXPECTED)
def test_a_payload_is_read(name: str) -> None:
    assert [(item.kind, item.text, item.choice) for item in received(load(name), OURS)] == EXPECTED[name]


def test_the_user_id_is_the_key_and_the_number_is_not_needed() -> None:
    (with_number,) = received(load("text"), OURS)
    (without,) = received(load("username_only"), OURS)
    (old,) = received(load("text_before_user_ids"), OURS)
    assert with_number.person.key == without.person.key == "GB.9000000000000000001"
    assert without.person.address() == {"recipient": "GB.9000000000000000001"}
    assert old.person.address() == {"to": "447700900123"}


def test_a_change_of_number_names_all_former_keys() -> None:
    (change,) = received(load("number_change"), OURS)
    assert set(change.former) >= {"GB.9000000000000000001", "GB.9000000000000000002", "447700900456"}


def test_messages_to_another_number_are_not_read() -> None:
    assert list(received(load("text"), "100000000000002")) == []


def test_nothing_of_a_person_is_printed() -> None:
    (item,) = received(load("text"), OURS)
    assert "447700" not in repr(item) and "GB." not in repr(item) and "ሰላም" not in repr(item)
    assert "447700" not in repr(item.person)


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=8),
    lambda inner: st.lists(inner, max_size=3)
    | st.dictionaries(st.sampled_from(["entry", "changes", "field", "value", "metadata", "phone_number_id", "messages", "from", "id", "type", "text", "body", "interactive", "system", "edit", "message"]), inner, max_size=5),
    max_leaves=25,
)


@given(JSON)
def test_anything_at_all_is_read_without_a_fault(value: object) -> None:
    list(received(value, OURS))


@given(JSON)
def test_any_message_in_a_right_envelope_is_read_without_a_fault(message: object) -> None:
    payload = load("text")
    payload["entry"][0]["changes"][0]["value"]["messages"] = [message]
    for item in received(payload, OURS):
        assert item.person.key and item.id
