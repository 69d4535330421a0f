"""Cards to show or read out."""

from __future__ import annotations

from typing import Any

from rasa_sdk import Action, Tracker
from rasa_sdk.executor import CollectingDispatcher

from actions.reading import entity


class ActionShowCard(Action):
    """The card named by the button, or the list of cards."""

    def name(self) -> str:
        return "action_show_card"

    def run(self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: dict) -> list[dict[str, Any]]:
        dispatcher.utter_message(response="utter_card", card=entity(tracker, "card"))
        return []
