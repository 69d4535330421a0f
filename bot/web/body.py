"""Reads request bodies into memory, and only there: no upload ever reaches the disk."""

from __future__ import annotations

import asyncio
import json
import re
from urllib.parse import parse_qsl

from aiohttp import web

from bot.errors import BadRequest

SECONDS = 30
"""How long a slow line may take to send its few kilobytes."""
FIELDS = 16
"""More fields than any form with one value a field has."""

_BOUNDARY = re.compile(r';\s*boundary=(?:"([^"\r\n]{1,70})"|([^\s";,]{1,70}))', re.IGNORECASE)
_NAME = re.compile(rb';\s*name="([^"\r\n]*)"')


async def read_body(request: web.Request) -> bytes:
    """The whole body.

    Raises:
        web.HTTPRequestEntityTooLarge: it is larger than the application allows.
        BadRequest: it did not arrive in time.
    """
    limit = request.client_max_size
    if request.content_length is not None and request.content_length > limit:
        raise web.HTTPRequestEntityTooLarge(max_size=limit, actual_size=request.content_length)
    try:
        async with asyncio.timeout(SECONDS):
            return await request.read()
    except TimeoutError as error:
        raise BadRequest("The request did not arrive in time.", 408) from error


async def read_json(request: web.Request) -> dict[str, object]:
    """The JSON object in the body, whatever Content-Type says. Raises BadRequest if there is none."""
    body = await read_body(request)
    try:
        value = json.loads(body.decode("utf-8-sig"))
    except (ValueError, RecursionError) as error:
        raise BadRequest("The body is not JSON in UTF-8.") from error
    if not isinstance(value, dict):
        raise BadRequest("The body is not a JSON object.")
    return value


async def read_form(request: web.Request) -> dict[str, str]:
    """The fields of a form in either encoding browsers use. Raises BadRequest if it cannot be read."""
    return dict(await read_fields(request))


async def read_fields(request: web.Request, most: int = FIELDS) -> list[tuple[str, str]]:
    """The same, in order and with repeated names: a group of checkboxes sends one field for each that is ticked.

    Raises BadRequest if it cannot be read or has more than `most` fields.
    """
    body = await read_body(request)
    if not body:
        return []
    try:
        # request.content_type would read it with Python's parser of e-mail, which fails on some forged headers.
        header = request.headers.get("Content-Type", "")
        kind = header.partition(";")[0].strip().lower()
        if kind == "application/x-www-form-urlencoded":
            return parse_qsl(body.decode("utf-8"), keep_blank_values=True, errors="strict", max_num_fields=most)
        if kind == "multipart/form-data":
            return _multipart(body, _boundary(header), most)
    except ValueError as error:
        raise BadRequest("The form is not in UTF-8 or is malformed.") from error
    raise BadRequest("The body is not a form.")


def _boundary(content_type: str) -> bytes:
    found = _BOUNDARY.search(content_type)
    if found is None:
        raise ValueError("no boundary")
    return (found[1] or found[2]).encode("latin-1")


def _multipart(body: bytes, boundary: bytes, most: int = FIELDS) -> list[tuple[str, str]]:
    """Text fields only. Raises ValueError for anything malformed and for files."""
    parts = (b"\r\n" + body).split(b"\r\n--" + boundary)
    if len(parts) < 2 or len(parts) > most or not parts[-1].startswith(b"--"):
        raise ValueError("no closing boundary")
    fields = []
    for part in parts[1:-1]:
        head, gap, value = part.partition(b"\r\n\r\n")
        name = _NAME.search(head)
        if not gap or name is None or b"filename" in head.lower():
            raise ValueError("not a text field")
        fields.append((name[1].decode("utf-8"), value.decode("utf-8")))
    return fields
