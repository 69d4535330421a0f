"""GET /openreferral: the directory as Open Referral UK publishes it, for other directories. Read-only.

It holds only what the pages show anyway: no street address, no remark for reviewers, no entry that nobody has checked.
Nothing of a request is kept. A search for one person must not come here: others may log addresses of requests.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from datetime import UTC, date, datetime
from functools import partial

from aiohttp import web

from bot.directory import Organisation
from bot.directory.hours import LONDON
from bot.directory.openreferral.feed import MOST_PER_PAGE, PER_PAGE, ROOT, Feed, Query
from bot.resources import shared_resources
from bot.web import keys, respond

ANYBODY = {"Access-Control-Allow-Origin": "*"}
"""Open Referral UK asks for it, and it opens nothing: there is no cookie, and everybody gets the same answer."""

Organisations = Callable[[], tuple[Organisation, ...]]
ORGANISATIONS: web.AppKey[Organisations] = web.AppKey("ORGANISATIONS", object)  # type: ignore[arg-type]
_FEED: web.AppKey[dict[date, Feed]] = web.AppKey("_FEED", dict)
_MOST_SEARCH = 200


async def root(request: web.Request) -> web.Response:
    return _json(request, ROOT)


async def services(request: web.Request) -> web.Response:
    try:
        query = _query(request)
    except ValueError as error:
        return _json(request, {"error": "bad_request", "message": str(error)}, 400)
    return _json(request, _feed(request.app).page(query))


async def service(request: web.Request) -> web.Response:
    found = _feed(request.app).get(request.match_info["id"])
    if found is None:
        return _json(request, {"error": "not_found", "message": "There is no such service."}, 404)
    return _json(request, found)


def setup(app: web.Application, organisations: Organisations) -> None:
    """Offer these organisations. They are asked for when somebody first reads them."""
    app[ORGANISATIONS] = organisations
    app[_FEED] = {}
    app.add_routes(ROUTES)


def _feed(app: web.Application) -> Feed:
    """The services as of today: an entry grows old while the server runs."""
    today = datetime.now(LONDON).date()
    feeds = app[_FEED]
    if today not in feeds:
        feeds.clear()
        feeds[today] = Feed(app[ORGANISATIONS](), today, app[keys.SETTINGS].directory_stale_days)
    return feeds[today]


def _query(request: web.Request) -> Query:
    """Unknown parameters are left alone, as the standard asks. Raises ValueError for a value that cannot be read."""
    number = partial(_number, request.query)
    search = request.query.get("search", "")
    if len(search) > _MOST_SEARCH:
        raise ValueError(f"search is longer than {_MOST_SEARCH} letters")
    return Query(
        page=number("page", 1, 1_000_000),
        per_page=min(number("per_page", PER_PAGE, 1_000_000), MOST_PER_PAGE),
        full=request.query.get("full", "").lower() == "true",
        search=search,
        taxonomy_term_id=request.query.get("taxonomy_term_id", ""),
        modified_after=_moment(request.query.get("modified_after")),
    )


def _number(values: Mapping[str, str], name: str, default: int, most: int) -> int:
    value = values.get(name, str(default))
    if not re.fullmatch(r"[0-9]{1,7}", value) or not 1 <= int(value) <= most:
        raise ValueError(f"{name} must be a whole number from 1 to {most}")
    return int(value)


def _moment(value: str | None) -> datetime | None:
    if value is None:
        return None
    try:
        moment = datetime.fromisoformat(value)
    except ValueError as error:
        raise ValueError("modified_after must be a date, such as 2026-11-01") from error
    return moment if moment.tzinfo else moment.replace(tzinfo=UTC)


def _json(request: web.Request, value: object, status: int = 200) -> web.Response:
    return respond.data(request, value, status, ANYBODY)


def published() -> tuple[Organisation, ...]:
    """The directory of this process."""
    return shared_resources().organisations


ROUTES = [
    web.get("/openreferral", root),
    web.get("/openreferral/", root),
    web.get("/openreferral/services", services),
    web.get("/openreferral/services/{id}", service),
]
