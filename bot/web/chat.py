"""GET and POST /{lang}: the conversation as a page that needs no script.

The answer to a POST is the next page itself. Redirecting to a GET first is not possible: the sealed state would have to
be in the address, where browsers keep it, or on the server, where we keep nothing. docs/decisions/web-history.md has
the measurements.
"""

from __future__ import annotations

from collections.abc import Sequence

from aiohttp import web

from bot.conversation.blocks import Block
from bot.nlg.languages import Language
from bot.web import keys, messages, respond
from bot.web.body import read_form
from bot.web.middlewares.headers import may_be_framed
from bot.web.paths import language_of


async def start(request: web.Request) -> web.Response:
    """A new conversation."""
    language = language_of(request)
    return _opening(request, language)


async def say(request: web.Request) -> web.Response:
    """The answer to one message or one pressed button."""
    language = language_of(request)
    service = request.app[keys.SERVICE]
    message = messages.from_form(await read_form(request), language.code)
    request[keys.STATE] = message.state or ""
    if messages.asks_to_show_nothing(message):
        return _opening(request, language)
    if messages.is_empty(message):
        opening = service.opening(language.code)
        return _page(request, language, opening.blocks, state=message.state or opening.state, nothing_said=True)
    answer = await service.answer(message)
    blocks = messages.blocks_of(answer, request.app[keys.CATALOGS])
    answered_in = request.app[keys.LANGUAGES].get(answer.language) or language
    return _page(request, answered_in, blocks, state=answer.state)


def _opening(request: web.Request, language: Language) -> web.Response:
    opening = request.app[keys.SERVICE].opening(language.code)
    return _page(request, language, opening.blocks, state=opening.state, greeting=True)


def _page(
    request: web.Request,
    language: Language,
    blocks: Sequence[Block],
    *,
    state: str,
    greeting: bool = False,
    nothing_said: bool = False,
) -> web.Response:
    text = request.app[keys.PAGES].render(
        "chat.html",
        language,
        blocks=blocks,
        state=state,
        greeting=greeting,
        nothing_said=nothing_said,
        # Inside another site's frame every next page must be one that may be framed too.
        frame="?embed" if may_be_framed(request) else "",
    )
    return respond.html(request, text)


PATH = r"/{lang:(?!leave$|healthz$)[^{}/]+}"
"""Not the fixed paths: there, a wrong method is a wrong method and not an unknown language."""

ROUTES = [web.get(PATH, start), web.post(PATH, say)]
