"""The slips of an organisation: one page, and what its script asks. Everything that passes here is sealed.

Not found is one answer for a slip that never was, has expired, was destroyed or is another organisation's.
"""

from __future__ import annotations

import base64
import binascii
import re

from aiohttp import web

from bot.console.around import API, TOKEN_HEADER, script, signed_in
from bot.console.console import CONSOLE
from bot.console.sessions import Session
from bot.console.sign_in import SLIPS
from bot.errors import BadRequest
from bot.handoff import codes, envelope, key_file
from bot.handoff.handoff import MAX_ANSWER
from bot.handoff.organisations import fingerprint, public_text
from bot.handoff.workers import Action
from bot.web import respond
from bot.web.body import read_json

LOCATOR = re.compile(rf"[0-9a-f]{{{2 * codes.LOCATOR_BYTES}}}")
SEALED_LENGTH = 4 * -(-(envelope.NOTE_BYTES + envelope.OVERHEAD) // 3)
"""Of a sealed answer in base64."""


async def page(request: web.Request) -> web.Response:
    session = await signed_in(request)
    console = request.app[CONSOLE]
    recipient = console.handoff.recipients[session.worker.organisation]
    return console.pages.answer(
        request,
        "slips.html",
        session=session,
        organisation=console.organisations[session.worker.organisation],
        fingerprint=fingerprint(recipient.key),
        most=MAX_ANSWER,
        facts={
            "token": session.token,
            "tokenHeader": TOKEN_HEADER,
            "api": API,
            "publicKey": public_text(recipient.key),
            "salt": _text(await console.handoff.salt()),
            "code": {"digits": codes.DIGITS, "operations": codes.OPERATIONS, "memory": codes.MEMORY,
                     "locatorBytes": codes.LOCATOR_BYTES, "seedBytes": codes.SEED_BYTES},
            "keyKind": key_file.KIND,
            "noteBytes": envelope.NOTE_BYTES,
            "mostLetters": MAX_ANSWER,
            "sentences": dict(console.sentences),
        },
    )  # fmt: skip


async def waiting(request: web.Request) -> web.Response:
    session = await script(request)
    console = request.app[CONSOLE]
    slips = await console.handoff.waiting(session.worker.organisation)
    answered = await console.handoff.answered(slips)
    await console.accounts.note(session.worker, Action.LISTED)
    return respond.data(
        request,
        {
            "slips": [
                {
                    "locator": slip.locator,
                    "label": _text(slip.label or b""),
                    "until": slip.expires_on.isoformat(),
                    "answered": slip.locator in answered,
                }
                for slip in slips
            ]
        },
    )


async def open_slip(request: web.Request) -> web.Response:
    session = await script(request)
    console = request.app[CONSOLE]
    opened = await console.handoff.open(session.worker.organisation, _locator(await read_json(request)))
    await console.accounts.note(session.worker, Action.OPENED if opened else Action.NOT_FOUND)
    if opened is None:
        raise web.HTTPNotFound
    return respond.data(
        request,
        {
            "body": opened.body and _text(opened.body),
            "replyKey": _text(opened.reply_key),
            "notes": [_text(note) for note in opened.notes],
            "addressed": opened.addressed,
        },
    )


async def reply(request: web.Request) -> web.Response:
    session = await script(request)
    asked = await read_json(request)
    handoff = request.app[CONSOLE].handoff
    left = await handoff.reply(session.worker.organisation, _locator(asked), _sealed(asked))
    return await _done(request, session, Action.REPLIED if left else None)


async def empty(request: web.Request) -> web.Response:
    session = await script(request)
    asked = await read_json(request)
    closed = asked.get("closed")
    if not isinstance(closed, bool):
        raise BadRequest("closed must be true or false")
    handoff = request.app[CONSOLE].handoff
    emptied = await handoff.empty(session.worker.organisation, _locator(asked), closed=closed)
    action = Action.CLOSED if closed else Action.EMPTIED
    return await _done(request, session, action if emptied else None)


async def _done(request: web.Request, session: Session, action: Action | None) -> web.Response:
    """Note what was done, and say so. None: there is no such slip for them."""
    await request.app[CONSOLE].accounts.note(session.worker, action or Action.NOT_FOUND)
    if action is None:
        raise web.HTTPNotFound
    return respond.data(request, {"done": True})


def _locator(asked: dict[str, object]) -> str:
    locator = asked.get("locator")
    if not isinstance(locator, str) or not LOCATOR.fullmatch(locator):
        raise BadRequest("a locator is 32 hexadecimal digits")
    return locator


def _sealed(asked: dict[str, object]) -> bytes:
    sealed = asked.get("sealed")
    if not isinstance(sealed, str) or len(sealed) != SEALED_LENGTH:
        raise BadRequest("a sealed answer has one size only")
    try:
        return base64.b64decode(sealed, validate=True)
    except (binascii.Error, ValueError) as error:
        raise BadRequest("a sealed answer is base64") from error


def _text(value: bytes) -> str:
    return base64.b64encode(value).decode("ascii")


ROUTES = [
    web.get(SLIPS, page),
    web.post(f"{API}waiting", waiting),
    web.post(f"{API}open", open_slip),
    web.post(f"{API}reply", reply),
    web.post(f"{API}empty", empty),
]
