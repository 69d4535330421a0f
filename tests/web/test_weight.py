"""What the first page weighs on the wire. Someone pays for every kilobyte, on a slow line."""

from __future__ import annotations

import re

import aiohttp
import pytest

GOAL = 14 * 1024
LIMIT = 30 * 1024


@pytest.mark.parametrize("path", ["/", "/en", "/ar", "/ur", "/es"])
async def test_the_first_page_fits_the_first_packets(client, path):
    # The client would unpack what it receives; asking for the raw bytes needs a session that does not.
    async with aiohttp.ClientSession(auto_decompress=False) as session:
        url = client.make_url(path)
        async with session.get(url, headers={"Accept-Encoding": "gzip"}) as response:
            assert response.headers["Content-Encoding"] == "gzip"
            total = len(await response.read()) + _headers(response)
        html = await (await client.get(path)).text()
        for asset in re.findall(r'"(/s/[^"]+)"', html):
            async with session.get(client.make_url(asset), headers={"Accept-Encoding": "gzip"}) as response:
                total += len(await response.read()) + _headers(response)
    assert total < LIMIT
    assert total < GOAL, f"{path} is {total} bytes"


def _headers(response) -> int:
    return sum(len(name) + len(value) + 4 for name, value in response.raw_headers)
