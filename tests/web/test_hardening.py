"""Floods, slow clients, frames and onions, seen from the other side."""

from __future__ import annotations

import asyncio
import time
from collections.abc import AsyncIterator

import pytest
from aiohttp import web
from aiohttp.test_utils import TestClient, TestServer

from bot.conversation.service import ConversationService
from bot.resources import Resources
from bot.settings import Settings
from bot.web.app import create_app
from bot.web.guard import guarded
from bot.web.middlewares.flood import WINDOW_SECONDS, Flood

ONION = "http://" + "a" * 56 + ".onion"


async def client_of(settings: Settings, service: ConversationService, resources: Resources) -> TestClient:
    client = TestClient(TestServer(create_app(settings, service, resources.languages, resources.catalogs)))
    await client.start_server()
    return client


class TestFlood:
    async def test_one_sender_is_slowed_and_others_are_not(self, service: ConversationService, resources: Resources) -> None:
        client = await client_of(Settings(flood=5, client_header="X-Real-IP"), service, resources)
        codes = [(await client.get("/en", headers={"X-Real-IP": "203.0.113.7"})).status for _ in range(7)]
        assert codes == [200] * 5 + [429] * 2
        assert (await client.get("/en", headers={"X-Real-IP": "203.0.113.8"})).status == 200
        refused = await client.get("/en", headers={"X-Real-IP": "203.0.113.7"})
        assert "999" in await refused.text() and refused.headers["Retry-After"] == "60"
        await client.close()

    async def test_danger_and_leaving_are_never_slowed(self, service: ConversationService, resources: Resources) -> None:
        client = await client_of(Settings(flood=1, client_header="X-Real-IP"), service, resources)
        for path in ("/en/danger", "/leave", "/healthz"):
            codes = [(await client.get(path, headers={"X-Real-IP": "203.0.113.7"})).status for _ in range(5)]
            assert codes == [200] * 5, path
        await client.close()

    async def test_without_a_named_header_a_forged_one_changes_nothing(self, service: ConversationService, resources: Resources) -> None:
        client = await client_of(Settings(flood=2), service, resources)
        codes = {(await client.get("/en", headers={"X-Forwarded-For": "203.0.113.7"})).status for _ in range(6)}
        assert codes == {200}, "everybody behind a proxy on this machine shares its address, so nothing is counted"
        await client.close()

    def test_nothing_is_left_of_an_address_after_a_minute(self) -> None:
        now = [0.0]
        flood = Flood(2, clock=lambda: now[0])
        assert [flood.is_too_much("203.0.113.7") for _ in range(3)] == [False, False, True]
        assert "203.0.113.7" not in repr(vars(flood))
        before = flood._key
        now[0] = WINDOW_SECONDS
        assert not flood.is_too_much("203.0.113.7")
        assert flood._key != before and len(flood._counts) == 1


class TestSlowClients:
    @pytest.fixture
    async def served(self) -> AsyncIterator[tuple[str, int]]:
        async def hello(_: web.Request) -> web.Response:
            return web.Response(text="hello")

        async def slow(_: web.Request) -> web.Response:
            await asyncio.sleep(1.0)
            return web.Response(text="late")

        app = web.Application()
        app.add_routes([web.get("/", hello), web.get("/slow", slow)])
        runner = web.AppRunner(app, access_log=None)
        await runner.setup()
        async with guarded(runner.server, seconds=0.4, most=20):
            await web.TCPSite(runner, "127.0.0.1", 0).start()
            yield runner.addresses[0][:2]
        await runner.cleanup()

    @pytest.mark.alone
    async def test_a_head_that_never_ends_is_cut_off(self, served: tuple[str, int]) -> None:
        reader, writer = await asyncio.open_connection(*served)
        writer.write(b"GET / HTTP/1.1\r\nHost: x\r\n")
        began = time.perf_counter()
        for _ in range(40):
            if reader.at_eof() or writer.is_closing():
                break
            try:
                writer.write(b"X-a: b\r\n")
                await writer.drain()
                await asyncio.wait_for(reader.read(1), 0.1)
            except TimeoutError:
                continue
            except OSError:
                break
        assert time.perf_counter() - began < 2

    async def test_a_request_under_way_is_left_alone(self, served: tuple[str, int]) -> None:
        reader, writer = await asyncio.open_connection(*served)
        writer.write(b"GET /slow HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n")
        assert b"late" in await asyncio.wait_for(reader.read(), 5)
        writer.close()

    async def test_many_silent_connections_do_not_keep_others_out(self, served: tuple[str, int]) -> None:
        silent = [await asyncio.open_connection(*served) for _ in range(60)]
        await asyncio.sleep(0.5)
        reader, writer = await asyncio.open_connection(*served)
        writer.write(b"GET / HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n")
        assert b"hello" in await asyncio.wait_for(reader.read(), 2)
        assert sum(item.at_eof() for item, _ in silent) >= 40
        for _, item in [*silent, (reader, writer)]:
            item.close()


class TestFrames:
    async def test_no_site_may_frame_the_chat_by_default(self, service: ConversationService, resources: Resources) -> None:
        client = await client_of(Settings(), service, resources)
        for path in ("/en", "/en?embed", "/"):
            headers = (await client.get(path)).headers
            assert "frame-ancestors 'none'" in headers["Content-Security-Policy"] and headers["X-Frame-Options"] == "DENY"
        await client.close()

    async def test_only_named_sites_and_only_the_page_that_asks_for_it(self, service: ConversationService, resources: Resources) -> None:
        client = await client_of(Settings(embed=("https://charity.example",)), service, resources)
        framed = await client.get("/en?embed")
        assert "frame-ancestors https://charity.example;" in framed.headers["Content-Security-Policy"] + ";"
        assert "X-Frame-Options" not in framed.headers
        assert 'action="/en?embed"' in await framed.text(), "the next page may be framed too"
        posted = await client.post("/en?embed", data={"choice": "/ask_protocol"})
        assert 'action="/en?embed"' in await posted.text()
        plain = await client.get("/en")
        assert plain.headers["X-Frame-Options"] == "DENY" and "?embed" not in await plain.text()
        for name in ("script-src 'self'", "default-src 'none'"):
            assert name in framed.headers["Content-Security-Policy"]
        await client.close()


async def test_tor_browser_is_told_of_the_onion_address(service: ConversationService, resources: Resources) -> None:
    client = await client_of(Settings(onion=ONION), service, resources)
    assert (await client.get("/ar")).headers["Onion-Location"] == f"{ONION}/ar"
    inside = await client.get("/ar", headers={"Host": "a" * 56 + ".onion"})
    assert "Onion-Location" not in inside.headers
    await client.close()
    client = await client_of(Settings(), service, resources)
    assert "Onion-Location" not in (await client.get("/ar")).headers
    await client.close()


@pytest.mark.parametrize(
    "header", [("X-Long", "x" * 9000), ("Cookie", "y" * 20_000)], ids=["one long line", "a huge cookie"]
)
async def test_heads_that_are_too_large_are_refused(header: tuple[str, str], service: ConversationService, resources: Resources) -> None:
    client = await client_of(Settings(), service, resources)
    server = client.server
    reader, writer = await asyncio.open_connection(server.host, server.port)
    writer.write(f"GET /en HTTP/1.1\r\nHost: x\r\n{header[0]}: {header[1]}\r\n\r\n".encode())
    answer = await asyncio.wait_for(reader.read(100), 5)
    assert b" 400 " in answer
    writer.close()
    await client.close()
