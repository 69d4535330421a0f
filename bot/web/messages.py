"""From the fields of a form or of JSON to the message the conversation understands, and from its answer to blocks."""

from __future__ import annotations

from collections.abc import Mapping

from bot.conversation.blocks import Block, Paragraph, Tone
from bot.conversation.service import Answer, InboundMessage
from bot.errors import BadRequest
from bot.nlg.catalog import Catalogs
from bot.nlg.languages import Languages
from bot.web.tidy import tidy
from bot.web.wording import N_

SHOW = "/show"
"""The choice that shows the last answer again, used when the language is switched."""

# Translators: shown above an answer to someone who came back to a page left open for an hour or more.
STARTED_ANEW = N_("The page was open for a long time, so what was said before is gone. We start again from here.")


def from_form(fields: Mapping[str, str], language: str) -> InboundMessage:
    """A message from a form. A choice wins over text: the button is what she pressed."""
    choice = tidy(fields.get("choice", "")) or None
    text = tidy(fields.get("message", "")) or None
    return InboundMessage(
        language=language,
        text=None if choice else text,
        choice=choice,
        state=tidy(fields.get("state", "")) or None,
    )


def from_json(value: Mapping[str, object], languages: Languages) -> InboundMessage:
    """A message from `{language, message|choice, state}`. Raises BadRequest."""
    fields = {name: _text(value, name) for name in ("language", "message", "choice", "state")}
    if languages.get(fields["language"]) is None:
        raise BadRequest("The field language is missing or is not a language we offer.")
    message = from_form(fields, fields["language"])
    if is_empty(message):
        raise BadRequest("The field message or choice is missing or empty.")
    return message


def _text(value: Mapping[str, object], name: str) -> str:
    text = value.get(name)
    if text is None:
        return ""
    if not isinstance(text, str):
        raise BadRequest(f"The field {name} is not text.")
    return text


def is_empty(message: InboundMessage) -> bool:
    return message.text is None and message.choice is None


def asks_to_show_nothing(message: InboundMessage) -> bool:
    """Whether she switched the language before anything was said: there is no last answer to show."""
    return message.choice == SHOW and message.state is None


def blocks_of(answer: Answer, catalogs: Catalogs) -> tuple[Block, ...]:
    """The blocks of an answer, after a word of explanation if the conversation had to begin anew."""
    if not answer.fresh:
        return tuple(answer.blocks)
    text = catalogs.translate(answer.language, STARTED_ANEW)
    lang = catalogs.lang_of(answer.language, STARTED_ANEW)
    return Paragraph(text, Tone.CAUTION, None if lang == answer.language else lang), *answer.blocks
