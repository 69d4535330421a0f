"""Who is signed in: a sealed cookie, and the number of the one good session beside the account.

The key that seals lives in memory only and is shared by all processes of the service, so a restart signs everybody out
and nothing of a session is stored. Removing a worker, signing out or signing in elsewhere ends a session at once,
because each request asks the file of accounts.
"""

from __future__ import annotations

import hmac
import secrets
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from aiohttp import web

from bot.errors import BadRequest, InvalidState
from bot.handoff.accounts import Accounts
from bot.handoff.workers import Role, Worker
from bot.privacy.sealed_state import StateSealer

COOKIE = "console"
PATH = "/console"
PURPOSE = "console session"
IDLE_MINUTES = 15
MOST_MINUTES = 8 * 60


@dataclass(frozen=True, slots=True)
class Session:
    """token: proves that a form or script is of our own page; began: minutes since 1970."""

    worker: Worker
    token: str = field(repr=False)
    began: int

    @property
    def manages(self) -> bool:
        return self.worker.role is Role.MANAGER


SESSION: web.RequestKey[Session] = web.RequestKey("SESSION", Session)
"""Where a handler leaves the session it found, so that the answer renews the cookie."""


class Sessions:
    """sealer: opens for IDLE_MINUTES what it sealed; clock: seconds since 1970; secure: the cookie goes over HTTPS
    only."""

    def __init__(self, sealer: StateSealer, accounts: Accounts, clock: Callable[[], float], *, secure: bool) -> None:
        self._sealer = sealer
        self._accounts = accounts
        self._clock = clock
        self.secure = secure

    def begin(self, worker: Worker) -> Session:
        return Session(worker, secrets.token_hex(16), int(self._clock() // 60))

    async def find(self, request: web.Request) -> Session | None:
        """The session of a request; None if there is none, or it has ended."""
        try:
            kept: dict[str, Any] = self._sealer.open(request.cookies.get(COOKIE, ""))
        except InvalidState:
            return None
        if self._clock() // 60 - kept["began"] > MOST_MINUTES:
            return None
        worker = await self._accounts.find(kept["organisation"], kept["name"])
        if worker is None or worker.session != kept["session"]:
            return None
        session = Session(worker, kept["token"], kept["began"])
        request[SESSION] = session
        return session

    def keep(self, response: web.StreamResponse, session: Session) -> None:
        """Give the browser a cookie that is good for another IDLE_MINUTES."""
        sealed = self._sealer.seal(
            {
                "organisation": session.worker.organisation,
                "name": session.worker.name,
                "session": session.worker.session,
                "token": session.token,
                "began": session.began,
            }
        )
        response.set_cookie(COOKIE, sealed, path=PATH, httponly=True, samesite="Strict", secure=self.secure)

    async def end(self, request: web.Request, response: web.StreamResponse) -> None:
        session = request.pop(SESSION, None)
        if session:
            await self._accounts.sign_out(session.worker)
        response.del_cookie(COOKIE, path=PATH, httponly=True, samesite="Strict", secure=self.secure)


def check_token(session: Session, given: str) -> None:
    """Raises BadRequest (403) if a form or script is not of our own page."""
    if not hmac.compare_digest(given.encode("utf-8", "replace"), session.token.encode()):
        raise BadRequest("This page is too old. Load it again.", 403)
