"""Assembles the web application. Nothing is opened or started here."""

from __future__ import annotations

from typing import TYPE_CHECKING

from aiohttp import web

from bot.handoff.handoff import Handoff
from bot.nlg.catalog import Catalogs
from bot.nlg.languages import Languages
from bot.settings import Settings
from bot.web import (
    api,
    chat,
    health,
    keys,
    languages_page,
    leave,
    lists,
    logs,
    openreferral,
    picture,
    plain,
    rest,
    slip,
    slip_find,
    static,
)
from bot.web.assets import Assets
from bot.web.fallback import Fallback
from bot.web.middlewares import errors, flood, headers
from bot.web.pages import Pages
from bot.web.rest_memory import RestMemory
from bot.web.slip_seals import SlipSeals

if TYPE_CHECKING:
    from bot.conversation.service import ConversationService


def create_app(
    settings: Settings,
    service: ConversationService,
    languages: Languages,
    catalogs: Catalogs,
    handoff: Handoff | None = None,
) -> web.Application:
    """The application, ready to be run. handoff: where help notes are stored, if anywhere.

    Raises:
        ConfigurationError: a template or static file is missing.
    """
    assets = Assets.load()
    middlewares = [errors.middleware]
    if settings.flood:
        middlewares.append(flood.middleware(settings.flood, settings.client_header))
    app = web.Application(middlewares=middlewares, client_max_size=settings.max_body)
    app[keys.SETTINGS] = settings
    app[keys.SERVICE] = service
    app[keys.LANGUAGES] = languages
    app[keys.CATALOGS] = catalogs
    app[keys.ASSETS] = assets
    app[keys.PAGES] = Pages(settings, languages, catalogs, assets, codes=handoff is not None)
    app[keys.HANDOFF] = handoff
    app[keys.FALLBACK] = Fallback.prepare(languages, catalogs)
    app[keys.SLIP_SEALS] = SlipSeals(settings)
    app.on_startup.append(logs.quiet)
    app.on_response_prepare.append(headers.add_privacy_headers)
    # Fixed paths come before /{lang}, which would match them too.
    app.add_routes([*health.ROUTES, *leave.ROUTES, *static.ROUTES, *api.ROUTES])
    openreferral.setup(app, openreferral.published)
    if settings.rest_channel:
        app[keys.REST_MEMORY] = RestMemory()
        app.add_routes(rest.ROUTES)
    app.add_routes([*languages_page.ROUTES, *picture.ROUTES, *lists.ROUTES, *plain.ROUTES])
    app.add_routes([*slip.ROUTES, *slip_find.ROUTES, *chat.ROUTES])
    return app
