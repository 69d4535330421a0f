"""Answers that are composed from content and directory rather than written out in the domain.

A response of the domain with `custom: {composer: <name>}` is made here from the values the action passed.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from bot.content.cards import Cards
from bot.content.library import Library
from bot.conversation.blocks import Block, Choice, Choices, Heading, Paragraph, Tone
from bot.conversation.state import ROUTE_QUESTIONS, route_slot
from bot.directory import Match, Organisation, find_support
from bot.directory.search import LanguageFit, PeopleFit
from bot.nlg.card_blocks import card_blocks
from bot.nlg.held import held_blocks
from bot.nlg.languages import Languages
from bot.nlg.route_blocks import question_blocks, result_blocks, route_blocks
from bot.nlg.speaker import SHORT, Speaker, payload
from bot.nlg.support_cards import card, full_entry
from bot.routes import RouteBook

CARDS_A_PAGE = 3
CARDS_WITHOUT_NATION = 4
"""One for each nation: many helplines are for one nation only."""
TOPICS = 3
SPEAKING = 2
NATIONS = ("england", "wales", "scotland", "northern_ireland")
NATIONS_BY_PEOPLE = ("england", "scotland", "wales", "northern_ireland")
GENERAL_NEED = "victim_rights"
ADVICE, ADVISERS, ALSO = "immigration_advice", 2, 3
# Offered as buttons while it is not known what help is looked for.
NEEDS = (
    "domestic_abuse",
    "sexual_violence",
    "exploitation",
    "forced_marriage",
    "immigration_advice",
    "housing_refuge",
    "destitution_nrpf",
    "mental_health_crisis",
)
# Where a need has no organisation of its own, this one may know.
NEAREST_NEED = {"documents": "immigration_advice"}


@dataclass(frozen=True)
class Composers:
    """Each method is one composer: keyword values in, blocks out."""

    library: Library
    languages: Languages
    organisations: tuple[Organisation, ...]
    routes: RouteBook
    cards: Cards
    response_text: Callable[[str], str]
    """The English text of a response of the domain, by name."""
    now: Callable[[], datetime]

    def compose(self, name: str, speaker: Speaker, values: dict[str, Any]) -> tuple[Block, ...]:
        """Raises KeyError for a composer that does not exist."""
        composers = {
            "answer": self._answer,
            "doors": lambda speaker, values: speaker.doors(),
            "topics": self._topics,
            "support": self._support,
            "languages": self._languages,
            "route_question": self._route_question,
            "routes": self._routes,
            "route": self._route,
            "card": self._card,
            "buttons_only": self._buttons_only,
            "held": lambda speaker, values: held_blocks(
                speaker, self.routes, values["slots"], choices=not values.get("bare")
            ),
        }
        return composers[name](speaker, values)

    def _answer(self, speaker: Speaker, values: dict[str, Any]) -> tuple[Block, ...]:
        return speaker.answer(self.library.answers[values["answer"]], values.get("part") or SHORT, values.get("nation"))

    def _topics(self, speaker: Speaker, values: dict[str, Any]) -> tuple[Block, ...]:
        """What a message may have meant, as buttons."""
        choices = [self._topic(speaker, intent) for intent in values.get("intents") or []]
        known = tuple(choice for choice in choices if choice)[:TOPICS]
        other = Choice(speaker.label("button.back"), payload("affirm"))
        return self._said(speaker, "utter_not_understood"), Choices((*known, other))

    def _topic(self, speaker: Speaker, intent: str) -> Choice | None:
        answer = self.library.answer_for(intent)
        if answer:
            return speaker.choice(answer.id)
        key = f"topic.{intent}"
        return Choice(speaker.label(key), payload(intent)) if key in self.library.labels else None

    def _buttons_only(self, speaker: Speaker, values: dict[str, Any]) -> tuple[Block, ...]:
        """That words in her language are not understood, and helplines that answer in it; where none is known, some
        with interpreters. `written`: the code of her language where it is surely another than that of the answer."""
        now = self.now()
        said = Paragraph(speaker.label("gate.buttons_only"))
        hers = self.languages.get(values.get("written") or "") or speaker.language
        matches = self._matches(replace(speaker, language=hers), None, None, None, now)
        matches = [match for match in matches if match.phones]
        for fit, key in ((LanguageFit.ANSWERS, "gate.speaks"), (LanguageFit.INTERPRETERS, "gate.interpreters")):
            found = [match for match in matches if match.language is fit][:SPEAKING]
            if found:
                who = Paragraph(speaker.label(key, language=hers.english))
                return said, who, *(card(speaker, match, now) for match in found)
        return (said,)

    def _languages(self, speaker: Speaker, values: dict[str, Any]) -> tuple[Block, ...]:
        choices = [
            Choice(language.name, payload("change_language", language=language.code), language.code)
            for language in self.languages
        ]
        return self._said(speaker, "utter_choose_language_text"), Choices(tuple(choices))

    def _route_question(self, speaker: Speaker, values: dict[str, Any]) -> tuple[Block, ...]:
        """One question about routes; `slots`: those of the conversation."""
        question = next(item for item in self.routes.questions if item.id == values["question"])
        answered = sum(bool(values["slots"].get(route_slot(name))) for name in ROUTE_QUESTIONS)
        return question_blocks(speaker, self.routes, question, answered)

    def _routes(self, speaker: Speaker, values: dict[str, Any]) -> tuple[Block, ...]:
        """What the answers come to, then advisers. `answers`: by question id."""
        now, answers = self.now(), values["answers"]
        nation = answers.get("nation") if answers.get("nation") in NATIONS else None
        advisers = self._matches(speaker, ADVICE, nation, None, now)[:ADVISERS]
        known = {"need": ADVICE, **({"nation": nation} if nation else {})}
        choices = (
            Choice(speaker.label("button.support.immigration_advice"), payload("find_support", **known)),
            speaker.choice("legal_advice"),
            Choice(speaker.label("button.routes.again"), payload("start_routes", again="yes")),
            Choice(speaker.label("button.back"), payload("affirm")),
        )
        return (
            *result_blocks(speaker, self.routes, answers, nation),
            Heading(speaker.label("routes.advisers")),
            *(card(speaker, match, now) for match in advisers),
            Choices(choices),
        )

    def _route(self, speaker: Speaker, values: dict[str, Any]) -> tuple[Block, ...]:
        """One route or kind of help, what belongs to it, and where to ask."""
        route = self.routes.routes[values["route"]]
        following = [f"route:{name}" for name in route.see[:ALSO]]
        choices = (
            *speaker.choices([*following, "routes", "support:immigration_advice"]),
            Choice(speaker.label("button.back"), payload("affirm")),
        )
        return (*route_blocks(speaker, self.routes, route.id, values.get("nation")), Choices(choices))

    def _card(self, speaker: Speaker, values: dict[str, Any]) -> tuple[Block, ...]:
        """One card, or the list of them."""
        chosen = self.cards.by_id.get(values.get("card") or "")
        back = Choice(speaker.label("button.back"), payload("affirm"))
        if chosen is None:
            choices = [
                Choice(speaker.say(item.title), payload("show_card", card=item.id), speaker.lang(item.title))
                for item in self.cards.by_id.values()
            ]
            return self._said(speaker, "utter_choose_card"), Choices((*choices, back))
        others = Choice(speaker.label("button.cards"), payload("show_card"))
        nation = (values.get("slots") or {}).get("nation")
        return (*card_blocks(speaker, chosen, nation if nation in NATIONS else None), Choices((others, back)))

    def _support(self, speaker: Speaker, values: dict[str, Any]) -> tuple[Block, ...]:
        """Up to three organisations, the next page, and the question for the nation if it is not known; all of them
        for a plain page."""
        now = self.now()
        if values.get("all"):
            everyone = self._matches(speaker, None, None, None, now)
            entries = (block for match in everyone for block in full_entry(speaker, match, now))
            return (self._said(speaker, "utter_support_intro"), *entries)
        need, nation, serves = values.get("need"), values.get("nation"), values.get("serves")
        page = int(values.get("page") or 0)
        # Without a need, services for victims of any crime are shown beside the question for it.
        matches = self._matches(speaker, need or GENERAL_NEED, nation, serves, now)
        introduction = "utter_support_intro"
        if not matches:
            introduction = "utter_support_none"
            matches = self._matches(speaker, NEAREST_NEED.get(need), nation, serves, now)
        cards = CARDS_A_PAGE if nation else CARDS_WITHOUT_NATION
        shown = matches[page * cards : (page + 1) * cards]
        if not shown:
            introduction = "utter_support_end"
        kept = {key: value for key, value in (("need", need), ("nation", nation)) if value}
        choices = []
        if len(matches) > (page + 1) * cards:
            choices.append(
                Choice(speaker.label("button.more_support"), payload("find_support", **kept, page=str(page + 1)))
            )
        blocks: list[Block] = [self._said(speaker, introduction), *(card(speaker, match, now) for match in shown)]
        if not need:
            blocks.append(self._said(speaker, "utter_ask_need"))
            choices += [
                Choice(speaker.label(f"button.support.{name}"), payload("find_support", **kept, need=name))
                for name in NEEDS
            ]
        elif not nation:
            blocks.append(self._said(speaker, "utter_ask_nation"))
            choices += [
                Choice(speaker.label(f"nation.{name}"), payload("find_support", **kept, nation=name))
                for name in NATIONS
            ]
        if shown and all(phone.opening.open_now is False for match in shown for phone in match.phones):
            blocks.append(Paragraph(speaker.label("slip.closed_now"), Tone.CAUTION))
        choices.append(Choice(speaker.label("button.slip"), payload("slip")))
        choices.append(Choice(speaker.label("button.back"), payload("affirm")))
        return (*blocks, Choices(tuple(choices)))

    def _matches(
        self, speaker: Speaker, need: str | None, nation: str | None, serves: str | None, now: datetime
    ) -> list[Match]:
        """Matches in order. The police are left out while need or nation is not known. While her nation is not known,
        those whose main work the need is come before others, and those for one town or for people she has not said she
        is come last."""
        matches = find_support(
            self.organisations, need=need, nation=nation, language=speaker.language.code, serves=serves, now=now
        )
        if nation is None or need == GENERAL_NEED:
            matches = [match for match in matches if not match.organisation.authority or need == "police_report"]
        if nation is None:
            matches.sort(key=lambda match: _distance(match, need))
        return matches

    def _said(self, speaker: Speaker, response: str) -> Paragraph:
        text = self.response_text(response)
        return Paragraph(speaker.say(text), lang=speaker.lang(text))


def _distance(match: Match, need: str | None) -> tuple[bool, bool, bool, bool, bool, int]:
    """How far an organisation is from what a person without a known nation asks for; smaller is nearer. What is equal
    so far goes by how many people live where it works."""
    organisation = match.organisation
    nearest = min(NATIONS_BY_PEOPLE.index(nation) for nation in organisation.nations)
    others = match.people is PeopleFit.OTHERS
    return organisation.finder, bool(organisation.areas), others, match.stale, organisation.needs[0] != need, nearest
