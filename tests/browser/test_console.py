"""The console in a real browser: it opens what Python sealed, seals what Python opens, and keeps its secrets to itself."""

from __future__ import annotations

import base64
import json
from collections.abc import Iterator
from pathlib import Path

import pytest
from nacl.public import PrivateKey
from playwright.sync_api import Page, Request, expect

from bot.handoff import codes, envelope
from bot.handoff.codes import Code, keys_of, read_code
from bot.handoff.handoff import Kind
from bot.handoff.key_file import KeyFile
from bot.handoff.slip import Slip
from bot.handoff.workers import Role

from .organisation import KEY_PASSPHRASE, SBS, Organisation, choose_key, elsewhere, save_light_key, serving
from .servers import Neutral
from .test_access import assert_accessible

LINE = "<img src=x onerror=alert(1)> zanzibar quetzal"
SLIP = Slip.read(
    {"needs": ["health"], "nation": "wales", "language": "ur", "interpreter": True, "limits": ["no_calls"], "hours": ["9-11"],
     "visa": "partner", "line": LINE}
)  # fmt: skip
NOBODY = Code("0000000000000000")


@pytest.fixture(scope="module")
def organisation(neutral: Neutral, tmp_path_factory) -> Iterator[Organisation]:
    with serving(tmp_path_factory.mktemp("organisation"), f"{neutral.url}/") as served:
        yield served


@pytest.fixture
def desk(new_context, organisation: Organisation) -> Page:
    """A worker's laptop, signed in, that keeps what it sends."""
    page = new_context(viewport={"width": 1024, "height": 700}).new_page()
    page.on("pageerror", lambda error: pytest.fail(f"the page's script failed: {error}"))
    page.on("console", lambda said: pytest.fail(said.text) if "Content Security Policy" in said.text else None)
    organisation.sign_in(page)
    return page


def open_by_code(page: Page, code: str) -> None:
    page.locator("#by-code #code").fill(code)
    page.locator("#by-code button").click()


def test_the_script_seals_and_opens_as_python_does(desk: Page, organisation: Organisation, tmp_path: Path) -> None:
    KeyFile(organisation.key).save(tmp_path / "key.json", KEY_PASSPHRASE)
    reader = PrivateKey.generate()
    code, salt = codes.new_code(), bytes(range(16))
    expected = keys_of(code, salt)
    value = {"kind": "answer", "day": "2026-11-24", "text": 'كيف "حالك" 🕊 \\ ok'}
    found = desk.evaluate(
        """async ([value, reader, slip, code, salt, parameters, file, passphrase]) => {
          const sealed = await import('/console/static/sealed.js');
          await sealed.ready;
          const person = sealed.keysOfCode(code, sealed.fromBase64(salt), parameters);
          const pair = sealed.openKeyFile(file, passphrase, 'waymark-organisation-key-1');
          return {
            sealed: sealed.toBase64(sealed.seal(value, sealed.fromBase64(reader), 4096)),
            opened: sealed.unseal(sealed.fromBase64(slip), [person, pair]),
            forged: sealed.unseal(new Uint8Array(2096), [person, pair]),
            locator: person.locator, publicKey: sealed.toBase64(person.publicKey), own: sealed.toBase64(pair.publicKey),
            tooLong: (() => { try { sealed.seal({text: 'x'.repeat(4096)}, pair.publicKey, 4096); } catch (e) { return e.name; } })(),
            codes: ['01234 567890 12345', '۰۱۲۳۴-٥٦٧٨٩٠ १२३४५', '0123456789012345６', '12345', 'a234567890123456', '⁰123456789012345'].map((text) => sealed.readCode(text, 16)),
          };
        }""",
        [
            value,
            base64.b64encode(bytes(reader.public_key)).decode(),
            base64.b64encode(envelope.seal(SLIP.to_json(), organisation.key.public_key, envelope.SLIP_BYTES)).decode(),
            code,
            base64.b64encode(salt).decode(),
            {"operations": codes.OPERATIONS, "memory": codes.MEMORY, "locatorBytes": 16, "seedBytes": 32},
            (tmp_path / "key.json").read_text("utf-8"),
            KEY_PASSPHRASE,
        ],
    )
    sealed = base64.b64decode(found["sealed"])
    assert len(sealed) == envelope.NOTE_BYTES + envelope.OVERHEAD and envelope.unseal(sealed, reader) == value
    assert found["opened"] == json.loads(json.dumps(SLIP.to_json())) and found["forged"] is None
    assert found["locator"] == expected.locator
    assert base64.b64decode(found["publicKey"]) == bytes(expected.key.public_key)
    assert base64.b64decode(found["own"]) == bytes(organisation.key.public_key)
    assert found["tooLong"] == "RangeError"
    texts = (
        "01234 567890 12345",
        "۰۱۲۳۴-٥٦٧٨٩٠ १२३४५",
        "0123456789012345６",
        "12345",
        "a234567890123456",
        "⁰123456789012345",
    )
    assert found["codes"] == [read_code(text) for text in texts]


def test_a_day_at_the_desk(desk: Page, organisation: Organisation) -> None:
    sent: list[str] = []
    desk.on("request", lambda request: sent.append(_all_of(request)))
    code = elsewhere(organisation.handoff.create(SLIP, SBS))
    expect(desk.locator("#count")).to_contain_text(
        "waits" if desk.locator("#count").inner_text().startswith("1") else "notes wait"
    )
    open_by_code(desk, code)
    expect(desk.locator("#alert")).to_contain_text("Load your organisation's key first")
    choose_key(desk, organisation.key_file, "not the passphrase")
    expect(desk.locator("#alert")).to_contain_text("does not open")
    choose_key(desk, Path(__file__))
    expect(desk.locator("#alert")).to_contain_text("not a key file")
    organisation.load_key(desk)
    assert_accessible(desk)
    desk.get_by_role("button", name="Look again").click()
    desk.get_by_role("button", name="Open: Urdu").click()

    note = desk.locator("#slip")
    expect(note.locator("#safety")).to_contain_text("9:00")
    expect(note.locator("#contents")).to_contain_text("Wales")
    expect(note.locator("blockquote")).to_have_text(LINE)
    expect(note.locator("blockquote")).to_have_attribute("lang", "ur")
    assert note.locator("img").count() == 0
    assert_accessible(desk)
    note.locator("#answer").fill("We can meet on Tuesday.\nAsk for the day team.")
    note.get_by_role("button", name="Leave the answer").click()
    expect(desk.locator("#status")).to_contain_text("The answer is left")
    seen = elsewhere(organisation.handoff.look(code))
    assert [note.kind for note in seen.notes] == [Kind.OPENED, Kind.ANSWER]
    assert seen.notes[1].text == "We can meet on Tuesday.\nAsk for the day team."

    assert elsewhere(organisation.handoff.answer(code, "جی ہاں <b>zanzibar</b>"))
    open_by_code(desk, " ".join(code))
    expect(desk.locator("#answers blockquote")).to_have_text("جی ہاں <b>zanzibar</b>")
    note.get_by_role("button", name="Close").click()
    note.get_by_role("button", name="Yes, close it").click()
    expect(desk.locator("#status")).to_have_text("Closed.")
    expect(note).to_be_hidden()
    open_by_code(desk, code)
    expect(desk.locator("#alert")).to_contain_text("There is no note here")
    open_by_code(desk, NOBODY)
    expect(desk.locator("#alert")).to_contain_text("There is no note here")
    everything = "\n".join(sent)
    secrets = [code, "zanzibar", "Tuesday", KEY_PASSPHRASE, "not the passphrase", bytes(organisation.key).hex()]
    secrets.append(base64.b64encode(bytes(organisation.key)).decode())
    assert [secret for secret in secrets if secret in everything] == []


def test_a_note_to_be_read_once_is_gone_when_it_was_shown(desk: Page, organisation: Organisation) -> None:
    code = elsewhere(organisation.handoff.create(Slip.read({"needs": ["health"], "burn": True}), SBS))
    organisation.load_key(desk)
    open_by_code(desk, code)
    expect(desk.locator("#burnt")).to_contain_text("It has been removed")
    expect(desk.locator("#contents")).to_contain_text("I need")
    assert not elsewhere(organisation.handoff.look(code)).waits
    desk.get_by_role("button", name="Put away").click()
    expect(desk.locator("#contents")).to_be_empty()
    open_by_code(desk, code)
    expect(desk.locator("#alert")).to_contain_text("There is no note here")


def test_another_key_opens_nothing_and_says_so(desk: Page, organisation: Organisation, tmp_path: Path) -> None:
    save_light_key(PrivateKey.generate(), tmp_path / "old.json")
    code = elsewhere(organisation.handoff.create(SLIP, SBS))
    choose_key(desk, tmp_path / "old.json")
    expect(desk.locator("#key-state")).to_contain_text("not the key that notes are sealed with now")
    expect(desk.locator("#waiting")).to_contain_text("Sealed for another key")
    open_by_code(desk, code)
    expect(desk.locator("#alert")).to_contain_text("sealed for another key")
    organisation.load_key(desk)
    open_by_code(desk, code)
    expect(desk.locator("#contents blockquote")).to_have_text(LINE)


def test_an_answer_is_sealed_to_the_key_of_the_code_and_no_other(desk: Page, organisation: Organisation) -> None:
    """A note for nobody in particular opens by its code alone. A server that wants to read the answer gives another
    key for it."""

    def change(route) -> None:
        answer = route.fetch()
        forged = base64.b64encode(bytes(PrivateKey.generate().public_key)).decode()
        route.fulfill(response=answer, json={**answer.json(), "replyKey": forged})

    code = elsewhere(organisation.handoff.create(SLIP))
    organisation.load_key(desk)
    open_by_code(desk, code)
    expect(desk.locator("#contents blockquote")).to_have_text(LINE)
    desk.route("**/console/api/open", change)
    open_by_code(desk, code)
    expect(desk.locator("#alert")).to_contain_text("does not fit its code")
    expect(desk.locator("#slip")).to_be_hidden()


def test_a_button_pressed_while_another_works_is_not_lost(desk: Page, organisation: Organisation) -> None:
    code = elsewhere(organisation.handoff.create(SLIP, SBS))
    organisation.load_key(desk)
    held = []
    desk.route("**/console/api/waiting", lambda route: held.append(route))
    with desk.expect_request("**/console/api/waiting"):
        desk.get_by_role("button", name="Look again").click()
    open_by_code(desk, code)
    expect(desk.locator("#by-code button")).to_have_attribute("aria-disabled", "true")
    held[0].continue_()
    expect(desk.locator("#contents blockquote")).to_have_text(LINE)


def test_leaving_idling_and_the_back_button_forget_the_key(desk: Page, organisation: Organisation) -> None:
    code = elsewhere(organisation.handoff.create(SLIP, SBS))
    organisation.load_key(desk)
    open_by_code(desk, code)
    expect(desk.locator("#contents blockquote")).to_have_text(LINE)
    desk.goto(f"{organisation.url}/console/trail")
    assert_accessible(desk)
    desk.go_back()
    expect(desk.locator("html")).to_have_class("ready")
    expect(desk.locator("#key-state")).to_have_text("No key is loaded.")
    assert LINE not in desk.content()
    assert desk.evaluate("[localStorage.length, sessionStorage.length, document.cookie]") == [0, 0, ""]
    desk.clock.install()
    desk.reload()
    expect(desk.locator("html")).to_have_class("ready")
    desk.clock.fast_forward("15:05")
    desk.wait_for_url("**/console/sign-in")
    desk.clock.resume()


def test_removing_a_worker_ends_what_they_do(desk: Page, organisation: Organisation) -> None:
    elsewhere(organisation.accounts.sign_out(elsewhere(organisation.accounts.find(SBS, "Wanda"))))
    desk.get_by_role("button", name="Look again").click()
    desk.wait_for_url("**/console/sign-in")


def test_every_page_on_a_small_screen_and_for_screen_readers(new_context, organisation: Organisation) -> None:
    page = new_context(viewport={"width": 320, "height": 640}, color_scheme="dark").new_page()
    token = elsewhere(organisation.accounts.invite(SBS, "Nadia", Role.WORKER))
    addresses = [f"/console/join/{token}", "/console/sign-in", "/console/nothing"]
    for address in addresses:
        page.goto(organisation.url + address)
        _fits(page)
        assert_accessible(page)
    organisation.sign_in(page)
    for address in ("/console/slips", "/console/people", "/console/trail"):
        page.goto(organisation.url + address)
        _fits(page)
        assert_accessible(page)
    page.goto(f"{organisation.url}/console/people")
    page.get_by_role("button", name="Withdraw Nadia").click()
    assert_accessible(page)
    page.get_by_role("button", name="Yes, remove Nadia").click()
    expect(page.locator("tbody")).not_to_contain_text("Nadia")
    page.get_by_role("button", name="Sign out").click()
    page.wait_for_url("**/console/sign-in")


def test_without_scripts_it_says_that_nothing_was_opened(bare_page: Page, organisation: Organisation) -> None:
    bare_page.goto(f"{organisation.url}/console")
    bare_page.locator("#name").fill("Wanda")
    bare_page.locator("#passphrase").fill("five plain words are good")
    bare_page.locator("#code").fill(organisation.code())
    bare_page.get_by_role("button", name="Sign in").click()
    expect(bare_page.locator("main")).to_contain_text("needs JavaScript")


def _fits(page: Page) -> None:
    assert page.evaluate("document.documentElement.scrollWidth") <= 320, page.url


def _all_of(request: Request) -> str:
    return f"{request.url} {request.headers} {request.post_data or ''}"
