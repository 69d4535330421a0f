"""The questions about routes to stay, and what they come to."""

from __future__ import annotations

from typing import Any

from rasa_sdk import Action, FormValidationAction, Tracker
from rasa_sdk.executor import CollectingDispatcher

from bot.conversation.state import route_slot
from bot.resources import shared_resources


def answers(tracker: Tracker) -> dict[str, str]:
    """The answers given so far by question id."""
    given = {
        question.id: tracker.get_slot(route_slot(question.id)) for question in shared_resources().routes.questions
    }
    return {name: value for name, value in given.items() if value}


class ValidateRoutesForm(FormValidationAction):
    """Asks only what still matters after the answers given so far."""

    def name(self) -> str:
        return "validate_routes_form"

    async def required_slots(
        self, domain_slots: list[str], dispatcher: CollectingDispatcher, tracker: Tracker, domain: dict
    ) -> list[str]:
        return [route_slot(question.id) for question in shared_resources().routes.asked(answers(tracker))]


class ActionShowRoutes(Action):
    """Things to ask a regulated adviser about, from the answers given."""

    def name(self) -> str:
        return "action_show_routes"

    def run(self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: dict) -> list[dict[str, Any]]:
        dispatcher.utter_message(response="utter_routes", answers=answers(tracker))
        return []
