"""What a conversation remembers: a few choices, whatever it is given."""

from __future__ import annotations

import yaml
from hypothesis import given
from hypothesis import strategies as st

from bot.conversation.state import CARRIED_SLOTS, REQUESTED_SLOT, ConversationState
from bot.paths import ROOT

json_values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=20),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=10) | st.just("s"), inner, max_size=3),
    max_leaves=8,
)


@given(json_values)
def test_only_known_slots_with_texts_come_out_of_anything(value: object) -> None:
    state = ConversationState.from_json(value)
    assert set(state.slots) <= set(CARRIED_SLOTS)
    assert all(isinstance(item, str) for item in state.slots.values())


@given(st.dictionaries(st.sampled_from(CARRIED_SLOTS), st.text(min_size=1, max_size=20)))
def test_a_state_survives_the_page(slots: dict[str, str]) -> None:
    assert ConversationState.from_json(ConversationState(slots).to_json()).slots == slots


def test_unknown_slots_are_left_out() -> None:
    assert ConversationState.from_json({"s": {"name": "Amina", "nation": "wales"}}).slots == {"nation": "wales"}
    assert ConversationState({"name": "Amina", "nation": "wales"}).to_json() == {"s": {"nation": "wales"}}


def test_every_carried_slot_is_described_in_the_domain() -> None:
    files = (ROOT / "domain").glob("*.yml")
    slots = {name for path in files for name in yaml.safe_load(path.read_text("utf-8")).get("slots") or ()}
    assert set(CARRIED_SLOTS) | {"language"} == slots | {REQUESTED_SLOT}, "a new slot must be carried on purpose or not exist"
