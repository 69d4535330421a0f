"""Organisations that can help."""

from __future__ import annotations

from typing import Any

from rasa_sdk import Action, Tracker
from rasa_sdk.events import SlotSet
from rasa_sdk.executor import CollectingDispatcher

from actions.reading import code, entity, known_nation, read_place
from bot.directory import Group, Need
from bot.resources import shared_resources


class ActionFindSupport(Action):
    """Organisations for the need named now, else for the subject talked about last, in the nation if it is known."""

    def name(self) -> str:
        return "action_find_support"

    def run(self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: dict) -> list[dict[str, Any]]:
        nation = known_nation(tracker)
        serves = code(Group, entity(tracker, "serves")) or code(Group, tracker.get_slot("serves"))
        named = code(Need, entity(tracker, "need"))
        # A page or a nation is a step inside the same search; anything else starts a new one.
        step = entity(tracker, "page") or entity(tracker, "nation")
        need = named or (code(Need, tracker.get_slot("need")) if step else None) or _need_of_last_answer(tracker)
        dispatcher.utter_message(
            response="utter_support", need=need, nation=nation, serves=serves, page=_page(entity(tracker, "page"))
        )
        return [SlotSet("nation", nation), SlotSet("serves", serves), SlotSet("need", need)]


def _page(value: str | None) -> int:
    return int(value) if value and value.isascii() and value.isdigit() and len(value) < 4 else 0


def _need_of_last_answer(tracker: Tracker) -> str | None:
    """The need of the first "find help" button under the answer shown last."""
    shown = read_place(tracker)
    answer = shared_resources().library.answers.get(shown[0]) if shown else None
    if answer is None:
        return None
    return next((code(Need, name.partition(":")[2]) for name in answer.next if name.startswith("support:")), None)
