"""From one received message to the messages that answer it: words that always work, choices, typed text, the rest."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from bot.conversation.blocks import Block, Choice, Choices, Paragraph
from bot.conversation.service import Answer, ConversationService, InboundMessage
from bot.engine.quiet import log
from bot.errors import BadRequest, EngineBusy
from bot.nlg.danger import danger_of
from bot.nlg.gettext_nlg import GettextNLG
from bot.nlg.languages import SOURCE
from bot.nlg.speaker import Speaker, payload
from bot.web.fallback import FAILED, Fallback
from bot.whatsapp.conversations import Conversation
from bot.whatsapp.payloads import Kind, Received
from bot.whatsapp.render import Labels, Rendered, render
from bot.whatsapp.words import DANGER, HELP, STOP, Words, number

MOST_NUMBERED = 20
"""Buttons that are remembered to be pressed by a typed number."""


@dataclass(frozen=True, slots=True)
class Turn:
    """messages: bodies without a recipient; conversation: what to remember, None to forget everything."""

    messages: tuple[dict[str, Any], ...]
    conversation: Conversation | None


class Dialogue:
    """Answers for WhatsApp from the same conversation service as the web's."""

    def __init__(
        self,
        service: ConversationService,
        nlg: GettextNLG,
        words: Words,
        public_url: str | None,
        fallback: Fallback,
    ) -> None:
        """fallback: what is said where everything else failed."""
        self._service = service
        self._nlg = nlg
        self._words = words
        self._public_url = public_url
        self._fallback = fallback

    async def turn(self, received: Received, known: Conversation | None) -> Turn | None:
        """The answer to a message, or None where saying nothing is the answer."""
        if received.kind in (Kind.SILENT, Kind.IDENTITY):
            return None
        meaning = self._words.meaning(received.text) if received.text else None
        try:
            return await self._turn(received, known, meaning)
        except Exception as error:  # she must not be left without an answer, above all not in danger
            log.error("waymark.whatsapp.failed", error=type(error).__name__)
            danger = "emergency" if meaning == DANGER else danger_of(received.choice)
            said = self._fallback.blocks(danger or FAILED, known.language if known else SOURCE)
            body = "\n\n".join(block.text for block in said)
            return Turn(({"type": "text", "text": {"body": body}},), known)

    async def _turn(self, received: Received, known: Conversation | None, meaning: str | None) -> Turn:
        if meaning == STOP:
            language = known.language if known else SOURCE
            return Turn(self._render([self._said(language, "whatsapp.stopped")], language).messages, None)
        try:
            answer = await self._answer(received, known, meaning)
        except EngineBusy:
            language = known.language if known else SOURCE
            return Turn(self._render([self._said(language, "whatsapp.busy")], language).messages, known)
        return self._spoken(answer, first=known is None)

    async def _answer(self, received: Received, known: Conversation | None, meaning: str | None) -> Answer:
        language = known.language if known else None
        state = known.state if known else None
        if meaning == DANGER:
            return await self._service.answer(InboundMessage(language, choice="/emergency", state=state))
        pressed = received.choice or _numbered(received.text, known)
        if meaning != HELP and (pressed or received.text):
            try:
                text = None if pressed else received.text
                return await self._service.answer(InboundMessage(language, text=text, choice=pressed, state=state))
            except BadRequest:
                # A button of another bot, or of an older version of this one: the menu.
                pass
        return self._menu(received.kind, language or SOURCE, state)

    def _menu(self, kind: Kind, language: str, state: str | None) -> Answer:
        """The greeting's choices, under what there is to say about a message that cannot be read."""
        opening = self._service.opening(language)
        blocks = opening.blocks
        if kind not in (Kind.TEXT, Kind.CHOICE):
            choices = [block for block in blocks if isinstance(block, Choices)]
            blocks = (self._said(language, f"whatsapp.{kind}"), *choices)
        return Answer(language, tuple(blocks), state or opening.state)

    def _spoken(self, answer: Answer, *, first: bool) -> Turn:
        blocks = list(answer.blocks)
        welcome: tuple[dict[str, Any], ...] = ()
        if first:
            welcome = self._render(self._welcome(answer.language), answer.language).messages
            speaker = self._nlg.speaker(answer.language)
            blocks.append(
                Choices(
                    (
                        *self._in_english(speaker),
                        Choice(speaker.label("whatsapp.languages"), payload("change_language")),
                    )
                )
            )
        rendered = self._render(blocks, answer.language)
        kept = rendered.choices[:MOST_NUMBERED]
        return Turn((*welcome, *rendered.messages), Conversation(answer.language, answer.state, kept))

    def _welcome(self, language: str) -> list[Block]:
        said = [self._said(language, "whatsapp.welcome"), self._said(language, "whatsapp.welcome.careful")]
        speaker = self._nlg.speaker(language)
        if not speaker.language.reviewed:
            said.insert(0, Paragraph(speaker.label("gate.unreviewed")))
        if self._public_url:
            address = f"{self._public_url}/{language}"
            said.append(Paragraph(speaker.label("whatsapp.welcome.web", address=address)))
        return said

    @staticmethod
    def _in_english(speaker: Speaker) -> tuple[Choice, ...]:
        """The way to the source text, where nobody has checked the translation."""
        if speaker.language.reviewed:
            return ()
        return (Choice(speaker.label("button.in_english"), payload("change_language", language=SOURCE)),)

    def _said(self, language: str, key: str) -> Paragraph:
        return Paragraph(self._nlg.speaker(language).label(key))

    def _render(self, blocks: list[Block], language: str) -> Rendered:
        speaker = self._nlg.speaker(language)
        return render(blocks, labels(speaker), self._public_url, language)


def labels(speaker: Speaker) -> Labels:
    """The words of the channel in a language."""
    return Labels(
        choose=speaker.label("whatsapp.choose"),
        more=speaker.label("whatsapp.more_choices"),
        next=speaker.label("whatsapp.next"),
        rtl=speaker.language.direction == "rtl",
    )


def _numbered(text: str | None, known: Conversation | None) -> str | None:
    """The payload of the button whose number was typed."""
    pressed = number(text) if text and known else None
    if pressed is None or known is None or not 0 < pressed <= len(known.choices):
        return None
    return known.choices[pressed - 1]
