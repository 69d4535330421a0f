"""What actions read from the tracker, in one place."""

from __future__ import annotations

from rasa_sdk import Tracker

from bot.directory import Nation

ROUTES = "routes"
"""Stands in `last_answer` for the result of the questions about routes."""


def entity(tracker: Tracker, name: str) -> str | None:
    """The value of an entity in the newest message: of a button, or of the first word that names one."""
    return next(tracker.get_latest_entity_values(name), None)


def intent(tracker: Tracker) -> str:
    """The newest message's intent."""
    return tracker.latest_message.get("intent", {}).get("name") or ""


def code(codes: type, value: str | None) -> str | None:
    """The value if it is a code of the closed list; buttons can be forged, and a page can be older than the list."""
    return value if value in set(codes) else None


def known_nation(tracker: Tracker) -> str | None:
    """The part of the UK named now, or named before."""
    return code(Nation, entity(tracker, "nation")) or code(Nation, tracker.get_slot("nation"))


def place(answer: str, part: str) -> str:
    """The value of the slot `last_answer`: which answer was shown and which part of it."""
    return f"{answer}:{part}"


def read_place(tracker: Tracker) -> tuple[str, str] | None:
    """(answer id, part) shown last, or None."""
    value = tracker.get_slot("last_answer")
    if not value:
        return None
    answer, _, part = value.rpartition(":")
    return answer, part
