"""Puts the bridge together from settings."""

from __future__ import annotations

import asyncio
import os

from aiohttp import web

from bot.conversation.service import ConversationService
from bot.engine.engine import Engine
from bot.engine.quiet import log
from bot.handoff.handoff import Handoff
from bot.paths import CONTENT
from bot.privacy.keys import KeyRing, steady_time
from bot.privacy.sealed_state import StateSealer
from bot.privacy.tables import MemoryTable, RedisTable, Table, redis_client
from bot.settings import Settings
from bot.web.keys import FALLBACK
from bot.whatsapp import picture, webhook
from bot.whatsapp.bridge import Bridge
from bot.whatsapp.check import storage_step
from bot.whatsapp.conversations import IDLE_MINUTES, PURPOSE, Conversations
from bot.whatsapp.dialogue import Dialogue
from bot.whatsapp.seen import KEEP_SECONDS, SeenMessages
from bot.whatsapp.sender import Sender
from bot.whatsapp.settings import WhatsAppSettings
from bot.whatsapp.words import Words

CONVERSATION = "whatsapp conversation"


def add_bridge(
    app: web.Application,
    engine: Engine,
    settings: Settings,
    whatsapp: WhatsAppSettings,
    handoff: Handoff | None = None,
) -> Bridge:
    """Add the webhook and its bridge to the web application.

    Conversations and answered messages are in Redis if settings name one, in memory otherwise.
    Raises ContentError if the file of words is malformed.
    """
    memory, answered = _tables(settings)
    epoch, seed = settings.state_seed or (None, os.urandom(32))
    keys = KeyRing(seed, keep=max(IDLE_MINUTES * 60, KEEP_SECONDS), clock=steady_time, epoch=epoch)
    sealer = StateSealer(keys, PURPOSE, minutes=IDLE_MINUTES, clock=steady_time)
    service = ConversationService(
        engine,
        settings,
        purpose=CONVERSATION,
        minutes=IDLE_MINUTES,
        handoff=handoff,
        address=whatsapp.public_url,
    )
    words = Words.load(CONTENT / "whatsapp_words.yml")
    bridge = Bridge(
        Dialogue(service, engine.nlg, words, whatsapp.public_url, app[FALLBACK]),
        Conversations(memory, keys, sealer),
        SeenMessages(answered, keys),
        Sender(whatsapp),
        queue=settings.queue,
        show_reading=whatsapp.show_reading,
    )
    app[webhook.SETTINGS] = whatsapp
    app[webhook.BRIDGE] = bridge
    app.add_routes([*webhook.ROUTES, *picture.ROUTES])

    async def running(_: web.Application):
        await bridge.open()
        looking = asyncio.create_task(_look_at_storage(whatsapp))
        yield
        looking.cancel()
        await bridge.close()
        await memory.close()
        await answered.close()

    app.cleanup_ctx.append(running)
    return bridge


async def _look_at_storage(whatsapp: WhatsAppSettings) -> None:
    """Tell the operator once, at the start, if Meta keeps more than it must."""
    step = await storage_step(whatsapp)
    if step.state != "ok":
        log.warning("waymark.whatsapp.storage", outcome=f"{step.what}. {step.next}")


def _tables(settings: Settings) -> tuple[Table, Table]:
    if not settings.redis_url:
        return MemoryTable(), MemoryTable()
    return tuple(RedisTable(redis_client(settings.redis_url), prefix) for prefix in ("wa", "wa-seen"))
