"""The questions about routes to stay, and what they come to."""

from __future__ import annotations

from typing import Any

from rasa_sdk import Action, FormValidationAction, Tracker
from rasa_sdk.events import SlotSet
from rasa_sdk.executor import CollectingDispatcher

from actions.reading import ROUTES, entity, known_nation, place
from bot.conversation.state import ROUTE_QUESTIONS, route_slot
from bot.nlg.speaker import SHORT
from bot.resources import shared_resources
from bot.routes import asked


def answers(tracker: Tracker) -> dict[str, str]:
    """The answers given so far by question id."""
    questions = shared_resources().routes.questions
    given = {question.id: tracker.get_slot(route_slot(question.id)) for question in questions}
    return {name: value for name, value in given.items() if value}


class ActionBeginRoutes(Action):
    """Forgets the answers given before, if the person wants to answer again; otherwise the questions go on."""

    def name(self) -> str:
        return "action_begin_routes"

    def run(self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: dict) -> list[dict[str, Any]]:
        if entity(tracker, "again") is None:
            return []
        return [SlotSet(route_slot(question), None) for question in (*ROUTE_QUESTIONS, "nation")]


class ValidateRoutesForm(FormValidationAction):
    """Asks only what still matters after the answers given so far."""

    def name(self) -> str:
        return "validate_routes_form"

    async def required_slots(
        self, domain_slots: list[str], dispatcher: CollectingDispatcher, tracker: Tracker, domain: dict
    ) -> list[str]:
        return [route_slot(name) for name in asked(shared_resources().routes.questions, answers(tracker))]


class ActionShowRoutes(Action):
    """Things to ask a regulated adviser about, from the answers given."""

    def name(self) -> str:
        return "action_show_routes"

    def run(self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: dict) -> list[dict[str, Any]]:
        dispatcher.utter_message(response="utter_routes", answers=answers(tracker))
        return [SlotSet("last_answer", place(ROUTES, SHORT))]


class ActionShowRoute(Action):
    """One route or kind of help by itself, with its dangers; topics to choose from if there is none of this id."""

    def name(self) -> str:
        return "action_show_route"

    def run(self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: dict) -> list[dict[str, Any]]:
        route = entity(tracker, "route")
        if route not in shared_resources().routes.routes:
            dispatcher.utter_message(response="utter_topics", intents=[])
            return []
        dispatcher.utter_message(response="utter_route", route=route, nation=known_nation(tracker))
        return []
