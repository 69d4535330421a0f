"""POST /webhooks/rest/webhook: Rasa's REST channel, for clients that speak it. Off unless enabled.

Unlike Rasa's own, it refuses a message without a sender: Rasa puts all of those into one conversation called
"default", which would show one visitor another's answers.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping

from aiohttp import web

from bot.conversation.blocks import Block, Choices, Picture, plain_text
from bot.conversation.service import InboundMessage
from bot.errors import BadRequest
from bot.nlg.languages import SOURCE, Languages
from bot.web import keys, respond
from bot.web.body import read_json
from bot.web.tidy import tidy

SENDER_LENGTH = 256


async def status(request: web.Request) -> web.Response:
    return respond.data(request, {"status": "ok"})


async def webhook(request: web.Request) -> web.Response:
    """`{sender, message, metadata: {lang}}` to a list of `{recipient_id, text, buttons, image}`."""
    value = await read_json(request)
    sender = _sender(value)
    memory = request.app[keys.REST_MEMORY]
    language = _language(value, request.app[keys.LANGUAGES])
    async with memory.turn(sender):
        message = _message(value, language, memory.recall(sender))
        answer = await request.app[keys.SERVICE].answer(message)
        memory.keep(sender, answer.state)
    return respond.data(request, [{"recipient_id": sender, **part} for part in rasa_messages(answer.blocks)])


def rasa_messages(blocks: Iterable[Block]) -> Iterator[dict[str, object]]:
    """Blocks as Rasa's clients expect them: one object per paragraph, buttons with a text of their own."""
    for block in blocks:
        match block:
            case Choices(items=items):
                buttons = [{"title": choice.title, "payload": choice.payload} for choice in items]
                yield {"text": "", "buttons": buttons}
            case Picture(src=src, alt=alt):
                yield {"image": src}
                yield {"text": alt}
            case _:
                for text in plain_text([block]).split("\n\n"):
                    yield {"text": text}


def _sender(value: Mapping[str, object]) -> str:
    sender = value.get("sender")
    if not isinstance(sender, str) or not sender.strip() or len(sender) > SENDER_LENGTH or sender == "default":
        raise BadRequest("The field sender is missing. It must be a long random text, new for each conversation.")
    return tidy(sender)


def _message(value: Mapping[str, object], language: str, state: str | None) -> InboundMessage:
    text = value.get("message")
    if not isinstance(text, str) or not (text := tidy(text)):
        raise BadRequest("The field message is missing or is not text.")
    if text.startswith("/"):
        return InboundMessage(language=language, choice=text, state=state)
    return InboundMessage(language=language, text=text, state=state)


def _language(value: Mapping[str, object], languages: Languages) -> str:
    """What `metadata` asks for, or English."""
    metadata = value.get("metadata")
    asked = metadata.get("lang", SOURCE) if isinstance(metadata, dict) else SOURCE
    if not isinstance(asked, str) or languages.get(asked) is None:
        raise BadRequest("The field metadata.lang is not a language we offer.")
    return asked


ROUTES = [web.get("/webhooks/rest/", status), web.post("/webhooks/rest/webhook", webhook)]
