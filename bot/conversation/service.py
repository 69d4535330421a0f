"""One message in, one answer out, with the conversation's memory sealed inside the page."""

from __future__ import annotations

import asyncio
import os
import secrets
from collections.abc import Callable
from dataclasses import dataclass, replace

from bot.conversation.blocks import Block, Choices
from bot.conversation.choice import ParsedChoice, parse_choice
from bot.conversation.slip_talk import INTENT as SLIP
from bot.conversation.slip_talk import SlipTalk
from bot.conversation.state import REQUESTED_SLOT, ConversationState, route_slot
from bot.engine.around import resume
from bot.engine.engine import Engine, EngineReply
from bot.engine.quiet import log
from bot.errors import BadRequest, EngineBusy, InvalidState
from bot.handoff.handoff import Handoff
from bot.nlg.card_blocks import card_blocks
from bot.nlg.danger import danger_blocks, danger_of
from bot.nlg.doors_picture import doors_picture
from bot.nlg.gettext_nlg import london_now
from bot.nlg.languages import SOURCE
from bot.nlg.route_blocks import page_blocks, route_blocks, typed_answer
from bot.nlg.speaker import SHORT, Speaker
from bot.nlu.linear_classifier import SAFETY_KINDS
from bot.privacy.keys import KeyRing, steady_time
from bot.privacy.sealed_state import StateSealer
from bot.resources import shared_resources
from bot.settings import Settings

WEB = "web conversation"
"""The purpose a sealed state is bound to: one channel's state opens in no other."""
SHOW_AGAIN = "/show"
"""A choice of the page's own: the last answer again, in the language of the page."""

ANSWER_SECONDS = 20.0
"""How long an answer may take before she is told to try again; it is there in a fraction of a second."""

PAGES = {
    "data-sharing": "data_sharing",
    "protocol": "protocol",
    "routes": "regularise",
    "support": None,
    "what-we-hold": None,
    "privacy": None,
    "danger": "emergency",
}
"""Plain pages and the answers they print."""


@dataclass(frozen=True, slots=True)
class InboundMessage:
    """language: of the page; None on a channel where none was chosen yet: the language of the text, if it is sure.
    text: what was typed; choice: the payload of a pressed button; state: the sealed state, if any."""

    language: str | None
    text: str | None = None
    choice: str | None = None
    state: str | None = None


@dataclass(frozen=True, slots=True)
class Answer:
    """language: what the conversation goes on in; fresh: the state sent could not be opened, so it began anew."""

    language: str
    blocks: tuple[Block, ...]
    state: str
    fresh: bool = False


class ConversationService:
    """Opens, asks, seals. It keeps nothing of any conversation."""

    def __init__(
        self,
        engine: Engine,
        settings: Settings,
        *,
        purpose: str = WEB,
        minutes: int | None = None,
        clock: Callable[[], float] = steady_time,
        handoff: Handoff | None = None,
        address: str | None = None,
    ) -> None:
        """minutes: how long a state may stay idle; the setting of the web chat if not given; handoff: where codes of
        help notes come from, if anywhere; address: of our own site, where it is known."""
        minutes = minutes or settings.state_minutes
        self._engine = engine
        epoch, seed = settings.state_seed or (None, secrets.token_bytes(32))
        keys = KeyRing(seed, keep=minutes * 60, clock=clock, epoch=epoch)
        self._slips = SlipTalk(handoff, address, stays=purpose != WEB)
        self._sealer = StateSealer(keys, purpose, minutes=minutes, clock=clock, random=os.urandom)

    async def answer(self, message: InboundMessage) -> Answer:
        """Raises BadRequest if a choice cannot be read or nothing was sent, EngineBusy if too many messages wait or the
        engine does not answer in time."""
        state, fresh = self._open(message.state)
        if danger := danger_of(message.choice):
            return self._danger(danger, message.language or SOURCE, state, fresh)
        choice = self._choice(message) or self._typed_answer(message, state)
        if choice and choice.intent in SAFETY_KINDS:
            return self._danger(choice.intent, message.language or SOURCE, state, fresh)
        if choice and choice.intent == "what_is_held":
            return Answer(message.language or SOURCE, self._held(state, message.language), self._seal(state), fresh)
        if choice and choice.intent == SLIP:
            return await self._slip(choice, message.language or SOURCE, state, fresh)
        if choice is None and not (message.text or "").strip():
            raise BadRequest("there is no message")
        try:
            async with asyncio.timeout(ANSWER_SECONDS):
                reply = await self._engine.answer(choice or message.text, message.language, state.slots)
        except TimeoutError as error:
            raise EngineBusy("no answer in time") from error
        return self._sealed(reply, fresh)

    def opening(self, language: str) -> Answer:
        """The first blocks of a conversation; the engine is not asked."""
        blocks = self._engine.nlg.blocks("utter_greet", language, {})
        known = shared_resources().languages.get(language)
        if known and not known.gates.typed:
            choices = tuple(block for block in blocks if isinstance(block, Choices))
            others = tuple(block for block in blocks if not isinstance(block, Choices))
            blocks = (*others, *self._engine.nlg.blocks("utter_buttons_only", language, {}), *choices)
        return Answer(language, blocks, self._seal(ConversationState()))

    def page(self, name: str, language: str, *, apart: bool = False) -> tuple[Block, ...]:
        """A plain page. apart: a paragraph for each statement. Raises KeyError if there is none of this name."""
        answer_id = PAGES[name]
        if name == "danger" and not apart:
            return danger_blocks(shared_resources(), answer_id, language, london_now().date(), page=True)
        speaker = self._speaker(language, apart)
        if answer_id == "data_sharing":
            library = speaker.library
            doors = [block for door in library.doors for block in speaker.page(door)]
            overview = [block for block in speaker.doors() if block.type != "choices"]
            return (*speaker.page(library.answers[answer_id]), *overview, *doors)
        if name == "routes":
            routes = page_blocks(speaker, shared_resources().routes)
            return (*speaker.page(speaker.library.answers[answer_id]), *routes)
        if answer_id:
            return speaker.page(speaker.library.answers[answer_id])
        response = {"support": "utter_support", "what-we-hold": "utter_what_we_hold", "privacy": "utter_ask_privacy"}[
            name
        ]
        blocks = self._engine.nlg.blocks(response, language, {"all": True})
        return tuple(block for block in blocks if block.type != "choices")

    def held(self, token: str | None, language: str) -> tuple[Block, ...]:
        """What a sealed state says, in words."""
        return self._held(self._open(token)[0], language)

    async def _slip(self, choice: ParsedChoice, language: str, state: ConversationState, fresh: bool) -> Answer:
        """A step of the help note. It may store something, and needs no understanding: the engine is not asked."""
        step, code = choice.entities.get("step", ""), choice.entities.get("code", "")
        blocks, slots = await self._slips.answer(self._engine.nlg.speaker(language), state.slots, step, code)
        return Answer(language, blocks, self._seal(ConversationState(slots)), fresh)

    def slots(self, token: str | None) -> dict[str, str]:
        """What a sealed state carries; nothing if it cannot be opened."""
        return self._open(token)[0].slots

    def _held(self, state: ConversationState, language: str | None) -> tuple[Block, ...]:
        """From the state itself, and not from what Rasa makes of it: exactly what exists at this moment."""
        return self._engine.nlg.blocks("utter_held", language or SOURCE, {"slots": state.slots})

    def topics(self) -> dict[str, str]:
        """Ids of answers, and of routes as "route:<id>", by the last part of their plain page's address."""
        resources = shared_resources()
        answers = {slug(name): name for name in resources.library.answers}
        routes = resources.routes.routes.values()
        return answers | {f"staying-{slug(route.slug)}": f"route:{route.id}" for route in routes}

    def cards(self) -> tuple[str, ...]:
        """The ids of the cards to show."""
        return tuple(shared_resources().cards.by_id)

    def card(self, name: str, language: str) -> tuple[Block, ...]:
        """A card as a plain page. Raises KeyError if there is none of this name."""
        return card_blocks(self._engine.nlg.speaker(language), shared_resources().cards.by_id[name])

    def topic(self, name: str, language: str, *, apart: bool = False) -> tuple[Block, ...]:
        """Any answer or route as a plain page. apart: each statement a paragraph. Raises KeyError for an unknown id."""
        speaker = self._speaker(language, apart)
        kind, _, route = name.partition(":")
        if kind == "route":
            return tuple(route_blocks(speaker, shared_resources().routes, route, None))
        return speaker.page(speaker.library.answers[name])

    def title(self, name: str, language: str) -> tuple[str, str | None]:
        """The title of an answer, a route or a card, for lists of pages, and its language if it is another."""
        speaker = self._speaker(language)
        if name.startswith("route:"):
            choice = speaker.choice(name)
            return choice.title, choice.lang
        found = speaker.library.answers.get(name) or shared_resources().cards.by_id[name]
        return speaker.say(found.title), speaker.lang(found.title)

    def _speaker(self, language: str, apart: bool = False) -> Speaker:
        return replace(self._engine.nlg.speaker(language), joins=not apart)

    def doors_svg(self, language: str) -> bytes:
        """The picture of the doors in a language, as SVG."""
        return doors_picture(self._engine.nlg.speaker(language))

    def _open(self, token: str | None) -> tuple[ConversationState, bool]:
        """The state and whether one was sent that could not be opened."""
        if not token:
            return ConversationState(), False
        try:
            return ConversationState.from_json(self._sealer.open(token)), False
        except InvalidState:
            return ConversationState(), True

    def _choice(self, message: InboundMessage) -> ParsedChoice | None:
        if not message.choice:
            return None
        if message.choice == SHOW_AGAIN:
            return ParsedChoice("change_language", {"language": message.language or SOURCE})
        return parse_choice(message.choice, self._engine.intents, self._engine.entities)

    def _typed_answer(self, message: InboundMessage, state: ConversationState) -> ParsedChoice | None:
        """The button of the question that waits, if its title was typed instead of pressed."""
        waiting = state.slots.get(REQUESTED_SLOT)
        resources = shared_resources()
        question = next((item for item in resources.routes.questions if route_slot(item.id) == waiting), None)
        if question is None or not message.text:
            return None
        speaker = self._engine.nlg.speaker(message.language or SOURCE)
        answer = typed_answer(speaker, resources.routes, question, message.text)
        return ParsedChoice("inform", {route_slot(question.id): answer}) if answer else None

    def _danger(self, danger: str, language: str, state: ConversationState, fresh: bool) -> Answer:
        """The danger buttons need no understanding and wait for nobody: they are answered without the engine."""
        slots = {**state.slots, "last_answer": f"{danger}:{SHORT}"}
        try:
            blocks = self._engine.nlg.blocks("utter_answer", language, {"answer": danger, "part": SHORT})
            after = resume(self._engine.nlg, language) if state.slots.get(REQUESTED_SLOT) else ()
        except Exception as error:  # whatever is broken in there, content alone can answer this
            log.error("waymark.danger.from_content", error=type(error).__name__)
            blocks, after = danger_blocks(shared_resources(), danger, language, london_now().date()), ()
        return Answer(language, (*blocks, *after), self._seal(ConversationState(slots)), fresh)

    def _sealed(self, reply: EngineReply, fresh: bool) -> Answer:
        slots = {name: value for name, value in reply.slots.items() if isinstance(value, str)}
        return Answer(reply.language, reply.blocks, self._seal(ConversationState(slots)), fresh)

    def _seal(self, state: ConversationState) -> str:
        return self._sealer.seal(state.to_json())


def slug(name: str) -> str:
    """The last part of a plain page's address: an answer's id with hyphens."""
    return name.replace(".", "-").replace("_", "-")
