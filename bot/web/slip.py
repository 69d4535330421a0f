"""/{lang}/slip: the help note as pages that need no script: choose, read every word, then carry it.

The note travels in hidden fields of the form; nothing of it is kept here. It is stored only when she asks for a code,
sealed to whoever shall open it (bot/handoff).
"""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta

from aiohttp import web

from bot.directory import LanguageFit
from bot.directory.hours import LONDON
from bot.engine.quiet import log
from bot.errors import StoreUnavailable
from bot.handoff.codes import shown_code
from bot.handoff.slip import MAX_LINE, Slip
from bot.nlg.languages import Language
from bot.nlg.slip_blocks import help_card, slip_sentences, where_to_call, words_to_say
from bot.nlg.support_cards import card
from bot.web import keys, respond
from bot.web.body import read_fields
from bot.web.middlewares.headers import may_be_framed
from bot.web.paths import language_of
from bot.web.slip_draft import MOST_FIELDS, Draft, begun, read_draft
from bot.web.slip_seals import code_for, new_secret
from bot.web.slip_view import (
    DAYS_KEPT,
    day_in_words,
    details_in,
    form_options,
    organisations_of,
    speaker_of,
)


async def begin(request: web.Request) -> web.Response:
    """An empty form."""
    language = language_of(request)
    return _form(request, language, Draft(Slip(language=language.code)))


async def go_on(request: web.Request) -> web.Response:
    """The next page of a note, or the first one for somebody who comes from the conversation."""
    language = language_of(request)
    fields = await read_fields(request, MOST_FIELDS)
    draft = read_draft(fields, language.code, _recipients(request))
    request[keys.STATE] = draft.state
    if not draft.form:
        slots = request.app[keys.SERVICE].slots(draft.state or None)
        draft = begun(draft, slots.get("need"), slots.get("nation"))
    if draft.step == "form":
        return _form(request, language, draft)
    if draft.step == "preview" or not slip_sentences(speaker_of(request, language), draft.slip):
        return _preview(request, language, draft)
    if draft.step == "code" and request.app[keys.HANDOFF]:
        return await _code(request, language, draft)
    return _card(request, language, draft)


def _form(request: web.Request, language: Language, draft: Draft) -> web.Response:
    speaker = speaker_of(request, language)
    return _page(
        request,
        "slip.html",
        language,
        draft,
        options=form_options(speaker, draft.slip),
        organisations=organisations_of(_recipients(request)),
        most=MAX_LINE,
    )


def _preview(request: web.Request, language: Language, draft: Draft, *, late: bool = False) -> web.Response:
    """Every word of the note. late: the page before was open for too long to go on from it."""
    speaker = speaker_of(request, language)
    return _page(
        request,
        "slip_preview.html",
        language,
        draft,
        sentences=slip_sentences(speaker, draft.slip),
        details=details_in(speaker, draft.slip.line),
        organisation=organisations_of(_recipients(request)).get(draft.organisation or ""),
        choices_of_days=DAYS_KEPT,
        late=late,
    )


def _card(request: web.Request, language: Language, draft: Draft, *, unstored: bool = False) -> web.Response:
    """The note to show or to print. unstored: there should have been a code, and the store did not answer."""
    speaker = speaker_of(request, language)
    blocks = (help_card(speaker, draft.slip),)
    return _page(
        request, "slip_card.html", language, draft, blocks=blocks, unstored=unstored, status=503 if unstored else 200
    )


async def _code(request: web.Request, language: Language, draft: Draft) -> web.Response:
    secret = request.app[keys.SLIP_SEALS].open_form(draft.form)
    if secret is None:
        return _preview(request, language, draft, late=True)
    drawn = code_for(secret, draft.slip, draft.organisation, draft.days)
    try:
        code = await request.app[keys.HANDOFF].create(draft.slip, draft.organisation, days=draft.days, code=drawn)
    except StoreUnavailable as error:
        log.error("waymark.handoff.not_stored", error=type(error).__name__)
        return _card(request, language, draft, unstored=True)
    speaker = speaker_of(request, language)
    now = datetime.now(LONDON)
    match = where_to_call(speaker, draft.organisation, draft.slip.nation, now)
    return _page(
        request,
        "slip_code.html",
        language,
        draft,
        code=shown_code(code),
        say=(words_to_say(speaker, asks_interpreter=match is None or match.language is not LanguageFit.ANSWERS),),
        match=match,
        blocks=(card(speaker, match, now),) if match else (),
        organisations=organisations_of(_recipients(request)),
        last_day=day_in_words(speaker, speaker.today + timedelta(days=draft.days)),
    )


def _page(
    request: web.Request, template: str, language: Language, draft: Draft, *, status: int = 200, **more: object
) -> web.Response:
    seals = request.app[keys.SLIP_SEALS]
    form = seals.seal_form(seals.open_form(draft.form) or new_secret())
    text = request.app[keys.PAGES].render(
        template,
        language,
        draft=replace(draft, form=form),
        frame="?embed" if may_be_framed(request) else "",
        **more,
    )
    return respond.html(request, text, status)


def _recipients(request: web.Request) -> tuple[str, ...]:
    handoff = request.app[keys.HANDOFF]
    return tuple(handoff.recipients) if handoff else ()


ROUTES = [web.get("/{lang}/slip", begin), web.post("/{lang}/slip", go_on)]
