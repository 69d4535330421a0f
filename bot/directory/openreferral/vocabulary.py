"""The names this project's services carry in Open Referral: stable ids, and one taxonomy for what has no field there.

Every id is a UUID made from the organisation's own id, so that an export made tomorrow has the same ids as today's.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any
from uuid import UUID, uuid5

NAMESPACE = UUID("5b0a2f0e-2c3b-5d0c-9f55-0d7f7f0a6b1e")
TAXONOMY = "Waymark: safety of migrant victims of crime"
VERSION = "HSDS-UK-3.0"
PROFILE = "https://docs.openreferraluk.org/"
OPENAPI = "https://openreferraluk.org/specifications/3.0/openapi.json"

KINDS = {
    "id": "The name of the entry in the directory it comes from.",
    "summary": "What the service does, in one sentence.",
    "need": "What the service helps with.",
    "group": "Whom the service is for.",
    "community": "A community the service works with.",
    "nation": "A nation of the United Kingdom the service works in.",
    "area": "A town or region the service works in.",
    "authority": "Whether the service is a body that enforces law.",
    "finder": "Whether this is a website to look for a service.",
    "interpreters": "Whether the service uses interpreters for spoken languages.",
    "advice_regulated": "Who allows the service to give immigration advice.",
    "asks_status": "Whether the service asks about immigration status. The value is the source.",
    "shares_with_home_office": "What is stated about passing details to the Home Office. The value is the source.",
    "helps_without_recourse": "Whether it helps people with no recourse to public funds. The value is the source.",
    "can_call_without_name": "Whether people can call without giving a name. The value is the source.",
    "confidentiality": "What the service says about keeping things private.",
    "safety_note": "What to know before contacting the service.",
    "source": "A page the entry was read on, with the date the page gives.",
    "confidence": "How well the entry is sourced.",
    "label": "What the number is for.",
    "note": "What to know before calling the number.",
    "hours": "Opening hours in the form of OpenStreetMap, UK time.",
    "freephone": "Whether the number is free to call.",
}
"""What the attributes of this project's taxonomy are about."""


@dataclass(frozen=True, slots=True)
class Attribute:
    """code: one of a list, or empty where only the value says something; value: free text, or None."""

    kind: str
    code: str
    value: str | None


def stable_id(*parts: str) -> str:
    """The UUID of something, by what it is called."""
    return str(uuid5(NAMESPACE, "/".join(parts)))


def attribute(owner: str, entity: str, kind: str, code: str = "", value: str | None = None) -> dict[str, Any]:
    """One attribute of the object with the id `owner`, which is a `service` or a `phone`."""
    term = f"{kind}:{code}" if code else kind
    return {
        "id": stable_id("attribute", owner, term, value or ""),
        "link_id": owner,
        "link_type": kind,
        "link_entity": entity,
        **({"value": value} if value is not None else {}),
        "taxonomy_term": {
            "id": stable_id("term", term),
            "code": term,
            "name": (code or kind).replace("_", " ").replace("-", " ").capitalize(),
            "description": KINDS[kind],
            "taxonomy": TAXONOMY,
        },
    }


def read_attributes(attributes: Iterable[Mapping[str, Any]]) -> Iterator[Attribute]:
    """Those of our own taxonomy, in order; others are somebody else's and are left out."""
    for item in attributes:
        term = item.get("taxonomy_term") or {}
        kind, _, code = str(term.get("code", "")).partition(":")
        if term.get("taxonomy") == TAXONOMY and kind in KINDS:
            yield Attribute(kind, code, item.get("value"))
