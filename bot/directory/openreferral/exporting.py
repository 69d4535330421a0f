"""An organisation as an Open Referral service.

Only what people may read anyway goes out. The directory keeps no street address, and remarks for reviewers never leave
their files, so neither can be exported by mistake; a text that holds a postcode is refused when the directory is built.
The UK profile has no field for telephone numbers, languages or hours, so they are said again in `description`.
"""

from collections.abc import Iterator
from datetime import date
from typing import Any

from babel import Locale

from bot.directory.codes import LineKind
from bot.directory.freshness import is_stale
from bot.directory.models import Organisation
from bot.directory.openreferral.schedules import schedules_of
from bot.directory.openreferral.vocabulary import attribute, stable_id
from bot.directory.parts import Phone, Source

_ENGLISH = Locale("en")
_SIGN_LANGUAGES = {"bfi": "British Sign Language", "isg": "Irish Sign Language"}
_PHONE_TYPES = {LineKind.VOICE: "voice", LineKind.TEXT: "text", LineKind.TEXTPHONE: "textphone"}


def service_of(organisation: Organisation, today: date, stale_after: int) -> dict[str, Any]:
    """The service. An entry checked more than `stale_after` days ago is `inactive` and carries an alert.

    Raises `ValueError` for a proposal: what no person has checked is not published.
    """
    if organisation.checked_on is None:
        raise ValueError(f"{organisation.id} is not checked")
    key = stable_id(organisation.id)
    stale = is_stale(organisation.checked_on, today, stale_after)
    return _filled(
        {
            "id": key,
            "name": organisation.name,
            "description": " ".join(_in_words(organisation)),
            "url": organisation.url,
            "status": "inactive" if stale else "active",
            "assured_date": organisation.checked_on.isoformat(),
            "last_modified": f"{organisation.checked_on.isoformat()}T00:00:00Z",
            "alert": "This entry was not checked for some time. Ask the service first." if stale else None,
            "interpretation_services": "They use interpreters." if organisation.interpreters else None,
            "organization": {
                "id": stable_id(organisation.id, "organization"),
                "name": organisation.name,
                "description": organisation.what,
                "website": organisation.url,
            },
            "languages": [
                {"id": stable_id(organisation.id, "language", code), "name": language_name(code), "code": code}
                for code in organisation.languages
            ],
            "service_areas": [
                {"id": stable_id(organisation.id, "area", place), "name": _title(place)}
                for place in (*organisation.nations, *organisation.areas)
            ],
            "phones": [_phone(organisation, phone) for phone in organisation.phones],
            "schedules": [
                schedule
                for phone in organisation.phones
                if phone.hours
                for schedule in schedules_of(key, phone.hours, f"{phone.label}: {phone.display}")
            ],
            "attributes": [attribute(key, "service", *told) for told in _told(organisation)],
        }
    )


def language_name(code: str) -> str:
    """A language's name in English, or its code."""
    return _SIGN_LANGUAGES.get(code) or _ENGLISH.languages.get(code.replace("-", "_"), code)


def source_text(source: Source) -> str:
    """A source as one text: its address, and the date the page gives in brackets."""
    return f"{source.url} ({source.date})" if source.date else source.url


def _phone(organisation: Organisation, phone: Phone) -> dict[str, Any]:
    key = stable_id(organisation.id, "phone", phone.kind, phone.number)
    told: list[tuple[str, str, str | None]] = [("label", "", phone.label)]
    if phone.note:
        told.append(("note", "", phone.note))
    if phone.hours:
        told.append(("hours", "", phone.hours))
    if phone.freephone is not None:
        told.append(("freephone", _yes_no(phone.freephone), None))
    told += [("nation", nation.value, None) for nation in phone.nations]
    told.append(("source", "", source_text(Source(phone.source_url, phone.source_date))))
    return {
        "id": key,
        "number": phone.display,
        "type": _PHONE_TYPES[phone.kind],
        "description": f"{phone.label}. {phone.note}" if phone.note else phone.label,
        "attributes": [attribute(key, "phone", *item) for item in told],
    }


def _told(organisation: Organisation) -> Iterator[tuple[str, str, str | None]]:
    """Everything that has no field in Open Referral, as (kind, code, value)."""
    yield "id", "", organisation.id
    yield "summary", "", organisation.what
    yield from (("need", need.value, None) for need in organisation.needs)
    yield from (("group", group.value, None) for group in organisation.serves.groups)
    yield from (("community", community, None) for community in organisation.serves.communities)
    yield from (("nation", nation.value, None) for nation in organisation.nations)
    yield from (("area", area, None) for area in organisation.areas)
    for name in ("authority", "finder"):
        if getattr(organisation, name):
            yield name, "yes", None
    if organisation.interpreters is not None:
        yield "interpreters", _yes_no(organisation.interpreters), None
    yield "advice_regulated", organisation.advice_regulated.value, None
    for name, found in organisation.access.items():
        yield name, found.answer.value, found.source_url
    for name in ("confidentiality", "safety_note"):
        if text := getattr(organisation, name):
            yield name, "", text
    yield from (("source", "", source_text(source)) for source in organisation.sources)
    yield "confidence", organisation.confidence.value, None


def _in_words(organisation: Organisation) -> Iterator[str]:
    yield organisation.what
    for phone in organisation.phones:
        hours = f" ({phone.hours})" if phone.hours else ""
        yield f"{phone.label}: {phone.display}{hours}."
    yield f"Languages: {', '.join(map(language_name, organisation.languages))}."
    for text in (organisation.confidentiality, organisation.safety_note):
        if text:
            yield text


def _title(place: str) -> str:
    return place.replace("_", " ").replace("-", " ").title()


def _yes_no(value: bool) -> str:
    return "yes" if value else "no"


def _filled(service: dict[str, Any]) -> dict[str, Any]:
    """Without empty fields: Open Referral refuses null."""
    return {name: value for name, value in service.items() if value not in (None, [])}
