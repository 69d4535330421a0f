"""Building responses."""

from __future__ import annotations

import json
from collections.abc import Mapping

from aiohttp import web


def html(request: web.Request, text: str, status: int = 200) -> web.Response:
    return _packed(request, web.Response(text=text, status=status, content_type="text/html"))


def data(
    request: web.Request, value: object, status: int = 200, headers: Mapping[str, str] | None = None
) -> web.Response:
    text = json.dumps(value, ensure_ascii=False, separators=(",", ":"))
    return _packed(request, web.Response(text=text, status=status, content_type="application/json", headers=headers))


def _packed(request: web.Request, response: web.Response) -> web.Response:
    """gzip, and only gzip: aiohttp would prefer deflate, which old browsers read in two ways."""
    if "gzip" in request.headers.get("Accept-Encoding", "").lower():
        response.enable_compression(web.ContentCoding.gzip)
    return response
