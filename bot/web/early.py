"""Answers about danger while the engine is still being loaded, which takes some seconds after every start.

A small application in a thread of its own, on the port that the real one takes over. Every other page says kindly that
it is too early; Meta's webhook is asked to bring its messages again. Nothing here imports Rasa.
"""

from __future__ import annotations

import asyncio
import socket
import threading
from collections.abc import Coroutine, Iterator
from contextlib import contextmanager
from datetime import datetime
from zoneinfo import ZoneInfo

from aiohttp import web

from bot.errors import EngineBusy
from bot.nlg.danger import danger_blocks
from bot.resources import Resources
from bot.settings import Settings
from bot.web import keys, leave, logs, respond, static
from bot.web.assets import Assets
from bot.web.fallback import Fallback, asked_by
from bot.web.middlewares import errors, headers
from bot.web.pages import Pages
from bot.web.paths import language_of

LONDON = ZoneInfo("Europe/London")
START_SECONDS = 10.0
LAST_SECONDS = 2.0
"""How long connections that were taken at the last moment have to send what they want."""
RESOURCES: web.AppKey[Resources] = web.AppKey("RESOURCES", Resources)


@contextmanager
def answering_danger(listener: socket.socket, settings: Settings, resources: Resources) -> Iterator[None]:
    """Answer on this socket while the body of the `with` runs. The socket stays open and goes on listening afterwards:
    who comes in between waits a moment and is answered by whoever serves next. Who came before is answered still."""
    # Not uvloop, which Rasa sets for everybody once it is imported: see bot/server.py.
    loop = asyncio.SelectorEventLoop()
    ready, ended = threading.Event(), asyncio.Event()
    serving = _serve(early_app(settings, resources), listener, ready, ended)
    threading.Thread(target=_run, args=(loop, serving), name="early", daemon=True).start()
    ready.wait(START_SECONDS)
    try:
        yield
    finally:
        loop.call_soon_threadsafe(ended.set)


def _run(loop: asyncio.AbstractEventLoop, serving: Coroutine) -> None:
    try:
        loop.run_until_complete(serving)
    finally:
        loop.close()


async def _serve(app: web.Application, listener: socket.socket, ready: threading.Event, ended: asyncio.Event) -> None:
    runner = web.AppRunner(app, access_log=None, keepalive_timeout=1.0, shutdown_timeout=1.0)
    await runner.setup()
    door = listener.dup()
    try:
        await web.SockSite(runner, door).start()
        ready.set()
        await ended.wait()
        # Take nobody else, but hear whoever was taken a moment ago: asyncio resets those when a server closes.
        asyncio.get_running_loop().remove_reader(door)
        await asyncio.sleep(LAST_SECONDS)
    finally:
        await runner.cleanup()


def early_app(settings: Settings, resources: Resources) -> web.Application:
    """The application that answers meanwhile."""
    app = web.Application(middlewares=[errors.middleware], client_max_size=settings.max_body)
    assets = Assets.load()
    app[RESOURCES] = resources
    app[keys.SETTINGS] = settings
    app[keys.LANGUAGES] = resources.languages
    app[keys.CATALOGS] = resources.catalogs
    app[keys.ASSETS] = assets
    app[keys.PAGES] = Pages(settings, resources.languages, resources.catalogs, assets)
    app[keys.FALLBACK] = Fallback.prepare(resources.languages, resources.catalogs)
    app.on_startup.append(logs.quiet)
    app.on_response_prepare.append(headers.add_privacy_headers)
    app.add_routes([*leave.ROUTES, *static.ROUTES, web.get("/{lang}/danger", _page), web.post("/api/messages", _api)])
    app.add_routes([web.post("/{lang}", _chat), web.route("*", "/{rest:.*}", _too_early)])
    return app


async def _page(request: web.Request) -> web.Response:
    language = language_of(request)
    blocks = _blocks(request, "emergency", language.code, page=True)
    return respond.html(request, request.app[keys.PAGES].render("plain.html", language, blocks=blocks, name="danger"))


async def _chat(request: web.Request) -> web.Response:
    asked = await asked_by(request)
    request[keys.STATE] = asked.state
    if asked.danger is None:
        raise EngineBusy("the engine is being loaded")
    language = language_of(request)
    text = request.app[keys.PAGES].render(
        "chat.html",
        language,
        blocks=_blocks(request, asked.danger, language.code),
        state=asked.state,
        greeting=False,
        nothing_said=False,
        frame="?embed" if headers.may_be_framed(request) else "",
    )
    return respond.html(request, text)


async def _api(request: web.Request) -> web.Response:
    asked = await asked_by(request)
    if asked.danger is None or request.app[keys.LANGUAGES].get(asked.language) is None:
        raise EngineBusy("the engine is being loaded")
    replies = [block.to_json() for block in _blocks(request, asked.danger, asked.language)]
    return respond.data(request, {"language": asked.language, "replies": replies, "state": asked.state})


async def _too_early(request: web.Request) -> web.Response:
    raise EngineBusy("the engine is being loaded")


def _blocks(request: web.Request, danger: str, language: str, *, page: bool = False):
    return danger_blocks(request.app[RESOURCES], danger, language, datetime.now(LONDON).date(), page=page)
