"""Sending when Meta is slow, refuses, is gone: retried where it helps, never twice, dropped in time."""

from __future__ import annotations

import asyncio
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import pytest
from aiohttp import web

from bot.engine.engine import Engine
from bot.whatsapp.circuit import FAULTS_IN_A_ROW, OPEN_SECONDS, Circuit
from bot.whatsapp.errors import REFUSALS, Outcome, refusal
from bot.whatsapp.payloads import Person
from bot.whatsapp.sender import Sender
from bot.whatsapp.settings import WhatsAppSettings
from tests.whatsapp.conftest import connected, free_port

PERSON = Person("GB.9000000000000000001", "447700900101")
HELLO = [{"type": "text", "text": {"body": "hello"}}]


class Waits:
    """Sleeps at once, and remembers for how long."""

    def __init__(self) -> None:
        self.seconds: list[float] = []

    async def __call__(self, seconds: float) -> None:
        self.seconds.append(seconds)
        await asyncio.sleep(0)


@asynccontextmanager
async def meta(answers: list[tuple[int, dict]]) -> AsyncIterator[tuple[Sender, list[dict], Waits]]:
    """A server that gives these answers one after the other, then accepts; what it was sent."""
    got: list[dict] = []
    script = iter(answers)

    async def messages(request: web.Request) -> web.Response:
        got.append(await request.json())
        status, body = next(script, (200, {"messages": [{"id": "wamid.1"}]}))
        return web.json_response(body, status=status)

    app = web.Application()
    app.add_routes([web.post("/{version}/{number}/messages", messages)])
    runner = web.AppRunner(app)
    await runner.setup()
    port = free_port()
    await web.TCPSite(runner, "127.0.0.1", port).start()
    waits = Waits()
    sender = Sender(WhatsAppSettings("100000000000001", "t", ("s",), "v", f"http://127.0.0.1:{port}"), sleep=waits)
    await sender.open()
    try:
        yield sender, got, waits
    finally:
        await sender.close()
        await runner.cleanup()


def fault(code: int) -> dict:
    return {"error": {"code": code, "message": "x"}}


def soon(seconds: float = 60.0) -> float:
    return time.monotonic() + seconds


@pytest.mark.parametrize("answer", [(500, {}), (503, {}), (400, fault(131000)), (400, fault(131016)), (429, fault(130429)), (400, fault(131056)), (429, {})])
async def test_passing_troubles_are_tried_again(answer: tuple[int, dict]) -> None:
    async with meta([answer, answer]) as (sender, got, waits):
        assert await sender.send(PERSON, HELLO, soon())
        assert len(got) == 3 and len(waits.seconds) >= 2


@pytest.mark.parametrize("code", [131047, 131026, 131009, 100, 131051, 131030, 137000, 424242])
async def test_what_can_never_arrive_is_dropped_at_once(code: int) -> None:
    async with meta([(400, fault(code))]) as (sender, got, _):
        assert not await sender.send(PERSON, HELLO, soon())
        assert len(got) == 1


@pytest.mark.parametrize(("status", "code"), [(401, 190), (403, 10), (400, 131031), (400, 131042), (400, 133010), (401, None)])
async def test_what_only_an_operator_can_mend_stops_sending(status: int, code: int | None, capsys) -> None:
    async with meta([(status, fault(code) if code else {})] * 3) as (sender, got, _):
        assert not await sender.send(PERSON, HELLO, soon(20))
        assert not await sender.send(PERSON, HELLO, soon(20)), "the circuit is open longer than this reply may wait"
        assert len(got) == 1


async def test_the_pair_limit_waits_six_seconds() -> None:
    async with meta([(400, fault(131056))]) as (sender, _, waits):
        assert await sender.send(PERSON, HELLO, soon())
        assert 6.0 in waits.seconds


async def test_waits_grow_and_differ() -> None:
    async with meta([(500, {})] * 4) as (sender, _, waits):
        await sender.send(PERSON, HELLO, soon())
        waited = [seconds for seconds in waits.seconds if seconds]
        assert waited[-1] > waited[0] and len(set(waited)) == len(waited)


async def test_a_reply_past_its_deadline_is_dropped() -> None:
    async with meta([(500, {})] * 50) as (sender, got, _):
        assert not await sender.send(PERSON, HELLO, soon(0.3))
        assert len(got) <= 3
        assert not await sender.send(PERSON, HELLO, soon(-1))


async def test_an_answer_that_is_cut_off_is_not_sent_again() -> None:
    got = []

    async def cut_off(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        got.append(await reader.readuntil(b"\r\n\r\n"))
        writer.close()

    server = await asyncio.start_server(cut_off, "127.0.0.1", 0)
    port = server.sockets[0].getsockname()[1]
    sender = Sender(WhatsAppSettings("100000000000001", "t", ("s",), "v", f"http://127.0.0.1:{port}"))
    await sender.open()
    assert await sender.send(PERSON, HELLO, soon())
    assert len(got) == 1
    await sender.close()
    server.close()


async def test_nobody_there_is_tried_again_until_the_deadline() -> None:
    sender = Sender(WhatsAppSettings("100000000000001", "t", ("s",), "v", f"http://127.0.0.1:{free_port()}"), sleep=Waits())
    await sender.open()
    assert not await sender.send(PERSON, HELLO, soon(0.4))
    await sender.close()


async def test_to_one_person_a_burst_and_then_slowly() -> None:
    async with meta([]) as (sender, got, _):
        assert await sender.send(PERSON, HELLO * 45, soon())
        assert not await sender.send(PERSON, HELLO, soon(0.2)), "the forty-sixth waits six seconds"
        assert await sender.send(Person("GB.2", None), HELLO, soon(0.2)), "others do not"
        assert len(got) == 46


async def test_nothing_about_people_is_kept_by_name() -> None:
    async with meta([]) as (sender, _, _waits):
        await sender.send(PERSON, HELLO, soon())
        assert "9000000000000000001" not in repr(vars(sender))


def test_the_circuit_opens_after_many_faults_and_closes_by_itself() -> None:
    now = [0.0]
    circuit = Circuit(lambda: now[0])
    assert not any(circuit.failed() for _ in range(FAULTS_IN_A_ROW - 1))
    assert circuit.failed() and circuit.is_open
    now[0] = OPEN_SECONDS + 1
    assert not circuit.is_open
    circuit.failed()
    circuit.succeeded()
    assert not any(circuit.failed() for _ in range(FAULTS_IN_A_ROW - 1))


def test_every_code_has_advice_for_an_operator() -> None:
    assert all(found.advice.endswith(".") for found in REFUSALS.values())
    assert refusal(None, 502).outcome is Outcome.RETRY
    assert refusal(999999, 400).outcome is Outcome.DROP
    assert {found.outcome for found in REFUSALS.values()} == set(Outcome)


async def test_nothing_is_sent_twice_and_nothing_lost_while_meta_fails(engine: Engine) -> None:
    from bot.whatsapp.emulator import Weather

    async with connected(engine, weather=Weather(seed=5, failures=0.4, duplicates=0.4, retry=0.05)) as line:
        for number in range(6):
            await line.emulator.say(line.emulator.people[number % 3], "HELP")
            await line.quiet()
        for person in line.emulator.people[:3]:
            assert len(line.emulator.replies[person.user_id]) in (3, 4), "a welcome and two menus"
