"""GET /s/{name}: the style sheet and the script."""

from __future__ import annotations

from aiohttp import web

from bot.web import keys


async def asset(request: web.Request) -> web.Response:
    found = request.app[keys.ASSETS].served(request.match_info["name"])
    if found is None:
        raise web.HTTPNotFound
    packed = "gzip" in request.headers.get("Accept-Encoding", "").lower()
    response = web.Response(body=found.packed if packed else found.body, content_type=found.content_type)
    response.charset = "utf-8"
    if packed:
        response.headers["Content-Encoding"] = "gzip"
    response.headers["Vary"] = "Accept-Encoding"
    response.headers["Cache-Control"] = "public, max-age=31536000, immutable"
    return response


ROUTES = [web.get("/s/{name}", asset)]
