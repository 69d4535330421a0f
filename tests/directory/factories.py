"""Small organisations for tests: each test names only what it is about."""

from datetime import date
from typing import Any

from bot.directory.access import Access, Sourced
from bot.directory.codes import Confidence, Group, HomeOffice, Known, LineKind, Nation, Need, Regulation
from bot.directory.models import Organisation, Serves
from bot.directory.parts import Phone, Source

PAGE = "https://example.org/contact"
UNKNOWN = {
    "asks_status": "unknown",
    "shares_with_home_office": "unknown",
    "helps_without_recourse": "unknown",
    "can_call_without_name": "unknown",
}


def make_access(**known: Any) -> Access:
    """Answers with a source; those not named are unknown."""
    nothing = {name: Sourced(HomeOffice.UNKNOWN if "office" in name else Known.UNKNOWN) for name in UNKNOWN}
    return Access(**(nothing | {name: Sourced(answer, PAGE) for name, answer in known.items()}))


def make_phone(**changes: Any) -> Phone:
    fields: dict[str, Any] = {
        "number": "+448082000247",
        "display": "0808 2000 247",
        "label": "Helpline",
        "kind": LineKind.VOICE,
        "freephone": True,
        "hours": "24/7",
        "note": None,
        "nations": (),
        "source_url": PAGE,
        "source_date": "2026",
    }
    return Phone(**(fields | changes))


def make_organisation(identifier: str = "helpers", **changes: Any) -> Organisation:
    """An independent organisation for everybody in England that helps after domestic abuse."""
    groups = changes.pop("groups", (Group.ALL,))
    communities = changes.pop("communities", ())
    fields: dict[str, Any] = {
        "id": identifier,
        "name": identifier.title(),
        "what": "They help.",
        "url": "https://example.org/",
        "phones": (make_phone(),),
        "needs": (Need.DOMESTIC_ABUSE,),
        "serves": Serves(groups=tuple(groups), communities=tuple(communities)),
        "languages": ("en",),
        "interpreters": None,
        "nations": (Nation.ENGLAND,),
        "areas": (),
        "authority": False,
        "finder": False,
        "access": make_access(),
        "advice_regulated": Regulation.UNKNOWN,
        "confidentiality": None,
        "safety_note": None,
        "sources": (Source(PAGE, "2026"),),
        "checked_on": date(2026, 11, 22),
        "checked_by": None,
        "confidence": Confidence.HIGH,
    }
    return Organisation(**(fields | changes))


def yaml_entry(**changes: Any) -> dict[str, Any]:
    """One valid entry as it is read from a file."""
    entry: dict[str, Any] = {
        "id": "helpers",
        "name": "Helpers",
        "what": "They help.",
        "url": "https://example.org/",
        "phones": [yaml_phone()],
        "needs": ["domestic_abuse"],
        "serves": {"groups": ["all"], "communities": []},
        "languages": ["en"],
        "interpreters": None,
        "nations": ["uk"],
        "advice_regulated": "none",
        **UNKNOWN,
        "confidentiality": None,
        "safety_note": None,
        "sources": [{"url": PAGE, "date": "2026-01"}],
        "checked_on": date(2026, 11, 22),
        "confidence": "high",
    }
    return entry | changes


def yaml_phone(**changes: Any) -> dict[str, Any]:
    phone: dict[str, Any] = {
        "number": "+448082000247",
        "display": "0808 2000 247",
        "label": "Helpline",
        "kind": "voice",
        "freephone": True,
        "hours": "Mo-Fr 09:00-17:00",
        "note": None,
        "source_url": PAGE,
        "source_date": "2026",
    }
    return phone | changes
