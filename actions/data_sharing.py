"""Who tells Immigration Enforcement: the answer for the door she named, or the overview."""

from __future__ import annotations

from typing import Any

from rasa_sdk import Action, Tracker
from rasa_sdk.executor import CollectingDispatcher

from actions.answers import show
from actions.reading import entity
from bot.nlg.speaker import SHORT
from bot.resources import shared_resources

CHOOSE = "choose"


class ActionDataSharing(Action):
    """One door's answer; all doors at a glance on request; the overview if she named none."""

    def name(self) -> str:
        return "action_data_sharing"

    def run(self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: dict) -> list[dict[str, Any]]:
        door = entity(tracker, "door")
        if door == CHOOSE:
            dispatcher.utter_message(response="utter_doors")
            return []
        library = shared_resources().library
        answer = library.door(door) if door else None
        return show(dispatcher, tracker, answer or library.answers["data_sharing"], SHORT)
