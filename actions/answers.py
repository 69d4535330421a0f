"""Questions and disclosures with one reviewed answer, and "tell me more"."""

from __future__ import annotations

from typing import Any

from rasa_sdk import Action, Tracker
from rasa_sdk.events import SlotSet
from rasa_sdk.executor import CollectingDispatcher

from actions.reading import entity, intent, known_nation, place, read_place
from bot.content.model import Answer
from bot.nlg.speaker import MORE, SHORT
from bot.resources import shared_resources


def show(dispatcher: CollectingDispatcher, tracker: Tracker, answer: Answer, part: str) -> list[dict[str, Any]]:
    """Utter one part of an answer for the person's part of the UK, and remember both."""
    nation = known_nation(tracker)
    dispatcher.utter_message(response="utter_answer", answer=answer.id, part=part, nation=nation)
    return [SlotSet("last_answer", place(answer.id, part)), *([SlotSet("nation", nation)] if nation else [])]


class ActionAnswer(Action):
    """The answer that content has for the intent, or topics to choose from."""

    def name(self) -> str:
        return "action_answer"

    def run(self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: dict) -> list[dict[str, Any]]:
        answer = shared_resources().library.answer_for(intent(tracker))
        if answer is None:
            dispatcher.utter_message(response="utter_topics", intents=[])
            return []
        return show(dispatcher, tracker, answer, SHORT)


class ActionMore(Action):
    """The rest of the answer shown last; shown again if a button under it names the nation."""

    def name(self) -> str:
        return "action_more"

    def run(self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: dict) -> list[dict[str, Any]]:
        shown = read_place(tracker)
        answer = shared_resources().library.answers.get(shown[0]) if shown else None
        if answer is None:
            dispatcher.utter_message(response="utter_topics", intents=[])
            return []
        names_nation = entity(tracker, "nation") is not None
        if (shown[1] == MORE and not names_nation) or not (answer.more or answer.ask_first):
            dispatcher.utter_message(response="utter_no_more")
            return []
        return show(dispatcher, tracker, answer, MORE)
