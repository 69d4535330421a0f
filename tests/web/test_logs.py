"""A sentinel is sent by every way into the service and looked for in everything the process writes."""

from __future__ import annotations

import asyncio
import gc
import logging

import pytest

SENTINEL = "Zebrafink-4711"


@pytest.fixture
def everything_logged(caplog):
    """All records of all loggers, with their tracebacks, as one text."""
    caplog.set_level(logging.DEBUG)
    return lambda: caplog.text


async def test_nothing_a_person_sends_is_logged(make_client, everything_logged, capfd):
    client = await make_client(rest_channel=True)
    for text in (SENTINEL, f"fail {SENTINEL}", f"busy {SENTINEL}", f"\x00{SENTINEL}<script>"):
        await client.post("/en", data={"message": text, "state": SENTINEL})
        await client.post("/en", data={"choice": text})
        await client.post("/api/messages", json={"language": "en", "message": text, "state": SENTINEL})
        await client.post("/webhooks/rest/webhook", json={"sender": SENTINEL, "message": text})
    await client.post("/api/messages", data=f'{{"{SENTINEL}')
    await client.post("/api/messages", json={"language": SENTINEL, "message": "x"})
    await client.post("/en", data=SENTINEL.encode() + b"\xff")
    await client.get(f"/{SENTINEL}?{SENTINEL}={SENTINEL}", headers={"User-Agent": SENTINEL, "Referer": SENTINEL})
    out = capfd.readouterr()
    written = everything_logged() + out.out + out.err
    assert SENTINEL not in written
    assert "KeyError" in written, "the operator still sees that something failed"
    assert "stand_in.py" in written, "and where"


async def test_a_request_that_is_not_http_leaves_no_words_and_no_address(client, everything_logged):
    server = client.server
    for raw in (
        f"{SENTINEL}\r\n\r\n",
        f"GET /{SENTINEL} HTTP/9.9\r\n\r\n",
        f"POST /en HTTP/1.1\r\nHost: x\r\n{SENTINEL}\r\n\r\n",
        f"POST /en HTTP/1.1\r\nHost: x\r\nContent-Length: {SENTINEL}\r\n\r\n",
        f"POST /en HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n{SENTINEL}\r\n",
        f"GET /{SENTINEL}{'a' * 20000} HTTP/1.1\r\nHost: x\r\n\r\n",
    ):
        reader, writer = await asyncio.open_connection(server.host, server.port)
        writer.write(raw.encode())
        await writer.drain()
        async with asyncio.timeout(5):
            await reader.read(4096)
        writer.close()
    assert SENTINEL not in everything_logged()
    assert "127.0.0.1" not in "".join(line for line in everything_logged().splitlines() if "aiohttp" in line)
    assert (await client.get("/en")).status == 200


async def test_an_exception_nobody_fetched_is_logged_by_name_only(client, everything_logged):
    async def forgotten():
        raise KeyError(SENTINEL)

    task = asyncio.ensure_future(forgotten())
    await asyncio.sleep(0)
    await asyncio.sleep(0)
    del task
    gc.collect()
    assert SENTINEL not in everything_logged()
