"""What the page's script asks: sealed bytes in, sealed bytes out, and one answer for everything that is not there."""

from __future__ import annotations

import asyncio
import base64
from datetime import date

import pytest
from aiohttp.test_utils import TestClient
from nacl.public import PrivateKey, PublicKey

from bot.handoff.accounts import Accounts
from bot.handoff.codes import Code, keys_of, new_code
from bot.handoff.envelope import LABEL_BYTES, NOTE_BYTES, OVERHEAD, SLIP_BYTES, seal, unseal
from bot.handoff.handoff import Handoff, Kind
from bot.handoff.slip import Slip
from bot.handoff.store import StoredSlip
from bot.handoff.workers import Action
from tests.console.conftest import OTHERS, OURS, Person, ask, sign_in

SENTINEL = "only she and they may read this line"
SLIP = Slip.read({"needs": ["health"], "language": "ur", "line": SENTINEL})


async def place(handoff: Handoff, code: Code) -> str:
    return keys_of(code, await handoff.salt()).locator


def answer(key: bytes, text: str = "we can help") -> str:
    sealed = seal({"kind": "answer", "day": date.today().isoformat(), "text": text}, PublicKey(key), NOTE_BYTES)
    return base64.b64encode(sealed).decode()


@pytest.fixture
async def token(client: TestClient, worker: Person) -> str:
    return await sign_in(client, worker)


async def test_list_open_answer_and_close(
    client: TestClient, handoff: Handoff, accounts: Accounts, token: str, key: PrivateKey
) -> None:
    code = await handoff.create(SLIP, OURS)
    (slip,) = (await (await ask(client, "waiting", token)).json())["slips"]
    assert unseal(base64.b64decode(slip["label"]), key) == {"day": date.today().isoformat(), "language": "ur"}
    opened = await (await ask(client, "open", token, locator=slip["locator"])).json()
    assert unseal(base64.b64decode(opened["body"]), key)["line"] == SENTINEL and opened["addressed"] is True
    sealed = answer(base64.b64decode(opened["replyKey"]))
    assert (await ask(client, "reply", token, locator=slip["locator"], sealed=sealed)).status == 200
    assert (await ask(client, "empty", token, locator=slip["locator"], closed=True)).status == 200
    seen = await handoff.look(code)
    assert seen and [note.kind for note in seen.notes] == [Kind.OPENED, Kind.ANSWER, Kind.CLOSED]
    done = {trace.action for trace in await accounts.trail(OURS)}
    assert {Action.LISTED, Action.OPENED, Action.REPLIED, Action.CLOSED} <= done
    assert (await ask(client, "waiting", token)).status == 200


async def test_what_is_not_theirs_looks_like_what_never_was(
    client: TestClient, handoff: Handoff, token: str, key: PrivateKey
) -> None:
    others = await place(handoff, await handoff.create(SLIP, OTHERS))
    destroyed_code = await handoff.create(SLIP, OURS)
    destroyed = await place(handoff, destroyed_code)
    await handoff.destroy(destroyed_code)
    never = await place(handoff, new_code())
    expired = "ee" * 16
    await handoff._store.add(
        StoredSlip(
            expired, OURS, bytes(LABEL_BYTES + OVERHEAD), bytes(SLIP_BYTES + OVERHEAD), bytes(32), date(2020, 1, 1)
        )
    )
    sealed = answer(bytes(key.public_key))
    for what, more in (("open", {}), ("reply", {"sealed": sealed}), ("empty", {"closed": True})):
        answers = [
            await ask(client, what, token, locator=where, **more) for where in (never, others, destroyed, expired)
        ]
        assert [found.status for found in answers] == [404] * 4
        assert len({await found.text() for found in answers}) == 1
        assert len({tuple(sorted(set(found.headers) - {"Date"})) for found in answers}) == 1
    assert await handoff._store.get(others), "and nothing happened to it"
    assert (await handoff._store.get(others)).body


async def test_a_slip_for_nobody_in_particular_is_in_no_list_and_opens_by_code(
    client: TestClient, handoff: Handoff, token: str
) -> None:
    code = await handoff.create(SLIP)
    assert (await (await ask(client, "waiting", token)).json())["slips"] == []
    keys = keys_of(code, await handoff.salt())
    opened = await (await ask(client, "open", token, locator=keys.locator)).json()
    assert opened["addressed"] is False and unseal(base64.b64decode(opened["body"]), keys.key)["line"] == SENTINEL


async def test_every_request_of_the_script_needs_the_token_of_its_session(
    client: TestClient, handoff: Handoff, token: str
) -> None:
    where = await place(handoff, await handoff.create(SLIP, OURS))
    for forged in ("", "forged", token[:-1], token.upper() + "x"):
        for what in ("waiting", "open", "reply", "empty"):
            assert (await ask(client, what, forged, locator=where)).status == 403
    # What another site's form could send: the cookie, but no header.
    assert (await client.post("/console/api/open", data={"locator": where})).status == 403


async def test_a_malformed_locator_is_refused(client: TestClient, token: str) -> None:
    for locator in (None, "", 7, "aa", "G" * 32, "A" * 32, "a" * 33, ["a" * 32], "a" * 32 + "\n", "../" * 11):
        assert (await ask(client, "open", token, locator=locator)).status == 400, locator


async def test_an_answer_has_one_size(client: TestClient, handoff: Handoff, token: str) -> None:
    where = await place(handoff, await handoff.create(SLIP, OURS))
    sizes = (0, SLIP_BYTES + OVERHEAD, NOTE_BYTES, NOTE_BYTES + OVERHEAD - 1, NOTE_BYTES + OVERHEAD + 1)
    wrong = [base64.b64encode(bytes(size)).decode() for size in sizes]
    for sealed in (None, 7, "plain words", "!" * 5528, *wrong):
        assert (await ask(client, "reply", token, locator=where, sealed=sealed)).status == 400
    assert await handoff._store.notes(where) == []


async def test_a_forged_answer_is_left_out_of_what_she_sees(client: TestClient, handoff: Handoff, token: str) -> None:
    code = await handoff.create(SLIP, OURS)
    forged = base64.b64encode(bytes(NOTE_BYTES + OVERHEAD)).decode()
    assert (await ask(client, "reply", token, locator=await place(handoff, code), sealed=forged)).status == 200
    seen = await handoff.look(code)
    assert seen and seen.notes == ()


async def test_malformed_and_oversized_questions(client: TestClient, token: str) -> None:
    for body in (b"", b"[]", b"{", b"\xff", b"null", b"[" * 9000, b'{"locator": "' + b"a" * 17_000):
        for what in ("open", "reply", "empty"):
            found = await client.post(f"/console/api/{what}", data=body, headers={"X-Console-Token": token})
            assert found.status in (400, 413)
            assert found.headers["Content-Type"].startswith("application/json")


async def test_closing_must_be_meant(client: TestClient, handoff: Handoff, token: str) -> None:
    where = await place(handoff, await handoff.create(SLIP, OURS))
    for closed in (None, 1, "true", []):
        assert (await ask(client, "empty", token, locator=where, closed=closed)).status == 400
    assert (await handoff._store.get(where)).body


async def test_a_full_slip_takes_no_more_answers(client: TestClient, handoff: Handoff, token: str) -> None:
    where = await place(handoff, await handoff.create(SLIP, OURS))
    sealed = answer((await handoff._store.get(where)).reply_key)
    statuses = [(await ask(client, "reply", token, locator=where, sealed=sealed)).status for _ in range(32)]
    assert statuses.count(200) == 30 and statuses[-2:] == [404, 404]


async def test_a_store_that_fails_says_so_and_nothing_more(
    client: TestClient, handoff: Handoff, token: str, capsys
) -> None:
    where = await place(handoff, await handoff.create(SLIP, OURS))
    await handoff.close()
    found = await ask(client, "open", token, locator=where)
    text = await found.text()
    assert found.status == 503 and where not in text
    shown = capsys.readouterr()
    assert where not in shown.out + shown.err


async def test_the_page_carries_no_slip_and_no_key(client: TestClient, handoff: Handoff, token: str, key) -> None:
    code = await handoff.create(SLIP, OURS)
    page = await (await client.get("/console/slips")).text()
    assert SENTINEL not in page and code not in page and await place(handoff, code) not in page
    assert bytes(key).hex() not in page and base64.b64encode(bytes(key)).decode() not in page
    assert "need.health" in page


async def test_what_is_past_its_day_is_removed_at_the_start(make_client, handoff: Handoff) -> None:
    await handoff._store.add(StoredSlip("ee" * 16, OURS, None, None, bytes(32), date(2020, 1, 1)))
    client = await make_client()
    for _ in range(100):
        if handoff._store._database["slips"].count == 0:
            break
        await asyncio.sleep(0.02)
    assert handoff._store._database["slips"].count == 0
    await client.close()
