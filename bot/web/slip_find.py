"""/{lang}/slip/find: what is under a code: whether it was opened, the answer, her own answer, and the end of it.

A wrong code, an expired one and that of a destroyed note get the same page, byte for byte, after the same time. After
the first page the code travels sealed.
"""

from __future__ import annotations

from collections.abc import Mapping

from aiohttp import web

from bot.engine.quiet import log
from bot.errors import EngineBusy, StoreUnavailable
from bot.handoff.codes import Code, read_code
from bot.handoff.handoff import MAX_ANSWER, Handoff, Kind
from bot.handoff.slip import one_line
from bot.nlg.languages import Language
from bot.web import keys, respond
from bot.web.body import read_form
from bot.web.middlewares.headers import may_be_framed
from bot.web.paths import language_of
from bot.web.slip_view import day_in_words, details_in, organisations_of, speaker_of
from bot.web.tidy import tidy

RETRY = {"Retry-After": "15"}


async def ask(request: web.Request) -> web.Response:
    """The field for a code."""
    _handoff(request)
    return _page(request, "slip_find.html", language_of(request), problem="")


async def look(request: web.Request) -> web.Response:
    """What is under a code, or the next step with one that was found."""
    language, handoff = language_of(request), _handoff(request)
    fields = await read_form(request)
    key, typed = fields.get("key", ""), fields.get("code", "")
    code = request.app[keys.SLIP_SEALS].open_code(key) if key else read_code(typed)
    if code is None:
        problem = "late" if key else "digits" if typed.strip() else ""
        return _page(request, "slip_find.html", language, problem=problem)
    try:
        match fields.get("step"):
            case "delete":
                return _page(request, "slip_delete.html", language, code, deleted=False)
            case "deleted":
                await handoff.destroy(code)
                return _page(request, "slip_delete.html", language, deleted=True)
            case "answer":
                return await _answer(request, handoff, language, code, fields)
            case _:
                return await _found(request, handoff, language, code, said=one_line(fields.get("text"), MAX_ANSWER))
    except (EngineBusy, StoreUnavailable) as error:
        busy = isinstance(error, EngineBusy)
        if not busy:
            log.error("waymark.handoff.not_read", error=type(error).__name__)
        kept = {name: tidy(fields[name]) for name in ("step", "text", "sure") if name in fields}
        return _page(request, "slip_wait.html", language, code, kept=kept, busy=busy, status=503, headers=RETRY)


async def _answer(
    request: web.Request, handoff: Handoff, language: Language, code: Code, fields: Mapping[str, str]
) -> web.Response:
    """Leave her answer; first with a warning if it says who somebody is."""
    said = one_line(fields.get("text"), MAX_ANSWER)
    if not said:
        return await _found(request, handoff, language, code, problem="empty")
    details = details_in(speaker_of(request, language), said)
    if details and fields.get("sure") != "1":
        return await _found(request, handoff, language, code, said=said, details=details)
    left = await handoff.answer(code, said)
    problem = "left" if left else "not_left"
    return await _found(request, handoff, language, code, said="" if left else said, problem=problem)


async def _found(
    request: web.Request,
    handoff: Handoff,
    language: Language,
    code: Code,
    *,
    said: str = "",
    details: str = "",
    problem: str = "",
) -> web.Response:
    mailbox = await handoff.look(code)
    if mailbox is None:
        return _page(request, "slip_find.html", language, problem="nothing")
    speaker = speaker_of(request, language)
    return _page(
        request,
        "slip_found.html",
        language,
        code,
        mailbox=mailbox,
        notes=[(note.kind.value, day_in_words(speaker, note.day), note.text) for note in mailbox.notes],
        opened=any(note.kind is Kind.OPENED for note in mailbox.notes),
        organisation=organisations_of([mailbox.organisation]).get(mailbox.organisation, ""),
        last_day=day_in_words(speaker, mailbox.expires_on),
        said=said,
        details=details,
        problem=problem,
        most=MAX_ANSWER,
    )


def _page(
    request: web.Request,
    template: str,
    language: Language,
    code: Code | None = None,
    *,
    status: int = 200,
    headers: Mapping[str, str] | None = None,
    **more: object,
) -> web.Response:
    text = request.app[keys.PAGES].render(
        template,
        language,
        key=request.app[keys.SLIP_SEALS].seal_code(code) if code else "",
        frame="?embed" if may_be_framed(request) else "",
        **more,
    )
    response = respond.html(request, text, status)
    response.headers.update(headers or {})
    return response


def _handoff(request: web.Request) -> Handoff:
    """Raises web.HTTPNotFound where there are no codes."""
    handoff = request.app[keys.HANDOFF]
    if handoff is None:
        raise web.HTTPNotFound
    return handoff


ROUTES = [web.get("/{lang}/slip/find", ask), web.post("/{lang}/slip/find", look)]
