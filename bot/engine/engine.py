"""The engine: one Rasa Agent in this process, one message at a time.

The sentence vectors of a message, most of its cost, are computed in a worker thread before Rasa parses it. What Rasa
does itself is synchronous, so messages wait for each other on a semaphore that lets the event loop breathe in between;
without that pause every other request would wait for the whole queue.
"""

from __future__ import annotations

import asyncio
import secrets
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from rasa.core.agent import Agent
from rasa.core.channels.channel import OutputChannel, UserMessage
from rasa.core.lock_store import LockStore
from rasa.core.tracker_store import TrackerStore
from rasa.core.utils import AvailableEndpoints

from bot.conversation.blocks import Block, Choices, Paragraph, from_json
from bot.conversation.choice import ParsedChoice
from bot.conversation.state import REQUESTED_SLOT
from bot.engine import speedups
from bot.engine.around import DETAILS, said_after, said_before
from bot.engine.in_process_actions import InProcessActions
from bot.engine.lock_store import AsyncioLockStore
from bot.engine.models import newest_model
from bot.engine.quiet import log
from bot.engine.tracker_store import ForgetfulTrackerStore
from bot.errors import ConfigurationError, EngineBusy
from bot.nlg.gettext_nlg import CHANNEL, GettextNLG
from bot.nlg.languages import SOURCE
from bot.nlu.encoder import encoded_ahead, shared_encoder
from bot.nlu.language_identifier import LANGUAGE_GUESS
from bot.nlu.linear_classifier import SAFETY_KINDS
from bot.nlu.normalise import clean, pieces
from bot.nlu.safety_scanner import SAFETY
from bot.paths import ROOT
from bot.privacy.personal_details import mask
from bot.resources import shared_resources

RASAS_OWN = {"back", "session_start"}
ROUTE_INTENTS = {"start_routes", "inform", "show_routes"}
FORGETTING = {"forget_me", "restart"}
NO_SAFETY = {"level": "none", "kind": None}
NO_GUESS = {"language": None, "also": [], "sure": False}
WORDS_TO_BE_SURE = 3
"""A shorter message in plain letters offers no other language: names and greetings travel between languages. One
without letters, such as a number or a picture, is in none."""


@dataclass(frozen=True, slots=True)
class EngineReply:
    """language: what the answer is in; blocks: the answer; slots: all slots afterwards; parsed: what was understood
    (intent, intent_ranking, safety, language_guess)."""

    language: str
    blocks: tuple[Block, ...]
    slots: dict[str, Any]
    parsed: dict[str, Any]


class BlockChannel(OutputChannel):
    """Collects the blocks that GettextNLG made."""

    def __init__(self) -> None:
        self.blocks: list[Block] = []

    @classmethod
    def name(cls) -> str:
        return CHANNEL

    async def send_response(self, recipient_id: str, message: dict[str, Any]) -> None:
        custom = message.get("custom") or {}
        self.blocks += [from_json(block) for block in custom.get("blocks") or []]
        if message.get("text"):
            self.blocks.append(Paragraph(message["text"]))


class Engine:
    """Understands and answers. Holds no conversation between two messages."""

    def __init__(self, agent: Agent, store: ForgetfulTrackerStore, queue: int) -> None:
        self._agent = agent
        self._store = store
        self._queue = queue
        self._waiting = 0
        self._turn = asyncio.Semaphore(1)
        self._encoding = ThreadPoolExecutor(1, thread_name_prefix="encode")

    @classmethod
    def load(cls, model: Path | None = None, *, queue: int = 100, root: Path = ROOT) -> Engine:
        """Load the newest model, or `model`, with the classes named in endpoints.yml.

        Raises:
            ConfigurationError: there is no usable model; the message says what to run.
        """
        speedups.apply()
        endpoints = AvailableEndpoints.read_endpoints(str(root / "endpoints.yml"))
        store = TrackerStore.create(endpoints.tracker_store)
        if not isinstance(store, ForgetfulTrackerStore):
            # Rasa falls back to a store that keeps everything when the class of endpoints.yml cannot be loaded.
            raise ConfigurationError(
                "endpoints.yml: tracker_store must be bot.engine.tracker_store.ForgetfulTrackerStore"
            )
        path = model or newest_model()
        try:
            agent = Agent.load(
                path,
                generator=endpoints.nlg,
                tracker_store=store,
                lock_store=LockStore.create(endpoints.lock_store),
                action_endpoint=InProcessActions("actions"),
            )
        except Exception as error:  # Rasa raises many kinds for a damaged archive
            raise ConfigurationError(f"The model {path.name} cannot be read. Run: waymark train") from error
        if not agent.is_ready():
            raise ConfigurationError(f"The model {path.name} cannot be used. Run: waymark train")
        if not isinstance(agent.nlg, GettextNLG) or not isinstance(agent.lock_store, AsyncioLockStore):
            raise ConfigurationError("endpoints.yml: nlg and lock_store must be the project's own classes.")
        return cls(agent, store, queue)

    @property
    def nlg(self) -> GettextNLG:
        return self._agent.nlg

    @property
    def intents(self) -> frozenset[str]:
        """Everything a button may mean. Rasa adds some of its own that no rule of ours answers."""
        return frozenset(self._agent.domain.intents) - RASAS_OWN

    @property
    def entities(self) -> frozenset[str]:
        return frozenset(self._agent.domain.entities)

    @property
    def model_id(self) -> str:
        return self._agent.model_id or ""

    def close(self) -> None:
        self._encoding.shutdown(wait=False, cancel_futures=True)

    def warm(self) -> None:
        """Read the content and run one message through the encoder, so that nobody's first message pays for it."""
        resources = shared_resources()
        resources.catalogs.preload([language.code for language in resources.languages])
        shared_encoder().encode(["hello"])
        self.nlg.blocks("utter_support", "en", {})

    async def parse(self, text: str) -> dict[str, Any]:
        """What a text means, without the text: {intent, intent_ranking, entities, safety, language_guess, details}.

        What says who somebody is is taken out first; `details` names the kinds that were found.
        """
        # "/" begins one of Rasa's commands; what people type never is one.
        masked = mask(text)
        text = masked.text.lstrip("/ \t\r\n") or "-"
        loop = asyncio.get_running_loop()
        vectors = await loop.run_in_executor(self._encoding, _encode, text)
        async with self._turn:
            await asyncio.sleep(0)
            with encoded_ahead(vectors):
                parsed = await self._agent.parse_message(text)
        parsed["text"] = ""
        parsed.setdefault(SAFETY, NO_SAFETY)
        parsed.setdefault(LANGUAGE_GUESS, NO_GUESS)
        parsed[DETAILS] = masked.found
        if not _enough_to_be_sure(text):
            parsed[LANGUAGE_GUESS] = {**parsed[LANGUAGE_GUESS], "sure": False}
        return parsed

    async def answer(self, message: str | ParsedChoice, language: str | None, slots: dict[str, str]) -> EngineReply:
        """Answer a typed message or a pressed button, from the slots a conversation carries.

        language: what to answer in; None for the language the message seems to be written in, English if that is not
        sure.

        Raises:
            EngineBusy: too many messages wait already.
        """
        if self._waiting >= self._queue:
            raise EngineBusy("too many messages are waiting")
        self._waiting += 1
        try:
            if isinstance(message, ParsedChoice):
                return await self._handle(_parsed(message), language or SOURCE, slots)
            parsed = await self.parse(message)
            language = language or _written_in(parsed)
            if _understood(parsed, language):
                return await self._handle(parsed, language, slots)
            return self._buttons_only(parsed, language, slots)
        finally:
            self._waiting -= 1

    def _buttons_only(self, parsed: dict[str, Any], language: str, slots: dict[str, str]) -> EngineReply:
        """What is said instead of an answer that may be the wrong one: who speaks the language, and the buttons."""
        greeting = self.nlg.blocks("utter_greet", language, {})
        guess = parsed[LANGUAGE_GUESS]
        written = {"written": guess["language"]} if guess["sure"] else {}
        blocks = (
            *said_before(self.nlg, parsed, language),
            *self.nlg.blocks("utter_buttons_only", language, written),
            *(block for block in greeting if isinstance(block, Choices)),
            *said_after(self.nlg, parsed, language, interrupted=bool(slots.get(REQUESTED_SLOT))),
        )
        return EngineReply(language, blocks, dict(slots), parsed)

    async def _handle(self, parsed: dict[str, Any], language: str, slots: dict[str, str]) -> EngineReply:
        # A conversation has no id anywhere: this one lives for one message.
        sender = secrets.token_hex(16)
        channel = BlockChannel()
        async with self._turn:
            await asyncio.sleep(0)
            self._store.put(sender, {**slots, "language": language, REQUESTED_SLOT: None})
            try:
                # The typed text stops here: Rasa gets what it means, so no tracker ever holds it.
                await self._agent.handle_message(
                    UserMessage("", channel, sender, input_channel=CHANNEL, parse_data=parsed)
                )
            except Exception as error:  # whatever fails in there, the person gets a calm answer
                log.error("waymark.engine.failed", error=type(error).__name__)
            finally:
                tracker = self._store.take(sender)
        after = tracker.current_slot_values() if tracker else dict(slots)
        interrupted = _keep_question(slots, after, parsed)
        spoken = after.get("language") or language
        blocks = (
            *said_before(self.nlg, parsed, spoken),
            *(channel.blocks or self.nlg.blocks("utter_apology", spoken, {})),
            *said_after(self.nlg, parsed, spoken, interrupted=interrupted),
        )
        return EngineReply(spoken, blocks, after, parsed)


def _encode(text: str) -> dict[str, Any]:
    """Vectors of everything the pipeline will ask for."""
    texts = pieces(clean(text))
    return dict(zip(texts, shared_encoder().encode(texts), strict=True))


def _enough_to_be_sure(text: str) -> bool:
    """Whether there is enough to read to be sure of a language."""
    words = [letters for word in text.split() if (letters := "".join(filter(str.isalpha, word)))]
    return len(words) >= WORDS_TO_BE_SURE or not "".join(words).isascii()


def _keep_question(before: dict[str, Any], after: dict[str, Any], parsed: dict[str, Any]) -> bool:
    """Whether a question about routes waits and something else was said. The form then stays out of the answer, above
    all out of one about danger; its question is kept in `after`, and going on begins the form with what is filled."""
    waiting = before.get(REQUESTED_SLOT)
    if not waiting or parsed["intent"]["name"] in ROUTE_INTENTS | FORGETTING:
        return False
    after[REQUESTED_SLOT] = waiting
    return True


def _written_in(parsed: dict[str, Any]) -> str:
    guess = parsed[LANGUAGE_GUESS]
    return guess["language"] if guess["sure"] and shared_resources().languages.get(guess["language"]) else SOURCE


def _understood(parsed: dict[str, Any], language: str) -> bool:
    """Whether words of this message may be answered: its language, or the one it is surely written in, is understood
    well enough, or a danger was found in it."""
    languages, guess = shared_resources().languages, parsed[LANGUAGE_GUESS]
    written = (guess["language"], *guess["also"]) if guess["sure"] else ()
    known = [found for code in written if (found := languages.get(code))]
    known = known or [languages.get(language) or languages.get(SOURCE)]
    return parsed[SAFETY]["level"] == "hard" or any(found.gates.typed for found in known)


def _parsed(choice: ParsedChoice) -> dict[str, Any]:
    intent = {"name": choice.intent, "confidence": 1.0}
    entities = [
        {"entity": name, "value": value, "start": 0, "end": 0, "extractor": "choice"}
        for name, value in choice.entities.items()
    ]
    safety = {"level": "hard", "kind": choice.intent} if choice.intent in SAFETY_KINDS else NO_SAFETY
    return {
        "text": "",
        "intent": intent,
        "intent_ranking": [intent],
        "entities": entities,
        SAFETY: safety,
        LANGUAGE_GUESS: NO_GUESS,
        DETAILS: (),
    }
