"""Answers as plain pages to read, print or show, without a conversation: fixed ones, every topic, every card.

`?beside=en` shows a second language beside the page's own: two people, one phone.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence

from aiohttp import web

from bot.conversation.blocks import Block
from bot.nlg.languages import Language
from bot.web import keys, respond
from bot.web.beside import paired
from bot.web.body import read_form
from bot.web.middlewares.headers import may_be_framed
from bot.web.paths import language_of

NAMES = ("data-sharing", "protocol", "routes", "support", "what-we-hold", "privacy", "danger")

Blocks = Callable[[str, bool], Sequence[Block]]
"""The blocks of a page in a language; whether each statement is a paragraph of its own."""


async def page(request: web.Request) -> web.Response:
    """One of the fixed pages."""
    name = request.path.rsplit("/", 1)[1]
    service = request.app[keys.SERVICE]
    return _shown(request, name, lambda code, apart: service.page(name, code, apart=apart))


async def topic(request: web.Request) -> web.Response:
    """Any answer of the content."""
    service = request.app[keys.SERVICE]
    slug = request.match_info["topic"]
    name = service.topics().get(slug)
    if name is None:
        raise web.HTTPNotFound
    return _shown(request, f"topics/{slug}", lambda code, apart: service.topic(name, code, apart=apart))


async def card(request: web.Request) -> web.Response:
    """One card to show. English stands on it already."""
    language = language_of(request)
    service = request.app[keys.SERVICE]
    name = request.match_info["card"]
    if name not in service.cards():
        raise web.HTTPNotFound
    blocks = service.card(name, language.code)
    text = request.app[keys.PAGES].render("card.html", language, blocks=blocks, name=f"cards/{name}")
    return respond.html(request, text)


async def held(request: web.Request) -> web.Response:
    """POST of the sealed state: what it says, in words, and the state again so that the conversation can go on."""
    language = language_of(request)
    state = (await read_form(request)).get("state", "")
    request[keys.STATE] = state
    blocks = request.app[keys.SERVICE].held(state or None, language.code)
    text = request.app[keys.PAGES].render(
        "held.html",
        language,
        blocks=blocks,
        name="what-we-hold",
        state=state,
        frame="?embed" if may_be_framed(request) else "",
    )
    return respond.html(request, text)


def _shown(request: web.Request, name: str, blocks_in: Blocks) -> web.Response:
    language = language_of(request)
    pages = request.app[keys.PAGES]
    wanted = request.query.get("beside")
    if wanted is None:
        blocks = blocks_in(language.code, False)
        return respond.html(request, pages.render("plain.html", language, blocks=blocks, name=name))
    other = request.app[keys.LANGUAGES].get(wanted)
    if other is None or other.code == language.code:
        raise web.HTTPNotFound
    pairs = [
        (pages.fragment(ours, language), pages.fragment(theirs, other))
        for ours, theirs in paired(_read(blocks_in, language), _read(blocks_in, other))
    ]
    return respond.html(request, pages.render("beside.html", language, pairs=pairs, name=name, other=other))


def _read(blocks_in: Blocks, language: Language) -> list[Block]:
    """What is to be read of a page, without its buttons."""
    return [block for block in blocks_in(language.code, True) if block.type != "choices"]


ROUTES = [
    *(web.get(f"/{{lang}}/{name}", page) for name in NAMES),
    web.post("/{lang}/what-we-hold", held),
    web.get("/{lang}/topics/{topic}", topic),
    web.get("/{lang}/cards/{card}", card),
]
