"""About the service itself: topics to choose from, the language, forgetting."""

from __future__ import annotations

from typing import Any

from rasa_sdk import Action, Tracker
from rasa_sdk.events import AllSlotsReset, SlotSet
from rasa_sdk.executor import CollectingDispatcher

from actions.answers import show
from actions.reading import ROUTES, entity, read_place
from actions.routes import answers
from bot.resources import shared_resources


class ActionOfferTopics(Action):
    """What a message that was not understood may have meant."""

    def name(self) -> str:
        return "action_offer_topics"

    def run(self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: dict) -> list[dict[str, Any]]:
        ranking = tracker.latest_message.get("intent_ranking") or []
        dispatcher.utter_message(response="utter_topics", intents=[entry["name"] for entry in ranking])
        return []


class ActionChangeLanguage(Action):
    """Changes the language if one of ours was named, and shows the last answer again in it; else offers the list."""

    def name(self) -> str:
        return "action_change_language"

    def run(self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: dict) -> list[dict[str, Any]]:
        wanted = _wanted_language(tracker)
        resources = shared_resources()
        if not wanted or resources.languages.get(wanted) is None:
            dispatcher.utter_message(response="utter_choose_language")
            return []
        # Rasa speaks with the slots as they are when the action begins, so the language is set by an event first and
        # the answer is uttered by the next action.
        return [SlotSet("language", wanted)]


def _wanted_language(tracker: Tracker) -> str | None:
    """The last language named that is not the one spoken: "I do not understand English, Arabic please"."""
    named = list(tracker.get_latest_entity_values("language"))
    others = [language for language in named if language != tracker.get_slot("language")]
    return (others or named or [None])[-1]


class ActionShowAgain(Action):
    """The last answer again, or a greeting; after a change of language."""

    def name(self) -> str:
        return "action_show_again"

    def run(self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: dict) -> list[dict[str, Any]]:
        if entity(tracker, "language") is None:
            return []
        shown = read_place(tracker)
        answer = shared_resources().library.answers.get(shown[0]) if shown else None
        if shown and shown[0] == ROUTES:
            dispatcher.utter_message(response="utter_routes", answers=answers(tracker))
            return []
        if answer is None:
            dispatcher.utter_message(response="utter_language_changed")
            return []
        return show(dispatcher, tracker, answer, shown[1])


class ActionForgetMe(Action):
    """Empties every slot but the language of the page."""

    def name(self) -> str:
        return "action_forget_me"

    def run(self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: dict) -> list[dict[str, Any]]:
        return [AllSlotsReset(), SlotSet("language", tracker.get_slot("language"))]
