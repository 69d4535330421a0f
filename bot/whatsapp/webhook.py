"""GET and POST /webhooks/whatsapp: the check when it is set up, and the messages.

A POST is answered before its messages are; Meta wants that at once. Nothing of a request that is not signed is read.
"""

from __future__ import annotations

import asyncio
import hmac
import json

from aiohttp import web

from bot.whatsapp.bridge import Bridge
from bot.whatsapp.payloads import received
from bot.whatsapp.settings import WhatsAppSettings
from bot.whatsapp.signature import HEADER, is_signed

PATH = "/webhooks/whatsapp"
MAX_BODY = 3 * 1024 * 1024
"""Meta's batches can be this large."""
BODY_SECONDS = 10.0

SETTINGS: web.AppKey[WhatsAppSettings] = web.AppKey("WHATSAPP_SETTINGS", WhatsAppSettings)
BRIDGE: web.AppKey[Bridge] = web.AppKey("WHATSAPP_BRIDGE", Bridge)


async def verify(request: web.Request) -> web.Response:
    """Repeat Meta's challenge if it knows our word."""
    expected = request.app[SETTINGS].verify_token.encode()
    given = request.query.get("hub.verify_token", "").encode("utf-8", "replace")
    challenge = request.query.get("hub.challenge", "")
    known = hmac.compare_digest(expected, given)
    if not known or request.query.get("hub.mode") != "subscribe" or not (challenge.isascii() and challenge.isalnum()):
        return web.Response(status=403)
    return web.Response(text=challenge)


async def receive(request: web.Request) -> web.Response:
    """Take signed messages: 200 at once, 401 unsigned, 503 while there is no room, so that Meta brings them again."""
    body = await _read(request)
    if body is None:
        return web.Response(status=413)
    if not is_signed(body, request.headers.get(HEADER), request.app[SETTINGS].app_secret):
        return web.Response(status=401)
    bridge = request.app[BRIDGE]
    if not bridge.has_room:
        return web.Response(status=503, headers={"Retry-After": "5"})
    try:
        payload = json.loads(body)
    except (ValueError, RecursionError):
        # It is signed, so it is Meta's; it would be brought again for a week.
        return web.Response()
    bridge.take(received(payload, request.app[SETTINGS].phone_number_id))
    return web.Response()


async def _read(request: web.Request) -> bytes | None:
    """The raw body, or None if it is larger than Meta's are or too slow. The limit for pages does not hold here."""
    if request.content_length is not None and request.content_length > MAX_BODY:
        return None
    parts, size = [], 0
    try:
        async with asyncio.timeout(BODY_SECONDS):
            async for part in request.content.iter_any():
                size += len(part)
                if size > MAX_BODY:
                    return None
                parts.append(part)
    except TimeoutError:
        return None
    return b"".join(parts)


ROUTES = [web.get(PATH, verify, allow_head=False), web.post(PATH, receive)]
