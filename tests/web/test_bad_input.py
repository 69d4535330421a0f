"""What an attacker, a broken client or an unlucky person may send. Each gets an answer, and the next person too."""

from __future__ import annotations

import asyncio
import contextlib
import json
import zlib

import pytest
from aiohttp import FormData
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from yarl import URL

from bot.web.body import _multipart
from bot.web.tidy import tidy
from tests.conftest import LANGUAGES

from .markup import read

STRANGE_TEXTS = {
    "one letter": "a",
    "5,000 characters": "word " * 1000,
    "5,000 Arabic characters": "كلمة " * 1000,
    "emoji": "😭🔪🏃‍♀️" * 200,
    "the widest letter there is": "\ufdfa" * 3000,
    "NULs": "police\x00\x00 immigration",
    "only NULs": "\x00\x00",
    "controls": "".join(map(chr, range(32))) + "\x7f\x85",
    "direction marks": "\u202e\u2066police\u2069",
    "markup": "<script>alert(1)</script><img src=x onerror=alert(1)>",
    "template": "{{ 7*7 }}{% for x in y %} ${7*7} {0} %s",
    "payload by hand": '/ask_protocol{"x": "y"}',
    "combining": "e" + "\u0301" * 2000,
    "surrogate pair as text": "\\ud83d\\ude2d",
}


@pytest.mark.parametrize("text", STRANGE_TEXTS.values(), ids=STRANGE_TEXTS)
async def test_any_text_gets_a_page(client, text):
    form = FormData(default_to_multipart=True)
    form.add_field("message", text)
    form.add_field("state", "")
    response = await client.post("/ar", data=form)
    page = read(await response.text())
    assert response.status == 200 and page.one("html")["lang"] == "ar"
    assert not page.all("script", src=None)


@pytest.mark.parametrize("text", STRANGE_TEXTS.values(), ids=STRANGE_TEXTS)
async def test_any_text_gets_json(client, text):
    body = json.dumps({"language": "ar", "message": text, "state": ""}, ensure_ascii=False)
    response = await client.post("/api/messages", data=body.encode())
    assert response.status == (200 if tidy(text) else 400)
    await response.json()


BAD_JSON = {
    "nothing": b"",
    "not JSON": b"{",
    "half a string": b'{"language": "en", "message": "hel',
    "a list": b"[]",
    "a number": b"7",
    "null": b"null",
    "invalid UTF-8": b'{"language": "en", "message": "\xff\xfe"}',
    "UTF-16": '{"language": "en", "message": "hello"}'.encode("utf-16"),
    "no language": b'{"message": "hello"}',
    "unknown language": b'{"language": "xx", "message": "hello"}',
    "a path as language": b'{"language": "../../etc/passwd", "message": "hello"}',
    "a list as language": b'{"language": ["en"], "message": "hello"}',
    "no message": b'{"language": "en"}',
    "empty message": b'{"language": "en", "message": ""}',
    "blank message": b'{"language": "en", "message": " \\u0000\\n "}',
    "a number as message": b'{"language": "en", "message": 5}',
    "an object as message": b'{"language": "en", "message": {"text": "hello"}}',
    "true as choice": b'{"language": "en", "choice": true}',
    "a list as state": b'{"language": "en", "message": "hello", "state": []}',
    "too deep": b"[" * 8000,
    "a number too long": b'{"language": "en", "message": ' + b"1" * 8000 + b"}",
    "a form": b"language=en&message=hello",
}


@pytest.mark.parametrize("body", BAD_JSON.values(), ids=BAD_JSON)
async def test_bad_json_is_refused_in_one_shape(client, stand_in, body):
    response = await client.post("/api/messages", data=body, headers={"Content-Type": "application/json"})
    value = await response.json()
    assert response.status == 400
    assert set(value) == {"error", "message"} and value["error"] == "bad_request"
    assert stand_in.messages == []


async def test_lone_surrogates_do_not_break_anything(client, stand_in):
    body = b'{"language": "en", "message": "a\\ud800b", "state": "\\udfff", "choice": null}'
    response = await client.post("/api/messages", data=body)
    assert response.status == 200
    assert stand_in.messages[0].text == "a\ufffdb" and stand_in.messages[0].state == "\ufffd"


MULTIPART = "multipart/form-data; boundary=xyz"
BAD_FORMS = {
    "invalid UTF-8": (b"message=%ff%fe&state=", "application/x-www-form-urlencoded"),
    "raw invalid UTF-8": (b"message=\xff\xfe", "application/x-www-form-urlencoded"),
    "too many fields": (b"&".join(b"f%d=1" % n for n in range(99)), "application/x-www-form-urlencoded"),
    "JSON": (b'{"message": "hello"}', "application/json"),
    "no type": (b"message=hello", "application/octet-stream"),
    "plain text": (b"message=hello", "text/plain"),
    "multipart without boundary": (b"--xyz--", "multipart/form-data"),
    "multipart never closed": (b'--xyz\r\nContent-Disposition: form-data; name="message"\r\n\r\nhello', MULTIPART),
    "multipart without name": (b"--xyz\r\nContent-Disposition: form-data\r\n\r\nhello\r\n--xyz--", MULTIPART),
    "multipart invalid UTF-8": (
        b'--xyz\r\nContent-Disposition: form-data; name="message"\r\n\r\n\xff\r\n--xyz--',
        MULTIPART,
    ),
    "a file": (
        b'--xyz\r\nContent-Disposition: form-data; name="message"; filename="a.txt"\r\n\r\nhello\r\n--xyz--',
        MULTIPART,
    ),
    "too many parts": (
        b"".join(b'--xyz\r\nContent-Disposition: form-data; name="a"\r\n\r\n1\r\n' for _ in range(99)) + b"--xyz--",
        MULTIPART,
    ),
}


@pytest.mark.parametrize(("body", "content_type"), BAD_FORMS.values(), ids=BAD_FORMS)
async def test_bad_forms_get_a_calm_page_in_the_language(client, stand_in, body, content_type):
    response = await client.post("/es", data=body, headers={"Content-Type": content_type})
    page = read(await response.text())
    assert response.status == 400 and page.one("html")["lang"] == "es"
    assert page.one("a", href="tel:999")
    assert stand_in.messages == []


@pytest.mark.parametrize("path", ["/en", "/api/messages"])
@pytest.mark.parametrize("size", [17 * 1024, 10 * 1024 * 1024])
async def test_a_body_too_large_is_refused_and_the_server_goes_on(client, path, size):
    response = await client.post(
        path, data=b"message=" + b"a" * size, headers={"Content-Type": "application/x-www-form-urlencoded"}
    )
    assert response.status == 413
    text = await response.text()
    assert "too long" in text
    assert (await client.get("/en")).status == 200


async def test_a_body_too_large_is_noticed_without_its_length(client):
    async def pieces():
        for _ in range(40):
            yield b"a" * 1024

    response = await client.post("/api/messages", data=pieces())
    assert response.status == 413


async def test_a_compressed_body_is_measured_unpacked(client):
    body = zlib.compress(b'{"language": "en", "message": "' + b"a" * 1_000_000 + b'"}')
    assert len(body) < 16 * 1024
    response = await client.post("/api/messages", data=body, headers={"Content-Encoding": "deflate"})
    assert response.status in (400, 413)


async def test_a_body_that_never_comes_is_given_up(client, monkeypatch):
    monkeypatch.setattr("bot.web.body.SECONDS", 0.05)

    async def slow():
        yield b'{"language"'
        await asyncio.sleep(0.5)
        yield b":"

    response = await client.post("/api/messages", data=slow())
    assert response.status == 408


@pytest.mark.parametrize(
    "path", ["/xx", "/EN", "/en%00", "/%ff%fe", "/%F0%9F%92%A9", "/..%2f..%2fetc", "/en/nothing", "/en/", "/robots.txt"]
)
async def test_an_unknown_address_lists_the_languages(client, path):
    response = await client.get(URL(path, encoded=True))
    page = read(await response.text())
    assert response.status == 404
    assert [link["href"] for link in page.one("nav").all("a")] == [f"/{code}" for code in LANGUAGES]


async def test_an_unknown_page_of_a_known_language_speaks_that_language(client):
    page = read(await (await client.get("/ar/nothing")).text())
    assert page.one("html")["lang"] == "ar"


async def test_nothing_of_an_unknown_address_is_repeated(client):
    response = await client.get("/zebra<script>")
    assert "zebra" not in await response.text()


@pytest.mark.parametrize(
    ("method", "path"),
    [("PUT", "/en"), ("DELETE", "/"), ("POST", "/"), ("POST", "/leave"), ("OPTIONS", "/en"), ("PATCH", "/en/privacy")],
)
async def test_a_wrong_method_is_refused_with_what_is_allowed(client, method, path):
    response = await client.request(method, path)
    assert response.status == 405 and "GET" in response.headers["Allow"]


async def test_a_busy_engine_keeps_the_conversation_on_the_error_page(client):
    response = await client.post("/ur", data={"message": "busy", "state": "sealed-7"})
    page = read(await response.text())
    assert response.status == 503 and response.headers["Retry-After"] == "5"
    assert page.one("html")["lang"] == "ur"
    form = page.one("form", id="choose")
    assert form.one("input", name="state")["value"] == "sealed-7"
    assert form.one("button")["value"] == "/show"


async def test_an_unexpected_error_is_a_calm_page(client):
    response = await client.post("/es", data={"message": "fail zebra"})
    text = await response.text()
    assert response.status == 500 and "zebra" not in text and "KeyError" not in text
    assert read(text).one("a", href="tel:999")


async def test_a_state_is_written_back_as_text_only(client):
    response = await client.post("/en", data={"message": "", "state": '"><script>alert(1)</script>'})
    assert not read(await response.text()).all("script", src=None)


@given(st.text(max_size=500))
def test_tidied_text_can_be_encoded_and_keeps_its_letters(text):
    clean = tidy(text)
    clean.encode("utf-8")
    assert "\x00" not in clean and clean == clean.strip() and tidy(clean) == clean
    assert [letter for letter in clean if letter.isalnum()] == [letter for letter in text if letter.isalnum()]


@given(st.dictionaries(st.from_regex(r"[a-z]{1,8}", fullmatch=True), st.text(max_size=200), max_size=5))
@settings(suppress_health_check=[HealthCheck.too_slow])
def test_a_multipart_form_is_read_as_it_was_written(fields):
    fields = {name: value.encode("utf-8", "replace").decode() for name, value in fields.items()}
    parts = [
        f'--xyz\r\nContent-Disposition: form-data; name="{name}"\r\n\r\n{value}\r\n' for name, value in fields.items()
    ]
    body = "".join(parts) + "--xyz--\r\n"
    if "--xyz" not in "".join(fields.values()):
        assert dict(_multipart(body.encode(), b"xyz")) == fields


@given(st.binary(max_size=400))
def test_no_bytes_break_the_reading_of_a_multipart_form(body):
    with contextlib.suppress(ValueError):
        _multipart(body, b"x")
