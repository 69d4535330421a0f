"""Reading the language from a path."""

from __future__ import annotations

from aiohttp import web

from bot.nlg.languages import Language
from bot.web import keys


def language_of(request: web.Request) -> Language:
    """The language the path names. Raises web.HTTPNotFound if we do not offer it."""
    language = request.app[keys.LANGUAGES].get(request.match_info["lang"])
    if language is None:
        raise web.HTTPNotFound
    return language


def language_or_source(request: web.Request) -> Language:
    """The language the path begins with, or English: for error pages, where the path may be anything."""
    first = request.path.split("/", 2)[1] if request.path.startswith("/") else ""
    return request.app[keys.LANGUAGES].get(first) or request.app[keys.PAGES].source
