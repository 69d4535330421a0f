"""GET /{lang}/doors.svg: the picture of who passes what on."""

from __future__ import annotations

from aiohttp import web

from bot.web import keys
from bot.web.paths import language_of

POLICY = "default-src 'none'; style-src 'unsafe-inline'"
"""A picture may style itself and do nothing else, even when opened on its own."""


async def doors(request: web.Request) -> web.Response:
    language = language_of(request)
    svg = request.app[keys.SERVICE].doors_svg(language.code)
    return web.Response(body=svg, content_type="image/svg+xml", headers={"Content-Security-Policy": POLICY})


ROUTES = [web.get("/{lang}/doors.svg", doors)]
