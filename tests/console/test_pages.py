"""Signing in, sessions, joining, managing, and what every page of the console carries."""

from __future__ import annotations

import base64
import re

import pyotp
from aiohttp.test_utils import TestClient

from bot.console.console import CONSOLE
from bot.console.sessions import Sessions
from bot.handoff.accounts import Accounts
from bot.handoff.workers import Action, Role
from bot.privacy.keys import EPOCH_SECONDS, steady_time
from tests.console.conftest import OTHERS, OURS, PASSPHRASE, Clock, Person, ask, joined, sign_in


async def test_only_who_signs_in_sees_anything(client: TestClient, worker: Person) -> None:
    for path in ("/console", "/console/slips", "/console/people", "/console/trail"):
        answer = await client.get(path, allow_redirects=False)
        assert (answer.status, answer.headers["Location"]) == (303, "/console/sign-in")
    for what in ("waiting", "open", "reply", "empty"):
        assert (await ask(client, what, "forged")).status == 401
    await sign_in(client, worker)
    assert (await client.get("/console/slips")).status == 200


async def test_a_refusal_never_says_what_was_wrong(client: TestClient, worker: Person) -> None:
    texts = set()
    for changed in (
        {"passphrase": "wrong wrong wrong"},
        {"code": "000000"},
        {"organisation": OTHERS},
        {"organisation": "no"},
    ):
        answer = await client.post("/console/sign-in", data=worker.form(**changed))
        assert answer.status == 403 and "Set-Cookie" not in answer.headers
        texts.add(re.search(r'role="alert">([^<]+)<', await answer.text())[1])
    answer = await client.post("/console/sign-in", data={})
    assert answer.status == 403 and len(texts) == 1


async def test_what_was_typed_is_shown_as_text(client: TestClient, worker: Person) -> None:
    answer = await client.post("/console/sign-in", data=worker.form(name="<script>alert(1)</script>"))
    text = await answer.text()
    assert "<script>alert" not in text and "&lt;script&gt;alert" in text and PASSPHRASE not in text


async def test_every_answer_is_strict_and_kept_nowhere(client: TestClient, worker: Person) -> None:
    await sign_in(client, worker)
    for path in ("/console/slips", "/console/sign-in", "/console/nothing", "/console/join/forged", "/console/people"):
        answer = await client.get(path)
        policy = answer.headers["Content-Security-Policy"]
        assert "script-src 'self' 'wasm-unsafe-eval';" in policy and "unsafe-inline" not in policy
        assert "'unsafe-eval'" not in policy and "require-trusted-types-for 'script'" in policy
        assert answer.headers["Cache-Control"] == "no-store" and answer.headers["X-Frame-Options"] == "DENY"
        assert not re.search(r"<script(?![^>]*(?: src=|application/json))|style=| on[a-z]+=", await answer.text())
    assert "wasm" not in (await client.get("/leave")).headers["Content-Security-Policy"], "hers stay as strict"


async def test_the_cookie_is_for_the_console_only_and_for_no_script(make_client, worker: Person) -> None:
    answer = await (await make_client()).post("/console/sign-in", data=worker.form(), allow_redirects=False)
    cookie = answer.headers["Set-Cookie"]
    assert {"HttpOnly", "Path=/console", "SameSite=Strict"} <= set(cookie.split("; ")) and "Secure" not in cookie
    assert worker.name not in cookie and OURS not in cookie
    worker.clock.go_on(seconds=30)
    answer = await (await make_client(hsts=True)).post("/console/sign-in", data=worker.form(), allow_redirects=False)
    assert "Secure" in answer.headers["Set-Cookie"].split("; ")


async def test_a_forged_cookie_is_nobody(client: TestClient) -> None:
    for forged in ("", "x", "A" * 4000, base64.urlsafe_b64encode(bytes(200)).decode()):
        client.session.cookie_jar.update_cookies({"console": forged})
        assert (await client.get("/console/slips", allow_redirects=False)).status == 303


async def test_signing_out_ends_the_session_on_the_server(client: TestClient, worker: Person) -> None:
    token = await sign_in(client, worker)
    kept = next(cookie.value for cookie in client.session.cookie_jar if cookie.key == "console")
    assert (await client.post("/console/sign-out", data={"token": "forged"})).status == 403
    assert (await client.get("/console/slips", allow_redirects=False)).status == 200
    await client.post("/console/sign-out", data={"token": token})
    client.session.cookie_jar.update_cookies({"console": kept})
    assert (await client.get("/console/slips", allow_redirects=False)).status == 303


async def test_signing_in_elsewhere_ends_the_session_here(make_client, worker: Person) -> None:
    here, there = await make_client(), await make_client()
    await sign_in(here, worker)
    worker.clock.go_on(seconds=30)
    await sign_in(there, worker)
    assert (await here.get("/console/slips", allow_redirects=False)).status == 303


async def test_a_session_is_good_in_every_process_that_shares_the_keys(make_client, worker: Person) -> None:
    seed = (int(steady_time() // EPOCH_SECONDS), bytes(range(32)))
    one, other, stranger = await make_client(state_seed=seed), await make_client(state_seed=seed), await make_client()
    await sign_in(one, worker)
    kept = next(cookie.value for cookie in one.session.cookie_jar if cookie.key == "console")
    for client, status in ((other, 200), (stranger, 303)):
        client.session.cookie_jar.update_cookies({"console": kept})
        assert (await client.get("/console/slips", allow_redirects=False)).status == status


async def test_a_session_ends_after_15_idle_minutes_and_after_8_hours(
    accounts: Accounts, worker: Person, monkeypatch, make_client
) -> None:
    client = await make_client()
    await sign_in(client, worker)
    sessions: Sessions = client.app[CONSOLE].sessions
    minutes = 0.0
    real = sessions._clock
    for clocked in (sessions, sessions._sealer, sessions._sealer._keys):
        monkeypatch.setattr(clocked, "_clock", lambda: real() + minutes * 60)
    for _ in range(34):
        minutes += 14
        assert (await client.get("/console/slips", allow_redirects=False)).status == 200
    minutes += 14
    assert (await client.get("/console/slips", allow_redirects=False)).status == 303, "eight hours"
    worker.clock.go_on(seconds=30)
    await sign_in(client, worker)
    minutes += 17
    assert (await client.get("/console/slips", allow_redirects=False)).status == 303, "idle"


async def test_who_is_removed_is_signed_out_at_once(client: TestClient, accounts: Accounts, worker: Person) -> None:
    token = await sign_in(client, worker)
    await accounts.remove(OURS, worker.name)
    assert (await ask(client, "waiting", token)).status == 401


async def test_an_organisation_that_is_no_longer_trusted_has_no_list(
    client: TestClient, handoff, worker: Person
) -> None:
    token = await sign_in(client, worker)
    del handoff._recipients[OURS]
    assert (await ask(client, "waiting", token)).status == 401
    assert (await client.post("/console/sign-in", data=worker.form())).status == 403


async def test_joining_from_the_link_to_the_list(client: TestClient, accounts: Accounts, clock: Clock) -> None:
    token = await accounts.invite(OURS, "Nadia", Role.WORKER)
    page = await (await client.get(f"/console/join/{token}")).text()
    assert "data:image/svg+xml" in page and "otpauth://totp/" in page
    secret = re.search(r"6 digits\): <code>([A-Z2-7 ]+)<", page)[1].replace(" ", "")
    enrolment = re.search(r'name="enrolment" value="([^"]+)"', page)[1]
    form = {
        "enrolment": enrolment,
        "passphrase": PASSPHRASE,
        "again": PASSPHRASE,
        "code": pyotp.TOTP(secret).at(clock()),
    }
    for wrong in (
        {"again": "other"},
        {"passphrase": "short", "again": "short"},
        {"code": "000000"},
        {"enrolment": "x"},
    ):
        answer = await client.post(f"/console/join/{token}", data={**form, **wrong})
        text = await answer.text()
        assert answer.status == 400 and 'role="alert"' in text and "five plain" not in text
    assert (await client.post(f"/console/join/{token}", data=form)).status == 200
    again = await client.get(f"/console/join/{token}")
    never = await client.get("/console/join/never")
    assert (again.status, await again.text()) == (404, await never.text())
    clock.go_on(seconds=30)
    await sign_in(client, Person(OURS, "nadia", secret, clock))


async def test_a_secret_shown_for_one_invitation_is_not_taken_for_another(client: TestClient, accounts, clock) -> None:
    first, second = [await accounts.invite(OURS, name, Role.WORKER) for name in ("A", "B")]
    page = await (await client.get(f"/console/join/{first}")).text()
    secret = re.search(r"6 digits\): <code>([A-Z2-7 ]+)<", page)[1].replace(" ", "")
    form = {"passphrase": PASSPHRASE, "again": PASSPHRASE, "code": pyotp.TOTP(secret).at(clock())}
    form["enrolment"] = re.search(r'name="enrolment" value="([^"]+)"', page)[1]
    assert (await client.post(f"/console/join/{second}", data=form)).status == 400


async def test_workers_manage_nobody(client: TestClient, worker: Person) -> None:
    token = await sign_in(client, worker)
    assert (await client.get("/console/people")).status == 403
    assert (await client.get("/console/trail")).status == 403
    assert (await client.post("/console/people", data={"token": token, "name": "Eve"})).status == 403
    assert "/console/people" not in await (await client.get("/console/slips")).text()


async def test_a_manager_invites_and_removes_in_their_own_organisation_only(
    client: TestClient, accounts: Accounts, manager: Person, clock: Clock
) -> None:
    await joined(accounts, clock, "Wanda", Role.WORKER, OTHERS)
    token = await sign_in(client, manager)
    answer = await client.post("/console/people", data={"token": token, "name": "Nadia", "role": "worker"})
    link = re.search(r"<code>(http://[^<]+)</code>", await answer.text())[1]
    assert (await accounts.invitation(link.rsplit("/", 1)[1])).name == "Nadia"
    answer = await client.post("/console/people", data={"token": token, "remove": "Wanda"})
    assert "Yes, remove Wanda" in await answer.text() and await accounts.find(OURS, "Wanda")
    await client.post("/console/people", data={"token": token, "remove": "Wanda", "sure": "yes"})
    assert await accounts.find(OURS, "Wanda") is None and await accounts.find(OTHERS, "Wanda")
    answer = await client.post("/console/people", data={"token": token, "remove": "MANI", "sure": "yes"})
    assert answer.status == 400 and await accounts.find(OURS, "Mani")
    trail = await (await client.get("/console/trail")).text()
    assert "removed Wanda" in trail and "signed in" in trail


async def test_a_form_of_another_site_is_refused(client: TestClient, accounts: Accounts, manager: Person) -> None:
    await sign_in(client, manager)
    for token in ("", "forged", "\u0661\udcff"):
        data = {"token": token.encode("utf-8", "replace").decode(), "name": "Eve", "role": "manager"}
        assert (await client.post("/console/people", data=data)).status == 403
    assert await accounts.invited(OURS) == []


async def test_malformed_and_oversized_forms(client: TestClient, manager: Person) -> None:
    await sign_in(client, manager)
    typed = {"Content-Type": "application/x-www-form-urlencoded"}
    for path in ("/console/sign-in", "/console/sign-out", "/console/people", "/console/join/x"):
        for data in (b"\xff\xfe=1", b"a=" + b"x" * 20_000, b"&".join([b"a=1"] * 40)):
            assert (await client.post(path, data=data, headers=typed)).status in (400, 413)
        assert (await client.post(path, data=b"{}", headers={"Content-Type": "text/plain"})).status == 400


async def test_scripts_are_asked_for_again_only_if_they_changed(client: TestClient) -> None:
    answer = await client.get("/console/static/sealed.js")
    assert answer.status == 200 and answer.headers["Content-Type"].startswith("text/javascript")
    again = await client.get("/console/static/sealed.js", headers={"If-None-Match": answer.headers["ETag"]})
    assert again.status == 304
    for name in ("..%2f..%2fconsole.py", "README.md", "LICENSE"):
        assert (await client.get(f"/console/static/{name}")).status == 404


async def test_a_failed_sign_in_is_in_the_trail(client: TestClient, accounts: Accounts, worker: Person) -> None:
    await client.post("/console/sign-in", data=worker.form(code="000000"))
    assert Action.SIGN_IN_FAILED in {trace.action for trace in await accounts.trail(OURS)}
