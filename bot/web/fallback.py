"""The last resort: a few sentences, made ready at the start, that need no engine, no content and no template.

They are shown where everything else has failed. Each is a text the translators have already (a test asks for it), and
below it stands the English one: whoever helps her reads that, and 999 answers in it.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from html import escape

from aiohttp import web

from bot.conversation.blocks import Paragraph, Tone
from bot.errors import BotError
from bot.nlg.catalog import Catalogs
from bot.nlg.danger import danger_of
from bot.nlg.languages import SOURCE, Languages
from bot.web import respond
from bot.web.body import read_form, read_json
from bot.web.links import with_calls

FAILED = "failed"
TEXTS = {
    "emergency": ("If you are in danger now, call 999. If you cannot speak, press 55 when asked.",),
    "self_harm": (
        "If you want to die or hurt yourself, you can call Samaritans free on 116 123, day or night. "
        "In danger now, call 999.",
    ),
    "device_unsafe": (
        'If someone may see this screen, press "Leave this page" now.',
        "If you are in danger now, call 999. If you cannot speak, press 55 when asked.",
    ),
    FAILED: (
        "Something went wrong here. It is not your fault. Please try again.",
        "If you are in danger now, call 999. If you cannot speak, press 55 when asked.",
    ),
}
"""What is said of each danger, and where something else failed."""
LEAVE, BACK = "Leave this page", "Go back to the conversation"


@dataclass(frozen=True, slots=True)
class Fallback:
    """texts: by language and then by English text; directions: "ltr" or "rtl" by language."""

    texts: Mapping[str, Mapping[str, str]]
    directions: Mapping[str, str]

    @classmethod
    def prepare(cls, languages: Languages, catalogs: Catalogs) -> Fallback:
        """Translate everything now. A language whose catalog cannot be read gets the English texts."""
        wanted = {LEAVE, BACK, *(text for group in TEXTS.values() for text in group)}
        texts = {language.code: _translated(catalogs, language.code, wanted) for language in languages}
        return cls(texts, {language.code: language.direction for language in languages})

    def blocks(self, kind: str, language: str) -> tuple[Paragraph, ...]:
        """The sentences in a language, as far as there are translations, then in English. kind: a key of TEXTS."""
        known = self.texts.get(language, {})
        own = [Paragraph(known[text], Tone.SAFETY) for text in TEXTS[kind] if text in known]
        foreign = None if language == SOURCE else SOURCE
        return (*own, *(Paragraph(text, Tone.SAFETY, foreign) for text in TEXTS[kind]))

    def page(self, kind: str, language: str, state: str = "") -> str:
        """The same as a whole page. state: the sealed state that a button carries back into the conversation."""
        if language not in self.directions:
            language = SOURCE
        said = "\n".join(_paragraph(block) for block in self.blocks(kind, language))
        back = _BACK.format(language=language, state=escape(state), text=self._word(BACK, language)) if state else ""
        return _PAGE.format(
            language=language,
            direction=self.directions.get(language, "ltr"),
            leave=self._word(LEAVE, language),
            said=said,
            back=back,
        )

    def _word(self, text: str, language: str) -> str:
        known = self.texts.get(language, {}).get(text)
        if known or language == SOURCE:
            return escape(known or text)
        return f'<span lang="en" dir="ltr">{escape(text)}</span>'


@dataclass(frozen=True, slots=True)
class Asked:
    """What a failed request was about. danger: one of DANGERS, or None."""

    language: str
    danger: str | None
    state: str


async def asked_by(request: web.Request) -> Asked:
    """Read a failed request once more; its body is in memory already."""
    first = request.path.split("/", 2)[1] if request.path.startswith("/") else ""
    if request.method == "GET" and request.path.endswith("/danger"):
        return Asked(first, "emergency", "")
    try:
        is_json = request.path.startswith("/api/")
        fields = await (read_json(request) if is_json else read_form(request)) if request.method == "POST" else {}
    except (BotError, web.HTTPException, OSError):
        return Asked(first, None, "")
    language, choice, state = (value if isinstance(value := fields.get(name), str) else "" for name in _FIELDS)
    return Asked(language or first, danger_of(choice.strip()), state.strip())


def danger_answer(request: web.Request, fallback: Fallback, asked: Asked) -> web.Response:
    """The prepared answer to a danger button or page: complete, so it is not an error to her browser."""
    return _answered(request, fallback, asked.danger or FAILED, asked, 200)


def failed_answer(request: web.Request, fallback: Fallback, asked: Asked, status: int) -> web.Response:
    """What is said where even the error page failed."""
    return _answered(request, fallback, FAILED, asked, status)


def _answered(request: web.Request, fallback: Fallback, kind: str, asked: Asked, status: int) -> web.Response:
    if not request.path.startswith("/api/"):
        return respond.html(request, fallback.page(kind, asked.language, asked.state), status)
    language = asked.language if asked.language in fallback.directions else SOURCE
    replies = [block.to_json() for block in fallback.blocks(kind, language)]
    return respond.data(request, {"language": language, "replies": replies, "state": asked.state}, status)


def _translated(catalogs: Catalogs, language: str, texts: set[str]) -> dict[str, str]:
    if language == SOURCE:
        return {}
    try:
        there = {text for text in texts if catalogs.lang_of(language, text) != SOURCE}
        return {text: catalogs.translate(language, text) for text in there}
    except BotError:
        return {}


def _paragraph(block: Paragraph) -> str:
    marked = f' lang="{block.lang}" dir="ltr"' if block.lang else ""
    return f'<p class="safety"{marked}>{with_calls(block.text)}</p>'


_FIELDS = ("language", "choice", "state")
_PAGE = """\
<!doctype html>
<html lang="{language}" dir="{direction}">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="referrer" content="no-referrer">
<title lang="en">Information</title>
<link rel="icon" href="data:,">
</head>
<body>
<p><a href="/leave" rel="nofollow noreferrer">{leave}</a></p>
<main>
{said}
</main>
{back}</body>
</html>
"""
_BACK = """\
<form method="post" action="/{language}" autocomplete="off">
<input type="hidden" name="state" value="{state}">
<button name="choice" value="/show">{text}</button>
</form>
"""
