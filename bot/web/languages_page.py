"""GET /: the languages, each in its own script."""

from __future__ import annotations

from aiohttp import web

from bot.web import keys, respond


async def languages(request: web.Request) -> web.Response:
    pages = request.app[keys.PAGES]
    return respond.html(request, pages.render("languages.html", pages.source))


ROUTES = [web.get("/", languages)]
