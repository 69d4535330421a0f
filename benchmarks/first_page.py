"""What a first visit costs on a slow line: the page and everything of ours it loads, as sent, compressed."""

from __future__ import annotations

from html.parser import HTMLParser
from urllib.parse import urljoin, urlsplit

from aiohttp import ClientSession

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


async def weigh(session: ClientSession, url: str) -> dict[str, int]:
    """bytes: bodies and response headers of the page and all it loads; requests: how many; elsewhere: those to others."""
    body, total = await _fetch(session, url)
    loaded = _Loaded()
    loaded.feed(body.decode("utf-8"))
    addresses = [urljoin(url, address) for address in dict.fromkeys(loaded.addresses)]
    own = [address for address in addresses if urlsplit(address).netloc == urlsplit(url).netloc]
    for address in own:
        total += (await _fetch(session, address))[1]
    return {"bytes": total, "requests": 1 + len(own), "elsewhere": len(addresses) - len(own)}


async def _fetch(session: ClientSession, url: str) -> tuple[bytes, int]:
    """The body as text and the bytes of the whole response on the wire."""
    plain = await session.get(url, headers={"Accept-Encoding": "identity"})
    text = await plain.read()
    async with session.get(url, headers={"Accept-Encoding": "gzip"}) as response:
        response.raise_for_status()
        # aiohttp unpacks what it reads and keeps only headers as sent; a packed body is read from a raw connection.
        head = len(f"HTTP/1.1 {response.status} {response.reason}\r\n\r\n")
        head += sum(len(name) + len(value) + 4 for name, value in response.raw_headers)
    return text, head
