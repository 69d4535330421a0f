"""The stand-in for Meta refuses what Meta refuses, and another library, pywa, judges what it sends."""

from __future__ import annotations

import asyncio
import json
import threading

import aiohttp
import httpx
import pytest
import pywa
from pywa.utils import webhook_updates_validator

from bot.errors import ConfigurationError
from bot.whatsapp.emulator import Emulator, EmulatorSettings, Weather, webhooks
from bot.whatsapp.emulator.settings import PEOPLE
from bot.whatsapp.signature import sign
from tests.whatsapp.conftest import free_port

TO = {"messaging_product": "whatsapp", "recipient_type": "individual", "to": "447700900101"}


def text(body: str) -> dict:
    return {**TO, "type": "text", "text": {"body": body}}


def buttons(*replies: dict, body: str = "Hello") -> dict:
    action = {"buttons": [{"type": "reply", "reply": reply} for reply in replies]}
    return {**TO, "type": "interactive", "interactive": {"type": "button", "body": {"text": body}, "action": action}}


def rows(count: int, **changes) -> dict:
    listed = [{"id": str(number), "title": f"row {number}", **changes} for number in range(count)]
    action = {"button": "Choose", "sections": [{"rows": listed}]}
    return {**TO, "type": "interactive", "interactive": {"type": "list", "body": {"text": "Hello"}, "action": action}}


REFUSED = [
    {}, [], text(""), text("x" * 4097), text("\U0001f600" * 2049), {**text("x"), "type": "hologram"}, {**text("x"), "to": "not a number"},
    {k: v for k, v in text("x").items() if k != "to"}, {**text("x"), "surprise": 1},
    buttons({"id": "a", "title": "x" * 21}), buttons({"id": "a", "title": ""}), buttons({"id": " a", "title": "x"}), buttons({"id": "a" * 257, "title": "x"}),
    buttons({"id": "a", "title": "x"}, {"id": "a", "title": "y"}), buttons({"id": "a", "title": "x"}, {"id": "b", "title": "x"}),
    buttons(*({"id": str(n), "title": str(n)} for n in range(4))), buttons({"id": "a", "title": "x"}, body="x" * 1025),
    rows(11), rows(0), rows(1, title="x" * 25), rows(1, description="x" * 73), rows(1, id="x" * 201),
    {**TO, "type": "image", "image": {"link": "ftp://x"}}, {**TO, "type": "image", "image": {"link": "https://x", "caption": "x" * 1025}}, {**TO, "type": "image", "image": {}},
]
ACCEPTED = [
    text("x" * 4096), {**text("x"), "to": "+447700900101"}, {**text("x"), "biz_opaque_callback_data": "turn/1"}, buttons({"id": "a" * 256, "title": "x" * 20}), rows(10),
    {"messaging_product": "whatsapp", "recipient": PEOPLE[0].user_id, "type": "text", "text": {"body": "x"}}, {**TO, "type": "image", "image": {"link": "https://example.org/a.png", "caption": "x"}},
    {"messaging_product": "whatsapp", "status": "read", "message_id": "wamid.1", "typing_indicator": {"type": "text"}},
]


@pytest.fixture
async def emulator():
    found = Emulator(EmulatorSettings("http://127.0.0.1:9", "secret", "token", weather=Weather(retries=0)))
    await found.start()
    await found.say(found.people[0], "hello")
    yield found
    await found.stop()


async def post(emulator: Emulator, body: object, *, token: str = "token", version: str = "v26.0", number: str = "100000000000001") -> tuple[int, dict]:
    async with (
        aiohttp.ClientSession() as session,
        session.post(f"{emulator.address}/{version}/{number}/messages", json=body, headers={"Authorization": f"Bearer {token}"}) as response,
    ):
        return response.status, await response.json()


@pytest.mark.parametrize("body", REFUSED, ids=range(len(REFUSED)))
async def test_what_meta_refuses_is_refused(body: object, emulator: Emulator) -> None:
    status, answer = await post(emulator, body)
    assert (status, answer["error"]["code"]) == (400, 131009)


@pytest.mark.parametrize("body", ACCEPTED, ids=range(len(ACCEPTED)))
async def test_what_meta_accepts_is_accepted(body: object, emulator: Emulator) -> None:
    assert (await post(emulator, body))[0] == 200


async def test_wrong_token_version_number_and_person(emulator: Emulator) -> None:
    assert (await post(emulator, text("x"), token="guess"))[1]["error"]["code"] == 190
    assert (await post(emulator, text("x"), version="v17.0"))[1]["error"]["code"] == 2635
    assert (await post(emulator, text("x"), number="100000000000002"))[1]["error"]["code"] == 100
    assert (await post(emulator, {**text("x"), "to": "447700900999"}))[1]["error"]["code"] == 131026


async def test_limits_in_all_and_to_one_person() -> None:
    found = Emulator(EmulatorSettings("http://127.0.0.1:9", "s", "token", throughput=5, pair_burst=3, weather=Weather(retries=0)))
    await found.start()
    await found.say(found.people[0], "hello")
    codes = [(await post(found, text("x")))[1].get("error", {}).get("code") for _ in range(4)]
    assert codes == [None, None, None, 131056]
    others = [(await post(found, {**text("x"), "to": "447700900102"}))[1].get("error", {}).get("code") for _ in range(3)]
    assert others[-1] == 130429
    await found.stop()


async def test_outside_the_24_hours_a_message_is_taken_and_then_fails(emulator: Emulator) -> None:
    status, _ = await post(emulator, {**text("x"), "to": "447700900102"})
    assert status == 200 and not emulator.replies[emulator.people[1].user_id]


async def test_a_taken_port_is_one_clear_line() -> None:
    first = Emulator(EmulatorSettings("http://127.0.0.1:9", "s", "t"))
    port = free_port()
    await first.start(port)
    with pytest.raises(ConfigurationError, match=f"--port {port + 1}"):
        await Emulator(EmulatorSettings("http://127.0.0.1:9", "s", "t")).start(port)
    await first.stop()


# Another library as a judge


def as_webhook(content: dict, version: str = "v26.0", person=PEOPLE[0]) -> dict:
    settings = EmulatorSettings("", "", "", version=version)
    message = webhooks.message(content, person, "wamid.1", version)
    return webhooks.envelope(settings, [webhooks.value(settings, person, [message])])


def test_pywa_accepts_the_signature() -> None:
    body = json.dumps(as_webhook(webhooks.text("ሰላም"))).encode("ascii")
    assert webhook_updates_validator("secret", body, sign(body, "secret"))
    assert not webhook_updates_validator("secret", body, sign(body, "other"))


READ_BY_PYWA = {
    "text": webhooks.text("hello"),
    "button": webhooks.button("/ask_protocol", "Protocol"),
    "row": webhooks.row("/ask_protocol", "Protocol"),
    "template": webhooks.template_button("STOP", "Stop"),
    **{name: webhooks.KINDS[name] for name in ("voice", "image", "video", "document", "sticker", "location", "contact", "reaction", "unsupported")},
}


@pytest.mark.parametrize("name", READ_BY_PYWA)
def test_pywa_reads_every_webhook_the_emulator_sends(name: str) -> None:
    client = pywa.WhatsApp(phone_id="100000000000001", token="t", server=None)
    kind = {"button": pywa.types.CallbackButton, "row": pywa.types.CallbackSelection, "template": pywa.types.CallbackButton}.get(name, pywa.types.Message)
    update = kind.from_update(client, as_webhook(READ_BY_PYWA[name]))
    assert update.id == "wamid.1"


class ToEmulator(httpx.HTTPTransport):
    """Sends what pywa would send to Meta to the emulator."""

    def __init__(self, port: int) -> None:
        super().__init__()
        self._port = port

    def handle_request(self, request: httpx.Request) -> httpx.Response:
        request.url = request.url.copy_with(scheme="http", host="127.0.0.1", port=self._port)
        return super().handle_request(request)


async def test_a_client_by_other_hands_sends_through_the_emulator(emulator: Emulator) -> None:
    port = int(emulator.address.rsplit(":", 1)[1])

    def send() -> None:
        client = pywa.WhatsApp(phone_id="100000000000001", token="token", api_version=26.0, session=httpx.Client(transport=ToEmulator(port)))
        client.send_message(to="447700900101", text="hello", buttons=[pywa.types.Button(title="Yes", callback_data="yes")])
        client.send_message(to="447700900101", text="hello")

    done = asyncio.Event()
    loop = asyncio.get_running_loop()
    failures: list[BaseException] = []

    def run() -> None:
        try:
            send()
        except BaseException as error:
            failures.append(error)
        loop.call_soon_threadsafe(done.set)

    threading.Thread(target=run, daemon=True).start()
    await asyncio.wait_for(done.wait(), 10)
    assert not failures and len(emulator.replies[emulator.people[0].user_id]) == 2, (failures, emulator.refusals)
