"""GET /leave: gets the person away from here without scripts.

A redirect would do to leave, but pressing Back would show the conversation again from the browser's memory: Chromium
keeps `no-store` pages there. It drops them when a cookie of the site changes, so this answer sets one, empty of
meaning, that dies after a second. It is our only cookie. docs/decisions/web-history.md has the measurements.
"""

from __future__ import annotations

from aiohttp import web

from bot.web import keys, respond


async def leave(request: web.Request) -> web.Response:
    pages = request.app[keys.PAGES]
    response = respond.html(request, pages.render("leave.html", pages.source))
    secure = request.app[keys.SETTINGS].hsts
    response.set_cookie("gone", "1", path="/", max_age=1, secure=secure, httponly=True, samesite="Strict")
    return response


ROUTES = [web.get("/leave", leave)]
