"""Her side of the help note, page by page and without scripts: for the tired, the hurried, and the attacker."""

from __future__ import annotations

import dataclasses
import json
import re
import sqlite3
import struct
from collections.abc import AsyncIterator
from datetime import date, timedelta
from pathlib import Path

import pytest
from aiohttp.test_utils import TestClient
from nacl.public import PrivateKey, SealedBox

from bot.conversation.service import ConversationService, InboundMessage
from bot.directory.codes import Need
from bot.handoff.codes import Code, keys_of, read_code, shown_code
from bot.handoff.envelope import NOTE_BYTES, SLIP_BYTES, seal, unseal
from bot.handoff.handoff import MAX_ANSWER, Handoff
from bot.handoff.organisations import Recipient
from bot.handoff.pace import Pace
from bot.handoff.slip import MAX_LINE, Hours, Limit, Slip, Visa
from bot.handoff.sqlite_store import SqliteStore
from bot.resources import Resources
from bot.settings import Settings
from bot.web.app import create_app
from bot.web.slip_draft import read_draft, without
from bot.web.slip_seals import SlipSeals, code_for, new_secret

from .form import Browser
from .markup import read
from .stand_in import StandIn

SBS, KARMA = "southall-black-sisters", "karma-nirvana"
SENTINEL = "zanzibar quetzal"
LANGUAGES = ("en", "ur")
both_languages = pytest.mark.parametrize("language", LANGUAGES)


class Calendar:
    def __init__(self) -> None:
        self.day = date.today()

    def __call__(self) -> date:
        return self.day


@pytest.fixture
def calendar() -> Calendar:
    return Calendar()


@pytest.fixture(scope="module")
def key() -> PrivateKey:
    return PrivateKey.generate()


@pytest.fixture
async def handoff(tmp_path: Path, key: PrivateKey, calendar: Calendar) -> AsyncIterator[Handoff]:
    recipients = {name: Recipient(name, key.public_key, "A. Tester", date(2026, 11, 1)) for name in (SBS, KARMA)}
    opened = Handoff(SqliteStore(tmp_path / "slips.sqlite", calendar), recipients, calendar, Pace(0, 0))
    yield opened
    await opened.close()


@pytest.fixture
async def client(aiohttp_client, handoff: Handoff, resources: Resources) -> TestClient:
    return await aiohttp_client(create_app(Settings(), StandIn(), resources.languages, resources.catalogs, handoff))


@pytest.fixture
def browser(client: TestClient) -> Browser:
    return Browser(client)


@pytest.fixture
async def without_codes(aiohttp_client, resources: Resources) -> Browser:
    return Browser(await aiohttp_client(create_app(Settings(), StandIn(), resources.languages, resources.catalogs)))


CODE, CARD = 'value="code"', 'value="card"'


def words(resources: Resources, language: str):
    """What a button is called in a language."""
    return lambda text: resources.catalogs.translate(language, text)


async def write(browser: Browser, language: str, resources: Resources, **typed: str) -> Browser:
    """Fill in the form and look at the note."""
    await browser.go(f"/{language}/slip")
    ticked = ("health", "children", "no_calls", "9-11", "1")
    say = words(resources, language)
    return await browser.press(say("See every word of the note"), tick=ticked, **{"nation": "wales", "visa": "partner", **typed})


async def get_code(browser: Browser, language: str, resources: Resources, **typed: str) -> Code:
    await write(browser, language, resources, **typed)
    await browser.press(words(resources, language)("Get a code"))
    return code_shown(browser)


def code_shown(browser: Browser) -> Code:
    code = read_code(browser.page.one("p", class_="code").one("bdi", dir="ltr").text)
    assert code is not None
    return code


async def answered(handoff: Handoff, code: Code, text: str, organisation: str = SBS) -> None:
    """An organisation opens the note and answers, as its console does."""
    keys = keys_of(code, await handoff.salt())
    assert await handoff.open(organisation, keys.locator)
    note = {"kind": "answer", "day": date.today().isoformat(), "text": text}
    assert await handoff.reply(organisation, keys.locator, seal(note, keys.key.public_key, NOTE_BYTES))


async def slip_under(handoff: Handoff, code: Code, key: PrivateKey) -> dict:
    keys = keys_of(code, await handoff.salt())
    opened = await handoff.open(SBS, keys.locator)
    return unseal(opened.body, key if opened.addressed else keys.key)


class TestWriting:
    @both_languages
    async def test_nothing_is_chosen_and_nothing_has_to_be(self, language: str, browser: Browser) -> None:
        await browser.go(f"/{language}/slip")
        form = browser.page.one("form", id="note")
        assert not [box for box in form.all("input", type="checkbox") if "checked" in box.attributes]
        assert {radio["value"] for radio in form.all("input", type="radio") if "checked" in radio.attributes} == {""}
        assert form.one("textarea")["maxlength"] == str(MAX_LINE)
        assert not [item for tag in ("input", "textarea", "select") for item in form.all(tag) if "required" in item.attributes]

    async def test_what_was_said_in_the_chat_is_there_already(self, browser: Browser) -> None:
        await browser.send("/en/slip", [("state", "sealed-1"), ("organisation", SBS)])
        form = browser.page.one("form", id="note")
        checked = {(item["name"], item["value"]) for item in form.all("input") if "checked" in item.attributes and item["value"]}
        assert checked == {("needs", "health"), ("nation", "wales")}
        assert [item["value"] for item in form.all("option") if "selected" in item.attributes] == [SBS]
        assert form.one("input", name="state")["value"] == "sealed-1"
        assert browser.page.one("form", id="choose").one("input", name="state")["value"] == "sealed-1", "the way back"

    async def test_what_she_unticks_stays_unticked(self, browser: Browser) -> None:
        await browser.send("/en/slip", [("state", "sealed-1")])
        await browser.press("See every word of the note", untick=("health",), nation="")
        assert "Nothing is in the note yet" in browser.main
        await browser.press("Change the note")
        assert not [item for item in browser.page.all("input") if "checked" in item.attributes and item["value"]]

    async def test_the_real_conversation_fills_it_in(self, aiohttp_client, service: ConversationService, resources: Resources) -> None:
        state = (await service.answer(InboundMessage("en", choice='/find_support{"need": "fgm", "nation": "scotland"}'))).state
        real = Browser(await aiohttp_client(create_app(Settings(), service, resources.languages, resources.catalogs)))
        await real.send("/en/slip", [("state", state)])
        await real.press("See every word of the note")
        assert "female genital mutilation" in real.main and "I am in Scotland." in real.main

    @both_languages
    async def test_every_word_is_seen_in_both_languages(self, language: str, browser: Browser, resources: Resources) -> None:
        await write(browser, language, resources, line=SENTINEL)
        lines = browser.page.one("div", class_="card").all("div", class_="line")
        english = [line.all("p")[0].text for line in lines]
        assert "I need help with my health." in english and "I am in Wales." in english
        assert f"In my own words: {SENTINEL}" in english and "Please do not call me back." in english
        say = words(resources, language)
        for line in lines:
            own = line.all("p", class_="own")
            if say("I am in Wales.") == "I am in Wales.":
                assert not own, "an untranslated sentence stands there once"
            elif line.all("p")[0].text == "I am in Wales.":
                assert own[0].text == say("I am in Wales.")
        if language == "ur":
            assert "I speak Urdu." in english

    async def test_each_sentence_can_be_taken_out(self, browser: Browser, resources: Resources) -> None:
        await write(browser, "en", resources, line=SENTINEL)
        buttons = browser.page.all("button", name="remove")
        for left in range(len(buttons) - 1, -1, -1):
            await browser.press("Take out")
            assert len(browser.page.all("button", name="remove")) == left
        assert SENTINEL not in browser.html and "Nothing is in the note yet" in browser.main

    async def test_change_leads_back_to_everything_she_wrote(self, browser: Browser, resources: Resources) -> None:
        await write(browser, "en", resources, line=SENTINEL, organisation=KARMA)
        await browser.press("Change the note", keep="14", tick=("1",))
        form = browser.page.one("form", id="note")
        checked = {(item["name"], item["value"]) for item in form.all("input") if "checked" in item.attributes}
        assert {("needs", "health"), ("limits", "no_calls"), ("hours", "9-11"), ("visa", "partner"), ("interpreter", "1")} <= checked
        assert form.one("textarea").text == SENTINEL
        await browser.press("See every word of the note")
        page = browser.page
        assert "checked" in page.one("input", name="keep", value="14").attributes, "how long, and burning, are kept as well"
        assert "checked" in page.one("input", name="burn").attributes

    async def test_switching_the_language_loses_nothing(self, browser: Browser, resources: Resources) -> None:
        await write(browser, "en", resources, line=SENTINEL)
        switch = browser.page.one("details", class_="switch").all("button")
        assert {button["form"] for button in switch} == {"note"}
        action = next(button["formaction"] for button in switch if button["lang"] == "ur")
        form = browser.page.one("form", id="note")
        fields = [(item["name"], item["value"]) for item in form.all("input", type="hidden")]
        await browser.send(action, fields)
        assert SENTINEL in browser.main and "I speak Urdu." in browser.main and "I need help with my health." in browser.main

    async def test_what_says_who_she_is_is_pointed_out_and_left_to_her(self, browser: Browser, resources: Resources) -> None:
        for line, kind in (
            ("call me on 07700 900123", "phone number"),
            ("میرا نمبر ۰۷۷۰۰۹۰۰۱۲۳", "phone number"),
            ("amina@example.org", "e-mail address"),
            ("I live at SW1A 1AA", "postcode"),
            ("passport 123456789", "number of a document"),
        ):
            await write(browser, "en", resources, line=line)
            warning = browser.page.one("p", class_="caution")
            assert kind in warning.text and line not in warning.text
            await browser.press("Show it or print it")
            assert line in browser.main, "it is her choice"

    async def test_a_name_cannot_be_seen_so_she_is_asked(self, browser: Browser, resources: Resources) -> None:
        await write(browser, "en", resources, line="my sister has the papers")
        assert not browser.page.all("p", class_="caution") and "Is there a name or an address" in browser.main


class TestShowing:
    @both_languages
    async def test_the_card_begins_with_why_and_ends_with_what_to_ask(self, language: str, browser: Browser, resources: Resources) -> None:
        await write(browser, language, resources, line=SENTINEL)
        await browser.press(words(resources, language)("Show it or print it"))
        lines = browser.page.one("section", id="card").all("div", class_="line")
        first, last = lines[0].all("p")[0], lines[-1].all("p")[0]
        assert first.text.startswith("I am showing you this note") and "the Home Office" in last.text
        if language != "en":
            assert (first["lang"], first["dir"]) == ("en", "ltr")
        assert any(SENTINEL in line.text for line in lines)
        await browser.press(words(resources, language)("Back to the note"))
        assert SENTINEL in browser.main and browser.page.all("button", name="remove")

    async def test_without_a_store_there_is_the_card_and_no_code(self, without_codes: Browser, resources: Resources) -> None:
        await write(without_codes, "en", resources)
        assert CARD in without_codes.html and CODE not in without_codes.html and "slip/find" not in without_codes.html
        path, fields = "/en/slip", [("choices", "needs=health"), ("step", "code"), ("form", "x")]
        await without_codes.send(path, fields)
        assert without_codes.status == 200 and "I need help with my health." in without_codes.main
        assert (await without_codes.go("/en/slip/find")).status == 404
        assert (await without_codes.send("/en/slip/find", [("code", "1" * 16)])).status == 404

    async def test_a_store_that_fails_leaves_her_the_card(self, browser: Browser, resources: Resources, handoff: Handoff, capfd) -> None:
        await write(browser, "en", resources, line=SENTINEL)
        await handoff.close()
        await browser.press("Get a code")
        assert browser.status == 503 and "No code was made" in browser.main
        assert SENTINEL in browser.page.one("section", id="card").text
        assert SENTINEL not in capfd.readouterr().out


class TestCode:
    @both_languages
    async def test_a_code_leads_to_what_she_wrote_and_to_no_more(
        self, language: str, browser: Browser, resources: Resources, handoff: Handoff, key: PrivateKey
    ) -> None:
        code = await get_code(browser, language, resources, organisation=SBS, line=SENTINEL)
        assert await slip_under(handoff, code, key) == {
            "v": 1,
            "needs": ["children", "health"],
            "nation": "wales",
            "language": language,
            "interpreter": True,
            "visa": "partner",
            "limits": ["no_calls"],
            "hours": ["9-11"],
            "line": SENTINEL,
            "day": date.today().isoformat(),
        }
        assert re.fullmatch(r"\d{5} \d{6} \d{5}", shown_code(code))
        assert browser.html.count(shown_code(code)) == 1 and code not in browser.html
        assert "Southall Black Sisters" in browser.main and browser.page.all("div", class_="organisation")
        assert "I have a Waymark code for a help note." in browser.main

    async def test_before_she_calls_it_says_that_perhaps_nobody_speaks_her_language(self, browser: Browser, resources: Resources) -> None:
        for organisation in (SBS, KARMA):
            await get_code(browser, "ur", resources, organisation=organisation)
            say = browser.page.one("div", class_="card").text
            assert "I need an interpreter." in say and "I speak Urdu." in say
            page = browser.html
            assert page.index("اردو", page.index('class="code"')) < page.index('class="organisation"')
        await get_code(browser, "en", resources, organisation=KARMA)
        assert "I need an interpreter." not in browser.page.one("div", class_="card").text

    async def test_for_nobody_in_particular_those_who_can_open_it_are_named(
        self, browser: Browser, resources: Resources, handoff: Handoff, key: PrivateKey
    ) -> None:
        code = await get_code(browser, "en", resources)
        assert "Southall Black Sisters" in browser.main and "Karma Nirvana" in browser.main
        assert (await slip_under(handoff, code, key))["nation"] == "wales"

    async def test_days_and_burning_are_hers_to_choose(self, browser: Browser, resources: Resources, handoff: Handoff, key: PrivateKey) -> None:
        await write(browser, "en", resources)
        assert "checked" in browser.page.one("input", name="keep", value="7").attributes
        await browser.press("Get a code", keep="14", tick=("1",))
        code = code_shown(browser)
        mailbox = await handoff.look(code)
        assert mailbox is not None and mailbox.expires_on == date.today() + timedelta(days=14)
        assert (await slip_under(handoff, code, key))["burn"] is True
        assert "as soon as they have read it" in browser.main

    async def test_the_same_form_sent_again_makes_no_second_note(self, browser: Browser, resources: Resources, tmp_path: Path, handoff: Handoff) -> None:
        first = await get_code(browser, "en", resources, line=SENTINEL)
        await browser.reload()
        assert code_shown(browser) == first
        assert slips_in(handoff) == 1

    async def test_a_note_that_was_changed_gets_a_code_of_its_own_and_she_is_told_of_the_older_one(
        self, browser: Browser, resources: Resources, handoff: Handoff
    ) -> None:
        first = await get_code(browser, "en", resources, line=SENTINEL)
        path, fields = browser.sent
        await browser.send(path, [*fields, ("remove", "line:")])
        second = code_shown(browser)
        assert first != second and slips_in(handoff) == 2
        assert "That code works as well" in browser.main

    async def test_a_page_that_was_open_for_too_long_stores_nothing(self, browser: Browser, resources: Resources, handoff: Handoff) -> None:
        for form in ("", "forged", "A" * 4000):
            await browser.send("/en/slip", [("choices", "needs=health"), ("line", SENTINEL), ("step", "code"), ("form", form), ("at", "preview")])
            assert "open for a long time" in browser.main and SENTINEL in browser.main
        assert slips_in(handoff) == 0
        await browser.press("Get a code")
        assert slips_in(handoff) == 1

    async def test_an_empty_note_gets_no_code(self, browser: Browser, handoff: Handoff) -> None:
        await browser.go("/en/slip")
        await browser.press("See every word of the note")
        assert CODE not in browser.html
        form = browser.page.one("input", name="form")["value"]
        await browser.send("/en/slip", [("choices", ""), ("step", "code"), ("form", form)])
        assert "Nothing is in the note yet" in browser.main and slips_in(handoff) == 0

    async def test_a_forged_organisation_is_nobody(self, browser: Browser, resources: Resources, handoff: Handoff) -> None:
        await write(browser, "en", resources, organisation="evil<script>")
        await browser.press("Get a code")
        assert (await handoff.look(code_shown(browser))).organisation == ""

    def test_the_largest_note_fits(self) -> None:
        slip = Slip(tuple(Need), None, "zh-Hant", True, Visa.NO_PAPERS, tuple(Limit), None, tuple(Hours), True, "\U0001f600" * MAX_LINE)
        seal({**slip.to_json(), "nation": "northern_ireland", "days": "weekdays", "day": "2026-11-24"}, PrivateKey.generate().public_key, SLIP_BYTES)

    def test_a_code_depends_on_the_secret_and_on_every_word(self) -> None:
        secret, slip = new_secret(), Slip(needs=(Need.HEALTH,))
        code = code_for(secret, slip, None, 7)
        assert len(code) == 16 and code.isdigit() and code == code_for(secret, slip, None, 7)
        others = {
            code_for(new_secret(), slip, None, 7),
            code_for(secret, dataclasses.replace(slip, line="x"), None, 7),
            code_for(secret, slip, SBS, 7),
            code_for(secret, slip, None, 14),
        }
        assert len(others) == 4 and code not in others

    def test_seals_open_for_their_own_purpose_only(self) -> None:
        seals, other = SlipSeals(Settings()), SlipSeals(Settings())
        code, secret = Code("1" * 16), new_secret()
        assert seals.open_code(seals.seal_code(code)) == code and seals.open_form(seals.seal_form(secret)) == secret
        assert seals.open_code(seals.seal_form(secret)) is None and seals.open_form(seals.seal_code(code)) is None
        assert other.open_code(seals.seal_code(code)) is None
        assert seals.open_code("") is None and seals.open_form("") is None


class TestComingBack:
    @both_languages
    async def test_she_sees_when_it_was_opened_reads_the_answer_and_answers_once(
        self, language: str, browser: Browser, resources: Resources, handoff: Handoff, key: PrivateKey
    ) -> None:
        say = words(resources, language)
        code = await get_code(browser, language, resources, organisation=SBS)
        await browser.go(f"/{language}/slip/find")
        await browser.press(say("Open"), code=shown_code(code))
        assert say("Nobody has opened it yet.") in browser.main and not browser.page.all("textarea")
        await answered(handoff, code, "Come <b>on</b> Tuesday.\nAsk for the advice desk.")
        await browser.press(say("Delete the note"))
        await browser.press(say("No, keep it"))
        assert code not in browser.html and shown_code(code) not in browser.html
        written = browser.page.one("section", class_="turn answer").one("p", dir="auto")
        assert written.text == "Come <b>on</b> Tuesday.\nAsk for the advice desk." and not written.inside
        if language == "en":
            assert re.search(r"Opened on \w+,? \d+ \w+ \d{4}\.", browser.main)
        await browser.press(say("Leave the answer for them"), text=SENTINEL)
        assert not browser.page.all("textarea") and SENTINEL not in browser.html
        opened = await handoff.open(SBS, keys_of(code, await handoff.salt()).locator)
        assert [unseal(note, key)["text"] for note in opened.notes] == [SENTINEL]
        await browser.reload()
        assert "could not be left" in browser.main or language != "en"
        assert len((await handoff.open(SBS, keys_of(code, await handoff.salt()).locator)).notes) == 1

    async def test_digits_of_her_own_script_are_read(self, browser: Browser, resources: Resources) -> None:
        code = await get_code(browser, "en", resources)
        eastern = code.translate(str.maketrans("0123456789", "۰۱۲۳۴۵۶۷۸۹"))
        await browser.send("/ur/slip/find", [("code", f" {eastern[:5]}-{eastern[5:]} ")])
        assert browser.page.all("input", name="key")

    async def test_she_can_delete_it_and_nothing_can_be_opened_any_more(self, browser: Browser, resources: Resources, handoff: Handoff) -> None:
        code = await get_code(browser, "en", resources, organisation=SBS)
        await answered(handoff, code, "Hello")
        await browser.send("/en/slip/find", [("code", code)])
        await browser.press("Delete the note")
        assert slips_in(handoff) == 1, "asked first"
        await browser.press("Yes, delete it now")
        assert "The note is gone" in browser.main and slips_in(handoff) == 0
        await browser.reload()
        assert "The note is gone" in browser.main, "twice is as good as once"
        await browser.send("/en/slip/find", [("code", code)])
        assert "There is nothing under this code" in browser.main

    async def test_wrong_expired_and_deleted_are_the_same_page_byte_for_byte(
        self, browser: Browser, resources: Resources, handoff: Handoff, calendar: Calendar
    ) -> None:
        expired = await get_code(browser, "en", resources)
        calendar.day += timedelta(days=8)
        deleted = await get_code(browser, "en", resources, line=SENTINEL)
        await handoff.destroy(deleted)
        pages = set()
        for code in (expired, deleted, "1234567890123456"):
            await browser.send("/en/slip/find", [("code", code)])
            headers = {name: value for name, value in browser.headers.items() if name != "Date"}
            pages.add((browser.status, browser.html, tuple(sorted(headers.items()))))
        assert len(pages) == 1

    async def test_what_is_no_code_is_asked_for_again(self, browser: Browser) -> None:
        for code in ("", "   ", "123", "1" * 17, "abcd" * 4, "1" * 15 + "x", "'; drop table slips; --", "\x00" * 16, "9" * 9000):
            await browser.send("/en/slip/find", [("code", code)])
            assert browser.status == 200 and browser.page.one("input", name="code")["value"] is None
            assert ("16 numbers and nothing else" in browser.main) == bool(code.strip())

    async def test_a_sealed_code_of_yesterday_or_of_nowhere_opens_nothing(self, browser: Browser, resources: Resources) -> None:
        code = await get_code(browser, "en", resources)
        other = SlipSeals(Settings()).seal_code(code)
        for key in (other, "forged", "A" * 5000):
            for step in ("", "answer", "delete", "deleted"):
                await browser.send("/en/slip/find", [("key", key), ("step", step), ("text", "x")])
                assert "write the code again" in browser.main
        await browser.send("/en/slip/find", [("code", code)])
        assert "Nobody has opened it yet." in browser.main, "nothing was deleted"

    async def test_details_in_her_answer_are_pointed_out_before_it_is_left(self, browser: Browser, resources: Resources, handoff: Handoff, key: PrivateKey) -> None:
        code = await get_code(browser, "en", resources, organisation=SBS)
        await answered(handoff, code, "When can you come?")
        await browser.send("/en/slip/find", [("code", code)])
        await browser.press("Leave the answer for them", text="   ")
        assert "Nothing was written yet" in browser.main
        await browser.press("Leave the answer for them", text="ring 07700 900123")
        assert "phone number" in browser.main and browser.page.one("textarea").text == "ring 07700 900123"
        await browser.press("Leave the answer for them")
        assert "Your answer is there" in browser.main

    async def test_a_hostile_organisation_cannot_break_the_page(self, browser: Browser, resources: Resources, handoff: Handoff) -> None:
        code = await get_code(browser, "en", resources, organisation=SBS)
        keys = keys_of(code, await handoff.salt())
        await handoff.open(SBS, keys.locator)
        day = "2026-11-24"
        for note in (
            {"kind": "answer", "day": day, "text": "\ud800 \u202e backwards <script>alert(1)</script>"},
            {"kind": "answer", "day": "0001-01-01", "text": "x" * 3000},
            {"kind": "answer", "day": "not a day", "text": "lost"},
            {"kind": "answer", "day": day, "text": ["list"]},
            {"kind": "other", "day": day},
            {"day": day},
        ):
            body = {**note, "text": note["text"]} if "text" in note else note
            await handoff.reply(SBS, keys.locator, sealed_as_is(body, keys.key))
        await handoff.reply(SBS, keys.locator, b"x" * (NOTE_BYTES + 48))
        await handoff.reply(SBS, keys.locator, raw(b"[" * 4000, keys.key))
        await browser.send("/en/slip/find", [("code", code)])
        assert browser.status == 200 and "backwards" in browser.main and "<script>alert" not in browser.html
        assert "\u202e" not in browser.html and "lost" not in browser.html and "x" * (MAX_ANSWER + 1) not in browser.html

    async def test_while_others_wait_she_is_asked_to_wait_and_types_nothing_twice(
        self, aiohttp_client, resources: Resources, handoff: Handoff
    ) -> None:
        busy = Handoff(handoff._store, handoff.recipients, date.today, Pace(0, 0, most=0))
        browser = Browser(await aiohttp_client(create_app(Settings(), StandIn(), resources.languages, resources.catalogs, busy)))
        code = await busy.create(Slip(needs=(Need.HEALTH,)))
        await browser.send("/en/slip/find", [("code", code)])
        assert browser.status == 503 and int(browser.headers["Retry-After"]) > 0 and code not in browser.html
        busy._pace = Pace(0, 0)
        await browser.press("Try again")
        assert browser.status == 200 and "Nobody has opened it yet." in browser.main

    async def test_a_store_that_is_away_changes_nothing(self, browser: Browser, resources: Resources, handoff: Handoff, tmp_path: Path) -> None:
        code = await get_code(browser, "en", resources, organisation=SBS)
        await answered(handoff, code, "Hello")
        await browser.send("/en/slip/find", [("code", code)])
        with sqlite3.connect(tmp_path / "slips.sqlite") as database:
            database.execute("alter table slips rename column locator to elsewhere")
        await browser.press("Leave the answer for them", text=SENTINEL)
        assert browser.status == 503 and "nothing was changed" in browser.main
        with sqlite3.connect(tmp_path / "slips.sqlite") as database:
            database.execute("alter table slips rename column elsewhere to locator")
        await browser.press("Try again")
        assert "Your answer is there" in browser.main


class TestHostile:
    async def test_nothing_typed_is_in_logs_or_store(self, browser: Browser, resources: Resources, handoff: Handoff, tmp_path: Path, capfd, caplog) -> None:
        code = await get_code(browser, "en", resources, organisation=SBS, line=SENTINEL)
        await answered(handoff, code, "Hello")
        await browser.send("/en/slip/find", [("code", code)])
        await browser.press("Leave the answer for them", text=f"{SENTINEL} again")
        await browser.send("/en/slip", [("line", SENTINEL), *[("needs", "health")] * 100])
        assert browser.status == 400 and SENTINEL not in browser.html
        await browser.send("/en/slip", [("line", SENTINEL * 2000)])
        assert browser.status == 413 and "999" in browser.html
        said = capfd.readouterr()
        held = (tmp_path / "slips.sqlite").read_bytes()
        for secret in (SENTINEL, code, shown_code(code), "Southall Black"):
            assert secret not in said.out + said.err + caplog.text
            assert secret.encode() not in held

    async def test_her_words_are_words_and_not_markup(self, browser: Browser, resources: Resources) -> None:
        line = "\"><script>alert(1)</script> {0} {line} %s \u202e{{7*7}}"
        for step in ("preview", "form", "card"):
            await browser.send("/en/slip", [("choices", "needs=health"), ("line", line), ("step", step), ("at", "preview")])
            assert browser.status == 200 and "<script>alert" not in browser.html and "\u202e" not in browser.html
            read(browser.html)
        assert "{0} {line} %s {{7*7}}" in browser.main

    async def test_unknown_choices_are_left_out(self, browser: Browser) -> None:
        fields = [("needs", "health"), ("needs", "../etc"), ("nation", "france"), ("visa", "x" * 500), ("hours", "25-26"), ("keep", "-1"), ("step", "preview")]
        await browser.send("/en/slip", fields)
        assert len(browser.page.one("div", class_="card").all("div", class_="line")) == 1
        assert "checked" in browser.page.one("input", name="keep", value="7").attributes
        await browser.send("/en/slip", [("choices", "needs=health;line=evil;burn=1;=;;nation=wales=x"), ("step", "preview"), ("remove", "__class__:x")])
        assert len(browser.page.one("div", class_="card").all("div", class_="line")) == 1 and "evil" not in browser.main

    async def test_bodies_that_are_no_forms(self, client: TestClient) -> None:
        for path in ("/en/slip", "/en/slip/find"):
            for body, kind in ((b"\xff", "application/x-www-form-urlencoded"), (b"{}", "application/json"), (b"x", "multipart/form-data; boundary=y")):
                assert (await client.post(path, data=body, headers={"Content-Type": kind})).status == 400
            assert (await client.post(path)).status == 200
            assert (await client.put(path)).status == 405
            assert (await client.get(path.replace("/en/", "/xx/"))).status == 404

    async def test_every_page_is_for_her_eyes_only(self, browser: Browser, resources: Resources, handoff: Handoff) -> None:
        await get_code(browser, "ur", resources)
        policy = browser.headers["Content-Security-Policy"]
        assert "script-src 'self'" in policy and "unsafe" not in policy
        assert " style=" not in browser.html and browser.html.count("<script") == 1
        assert "Set-Cookie" not in browser.headers
        assert browser.page.one("html")["dir"] == "rtl"

    def test_a_draft_reads_anything(self) -> None:
        draft = read_draft([("step", "x"), ("needs", ""), ("keep", "²"), ("line", "a\x00b\n c"), ("remove", "")], "en", ())
        assert (draft.step, draft.days, draft.slip.line) == ("form", 7, "a b c")

    def test_only_what_is_named_is_taken_out(self) -> None:
        slip = Slip(needs=(Need.HEALTH, Need.CHILDREN), interpreter=True, line="x")
        assert without(slip, "needs:health").needs == (Need.CHILDREN,)
        assert not without(slip, "interpreter:").interpreter and without(slip, "line:").line == ""
        for name in ("needs:", "language:", "burn:", "to_json:", ""):
            assert without(slip, name) == slip


async def test_the_pages_lead_to_the_note_and_to_the_code(browser: Browser) -> None:
    await browser.go("/en")
    button = next(item for item in browser.page.all("button", form="choose") if item["formaction"] == "/en/slip")
    assert button["name"] is None
    assert browser.page.all("a", href="/en/slip/find")
    await browser.go("/en/cards")
    assert browser.page.all("a", href="/en/slip") and browser.page.all("a", href="/en/slip/find")


async def test_inside_another_sites_frame_every_step_stays_there(aiohttp_client, resources: Resources, handoff: Handoff) -> None:
    settings = Settings(embed=("https://charity.example",))
    browser = Browser(await aiohttp_client(create_app(settings, StandIn(), resources.languages, resources.catalogs, handoff)))
    await browser.send("/en/slip?embed", [("state", "sealed-1")])
    for button in ("See every word of the note", "Get a code", "Show it or print it"):
        await browser.press(button)
        assert "X-Frame-Options" not in browser.headers and browser.status == 200
    links = [link["href"] for link in browser.page.all("a") if (link["href"] or "").startswith("/en") and link["target"] is None]
    assert all("embed" in link for link in links), "no link of the frame leads out of it"


def slips_in(handoff: Handoff) -> int:
    return handoff._store._database["slips"].count


def sealed_as_is(note: dict, key: PrivateKey) -> bytes:
    """What a hostile console would seal: also what Python's JSON would not write as UTF-8."""
    return raw(json.dumps(note).encode("ascii"), key)


def raw(body: bytes, key: PrivateKey) -> bytes:
    return SealedBox(key.public_key).encrypt((struct.pack(">H", len(body)) + body).ljust(NOTE_BYTES, b"\0"))
