"""Privacy headers, on everything."""

from __future__ import annotations

import re

import pytest

from bot.web.middlewares.headers import HEADERS

EVERYTHING = [
    ("GET", "/", 200),
    ("GET", "/en", 200),
    ("POST", "/en", 200),
    ("GET", "/en/privacy", 200),
    ("GET", "/leave", 200),
    ("GET", "/healthz", 200),
    ("GET", "/nowhere", 404),
    ("GET", "/s/nothing.css", 404),
    ("GET", "/a/b/c/d", 404),
    ("DELETE", "/en", 405),
    ("GET", "/api/messages", 405),
    ("POST", "/api/messages", 400),
    ("POST", "/webhooks/rest/webhook", 404),
]


@pytest.mark.parametrize(("method", "path", "status"), EVERYTHING)
async def test_every_answer_carries_them(client, method, path, status):
    response = await client.request(method, path)
    assert response.status == status
    for name, value in HEADERS.items():
        assert response.headers[name] == value, name
    assert "Server" not in response.headers
    assert "Strict-Transport-Security" not in response.headers
    assert ("Set-Cookie" in response.headers) == (path == "/leave")


async def test_https_is_remembered_where_the_operator_says_so(make_client):
    client = await make_client(hsts=True)
    for path in ("/", "/nowhere"):
        assert "max-age=63072000" in (await client.get(path)).headers["Strict-Transport-Security"]


async def test_static_files_are_cached_for_good_under_names_that_tell_nothing(client):
    html = await (await client.get("/en")).text()
    paths = re.findall(r'"(/s/[^"]+)"', html)
    assert len(paths) == 2
    for path in paths:
        assert re.fullmatch(r"/s/[0-9a-f]{16}\.(css|js)", path)
        for encoding in ("gzip", "identity"):
            response = await client.get(path, headers={"Accept-Encoding": encoding})
            assert response.headers["Cache-Control"] == "public, max-age=31536000, immutable"
            assert response.headers["Content-Security-Policy"] == HEADERS["Content-Security-Policy"]
            assert response.headers["Vary"] == "Accept-Encoding"
            assert response.headers["Content-Type"] in ("text/css; charset=utf-8", "text/javascript; charset=utf-8")


async def test_a_picture_may_style_itself_and_nothing_else(client):
    response = await client.get("/en/doors.svg")
    assert response.headers["Content-Security-Policy"] == "default-src 'none'; style-src 'unsafe-inline'"
    assert response.headers["Cache-Control"] == "no-store"
