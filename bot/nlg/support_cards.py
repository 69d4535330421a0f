"""Organisations as cards in the person's language."""

from __future__ import annotations

from datetime import datetime

from babel.dates import format_time, get_day_names

from bot.conversation.blocks import Block, OrganisationCard, PhoneLine
from bot.directory import LanguageFit, Match, OpeningState
from bot.directory.codes import ALL_NATIONS, LineKind
from bot.directory.search import MatchedPhone
from bot.nlg.speaker import Speaker
from bot.nlg.support_access import access_facts, access_lines

_URI_SCHEME = {LineKind.VOICE: "tel", LineKind.TEXT: "sms", LineKind.TEXTPHONE: "tel"}


def full_entry(speaker: Speaker, match: Match, now: datetime) -> tuple[Block, ...]:
    """The card and, under it, every question about status, the Home Office, public funds and names. For a page."""
    facts = access_facts(speaker, match.organisation)
    shown = _card(speaker, match, now, ())
    return (shown, facts) if facts else (shown,)


def card(speaker: Speaker, match: Match, now: datetime) -> OrganisationCard:
    """The card of one match, for a chat. now: aware, to say when a closed line opens."""
    return _card(speaker, match, now, access_lines(speaker, match.organisation))


def _card(speaker: Speaker, match: Match, now: datetime, access: tuple[str, ...]) -> OrganisationCard:
    organisation = match.organisation
    confidentiality = speaker.say(organisation.confidentiality) if organisation.confidentiality else ""
    return OrganisationCard(
        id=organisation.id,
        name=organisation.name,
        what=speaker.say(organisation.what),
        url=organisation.url,
        phones=tuple(_phone(speaker, phone, now) for phone in match.phones),
        languages=_languages(speaker, match),
        nations=_nations(speaker, match),
        confidentiality=" ".join(filter(None, (confidentiality, *access))),
        safety_note=speaker.say(organisation.safety_note) if organisation.safety_note else "",
        checked=_checked(speaker, match),
    )


def _checked(speaker: Speaker, match: Match) -> str:
    """When the entry was last checked; if that is long ago, that she should ask first."""
    key = "checked"
    if match.stale:
        key = "stale" if match.phones else "stale_website"
    return speaker.label(f"organisation.{key}", date=speaker.day(match.organisation.checked_on))


def _phone(speaker: Speaker, matched: MatchedPhone, now: datetime) -> PhoneLine:
    phone = matched.phone
    notes = [speaker.say(phone.note)] if phone.note else []
    if phone.freephone and phone.kind is LineKind.VOICE:
        notes.append(speaker.label("organisation.free"))
    if phone.kind is not LineKind.VOICE:
        notes.append(speaker.label(f"organisation.{phone.kind.value}"))
    return PhoneLine(
        display=phone.display,
        uri=f"{_URI_SCHEME[phone.kind]}:{phone.number}",
        label=speaker.say(phone.label),
        note=" · ".join(notes),
        opening=_opening(speaker, matched.opening, now),
    )


def _opening(speaker: Speaker, state: OpeningState, now: datetime) -> str:
    if state.always:
        return speaker.label("organisation.always")
    if state.open_now:
        if state.closes_at is None:
            return speaker.label("organisation.open_now")
        return speaker.label("organisation.open_until", time=_time(speaker, state.closes_at))
    if state.open_now is None or state.opens_at is None:
        return speaker.label("organisation.hours_unknown")
    day = get_day_names("wide", locale=speaker.language.locale)[state.opens_at.weekday()]
    return speaker.label("organisation.opens_at", day=day, time=_time(speaker, state.opens_at))


def _time(speaker: Speaker, value: datetime) -> str:
    return format_time(value, "short", tzinfo=value.tzinfo, locale=speaker.language.locale)


def _languages(speaker: Speaker, match: Match) -> str:
    """Which languages they answer in, and honestly if we do not know that they speak hers."""
    organisation = match.organisation
    names = [_language_name(speaker, code) for code in organisation.languages]
    parts = [speaker.label("organisation.languages", languages=speaker.listed(names)) + "."]
    if organisation.interpreters:
        parts.append(speaker.label("organisation.interpreters"))
    elif match.language is LanguageFit.UNKNOWN:
        parts.append(speaker.label("organisation.no_language", language=speaker.language.name))
    return " ".join(parts)


def _language_name(speaker: Speaker, code: str) -> str:
    """A language's name in the language spoken; Babel does not know sign languages."""
    key = f"language.{code}"
    if key in speaker.library.labels:
        return speaker.label(key)
    return speaker.language.locale.languages.get(code.replace("-", "_"), code)


def _nations(speaker: Speaker, match: Match) -> str:
    nations = match.organisation.nations
    places = ["uk"] if set(nations) == set(ALL_NATIONS) else [nation.value for nation in nations]
    names = [speaker.label(f"nation.{place}") for place in places]
    names += [area.replace("_", " ").replace("-", " ").title() for area in match.organisation.areas]
    return speaker.label("organisation.nations", places=speaker.listed(names))
