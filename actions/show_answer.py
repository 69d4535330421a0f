"""One answer by its id: those that no intent leads to, from the buttons of other answers."""

from __future__ import annotations

from typing import Any

from rasa_sdk import Action, Tracker
from rasa_sdk.executor import CollectingDispatcher

from actions.answers import show
from actions.reading import entity
from bot.nlg.speaker import SHORT
from bot.resources import shared_resources


class ActionShowAnswer(Action):
    """The answer named by the button; topics to choose from if there is none of this id any more."""

    def name(self) -> str:
        return "action_show_answer"

    def run(self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: dict) -> list[dict[str, Any]]:
        answer = shared_resources().library.answers.get(entity(tracker, "answer") or "")
        if answer is None:
            dispatcher.utter_message(response="utter_topics", intents=[])
            return []
        return show(dispatcher, tracker, answer, SHORT)
