"""Questions and disclosures with one reviewed answer, and "tell me more"."""

from __future__ import annotations

from typing import Any

from rasa_sdk import Action, Tracker
from rasa_sdk.events import SlotSet
from rasa_sdk.executor import CollectingDispatcher

from actions.reading import code, entity, intent, place, read_place
from bot.content.model import Answer
from bot.directory import Nation
from bot.nlg.speaker import MORE, SHORT
from bot.resources import shared_resources


def show(dispatcher: CollectingDispatcher, answer: Answer, part: str) -> list[dict[str, Any]]:
    """Utter one part of an answer and remember the place."""
    dispatcher.utter_message(response="utter_answer", answer=answer.id, part=part)
    return [SlotSet("last_answer", place(answer.id, part))]


class ActionAnswer(Action):
    """The answer that content has for the intent, or topics to choose from."""

    def name(self) -> str:
        return "action_answer"

    def run(self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: dict) -> list[dict[str, Any]]:
        answer = shared_resources().library.answer_for(intent(tracker))
        if answer is None:
            dispatcher.utter_message(response="utter_topics", intents=[])
            return []
        return [*show(dispatcher, answer, SHORT), *_named_places(tracker)]


def _named_places(tracker: Tracker) -> list[dict[str, Any]]:
    """A part of the UK that was named in passing ("a lawyer in Glasgow") is remembered for the next button."""
    nation = code(Nation, entity(tracker, "nation"))
    return [SlotSet("nation", nation)] if nation else []


class ActionMore(Action):
    """The rest of the answer shown last."""

    def name(self) -> str:
        return "action_more"

    def run(self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: dict) -> list[dict[str, Any]]:
        shown = read_place(tracker)
        answer = shared_resources().library.answers.get(shown[0]) if shown else None
        if answer is None:
            dispatcher.utter_message(response="utter_topics", intents=[])
            return []
        if shown[1] == MORE or not (answer.more or answer.ask_first):
            dispatcher.utter_message(response="utter_no_more")
            return []
        return show(dispatcher, answer, MORE)
