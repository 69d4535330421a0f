"""For managers: who may sign in, and what was done."""

from __future__ import annotations

from aiohttp import web

from bot.console.around import manager
from bot.console.console import CONSOLE
from bot.console.sessions import PATH, Session, check_token
from bot.errors import BadRequest
from bot.handoff.accounts import INVITATION_HOURS, TRAIL_DAYS
from bot.handoff.workers import Action, Role
from bot.web.body import read_form

PEOPLE = f"{PATH}/people"
SAID = {
    Action.SIGNED_IN: "signed in",
    Action.SIGN_IN_FAILED: "could not sign in",
    Action.SIGNED_OUT: "signed out",
    Action.LISTED: "looked at the list",
    Action.OPENED: "opened a note",
    Action.NOT_FOUND: "asked for a note that is not there",
    Action.REPLIED: "answered",
    Action.EMPTIED: "removed a note that was to be read once",
    Action.CLOSED: "closed a note",
    Action.WORKER_INVITED: "invited",
    Action.WORKER_JOINED: "joined",
    Action.WORKER_REMOVED: "removed",
}


async def people(request: web.Request) -> web.Response:
    return await _people(request, await manager(request))


async def _people(
    request: web.Request, session: Session, link: str = "", refused: str = "", removing: str = ""
) -> web.Response:
    console = request.app[CONSOLE]
    organisation = session.worker.organisation
    return console.pages.answer(
        request,
        "people.html",
        session=session,
        status=400 if refused else 200,
        workers=await console.accounts.workers(organisation),
        invited=await console.accounts.invited(organisation),
        link=link,
        hours=INVITATION_HOURS,
        refused=refused,
        removing=removing,
    )


async def change(request: web.Request) -> web.Response:
    """Invite, ask whether to remove, or remove."""
    session = await manager(request)
    form = await read_form(request)
    check_token(session, form.get("token", ""))
    accounts = request.app[CONSOLE].accounts
    organisation, by = session.worker.organisation, session.worker.name
    if name := form.get("remove"):
        if name.casefold() == by.casefold():
            return await _people(request, session, refused="You cannot remove yourself. Ask another manager.")
        if form.get("sure") != "yes":
            return await _people(request, session, removing=name[:80])
        await accounts.remove(organisation, name, by=by)
        return web.Response(status=303, headers={"Location": PEOPLE})
    role = Role.MANAGER if form.get("role") == Role.MANAGER.value else Role.WORKER
    try:
        token = await accounts.invite(organisation, form.get("name", ""), role, by=by)
    except BadRequest as error:
        return await _people(request, session, refused=str(error))
    # Behind a proxy the request itself came by plain HTTP.
    scheme = "https" if request.app[CONSOLE].sessions.secure else request.scheme
    return await _people(request, session, link=f"{scheme}://{request.host}{PATH}/join/{token}")


async def trail(request: web.Request) -> web.Response:
    session = await manager(request)
    console = request.app[CONSOLE]
    traces = await console.accounts.trail(session.worker.organisation)
    return console.pages.answer(request, "trail.html", session=session, traces=traces, said=SAID, days=TRAIL_DAYS)


ROUTES = [web.get(PEOPLE, people), web.post(PEOPLE, change), web.get(f"{PATH}/trail", trail)]
