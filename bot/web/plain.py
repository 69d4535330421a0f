"""GET /{lang}/data-sharing and the other answers as plain pages to read or print, without a conversation."""

from __future__ import annotations

from aiohttp import web

from bot.web import keys, respond
from bot.web.paths import language_of

NAMES = ("data-sharing", "protocol", "routes", "support", "what-we-hold", "privacy", "danger")


async def page(request: web.Request) -> web.Response:
    language = language_of(request)
    name = request.path.rsplit("/", 1)[1]
    blocks = request.app[keys.SERVICE].page(name, language.code)
    return respond.html(request, request.app[keys.PAGES].render("plain.html", language, blocks=blocks, name=name))


ROUTES = [web.get(f"/{{lang}}/{name}", page) for name in NAMES]
