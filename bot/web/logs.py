"""Keeps other people's loggers as quiet as ours.

aiohttp logs the bytes of a request it cannot parse and the address it came from; asyncio logs the representation of an
exception nobody fetched. Both may hold somebody's words, so these loggers are cut down to the type of the error and
lines of code. The access log, which holds addresses, browsers and languages, is dropped whatever started the server.
"""

from __future__ import annotations

import logging

from aiohttp import web

from bot.web.middlewares.errors import code_lines

LOGGERS = ("aiohttp.client", "aiohttp.internal", "aiohttp.server", "aiohttp.web", "aiohttp.websocket", "asyncio")


ACCESS_LOGGER = "aiohttp.access"


class NamesOnly(logging.Filter):
    """Replaces the text of a record; none is lost, so an operator still sees that something happens."""

    def filter(self, record: logging.LogRecord) -> bool:
        error = record.exc_info[1] if record.exc_info else None
        record.msg = "library_event logger=%s error=%s at=%s"
        record.args = (record.name, type(error).__name__ if error else "none", code_lines(error) if error else "")
        record.exc_info = record.exc_text = record.stack_info = None
        return True


class Nothing(logging.Filter):
    """Drops every record."""

    def filter(self, record: logging.LogRecord) -> bool:
        return False


async def quiet(app: web.Application) -> None:
    """Start-up step of the application; doing it twice changes nothing."""
    for name in LOGGERS:
        _add(logging.getLogger(name), NamesOnly())
    _add(logging.getLogger(ACCESS_LOGGER), Nothing())


def _add(logger: logging.Logger, wanted: logging.Filter) -> None:
    if not any(type(found) is type(wanted) for found in logger.filters):
        logger.addFilter(wanted)
