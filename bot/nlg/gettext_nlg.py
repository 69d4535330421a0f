"""Rasa's `nlg`: the texts of the domain in the conversation's language, and answers composed from content.

Named in endpoints.yml, so that `rasa shell` speaks the same texts. On our own channel an answer is a list of blocks;
on any other channel it is text and buttons.
"""

from __future__ import annotations

from datetime import datetime
from functools import cached_property
from typing import Any
from zoneinfo import ZoneInfo

from rasa.core.nlg.response import TemplatedNaturalLanguageGenerator
from rasa.shared.core.domain import Domain
from rasa.shared.core.trackers import DialogueStateTracker
from rasa.utils.endpoints import EndpointConfig

from bot.conversation.blocks import Block, Choice, Choices, Paragraph, plain_text
from bot.nlg.composers import Composers
from bot.nlg.languages import SOURCE
from bot.nlg.speaker import Speaker
from bot.resources import Resources, shared_resources

CHANNEL = "waymark"
LONDON = ZoneInfo("Europe/London")


def london_now() -> datetime:
    """Now, as a clock on a wall in the UK shows it."""
    return datetime.now(LONDON)


class GettextNLG(TemplatedNaturalLanguageGenerator):
    """English responses are the message ids; the slot `language` chooses the catalog."""

    def __init__(self, endpoint_config: EndpointConfig | None = None, domain: Domain | None = None) -> None:
        # Rasa gives an empty domain here and sets `responses` once the model is loaded.
        super().__init__(domain.responses if domain else {})

    @cached_property
    def _resources(self) -> Resources:
        return shared_resources()

    @cached_property
    def _composers(self) -> Composers:
        resources = self._resources
        return Composers(
            resources.library,
            resources.languages,
            resources.organisations,
            resources.routes,
            resources.cards,
            self._response_text,
            london_now,
        )

    async def generate(
        self, utter_action: str, tracker: DialogueStateTracker, output_channel: str, **kwargs: Any
    ) -> dict[str, Any] | None:
        """The response as Rasa wants it; None if the domain has none of this name."""
        values = {**kwargs, "slots": tracker.current_slot_values()}
        blocks = self.blocks(utter_action, tracker.get_slot("language") or SOURCE, values)
        if blocks is None:
            return None
        if output_channel == CHANNEL:
            return {"custom": {"blocks": [block.to_json() for block in blocks]}}
        return _for_other_channels(blocks)

    def blocks(self, response: str, language_code: str, values: dict[str, Any]) -> tuple[Block, ...] | None:
        """The blocks of a response in a language."""
        variants = self.responses.get(response)
        if not variants:
            return None
        speaker = self.speaker(language_code)
        variant = variants[0]
        # What else stands beside the composer's name is part of what it is asked for.
        asked = dict(variant.get("custom") or {})
        if asked:
            return self._composers.compose(asked.pop("composer"), speaker, {**asked, **values})
        return _written(speaker, variant)

    def speaker(self, language_code: str) -> Speaker:
        resources = self._resources
        language = resources.languages.get(language_code) or resources.languages.get(SOURCE)
        return Speaker(
            resources.library,
            resources.catalogs,
            language,
            london_now().date(),
            resources.switched_off.ids(),
            resources.routes.titles,
        )

    def _response_text(self, name: str) -> str:
        return self.responses[name][0]["text"]


def _written(speaker: Speaker, variant: dict[str, Any]) -> tuple[Block, ...]:
    """A response written out in the domain: a paragraph for each blank-line separated part, then its buttons."""
    text = variant["text"]
    blocks: list[Block] = [Paragraph(part, lang=speaker.lang(text)) for part in speaker.say(text).split("\n\n")]
    buttons = variant.get("buttons")
    if buttons:
        blocks.append(
            Choices(tuple(Choice(speaker.say(b["title"]), b["payload"], speaker.lang(b["title"])) for b in buttons))
        )
    return tuple(blocks)


def _for_other_channels(blocks: tuple[Block, ...]) -> dict[str, Any]:
    buttons = [
        {"title": choice.title, "payload": choice.payload}
        for block in blocks
        if isinstance(block, Choices)
        for choice in block.items
    ]
    text = plain_text(block for block in blocks if not isinstance(block, Choices))
    return {"text": text, "buttons": buttons} if buttons else {"text": text}
