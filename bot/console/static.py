"""GET /console/static/{name}: style sheet, scripts, and libsodium as it was published.

Under their own names, because the scripts import each other; the browser asks each time whether they have changed.
"""

from __future__ import annotations

import functools
from collections.abc import Mapping
from pathlib import Path

from aiohttp import web

from bot.console.console import CONSOLE
from bot.console.sessions import PATH
from bot.errors import ConfigurationError
from bot.web.assets import TYPES, Asset

FOLDER = Path(__file__).parent / "static"
NEEDED = {"console.css", "console.js", "libsodium-sumo.js", "libsodium-wrappers.js", "sealed.js"}


@functools.cache
def load() -> Mapping[str, Asset]:
    """By file name, those of vendor/ too. Raises ConfigurationError if one is missing."""
    found = {path.name: Asset.read(path) for path in sorted(FOLDER.rglob("*")) if path.suffix in TYPES}
    if found.keys() != NEEDED:
        raise ConfigurationError("bot/console/static is not complete. Restore it from git.")
    return found


def address(name: str) -> str:
    return f"{PATH}/static/{name}"


async def asset(request: web.Request) -> web.Response:
    found = request.app[CONSOLE].assets.get(request.match_info["name"])
    if found is None:
        raise web.HTTPNotFound
    # The name of an asset is made of its content.
    tag = f'"{found.name}"'
    headers = {"ETag": tag, "Cache-Control": "no-cache", "Vary": "Accept-Encoding"}
    if request.headers.get("If-None-Match") == tag:
        return web.Response(status=304, headers=headers)
    packed = "gzip" in request.headers.get("Accept-Encoding", "").lower()
    if packed:
        headers["Content-Encoding"] = "gzip"
    body = found.packed if packed else found.body
    return web.Response(body=body, content_type=found.content_type, charset="utf-8", headers=headers)


ROUTES = [web.get(address("{name}"), asset)]
