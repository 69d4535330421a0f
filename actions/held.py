"""What exists about this conversation at this moment."""

from __future__ import annotations

from typing import Any

from rasa_sdk import Action, Tracker
from rasa_sdk.executor import CollectingDispatcher


class ActionWhatIsHeld(Action):
    """Tells it in words, from the slots the conversation carries, and offers to forget it."""

    def name(self) -> str:
        return "action_what_is_held"

    def run(self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: dict) -> list[dict[str, Any]]:
        dispatcher.utter_message(response="utter_held")
        return []
