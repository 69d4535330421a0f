"""What the network can reach, as functions of bytes. Each returns for any input, or raises: then something is wrong.

Inputs are spoiled versions of good ones (`seeds`), so that most of them get past the first check.
"""

from __future__ import annotations

import asyncio
import functools
import json
import tempfile
from collections.abc import Callable, Coroutine, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

from aiohttp import StreamReader, web
from aiohttp.test_utils import make_mocked_request
from multidict import CIMultiDict
from yarl import URL

from bot.conversation.choice import parse_choice
from bot.conversation.state import ConversationState
from bot.directory.openreferral.documents import Limits
from bot.directory.openreferral.importing import import_services
from bot.errors import BadRequest, DirectoryError, InvalidState
from bot.nlg.danger import DANGERS, danger_of
from bot.nlu.normalise import clean, pieces
from bot.paths import CONTENT, ROOT
from bot.privacy.keys import KeyRing
from bot.privacy.personal_details import mask
from bot.privacy.sealed_state import StateSealer
from bot.web.body import read_form, read_json
from bot.web.openreferral import _query
from bot.web.tidy import tidy
from bot.whatsapp.payloads import Received, received
from bot.whatsapp.signature import is_signed, sign
from bot.whatsapp.words import Words, number

NOW = 1_800_000_000.0
SECRET = "app-secret"
PHONE_NUMBER_ID = "100000000000001"
_KEYS = KeyRing(b"k" * 32, keep=3600, clock=lambda: NOW)
_SEALER = StateSealer(_KEYS, "fuzz", minutes=60, clock=lambda: NOW, random=lambda count: b"n" * count)
_STATES = tuple(
    {"s": slots} for slots in ({}, {"nation": "wales"}, {"last_answer": "emergency:short", "route_time": "x" * 300})
)
_INTENTS, _ENTITIES = {"emergency", "ask_more", "inform"}, {"nation", "route_time"}
_PAYLOADS = sorted((ROOT / "tests" / "payloads").glob("*.json"))
_WORDS = Words.load(CONTENT / "whatsapp_words.yml")


@dataclass(frozen=True)
class Target:
    """name; try_one: any bytes; seeds: good inputs to spoil; what: what must hold, for the report."""

    name: str
    try_one: Callable[[bytes], None]
    seeds: Sequence[bytes]
    what: str


def sealed_state(data: bytes) -> None:
    token = data.decode("latin-1")
    try:
        opened = _SEALER.open(token)
    except InvalidState:
        return
    assert opened in _STATES, "a state that was never sealed was opened"


def state_inside(data: bytes) -> None:
    try:
        value = json.loads(data)
    except (ValueError, RecursionError):
        return
    assert all(isinstance(slot, str) for slot in ConversationState.from_json(value).slots.values())


def choice(data: bytes) -> None:
    payload = data.decode("utf-8", "replace")
    danger = danger_of(payload)
    assert danger is None or danger in DANGERS
    try:
        parsed = parse_choice(payload, _INTENTS, _ENTITIES)
    except BadRequest:
        return
    assert parsed.intent in _INTENTS and set(parsed.entities) <= _ENTITIES
    assert all(isinstance(value, str) and len(value) <= 40 for value in parsed.entities.values())


def form(data: bytes) -> None:
    """The first line is the header Content-Type, the rest the body."""
    kind, _, body = data.partition(b"\n")
    try:
        fields = _run(read_form(_request("POST", "/en", {"Content-Type": _header(kind)}, body)))
    except (BadRequest, web.HTTPRequestEntityTooLarge):
        return
    assert all(isinstance(item, str) for pair in fields.items() for item in pair)
    for value in fields.values():
        tidy(value).encode("utf-8")


def json_body(data: bytes) -> None:
    try:
        value = _run(read_json(_request("POST", "/api/messages", {"Content-Type": "application/json"}, data)))
    except (BadRequest, web.HTTPRequestEntityTooLarge):
        return
    assert isinstance(value, dict)


def query(data: bytes) -> None:
    try:
        request = _request("GET", "/openreferral/services?" + data.decode("latin-1"), {}, b"")
    except ValueError:  # no address a parser of requests would hand on
        return
    try:
        asked = _query(request)
    except ValueError:
        return
    assert 1 <= asked.per_page <= 50 and 1 <= asked.page <= 1_000_000


def webhook(data: bytes) -> None:
    try:
        payload = json.loads(data)
    except (ValueError, RecursionError):
        return
    for message in received(payload, PHONE_NUMBER_ID):
        assert isinstance(message, Received) and message.id and message.person.key
        assert message.person.key not in repr(message)
        if message.text:
            _WORDS.meaning(message.text)
            number(message.text)


def signature(data: bytes) -> None:
    """The first line is the header, the rest the body."""
    header, _, body = data.partition(b"\n")
    given = header.decode("utf-8", "surrogateescape")
    assert is_signed(body, given, (SECRET, "old")) == (given in (sign(body, SECRET), sign(body, "old")))


def open_referral(data: bytes) -> None:
    with tempfile.TemporaryDirectory() as folder:
        source, into = Path(folder) / "given.json", Path(folder) / "into"
        source.write_bytes(data)
        try:
            report = import_services(str(source), into, limits=Limits(bytes=100_000, services=20))
        except DirectoryError:
            return
        assert all((into / Path(item.file).name).is_file() for item in report.imported)


def typed_text(data: bytes) -> None:
    text = tidy(data.decode("utf-8", "replace"))
    masked = mask(text)
    mask(masked.text)
    pieces(clean(masked.text))
    clean(text).encode("utf-8")


@functools.cache
def _base() -> tuple[asyncio.AbstractEventLoop, web.Request]:
    loop = asyncio.new_event_loop()
    return loop, make_mocked_request("POST", "/", loop=loop)


def _run(call: Coroutine) -> Any:
    return _base()[0].run_until_complete(call)


def _request(method: str, path: str, headers: dict[str, str], body: bytes) -> web.Request:
    """A request as aiohttp's own parser would make it; its helper for tests cannot carry bytes that are not UTF-8."""
    loop, base = _base()
    stream = StreamReader(base.protocol, 2**16, loop=loop)
    stream.feed_data(body)
    stream.feed_eof()
    raw = base._message._replace(method=method, path=path, url=URL(path, encoded=True), headers=CIMultiDict(headers))
    return web.Request(
        raw, stream, base.protocol, base._payload_writer, base.task, loop, client_max_size=16 * 1024
    )


def _header(raw: bytes) -> str:
    return raw.decode("utf-8", "surrogateescape").replace("\r", "").replace("\0", "")[:2000]


def _signed(body: bytes) -> bytes:
    return sign(body, SECRET).encode() + b"\n" + body


def _multipart(*values: str) -> bytes:
    parts = (f'--xyz\r\nContent-Disposition: form-data; name="{n}"\r\n\r\n{v}\r\n' for n, v in enumerate(values))
    return b"multipart/form-data; boundary=xyz\n" + "".join(parts).encode() + b"--xyz--\r\n"


def _service_seeds() -> list[bytes]:
    from datetime import date

    from bot.directory.openreferral.exporting import service_of
    from bot.resources import shared_resources

    made = [service_of(item, date(2026, 11, 24), 180) for item in shared_resources().organisations[:3]]
    return [json.dumps(made[0]).encode(), json.dumps({"contents": made}, ensure_ascii=False).encode(), b"[]"]


def targets() -> dict[str, Target]:
    """All of them by name."""
    hooks = [path.read_bytes() for path in _PAYLOADS]
    forms = [
        b"application/x-www-form-urlencoded\n" + urlencode({"message": "¿puedo?", "state": "abc"}).encode(),
        _multipart("كلمة", "/emergency"),
        b"text/plain; charset=utf-16\nx",
    ]
    listed = (
        Target("sealed state", sealed_state, [_SEALER.seal(state).encode() for state in _STATES],
               "opens only what was sealed here"),
        Target("inside a state", state_inside, [json.dumps(state).encode() for state in _STATES],
               "slots are texts, whatever is in it"),
        Target("choice", choice, [b'/inform{"route_time": "two_years"}', b"/emergency", b'/ask_more{"nation":"wales"}'],
               "known names and codes only"),
        Target("form", form, forms, "texts, or 400 or 413"),
        Target("JSON body", json_body, [b'{"language":"en","message":"hi","state":null}', b"\xef\xbb\xbf{}"],
               "an object, or 400 or 413"),
        Target("query", query, [b"page=2&per_page=50&full=true", b"search=%D9%85&modified_after=2026-11-01T10:00:00Z"],
               "within limits, or 400"),
        Target("webhook", webhook, hooks, "messages with an id and somebody to answer, or nothing"),
        Target("signature", signature, [_signed(body) for body in hooks[:3]], "true only for the right one"),
        Target("Open Referral", open_referral, _service_seeds(), "proposals, or refused with reasons"),
        Target("typed text", typed_text, ["call me on 07700 900123, ٠٧٧٠٠ ९00123 \u202e".encode(), "e\u0301ﷺ".encode()],
               "masked and cut into pieces"),
    )  # fmt: skip
    return {target.name: target for target in listed}
