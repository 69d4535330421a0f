"""Everything that goes wrong on the web, with a sentinel in each: what error handling is most likely to write down."""

from __future__ import annotations

import asyncio
import contextlib
import json
import socket
import struct
from collections.abc import Awaitable, Callable
from urllib.parse import urlsplit

import aiohttp

from bot.seizure.ground import Ground
from bot.seizure.sentinels import Kind

Trouble = Callable[[Ground, aiohttp.ClientSession], Awaitable[None]]
TOO_LARGE = 40_000
FAR_TOO_LARGE = 3_000_000
SHORT_WAIT = 0.05


async def malformed_bodies(ground: Ground, session: aiohttp.ClientSession) -> None:
    word = ground.sentinels.word
    api, page = f"{ground.base}/api/messages", f"{ground.base}/en"
    for body in (
        f'{{"language": "en", "message": "{word()}',
        json.dumps([word()]),
        json.dumps({"language": "en", "message": {word(): word()}}),
        json.dumps({"language": word(), "message": word()}),
        json.dumps({"language": "en", "message": word(), "state": [word()]}),
        "[" * 5000 + word(),
        word().encode() + b"\xff\xfe",
        word(script="arabic").encode("utf-16"),
        f'{{"language": "en", "message": "{word()}\\ud800 \\u0000"}}',
    ):
        await _send(session, "POST", api, body)
    for body, kind in (
        (f"message=%FF{word()}", "application/x-www-form-urlencoded"),
        ("&".join(f"{word()}=x" for _ in range(20)), "application/x-www-form-urlencoded"),
        (word(), "text/plain"),
        (f'--x\r\nContent-Disposition: form-data; name="message"\r\n\r\n{word()}', "multipart/form-data; boundary=x"),
        (_upload(word(Kind.NAME), word()), "multipart/form-data; boundary=x"),
        (word(), f"multipart/{word()}"),
    ):
        await _send(session, "POST", page, body, {"Content-Type": kind})


async def forged_states_and_choices(ground: Ground, session: aiohttp.ClientSession) -> None:
    word = ground.sentinels.word
    for choice in (
        f"/{word()}",
        f'/find_support{{"nation": "{word(Kind.CHOICE)}"}}',
        f'/inform{{"route_came": "{word(Kind.CHOICE)}"}}',
        f'/ask_data_sharing{{"door": "{word(Kind.CHOICE)}", "{word(Kind.CHOICE)}": "x"}}',
        f"/restart {word()}",
    ):
        await _post(ground, session, {"language": "en", "choice": choice})
    for state in (word(Kind.NOTE), word(Kind.NOTE) * 40, word(Kind.NOTE) * 2000, "AQ" + word(Kind.NOTE)):
        await _post(ground, session, {"language": "en", "message": word(), "state": state})
        await _send(session, "POST", f"{ground.base}/es", data={"message": word(), "state": state})


async def oversized(ground: Ground, session: aiohttp.ClientSession) -> None:
    word = ground.sentinels.word
    for size in (TOO_LARGE, FAR_TOO_LARGE):
        body = {"language": "en", "message": word() + "x" * size}
        with contextlib.suppress(aiohttp.ClientError, ConnectionError):
            await _post(ground, session, body)
    long = f"{word()} {word()}" + " words" * 900 + f" {word()}"
    await _post(ground, session, {"language": "en", "message": long})


async def unknown_pages_and_methods(ground: Ground, session: aiohttp.ClientSession) -> None:
    def link() -> str:
        return ground.sentinels.word(Kind.LINK)

    for path in (f"/{link()}", f"/en/{link()}?{link()}={link()}", f"/en?message={link()}", f"/static/../{link()}"):
        for method in ("GET", "POST", "PUT", "DELETE", "OPTIONS", "HEAD", "TRACE"):
            await _send(session, method, ground.base + path)
    await _send(session, "POST", f"{ground.base}/{link()}", json.dumps({"message": ground.sentinels.word()}))
    await _send(session, "GET", f"{ground.base}/en", headers={"Upgrade": "websocket", "Connection": "Upgrade"})


async def hung_up(ground: Ground, session: aiohttp.ClientSession) -> None:
    """A slow line: half a message and then nothing; a whole one, and nobody who waits for the answer."""
    word = ground.sentinels.word
    form = f"message={word()}+my+boss+{word()}"
    head = f"POST /en HTTP/1.1\r\nHost: x\r\nX-Forwarded-For: {ground.sentinels.internet_address()}\r\n"
    typed = "Content-Type: application/x-www-form-urlencoded\r\n"
    for text in (
        f"{head}{typed}Content-Length: 4000\r\n\r\n{form}",
        f"{head}{typed}Content-Length: {len(form)}\r\n\r\n{form}",
        f"{head}{typed}Transfer-Encoding: chunked\r\n\r\nff\r\n{word()}",
        f"{head}Cookie: {word(Kind.BROWSER)}",
    ):
        await asyncio.gather(*(_raw(ground, text.encode(), reset=reset) for reset in (True, False)))


async def not_http(ground: Ground, session: aiohttp.ClientSession) -> None:
    word = ground.sentinels.word
    for text in (
        f"{word()}\r\n\r\n",
        f"GET /{word(Kind.LINK)} HTTP/9.9\r\n\r\n",
        f"POST /en HTTP/1.1\r\nHost: x\r\n{word(Kind.BROWSER)}\r\n\r\n",
        f"POST /en HTTP/1.1\r\nHost: x\r\nContent-Length: {word()}\r\n\r\n",
        f"POST /en HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n{word()}\r\n",
        f"GET /{word(Kind.LINK)}{'a' * 20_000} HTTP/1.1\r\n\r\n",
        f"GET /en HTTP/1.1\r\nHost: x\r\n{word(Kind.BROWSER)}: {'b' * 20_000}\r\n\r\n",
        f"\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03{word()}",
    ):
        await _raw(ground, text.encode("latin-1"), reset=False)


async def many_at_once(ground: Ground, session: aiohttp.ClientSession) -> None:
    """More than may wait, where the setting of the queue is small."""
    word = ground.sentinels.word
    bodies = [{"language": "en", "message": f"my husband {word()} hits me"} for _ in range(12)]
    await asyncio.gather(*(_post(ground, session, body) for body in bodies))


ALL_TROUBLE: tuple[Trouble, ...] = (
    malformed_bodies,
    forged_states_and_choices,
    oversized,
    unknown_pages_and_methods,
    hung_up,
    not_http,
    many_at_once,
)


def _upload(name: str, word: str) -> str:
    return (
        f'--x\r\nContent-Disposition: form-data; name="message"; filename="{name}.txt"\r\n'
        f"Content-Type: text/plain\r\n\r\n{word}\r\n--x--\r\n"
    )


async def _post(ground: Ground, session: aiohttp.ClientSession, value: object) -> None:
    await _send(session, "POST", f"{ground.base}/api/messages", json.dumps(value, ensure_ascii=False))


async def _send(
    session: aiohttp.ClientSession,
    method: str,
    url: str,
    data: str | bytes | dict[str, str] | None = None,
    headers: dict[str, str] | None = None,
) -> None:
    body = data.encode() if isinstance(data, str) else data
    async with session.request(method, url, data=body, headers=headers, allow_redirects=False) as response:
        await response.read()


async def _raw(ground: Ground, data: bytes, *, reset: bool) -> None:
    """Bytes on a bare connection, which then ends. reset: at once and without a goodbye."""
    parts = urlsplit(ground.base)
    local = (ground.sentinels.near_address(), 0)
    reader, writer = await asyncio.open_connection(parts.hostname, parts.port, local_addr=local)
    with contextlib.suppress(OSError, TimeoutError):
        writer.write(data)
        await writer.drain()
        async with asyncio.timeout(SHORT_WAIT):
            await reader.read(1 if reset else 65_536)
    if reset:
        linger = struct.pack("ii", 1, 0)
        writer.get_extra_info("socket").setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, linger)
    writer.close()
    with contextlib.suppress(OSError):
        await writer.wait_closed()
