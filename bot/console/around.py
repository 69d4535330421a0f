"""What happens around every page of the console: errors, headers, and the renewed cookie. Other pages pass through."""

from __future__ import annotations

from aiohttp import web
from aiohttp.typedefs import Handler

from bot.console.console import CONSOLE
from bot.console.sessions import PATH, SESSION, Session, check_token
from bot.engine.quiet import log
from bot.errors import EngineBusy, StoreUnavailable
from bot.web import respond
from bot.web.middlewares.errors import Problem, code_lines, problem_of
from bot.web.middlewares.headers import CONTENT_SECURITY_POLICY

SIGN_IN = f"{PATH}/sign-in"
API = f"{PATH}/api/"
TOKEN_HEADER = "X-Console-Token"
POLICY = CONTENT_SECURITY_POLICY.replace(
    # libsodium is WebAssembly: this lets it be compiled, and still no text be run as a script.
    "script-src 'self'",
    "script-src 'self' 'wasm-unsafe-eval'",
)
UNAVAILABLE = Problem(503, "unavailable", "Notes cannot be read or written at this moment.", {"Retry-After": "30"})
BUSY = Problem(503, "busy", "Too many are trying to sign in. Try again in a minute.", {"Retry-After": "60"})
FAILED = Problem(500, "failed", "Something went wrong. Try again.", {})
SIGNED_OUT = Problem(401, "signed_out", "You are signed out. Sign in again.", {})


@web.middleware
async def middleware(request: web.Request, handler: Handler) -> web.StreamResponse:
    if request.path != PATH and not request.path.startswith(f"{PATH}/"):
        return await handler(request)
    try:
        response = await handler(request)
    except web.HTTPSeeOther as elsewhere:
        elsewhere.headers["Content-Security-Policy"] = POLICY
        raise
    except Exception as error:
        response = _answer(request, _problem(error))
    response.headers["Content-Security-Policy"] = POLICY
    if session := request.get(SESSION):
        request.app[CONSOLE].sessions.keep(response, session)
    return response


def _problem(error: Exception) -> Problem:
    match error:
        case StoreUnavailable():
            return UNAVAILABLE
        case EngineBusy():
            return BUSY
        case web.HTTPUnauthorized():
            return SIGNED_OUT
    problem = problem_of(error)
    if problem is None:
        log.error("waymark.console.failed", error=type(error).__name__, where=code_lines(error))
    return problem or FAILED


def _answer(request: web.Request, problem: Problem) -> web.Response:
    if request.path.startswith(API):
        value = {"error": problem.kind, "message": problem.message}
        return respond.data(request, value, problem.status, problem.headers)
    response = request.app[CONSOLE].pages.answer(
        request, "message.html", status=problem.status, title="This did not work", message=problem.message
    )
    response.headers.update(problem.headers)
    return response


async def signed_in(request: web.Request) -> Session:
    """The session of a request for a page. Raises web.HTTPSeeOther to the page where one signs in."""
    session = await _session(request)
    if session is None:
        raise web.HTTPSeeOther(SIGN_IN)
    return session


async def manager(request: web.Request) -> Session:
    """The session of a manager. Raises web.HTTPForbidden for others, web.HTTPSeeOther if nobody is signed in."""
    session = await signed_in(request)
    if not session.manages:
        raise web.HTTPForbidden
    return session


async def script(request: web.Request) -> Session:
    """The session of a request by the page's script. Raises web.HTTPUnauthorized, or BadRequest for a forged one."""
    session = await _session(request)
    if session is None:
        raise web.HTTPUnauthorized
    check_token(session, request.headers.get(TOKEN_HEADER, ""))
    return session


async def _session(request: web.Request) -> Session | None:
    console = request.app[CONSOLE]
    session = await console.sessions.find(request)
    # An organisation that is no longer trusted has no list, whoever still has an account.
    return session if session and session.worker.organisation in console.handoff.recipients else None
