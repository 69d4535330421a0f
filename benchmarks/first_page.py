"""What a first visit costs on a slow line: the page and everything of ours it loads, as sent, compressed."""

from __future__ import annotations

import gzip
from html.parser import HTMLParser
from urllib.parse import urljoin, urlsplit

from aiohttp import ClientSession

from benchmarks.processes import BenchmarkError

_LOADS = {"link": "href", "script": "src", "img": "src"}


class _Loaded(HTMLParser):
    """Collects the addresses a browser fetches by itself."""

    def __init__(self) -> None:
        super().__init__()
        self.addresses: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        values = dict(attrs)
        address = values.get(_LOADS.get(tag, ""))
        wanted = tag != "link" or values.get("rel") in ("stylesheet", "icon", "preload")
        if address and wanted and not address.startswith("data:"):
            self.addresses.append(address)


async def weigh(url: str) -> dict[str, int]:
    """bytes: bodies and response headers of the page and all it loads; requests: how many; elsewhere: to others.

    Raises:
        BenchmarkError: a page is not served.
    """
    # Not unpacked by aiohttp, so that what is counted is what was sent.
    async with ClientSession(auto_decompress=False, headers={"Accept-Encoding": "gzip"}) as session:
        page, total = await _fetch(session, url)
        loaded = _Loaded()
        loaded.feed(page.decode("utf-8"))
        addresses = [urljoin(url, address) for address in dict.fromkeys(loaded.addresses)]
        own = [address for address in addresses if urlsplit(address).netloc == urlsplit(url).netloc]
        for address in own:
            total += (await _fetch(session, address))[1]
    return {"bytes": total, "requests": 1 + len(own), "elsewhere": len(addresses) - len(own)}


async def _fetch(session: ClientSession, url: str) -> tuple[bytes, int]:
    """The body, unpacked, and the bytes of the response: status line, headers, packed body."""
    async with session.get(url) as response:
        if response.status != 200:
            raise BenchmarkError(f"GET {urlsplit(url).path} was answered with {response.status}.")
        body = await response.read()
        head = len(f"HTTP/1.1 {response.status} {response.reason}\r\n\r\n")
        head += sum(len(name) + len(value) + len(": \r\n") for name, value in response.raw_headers)
    unpacked = gzip.decompress(body) if response.headers.get("Content-Encoding") == "gzip" else body
    return unpacked, head + len(body)
