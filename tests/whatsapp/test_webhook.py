"""The webhook from the attacker's side and from Meta's."""

from __future__ import annotations

import asyncio
import json
import time

import aiohttp
import pytest

from bot.whatsapp.signature import HEADER, is_signed, sign
from bot.whatsapp.webhook import MAX_BODY, PATH
from tests.whatsapp.conftest import OLD_SECRET, SECRET, VERIFY, Line
from tests.whatsapp.test_payloads import load

EMPTY = b'{"object":"whatsapp_business_account","entry":[]}'
# Vectors made with Python's own hmac, the first also accepted by another library's validator.
VECTORS = [
    (EMPTY, "c84a394cc475525991e78ff16e430b02e47f953877d2af0ade26956ce6f384dc"),
    (b'{"t":"\\u1230\\u120b\\u121d"}', "f3305dc7a4d7bda0ab7a341be0d60a62b035855770e478abb74a9ac9da792a52"),
    ('{"t":"ሰላም"}'.encode(), "1aafe26e158fbfda2d3b51744b0bb1f9516d3a4d426919ab2d7a335d13d9d115"),
]


@pytest.mark.parametrize(("body", "digest"), VECTORS)
def test_the_signature_is_over_the_raw_bytes(body: bytes, digest: str) -> None:
    assert is_signed(body, f"sha256={digest}", ["test-app-secret"])
    others = [other for _, other in VECTORS if other != digest]
    assert not any(is_signed(body, f"sha256={other}", ["test-app-secret"]) for other in others)


async def post(line: Line, body: bytes, header: str | None) -> int:
    headers = {} if header is None else {HEADER: header}
    async with aiohttp.ClientSession() as session, session.post(line.base + PATH, data=body, headers=headers) as response:
        return response.status


@pytest.mark.parametrize(
    "header",
    [None, "", "sha256=", "sha256=0", "sha1=" + "0" * 40, "sha256=" + "0" * 64, sign(EMPTY, "another"), sign(EMPTY + b" ", SECRET), sign(EMPTY, SECRET).upper(), "sha256=é"],
)
async def test_unsigned_and_forged_requests_are_refused(header: str | None, line: Line) -> None:
    assert await post(line, EMPTY, header) == 401


async def test_both_secrets_hold_while_one_replaces_the_other(line: Line) -> None:
    assert await post(line, EMPTY, sign(EMPTY, SECRET)) == 200
    assert await post(line, EMPTY, sign(EMPTY, OLD_SECRET)) == 200


async def test_a_body_larger_than_any_of_metas_is_refused_before_it_is_hashed(line: Line) -> None:
    body = b"x" * (MAX_BODY + 1)
    assert await post(line, body, sign(body, SECRET)) == 413

    async def chunks():
        for _ in range(4):
            yield b"x" * (1024 * 1024)

    async with aiohttp.ClientSession() as session, session.post(line.base + PATH, data=chunks()) as response:
        assert response.status == 413


@pytest.mark.parametrize("body", [b"", b"{", b"\xff\xfe", b"[" * 100_000, b"null", b'"text"', b"[]", b'{"entry": 3}'])
async def test_signed_nonsense_is_taken_and_does_nothing(body: bytes, line: Line) -> None:
    assert await post(line, body, sign(body, SECRET)) == 200


@pytest.mark.parametrize(
    ("query", "status"),
    [
        ({"hub.mode": "subscribe", "hub.challenge": "1158201444", "hub.verify_token": VERIFY}, 200),
        ({"hub.mode": "subscribe", "hub.challenge": "1158201444", "hub.verify_token": "guess"}, 403),
        ({"hub.mode": "subscribe", "hub.challenge": "1158201444"}, 403),
        ({"hub.mode": "unsubscribe", "hub.challenge": "1", "hub.verify_token": VERIFY}, 403),
        ({"hub.mode": "subscribe", "hub.challenge": "<b>1</b>", "hub.verify_token": VERIFY}, 403),
        ({}, 403),
    ],
)
async def test_the_check_of_the_address(query: dict, status: int, line: Line) -> None:
    async with aiohttp.ClientSession() as session, session.get(line.base + PATH, params=query) as response:
        assert response.status == status
        assert response.content_type == "text/plain" if status == 200 else True
        assert (await response.text() == "1158201444") is (status == 200)
        assert response.headers["Cache-Control"] == "no-store"


@pytest.mark.alone
async def test_a_batch_is_read_whole_and_answered_at_once(line: Line) -> None:
    payload = load("batch")
    now = str(int(time.time()))
    for entry in payload["entry"]:
        for change in entry["changes"]:
            for message in change["value"].get("messages", []):
                message["timestamp"] = now
                message["from_user_id"] = line.person.user_id
    line.emulator._last_written[line.person.user_id] = time.time()
    body = json.dumps(payload).encode()
    began = time.perf_counter()
    assert await post(line, body, sign(body, SECRET)) == 200
    assert time.perf_counter() - began < 0.2
    replies = await line.answers(3)
    assert len(replies) >= 3, "a welcome and an answer to each of the two"


async def test_receipts_and_other_fields_leave_no_trace(line: Line) -> None:
    for name in ("status_delivered", "status_failed", "value_errors"):
        body = json.dumps(load(name)).encode()
        assert await post(line, body, sign(body, SECRET)) == 200
    await line.quiet()
    assert not line.emulator.replies and not line.emulator.refusals


async def test_without_room_meta_is_asked_to_come_again(line: Line) -> None:
    line.bridge._stopping = True
    assert await post(line, EMPTY, sign(EMPTY, SECRET)) == 503
    line.bridge._stopping = False
    assert await post(line, EMPTY, sign(EMPTY, SECRET)) == 200


@pytest.mark.alone
async def test_a_request_that_never_ends_holds_nothing_up(line: Line) -> None:
    _, writer = await asyncio.open_connection("127.0.0.1", int(line.base.rsplit(":", 1)[1]))
    writer.write(b"POST " + PATH.encode() + b" HTTP/1.1\r\nHost: x\r\nContent-Length: 1000\r\n\r\n{")
    await writer.drain()
    began = time.perf_counter()
    assert await post(line, EMPTY, sign(EMPTY, SECRET)) == 200
    assert time.perf_counter() - began < 0.2
    writer.close()
