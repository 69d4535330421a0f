"""Signing in and out, and joining by an invitation."""

from __future__ import annotations

import segno
from aiohttp import web

from bot.console.around import SIGN_IN, signed_in
from bot.console.console import CONSOLE
from bot.console.sessions import PATH, SESSION, check_token
from bot.errors import BadRequest, InvalidState
from bot.handoff.accounts import INVITATION_HOURS
from bot.handoff.passphrase import enrolment_uri, new_secret
from bot.handoff.workers import Invitation
from bot.web.body import read_form

SLIPS = f"{PATH}/slips"
JOIN = f"{PATH}/join/{{token}}"
ENROLMENT = "console enrolment"
ENROLMENT_MINUTES = 60
REFUSED = (
    "Not signed in. Organisation, name, passphrase or code is wrong, or the code was used already: wait for the next "
    "one. After five wrong codes, wait 15 minutes."
)


async def start(request: web.Request) -> web.Response:
    await signed_in(request)
    raise web.HTTPSeeOther(SLIPS)


async def sign_in_page(request: web.Request) -> web.Response:
    return _sign_in_page(request)


def _sign_in_page(request: web.Request, refused: str = "", status: int = 200, **typed: str) -> web.Response:
    console = request.app[CONSOLE]
    return console.pages.answer(
        request,
        "sign_in.html",
        status=status,
        organisations=sorted(console.organisations.items(), key=lambda item: item[1].casefold()),
        refused=refused,
        organisation=typed.get("organisation", ""),
        name=typed.get("name", ""),
    )


async def sign_in(request: web.Request) -> web.Response:
    console = request.app[CONSOLE]
    form = await read_form(request)
    organisation, name = form.get("organisation", ""), form.get("name", "")
    worker = None
    if organisation in console.handoff.recipients:
        worker = await console.accounts.sign_in(organisation, name, form.get("passphrase", ""), form.get("code", ""))
    if worker is None:
        return _sign_in_page(request, REFUSED, 403, organisation=organisation[:80], name=name[:80])
    response = web.Response(status=303, headers={"Location": SLIPS})
    request[SESSION] = console.sessions.begin(worker)
    return response


async def sign_out(request: web.Request) -> web.Response:
    console = request.app[CONSOLE]
    session = await console.sessions.find(request)
    form = await read_form(request)
    response = web.Response(status=303, headers={"Location": SIGN_IN})
    if session:
        check_token(session, form.get("token", ""))
        await console.sessions.end(request, response)
    return response


async def join_page(request: web.Request) -> web.Response:
    return await _join_page(request, new_secret())


async def join(request: web.Request) -> web.Response:
    console = request.app[CONSOLE]
    form = await read_form(request)
    token = request.match_info["token"]
    try:
        enrolment = console.enrolments.open(form.get("enrolment", ""))
    except InvalidState:
        return await _join_page(request, new_secret(), "The page was open too long. Scan the new picture.")
    secret = enrolment["secret"] if enrolment.get("token") == token else new_secret()
    if form.get("passphrase") != form.get("again"):
        return await _join_page(request, secret, "The two passphrases are not the same.")
    try:
        worker = await console.accounts.join(token, form.get("passphrase", ""), secret, form.get("code", ""))
    except BadRequest as error:
        return await _join_page(request, secret, str(error))
    if worker is None:
        raise no_invitation()
    return console.pages.answer(request, "joined.html", name=worker.name)


async def _join_page(request: web.Request, secret: str, refused: str = "") -> web.Response:
    """Raises BadRequest alike for an invitation that is used, withdrawn, too old or was never made."""
    console = request.app[CONSOLE]
    token = request.match_info["token"]
    invitation: Invitation | None = await console.accounts.invitation(token)
    if invitation is None or invitation.organisation not in console.organisations:
        raise no_invitation()
    organisation = console.organisations[invitation.organisation]
    uri = enrolment_uri(secret, invitation.name, organisation)
    return console.pages.answer(
        request,
        "join.html",
        status=400 if refused else 200,
        refused=refused,
        invitation=invitation,
        organisation=organisation,
        uri=uri,
        picture=segno.make(uri, error="m").svg_data_uri(scale=5, border=4, light="#fff"),
        secret=" ".join(secret[start : start + 4] for start in range(0, len(secret), 4)),
        enrolment=console.enrolments.seal({"token": token, "secret": secret}),
    )


def no_invitation() -> BadRequest:
    return BadRequest(
        f"This invitation was used or withdrawn, or is older than {INVITATION_HOURS} hours. Ask for a new one.", 404
    )


ROUTES = [
    web.get(PATH, start),
    web.get(SIGN_IN, sign_in_page),
    web.post(SIGN_IN, sign_in),
    web.post(f"{PATH}/sign-out", sign_out),
    web.get(JOIN, join_page),
    web.post(JOIN, join),
]
