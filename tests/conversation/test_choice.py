"""Payloads of buttons can be typed by anyone, so nothing but known codes gets through."""

from __future__ import annotations

import json

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.conversation.choice import MAX_LENGTH, parse_choice
from bot.errors import BadRequest

INTENTS = frozenset({"greet", "find_support", "ask_data_sharing"})
ENTITIES = frozenset({"need", "nation", "door", "page"})


@pytest.mark.parametrize(
    ("payload", "intent", "entities"),
    [
        ("/greet", "greet", {}),
        ("/greet{}", "greet", {}),
        ('/find_support{"need": "domestic_abuse"}', "find_support", {"need": "domestic_abuse"}),
        ('/find_support{"need": "domestic_abuse", "page": "2"}', "find_support", {"need": "domestic_abuse", "page": "2"}),
    ],
)
def test_our_own_payloads_are_read(payload: str, intent: str, entities: dict[str, str]) -> None:
    parsed = parse_choice(payload, INTENTS, ENTITIES)
    assert (parsed.intent, parsed.entities) == (intent, entities)


@pytest.mark.parametrize(
    "payload",
    [
        "", "/", "greet", "//greet", " /greet", "/greet ", "/greet\n", "/Greet", "/unknown", "/greet@0.5",
        "/greet{", "/greet{]}", "/greet[]", '/greet{"need": 1}', '/greet{"need": null}', '/greet{"need": ["a"]}',
        '/greet{"need": {"a": "b"}}', '/greet{"other": "a"}', '/greet{"need": ""}', '/greet{"need": "A B"}',
        '/greet{"need": "<script>"}', '/greet{"need": "../../etc"}', '/greet{"need": "é"}', '/greet{"need": "a\\n"}',
        '/greet{"need": "' + "a" * 41 + '"}', "/greet" + "{" * 300, '/greet{"need":"a"}x', "/greet\x00", "/gree\u200bt",
        "/" + "a" * MAX_LENGTH, '/greet{"need": NaN}', '/greet{"need": "a"', "/greet{}{}", "/greet{\n}", "\ud800",
    ],
)
def test_anything_else_is_refused(payload: str) -> None:
    with pytest.raises(BadRequest):
        parse_choice(payload, INTENTS, ENTITIES)


json_values = st.recursive(
    st.none() | st.booleans() | st.floats() | st.integers() | st.text(max_size=50),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=10), inner, max_size=3),
    max_leaves=8,
)
payloads = st.text(max_size=500) | st.builds(
    lambda intent, values: f"/{intent}{json.dumps(values)}",
    st.sampled_from(sorted(INTENTS)) | st.text(max_size=10),
    st.dictionaries(st.sampled_from(sorted(ENTITIES)) | st.text(max_size=5), json_values, max_size=3) | json_values,
)


@given(payloads)
@settings(max_examples=400, deadline=None)
def test_a_payload_is_known_codes_or_refused(payload: str) -> None:
    try:
        parsed = parse_choice(payload, INTENTS, ENTITIES)
    except BadRequest as error:
        assert str(error) == "unknown choice", "the error quotes nothing"
        return
    assert parsed.intent in INTENTS
    assert set(parsed.entities) <= ENTITIES
    assert all(value.isascii() and 1 <= len(value) <= 40 for value in parsed.entities.values())
