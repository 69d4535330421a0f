"""A service of Open Referral as a proposal: an entry for a YAML file that nobody has checked.

Nothing is guessed. What has no place in an entry, or is said in somebody else's words, becomes a remark for the person
who checks it. Street addresses are dropped, and telephone numbers without a source are left out.
"""

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any, NoReturn

from babel import Locale

from bot.directory.access import QUESTIONS
from bot.directory.codes import ALL_NATIONS, Nation
from bot.directory.openreferral.proposed_phones import ProposedPhones
from bot.directory.openreferral.refused import Refused, plain, source_of
from bot.directory.openreferral.vocabulary import Attribute, read_attributes
from bot.directory.safe_text import markup_problem, names_an_address, without_formatting

MOST_NOTE = 1500
_FIRST_SENTENCE = re.compile(r".+?[.!?](?=\s|$)")
_MOST_WHAT = 300
_PLACES = {
    "england": (Nation.ENGLAND,),
    "wales": (Nation.WALES,),
    "scotland": (Nation.SCOTLAND,),
    "northern ireland": (Nation.NORTHERN_IRELAND,),
    "england and wales": (Nation.ENGLAND, Nation.WALES),
    "great britain": (Nation.ENGLAND, Nation.WALES, Nation.SCOTLAND),
    "uk": ALL_NATIONS,
    "united kingdom": ALL_NATIONS,
}
_IN_WORDS = (
    "application_process", "eligibility_description", "fees_description", "interpretation_services", "accreditations",
    "alert",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Origin:
    """url: the public address it was read at or the operator named, which becomes the source; None: not known."""

    url: str | None


@dataclass(slots=True)
class Proposal:
    """entry: the fields of the YAML file; notes: what was left out or needs a look, for the report."""

    entry: dict[str, Any]
    notes: list[str] = field(default_factory=list)


def proposal_of(service: Mapping[str, Any], origin: Origin) -> Proposal:
    """The proposal of a service that fits the schema. Raises `Refused`."""
    if service["status"] == "defunct":
        raise Refused("status: the service is defunct")
    told = _Told(list(read_attributes(service.get("attributes", []))))
    notes: list[str] = []
    name = plain("name", service["name"], most=120) or _missing("name")
    phones = ProposedPhones(service, origin.url)
    entry = {
        "id": told.value("id") or slug(name),
        "name": name,
        "what": plain("description", told.value("summary") or _first_sentence(service)),
        "url": service.get("url") or service.get("organization", {}).get("website") or _missing("url"),
        "phones": phones.entries,
        "needs": told.codes("need"),
        "serves": {"groups": told.codes("group") or ["all"], "communities": told.codes("community")},
        "languages": _languages(service, notes),
        "interpreters": {"yes": True, "no": False}.get(told.code("interpreters") or ""),
        "nations": told.codes("nation") or _nations(service, notes),
        "areas": told.codes("area"),
        "authority": told.code("authority") == "yes",
        "finder": told.code("finder") == "yes",
        "advice_regulated": told.code("advice_regulated") or "unknown",
        **{name: _answer(told, name) for name in QUESTIONS},
        "confidentiality": plain("confidentiality", told.value("confidentiality")),
        "safety_note": plain("safety_note", told.value("safety_note")),
        "sources": _sources(told, origin),
        "checked_on": None,
        "confidence": told.code("confidence") or "medium",
    }
    if _has_address(service):
        notes.append("Its street addresses were left out.")
    notes += phones.notes
    entry["internal_note"] = _note(service, told, notes)
    return Proposal(entry, notes)


def slug(name: str) -> str:
    """An id for an entry: `St Ann's, Help` becomes `st-ann-s-help`. Raises `Refused` if no letter is left."""
    made = re.sub(r"[^a-z0-9]+", "-", name.casefold())[:60].strip("-")
    if not made:
        raise Refused("name: has no Latin letter to make an id of")
    return made


@dataclass(frozen=True, slots=True)
class _Told:
    """What a service says in this project's own taxonomy."""

    attributes: list[Attribute]

    def _all(self, kind: str, read: Callable[[Attribute], str | None]) -> list[str]:
        return [found for item in self.attributes if item.kind == kind and (found := read(item))]

    def codes(self, kind: str) -> list[str]:
        return list(dict.fromkeys(self._all(kind, lambda item: item.code)))

    def code(self, kind: str) -> str | None:
        return next(iter(self.codes(kind)), None)

    def values(self, kind: str) -> list[str]:
        return self._all(kind, lambda item: item.value)

    def value(self, kind: str) -> str | None:
        return next(iter(self.values(kind)), None)


def _missing(field: str) -> NoReturn:
    raise Refused(f"{field}: is missing")


def _first_sentence(service: Mapping[str, Any]) -> str:
    """The first sentence of the description; the whole of it goes to the person who checks."""
    description = without_formatting(_description(service))
    if not description:
        _missing("description")
    match = _FIRST_SENTENCE.match(description)
    first = match.group() if match else f"{description}."
    if len(first) > _MOST_WHAT:
        raise Refused(f"description: its first sentence is longer than {_MOST_WHAT} letters")
    return first


def _description(service: Mapping[str, Any]) -> str:
    return service.get("description") or service.get("organization", {}).get("description", "")


def _languages(service: Mapping[str, Any], notes: list[str]) -> list[str]:
    """Codes as they are given, or those of English names."""
    by_name = {name.casefold(): code.replace("_", "-") for code, name in Locale("en").languages.items()}
    by_name["british sign language"] = "bfi"
    found = []
    for language in service.get("languages", []):
        code = language.get("code") or by_name.get(language.get("name", "").casefold())
        if code and re.fullmatch(r"[a-z]{2,3}(?:-[A-Z][a-z]{3})?(?:-[A-Z]{2})?", code):
            found.append(code)
        else:
            notes.append("A language could not be read.")
    return list(dict.fromkeys(found))


def _nations(service: Mapping[str, Any], notes: list[str]) -> list[str]:
    names = [area.get("name", "") for area in service.get("service_areas", [])]
    found = [nation.value for name in names for nation in _PLACES.get(name.strip().casefold(), ())]
    if len(found) < len(names) or not names:
        notes.append("Where it works must be filled in.")
    return list(dict.fromkeys(found))


def _answer(told: _Told, name: str) -> object:
    """An answer only with its source; everything else is unknown."""
    for item in told.attributes:
        if item.kind == name and item.code not in ("", "unknown") and item.value:
            return {"answer": item.code, "source_url": item.value}
    return "unknown"


def _sources(told: _Told, origin: Origin) -> list[dict[str, Any]]:
    read = [source_of(text) for text in told.values("source")]
    found = [{"url": source[0], "date": source[1]} for source in read if source]
    if not found and origin.url:
        found.append({"url": origin.url, "date": None})
    return found


def _has_address(service: Mapping[str, Any]) -> bool:
    places = [item.get("location", {}) for item in service.get("service_at_locations", [])]
    places += service.get("organization", {}).get("locations", [])
    return any(place.get("addresses") or "latitude" in place for place in places)


def _note(service: Mapping[str, Any], told: _Told, notes: list[str]) -> str | None:
    """What the person who checks should know. It holds what others wrote, so markup is refused here too."""
    text = " ".join(" ".join([*notes, *_remarks(service, told)]).split())
    if problem := markup_problem(text):
        raise Refused(f"description or another text: {problem}")
    return text[:MOST_NOTE].strip() or None


def _remarks(service: Mapping[str, Any], told: _Told) -> Iterator[str]:
    if service["status"] != "active":
        yield f"Its status was: {service['status']}."
    if told.attributes:
        return
    if day := service.get("assured_date"):
        yield f"They checked it on {day}."
    texts = {"description": _description(service)} | {name: service.get(name, "") for name in _IN_WORDS}
    terms = [item.get("taxonomy_term", {}).get("name", "") for item in service.get("attributes", [])]
    texts["terms"] = ", ".join(filter(None, terms))
    for name, text in texts.items():
        said = without_formatting(text)
        if names_an_address(said):
            said = "(left out, because it names a street address)"
        if said:
            yield f"Their {name.replace('_', ' ')}: {said}"
