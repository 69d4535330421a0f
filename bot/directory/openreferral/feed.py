"""The checked organisations as Open Referral publishes them: one service, or a page of many."""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import Any

from bot.directory.models import Organisation
from bot.directory.openreferral.exporting import service_of
from bot.directory.openreferral.vocabulary import OPENAPI, PROFILE, VERSION

PER_PAGE = 25
MOST_PER_PAGE = 50
_LISTED = (
    "id", "name", "description", "url", "status", "assured_date", "last_modified", "alert", "interpretation_services",
    "organization",
)  # fmt: skip
"""What an item of a list holds: the fields with one value, and the organisation."""

ROOT = {"version": VERSION, "profile": PROFILE, "openapi_url": OPENAPI}


@dataclass(frozen=True, slots=True)
class Query:
    """One page of the list. Conditions combine with "and"; per_page 0: everything on one page."""

    page: int = 1
    per_page: int = PER_PAGE
    full: bool = False
    """Whole services instead of list items."""
    search: str = ""
    """Words, or beginnings of words, that the name or description must all hold."""
    taxonomy_term_id: str = ""
    modified_after: datetime | None = None


class Feed:
    """Services made once from the organisations; nothing of a request is kept."""

    def __init__(self, organisations: Iterable[Organisation], today: date, stale_after: int) -> None:
        self._services = {
            service["id"]: service
            for organisation in sorted(organisations, key=lambda item: item.id)
            for service in [service_of(organisation, today, stale_after)]
        }

    def get(self, identifier: str) -> dict[str, Any] | None:
        """The whole service with this id, or None."""
        return self._services.get(identifier.lower())

    def page(self, query: Query) -> dict[str, Any]:
        """The page envelope of Open Referral. A page past the last one is empty."""
        found = [service for service in self._services.values() if _fits(service, query)]
        size = query.per_page or max(len(found), 1)
        pages = max(1, -(-len(found) // size))
        shown = found[(query.page - 1) * size : query.page * size]
        return {
            "total_items": len(found),
            "total_pages": pages,
            "page_number": query.page,
            "size": len(shown),
            "first_page": query.page == 1,
            "last_page": query.page >= pages,
            "empty": not shown,
            "contents": [service if query.full else _listed(service) for service in shown],
        }


def _listed(service: dict[str, Any]) -> dict[str, Any]:
    return {name: service[name] for name in _LISTED if name in service}


def _fits(service: dict[str, Any], query: Query) -> bool:
    words = query.search.casefold().split()
    text = re.findall(r"\w+", f"{service['name']} {service['description']}".casefold())
    terms = {item["taxonomy_term"]["id"] for item in service["attributes"]}
    changed = datetime.fromisoformat(service["assured_date"]).replace(tzinfo=UTC)
    return (
        all(any(found.startswith(word) for found in text) for word in words)
        and (not query.taxonomy_term_id or query.taxonomy_term_id.lower() in terms)
        and (query.modified_after is None or changed > query.modified_after)
    )
