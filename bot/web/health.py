"""GET /healthz: whether this process answers. It says nothing about its version, its load or its visitors."""

from __future__ import annotations

from aiohttp import web

from bot.web import respond


async def health(request: web.Request) -> web.Response:
    return respond.data(request, {"status": "ok"})


ROUTES = [web.get("/healthz", health)]
