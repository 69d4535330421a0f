"""Spoiled input for every parser that faces the network; `python -m benchmarks.fuzz --seconds N` goes on for longer."""

from __future__ import annotations

import asyncio
import json
import random
from collections.abc import AsyncIterator

import pytest
from aiohttp.test_utils import TestServer
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from benchmarks.fuzz import spoiled
from benchmarks.fuzz_targets import PHONE_NUMBER_ID, targets
from bot.conversation.service import ConversationService
from bot.resources import Resources
from bot.settings import Settings
from bot.web.app import create_app

TARGETS = targets()
SLOW = {"Open Referral": 60, "typed text": 200}
QUICK = settings(deadline=None, suppress_health_check=list(HealthCheck), max_examples=400)


@pytest.mark.parametrize("name", TARGETS)
def test_good_inputs_are_let_through(name: str) -> None:
    for seed in TARGETS[name].seeds:
        TARGETS[name].try_one(seed)


@pytest.mark.parametrize("name", TARGETS)
def test_spoiled_inputs_raise_nothing_unforeseen(name: str) -> None:
    target = TARGETS[name]

    @given(st.sampled_from(target.seeds), st.integers(0, 2**32))
    @settings(QUICK, max_examples=SLOW.get(name, 600))
    def spoil(seed: bytes, number: int) -> None:
        target.try_one(spoiled(seed, random.Random(number)))

    @given(st.binary(max_size=300))
    @settings(QUICK, max_examples=SLOW.get(name, 400))
    def anything(data: bytes) -> None:
        target.try_one(data)

    spoil()
    anything()


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text(max_size=20),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=12), inner, max_size=3),
    max_leaves=6,
)


def message_of(values: st.SearchStrategy) -> st.SearchStrategy:
    """A message of Meta's in which any part may be anything."""
    names = ["id", "from", "from_user_id", "timestamp", "text", "interactive", "button", "edit", "system", "image", "group_id"]
    inner = values | st.fixed_dictionaries({}, optional={key: values for key in ("body", "caption", "button_reply", "message", "type", "wa_id")})
    kinds = st.sampled_from(["text", "interactive", "button", "edit", "system", "image", "x"]) | values
    return st.fixed_dictionaries({"type": kinds}, optional=dict.fromkeys(names, inner))


@given(st.lists(message_of(JSON), max_size=3), JSON)
@settings(QUICK, max_examples=100)
def test_a_webhook_may_hold_anything_anywhere(messages: list, other: object) -> None:
    value = {"metadata": {"phone_number_id": PHONE_NUMBER_ID}, "messages": messages, "contacts": other}
    changes = [{"field": "messages", "value": value}, other, {"field": "messages", "value": other}]
    TARGETS["webhook"].try_one(json.dumps({"entry": [{"changes": changes}, other]}).encode())


@given(JSON)
@QUICK
def test_a_state_may_hold_anything(value: object) -> None:
    TARGETS["inside a state"].try_one(json.dumps({"s": value}).encode())


HEADS = (
    b"GET /en HTTP/1.1\r\nHost: example.org\r\nAccept-Encoding: gzip, br;q=0.5\r\nAccept-Language: ar,en;q=0.5\r\n\r\n",
    b"GET /ar/danger?beside=en HTTP/1.1\r\nHost: [::1]:8080\r\nAccept: text/html\r\nRange: bytes=0-10\r\n\r\n",
    b"GET /openreferral/services?page=2&per_page=5&search=%D9%85 HTTP/1.1\r\nHost: x\r\nIf-None-Match: *\r\n\r\n",
    b"POST /es HTTP/1.1\r\nHost: x\r\nContent-Type: application/x-www-form-urlencoded\r\nContent-Length: 19\r\n\r\nchoice=%2Femergency",
    b"POST /api/messages HTTP/1.1\r\nHost: x\r\nContent-Type: application/json; charset=utf-7\r\nTransfer-Encoding: chunked\r\n\r\n2b\r\n"
    b'{"language": "en", "choice": "/emergency"}\n\r\n0\r\n\r\n',
    b"GET /en/cards/gp HTTP/1.0\r\nConnection: keep-alive\r\nUpgrade: h2c\r\nExpect: 100-continue\r\nCookie: gone=1\r\n\r\n",
)


@pytest.fixture
async def address(service: ConversationService, resources: Resources) -> AsyncIterator[tuple[str, int]]:
    app = create_app(Settings(embed=("https://charity.example",), onion="http://" + "a" * 56 + ".onion"), service, resources.languages, resources.catalogs)
    async with TestServer(app) as server:
        yield server.host, server.port


async def exchange(address: tuple[str, int], data: bytes) -> bytes:
    """What comes back for some bytes; empty if the connection is only closed."""
    reader, writer = await asyncio.open_connection(*address)
    try:
        # Whatever was cut off is closed, so that hardly any request waits for more.
        writer.write(data + b"\r\n\r\n")
        return await asyncio.wait_for(reader.read(65_536), 2)
    except (ConnectionError, TimeoutError):
        return b""
    finally:
        writer.close()


async def test_requests_spoiled_anywhere_are_answered_or_refused(address: tuple[str, int], capfd) -> None:
    source, codes = random.Random(5), []
    for head in HEADS:
        assert (await exchange(address, head)).startswith(b"HTTP/1."), head
    for _ in range(20):
        heads = [spoiled(source.choice(HEADS), source) for _ in range(40)]
        answers = await asyncio.gather(*(exchange(address, head) for head in heads))
        codes += [int(answer.split()[1]) for answer in answers if answer.startswith(b"HTTP/1.")]
    assert {code for code in codes if code >= 500} <= {501, 505}, "never an error of ours"
    assert codes.count(200) > 50 and sum(400 <= code < 500 for code in codes) > 50, "both sides of the border are tried"
    assert b"HTTP/1.1 200" in await exchange(address, HEADS[1])
    assert "waymark.web.failed" not in capfd.readouterr().out
