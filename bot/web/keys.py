"""Typed names of what the application carries."""

from __future__ import annotations

from typing import TYPE_CHECKING

from aiohttp import web

from bot.handoff.handoff import Handoff
from bot.nlg.catalog import Catalogs
from bot.nlg.languages import Languages
from bot.settings import Settings
from bot.web.assets import Assets
from bot.web.fallback import Fallback
from bot.web.pages import Pages
from bot.web.slip_seals import SlipSeals

if TYPE_CHECKING:
    # Both import Rasa, which bot/web/early.py does not wait for.
    from bot.conversation.service import ConversationService
    from bot.web.rest_memory import RestMemory

SETTINGS: web.AppKey[Settings] = web.AppKey("SETTINGS", Settings)
SERVICE: web.AppKey[ConversationService] = web.AppKey("SERVICE", object)  # type: ignore[arg-type]
LANGUAGES: web.AppKey[Languages] = web.AppKey("LANGUAGES", Languages)
CATALOGS: web.AppKey[Catalogs] = web.AppKey("CATALOGS", Catalogs)
ASSETS: web.AppKey[Assets] = web.AppKey("ASSETS", Assets)
PAGES: web.AppKey[Pages] = web.AppKey("PAGES", Pages)
FALLBACK: web.AppKey[Fallback] = web.AppKey("FALLBACK", Fallback)
HANDOFF: web.AppKey[Handoff | None] = web.AppKey("HANDOFF", object)  # type: ignore[arg-type]
REST_MEMORY: web.AppKey[RestMemory] = web.AppKey("REST_MEMORY", object)  # type: ignore[arg-type]
SLIP_SEALS: web.AppKey[SlipSeals] = web.AppKey("SLIP_SEALS", SlipSeals)

STATE: web.RequestKey[str] = web.RequestKey("STATE", str)
"""Where a handler leaves the sealed state it received, so that an error page can carry it on."""
