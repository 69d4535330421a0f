"""Turns errors into calm answers. The outermost middleware: whatever any handler raises ends here.

A person gets a page in her language with the emergency number; the page's script gets JSON. Where a danger button or
page failed, or the error page itself, there are prepared texts that cannot fail (bot/web/fallback.py). The log gets the
type of an unexpected error and the lines of code it passed through, never its message or any local variable: both may
hold words that somebody typed.
"""

from __future__ import annotations

import traceback
from dataclasses import dataclass
from pathlib import PurePath

from aiohttp import web
from aiohttp.typedefs import Handler

from bot.engine.quiet import log
from bot.errors import BadRequest, EngineBusy, InvalidState, TooManyRequests
from bot.web import fallback, keys, respond
from bot.web.paths import language_or_source

JSON_PATHS = ("/api/", "/webhooks/", "/healthz")


@dataclass(frozen=True, slots=True)
class Problem:
    """kind: what error.html and JSON call it."""

    status: int
    kind: str
    message: str
    headers: dict[str, str]


@web.middleware
async def middleware(request: web.Request, handler: Handler) -> web.StreamResponse:
    try:
        return await handler(request)
    except Exception as error:
        problem = problem_of(error)
        if problem is None:
            if isinstance(error, web.HTTPException):  # a redirect or the like
                raise
            log.error("waymark.web.failed", error=type(error).__name__, where=code_lines(error))
            asked = await fallback.asked_by(request)
            if asked.danger:
                return fallback.danger_answer(request, request.app[keys.FALLBACK], asked)
            problem = Problem(500, "failed", "Something went wrong.", {})
    try:
        return _answer(request, problem)
    except Exception as error:
        log.error("waymark.web.page_failed", error=type(error).__name__, where=code_lines(error))
        asked = await fallback.asked_by(request)
        return fallback.failed_answer(request, request.app[keys.FALLBACK], asked, problem.status)


def problem_of(error: Exception) -> Problem | None:
    """What to say about an expected error, or None."""
    match error:
        case EngineBusy():
            return Problem(
                503, "busy", "Too many messages are waiting. Try again in a few seconds.", {"Retry-After": "5"}
            )
        case TooManyRequests():
            return Problem(429, "busy", "Too many requests. Try again in a minute.", {"Retry-After": "60"})
        case InvalidState():
            return Problem(400, "bad_request", "The state cannot be read.", {})
        case BadRequest(status=status):
            return Problem(status, "bad_request", str(error), {})
        case web.HTTPNotFound():
            return Problem(404, "not_found", "There is nothing at this address.", {})
        case web.HTTPMethodNotAllowed():
            return Problem(405, "method_not_allowed", "This address cannot do that.", {"Allow": error.headers["Allow"]})
        case web.HTTPRequestEntityTooLarge():
            return Problem(413, "too_large", "The message is too long.", {})
        case web.HTTPException(status=status) if 400 <= status < 500:
            return Problem(status, "bad_request", "The request cannot be read.", {})
    return None


def code_lines(error: BaseException) -> str:
    """Where an error passed through, innermost last, such as "chat.py:40 service.py:112"."""
    return " ".join(
        f"{PurePath(frame.filename).name}:{frame.lineno}" for frame in traceback.extract_tb(error.__traceback__)
    )


def _answer(request: web.Request, problem: Problem) -> web.Response:
    if request.path.startswith(JSON_PATHS):
        value = {"error": problem.kind, "message": problem.message}
        return respond.data(request, value, problem.status, problem.headers)
    text = request.app[keys.PAGES].render(
        "error.html", language_or_source(request), kind=problem.kind, state=request.get(keys.STATE, "")
    )
    response = respond.html(request, text, problem.status)
    response.headers.update(problem.headers)
    return response
