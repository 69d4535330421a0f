"""The phone-like page of the emulator and what it asks the emulator for."""

from __future__ import annotations

import asyncio
import contextlib
import json
from pathlib import Path
from typing import TYPE_CHECKING

from aiohttp import web

from bot.whatsapp.emulator import webhooks

if TYPE_CHECKING:
    from bot.whatsapp.emulator.emulator import Emulator

PAGE = Path(__file__).parent / "page"
FILES = {"/": "phone.html", "/phone.css": "phone.css", "/phone.js": "phone.js"}
TYPES = {".html": "text/html", ".css": "text/css", ".js": "text/javascript"}
POLICY = (
    "default-src 'none'; style-src 'self'; script-src 'self'; connect-src 'self'; img-src 'self' http: https: data:"
)


def add(app: web.Application, emulator: Emulator) -> None:
    """Add the page's routes."""

    async def people(_: web.Request) -> web.Response:
        return web.json_response(
            {
                "people": [
                    {"id": person.user_id, "name": person.name, "number": person.number} for person in emulator.people
                ],
                "kinds": list(webhooks.KINDS),
            }
        )

    async def send(request: web.Request) -> web.Response:
        try:
            wanted = await request.json()
            person = next(person for person in emulator.people if person.user_id == wanted["person"])
            if wanted.get("text"):
                await emulator.say(person, str(wanted["text"]))
            elif wanted.get("id"):
                await emulator.press(
                    person, str(wanted["id"]), str(wanted.get("title", "")), row=bool(wanted.get("row"))
                )
            else:
                await emulator.send(person, wanted["kind"])
        except (ValueError, KeyError, TypeError, StopIteration):
            return web.Response(status=400, text="person and text, id or kind")
        return web.Response(status=204)

    async def events(request: web.Request) -> web.StreamResponse:
        response = web.StreamResponse(headers={"Content-Type": "text/event-stream", "Cache-Control": "no-store"})
        await response.prepare(request)
        last = 0
        with contextlib.suppress(ConnectionResetError, asyncio.CancelledError):
            while True:
                for number, kind, what in list(emulator.events):
                    if number > last:
                        last = number
                        await response.write(f"event: {kind}\ndata: {json.dumps(what)}\n\n".encode())
                async with emulator.changed:
                    await emulator.changed.wait_for(lambda seen=last: emulator.events and emulator.events[-1][0] > seen)
        return response

    async def file(request: web.Request) -> web.Response:
        path = PAGE / FILES[request.path]
        return web.Response(
            body=path.read_bytes(),
            content_type=TYPES[path.suffix],
            charset="utf-8",
            headers={"Content-Security-Policy": POLICY, "Cache-Control": "no-store", "Referrer-Policy": "no-referrer"},
        )

    app.add_routes(
        [
            *(web.get(path, file) for path in FILES),
            web.get("/phone/people", people),
            web.post("/phone/send", send),
            web.get("/phone/events", events),
        ]
    )
