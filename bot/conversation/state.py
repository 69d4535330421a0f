"""What a conversation remembers between two messages: choices only, never a word a person typed."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

ROUTE_QUESTIONS = (
    "danger",
    "came",
    "partner_of",
    "work_kind",
    "stage",
    "harmed_by",
    "harm",
    "permission",
    "time",
    "children",
    "money",
    "accounts",
)
"""The questions of content/routes whose answers have a slot of their own; the nation has one already."""


def route_slot(question: str) -> str:
    """The slot that holds the answer to a question about routes."""
    return "nation" if question == "nation" else f"route_{question}"


REQUESTED_SLOT = "requested_slot"
"""Rasa's own: the question of the form that waits for an answer. Where it is set, the form is active."""

CARRIED_SLOTS = (
    "last_answer",
    "nation",
    "need",
    "serves",
    "slip",
    *(route_slot(question) for question in ROUTE_QUESTIONS),
    REQUESTED_SLOT,
)
"""The slots that travel with the page, each described in domain/. The language travels in the page's address."""


@dataclass(frozen=True, slots=True)
class ConversationState:
    slots: dict[str, str] = field(default_factory=dict)

    @classmethod
    def from_json(cls, value: Any) -> ConversationState:
        """From an opened state; whatever is not known is left out."""
        slots = value.get("s") if isinstance(value, dict) else None
        if not isinstance(slots, dict):
            return cls()
        return cls({name: slots[name] for name in CARRIED_SLOTS if isinstance(slots.get(name), str)})

    def to_json(self) -> dict[str, Any]:
        return {"s": {name: self.slots[name] for name in CARRIED_SLOTS if self.slots.get(name)}}
