"""POST /api/messages: the same conversation as JSON, for the page's own script."""

from __future__ import annotations

from aiohttp import web

from bot.web import keys, messages, respond
from bot.web.body import read_json


async def answer(request: web.Request) -> web.Response:
    """`{language, message|choice, state}` to `{language, replies, state}`."""
    message = messages.from_json(await read_json(request), request.app[keys.LANGUAGES])
    found = await request.app[keys.SERVICE].answer(message)
    blocks = messages.blocks_of(found, request.app[keys.CATALOGS])
    return respond.data(
        request,
        {"language": found.language, "replies": [block.to_json() for block in blocks], "state": found.state},
    )


ROUTES = [web.post("/api/messages", answer)]
