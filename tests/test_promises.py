"""One test for each sentence of PRIVACY.md: it is checked here, or named with the test that checks it, or it is a limit.

A new or changed sentence fails until somebody says here how it is kept.
"""

from __future__ import annotations

import ast
import re
from collections.abc import Callable
from pathlib import Path

import pytest
from aiohttp.test_utils import TestClient, TestServer

from bot.conversation.service import ConversationService, InboundMessage
from bot.engine.quiet import LOGGED_FIELDS
from bot.paths import ROOT
from bot.resources import Resources, shared_resources
from bot.settings import Settings
from bot.web.app import create_app

TEXT = (ROOT / "PRIVACY.md").read_text("utf-8")


class Limit(str):
    """What we cannot do: nothing to test but that it is said."""


class Kept(str):
    """file::test that keeps the promise; several separated by spaces."""


async def _asks_for_no_name(service: ConversationService) -> None:
    pages = [shared_resources().routes.questions]
    assert not [question for questions in pages for question in questions if re.search(r"\byour (?:name|number|address|date of birth)\?", question.text)]


async def _keeps_nothing_between_messages(service: ConversationService) -> None:
    await service.answer(InboundMessage("en", text="zanzibar quetzal sentinel"))
    assert "quetzal" not in repr(vars(service)) and not service._engine._store._trackers


async def _no_field_for_people(service: ConversationService) -> None:
    assert not LOGGED_FIELDS & {"text", "message", "sender", "sender_id", "address", "ip", "user", "path", "language"}


async def _everything_is_in_the_page(service: ConversationService) -> None:
    answer = await service.answer(InboundMessage("en", choice='/find_support{"nation": "wales"}'))
    other = ConversationService(service._engine, Settings())
    assert (await other.answer(InboundMessage("en", choice="/what_is_held", state=answer.state))).fresh, "another server cannot open it"
    assert not (await service.answer(InboundMessage("en", choice="/what_is_held", state=answer.state))).fresh


async def _no_cookie(service: ConversationService) -> None:
    resources: Resources = shared_resources()
    async with TestClient(TestServer(create_app(Settings(), service, resources.languages, resources.catalogs))) as client:
        for path in ("/", "/en", "/ar/privacy", "/ur/topics", "/es/cards/gp"):
            assert "Set-Cookie" not in (await client.get(path)).headers
        assert "Set-Cookie" not in (await client.post("/en", data={"message": "hello"})).headers
        left = (await client.get("/leave")).headers.getall("Set-Cookie")
        assert len(left) == 1 and "Max-Age=1" in left[0]


async def _no_generated_text(service: ConversationService) -> None:
    """Whatever is asked, every paragraph is one of the reviewed texts."""
    resources = shared_resources()
    speaker = service._engine.nlg.speaker("en")
    reviewed = {speaker.say(statement.text) for statement in resources.library.statements.values()}
    reviewed |= {answer.opening for answer in resources.library.answers.values() if answer.opening}
    answer = await service.answer(InboundMessage("en", text="will the police tell the home office about me"))
    for block in answer.blocks:
        if block.type == "text":
            rest = block.text
            for text in sorted(reviewed, key=len, reverse=True):
                rest = rest.replace(text, "")
            assert not rest.strip() or rest.strip() in {speaker.label("nation.ask")} | {
                line.text for kind in ("emergency", "self_harm", "device_unsafe") for line in service._engine.nlg.blocks(f"utter_safety_hint_{kind}", "en", {}) if line.type == "text"
            }, rest


PROMISES: dict[str, Callable | Kept | Limit] = {
    "We do not ask who you are, and we keep nothing that you write.": _asks_for_no_name,
    "Your place in the conversation is locked inside the page on your own device, and nowhere else.": _everything_is_in_the_page,
    "We keep no list of visitors, no internet addresses and no messages.": _no_field_for_people,
    "If anyone demands what we hold about you, there is nothing to give.": _keeps_nothing_between_messages,
    "We cannot protect your phone, its history or your network.": Limit("said in the chat too"),
    "The page sends the text to the server over the network.": Kept("tests/web/test_api.py"),
    "Phone numbers, e-mail addresses, card numbers, document numbers and postcodes are taken out before anything reads the text.": Kept(
        "tests/privacy/test_personal_details.py::test_a_detail_is_taken_out_and_named tests/engine/test_around.py::test_a_typed_number_is_said_to_be_not_needed_and_never_said_back"
    ),
    "The server finds what the text is about, in memory, and drops the text.": _keeps_nothing_between_messages,
    "A reviewed answer is chosen and sent back.": _no_generated_text,
    "No sentence is made up by a machine.": _no_generated_text,
    "Nothing about it is written to a disk, a database or a log.": Kept("tests/web/test_logs.py::test_nothing_a_person_sends_is_logged"),
    "No other company receives it.": Kept("tests/browser/test_traces.py::test_nothing_is_stored_and_no_one_else_is_asked"),
    "The page asks nobody else for anything: no fonts, no maps, no statistics.": Kept("tests/browser/test_traces.py::test_nothing_is_stored_and_no_one_else_is_asked"),
    "A sealed note: which answer you saw last and, if you chose them, the part of the UK, the kind of help, whom it is for, and your answers to the questions about staying in the UK.": Kept(
        "tests/conversation/test_state.py::test_every_carried_slot_is_described_in_the_domain tests/conversation/test_held.py::test_there_are_words_for_every_slot_that_is_carried"
    ),
    "No name, no number, no address, and none of your words.": Kept("tests/conversation/test_state.py::test_unknown_slots_are_left_out"),
    "Only the running server can open it, for about an hour.": _everything_is_in_the_page,
    "The keys exist in its memory only and are forgotten on schedule.": Kept("tests/privacy/test_keys.py"),
    '"What do you hold now?" shows all of it in words.': Kept("tests/conversation/test_held.py::test_everything_that_was_chosen_is_told_and_forgotten"),
    '"Clear" throws it away.': Kept("tests/conversation/test_held.py::test_everything_that_was_chosen_is_told_and_forgotten"),
    "So does leaving the page.": Kept("tests/browser/test_leaving.py::test_leaving_shows_the_neutral_page_and_back_shows_nothing"),
    "We set no cookie while you use the page.": _no_cookie,
    "When you leave it without scripts, one empty cookie of one second makes the browser forget the page.": Kept("tests/browser/test_leaving.py::test_the_only_cookie_is_gone_after_a_second"),
    "We use no storage of the browser.": Kept("tests/browser/test_traces.py::test_nothing_is_stored_and_no_one_else_is_asked"),
    "The history of your browser can still show the address of this page.": Limit("docs/decisions/web-history.md measures it"),
    "We cannot delete it.": Limit("browsers do not let a page"),
    "A program that watches your phone can see what you see.": Limit("no page can prevent it"),
    "A note that you show on the screen or print is stored nowhere.": Kept(
        "tests/conversation/test_slip_talk.py::test_the_card_is_in_english_with_her_language_and_stores_nothing"
    ),
    "If you ask for a code, the note is stored, locked, until its last day: seven days, unless you choose otherwise.": Kept(
        "tests/handoff/test_store.py::test_slips_past_their_day_are_not_there tests/handoff/test_handoff.py::test_an_odd_number_of_days_is_a_week "
        "tests/handoff/test_sqlite.py::test_the_file_shrinks_after_expiry_and_holds_nothing_of_it"
    ),
    "We cannot read it.": Kept("tests/handoff/test_handoff.py::test_what_is_stored_cannot_be_read_with_what_is_stored"),
    "Only the organisation you chose can, or whoever you give the code.": Kept(
        "tests/handoff/test_handoff.py::test_another_organisation_is_told_nothing "
        "tests/handoff/test_handoff.py::test_a_slip_for_nobody_in_particular_is_opened_by_whoever_has_the_code"
    ),
    "The code is shown to you once and kept nowhere.": Kept(
        "tests/handoff/test_handoff.py::test_what_is_stored_cannot_be_read_with_what_is_stored "
        "tests/conversation/test_slip_talk.py::test_looking_for_help_leads_to_a_note_and_a_code"
    ),
    "With the code you can see when the note was opened, read an answer, and destroy everything at any time.": Kept(
        "tests/handoff/test_handoff.py::test_a_slip_goes_there_and_answers_come_back tests/handoff/test_handoff.py::test_it_can_be_destroyed_at_any_time"
    ),
    "Nothing is sent to your phone.": Kept("tests/whatsapp/test_webhook.py::test_receipts_and_other_fields_leave_no_trace"),
    "While you read or write an answer on our page, the server holds its words in memory for a moment.": Limit(
        "her page works without scripts; the seizure test looks for the words afterwards"
    ),
    "Whoever has your code can read the answer and destroy the note.": Limit("said beside the code"),
    "We cannot tell you apart.": Limit("we know nobody"),
    "Meta carries the messages and can read them.": Limit("said in the first message"),
    "It may keep them for up to 30 days, unless the operator has chosen otherwise.": Kept("tests/whatsapp/test_setup.py::test_what_meta_keeps_is_looked_up"),
    "The chat stays on your phone until you delete it.": Limit("said in the first message"),
    "Between two messages we remember the same choices as the page carries, sealed, for at most 30 minutes, under a name that cannot be turned back into your number.": Kept(
        "tests/whatsapp/test_memory.py::test_nothing_readable_is_stored tests/whatsapp/test_memory.py::test_it_is_found_while_keys_turn_and_gone_after_half_an_hour"
    ),
    "Your number and your id are in memory from a message to its answer, and nowhere else.": Kept(
        "tests/whatsapp/test_sentinels.py::test_after_the_reply_no_object_of_the_bridge_knows_the_person tests/whatsapp/test_sentinels.py::test_redis_holds_nothing_of_a_person"
    ),
    "We never fetch a voice message, a picture or a document.": Kept("tests/whatsapp/test_conversation.py::test_what_cannot_be_read_gets_its_own_kind_word_and_the_menu"),
    '"STOP" forgets everything at once.': Kept("tests/whatsapp/test_conversation.py::test_stop_forgets_at_once_and_says_so"),
    "We never write first.": Kept("tests/whatsapp/test_webhook.py::test_receipts_and_other_fields_leave_no_trace"),
    "Your internet company, an employer's network or a shared Wi-Fi can see that you visited this site.": Limit("how networks work"),
    "Where its address begins with `https` they cannot see what you wrote.": Limit("a property of TLS; the operator's front"),
    "Whoever runs the server could change it to listen.": Limit("true of every server"),
    "The code is open, so that others can check; ask who runs it.": Limit("advice"),
    "An access log in a proxy in front of the server.": Limit("the operator's duty"),
    "Statistics, error reporting or \"session recording\" services.": Limit("the operator's duty"),
    "Swap or core dumps on the machine that serves people.": Kept("tests/privacy/test_process.py::test_no_core_is_written_and_no_other_process_may_look"),
    "Saving to disk in a Redis that several machines share.": Kept("tests/whatsapp/test_memory.py::test_a_redis_that_saves_is_refused"),
    "Waymark refuses to start with one that saves.": Kept("tests/whatsapp/test_memory.py::test_a_redis_that_saves_is_refused"),
}


def sentences() -> list[str]:
    """Every sentence of the lists of PRIVACY.md."""
    items = re.findall(r"^(?:-|\d\.) (.+(?:\n  .+)*)", TEXT, re.MULTILINE)
    joined = (re.sub(r"\s+", " ", item) for item in items)
    return [part for item in joined for part in re.split(r"(?<=\.)\s+(?=[A-Z\"])", item)]


def test_every_sentence_is_accounted_for() -> None:
    said = sentences()
    assert len(said) > 30
    assert [sentence for sentence in said if sentence not in PROMISES] == []
    assert [sentence for sentence in PROMISES if sentence not in said] == []


@pytest.mark.parametrize("sentence", PROMISES)
async def test_promise(sentence: str, service: ConversationService) -> None:
    how = PROMISES[sentence]
    if isinstance(how, Limit):
        assert sentence in re.sub(r"\s+", " ", TEXT)
    elif isinstance(how, Kept):
        for name in how.split():
            path, _, test = name.partition("::")
            tree = ast.parse(Path(ROOT / path).read_text("utf-8"))
            names = {node.name for node in ast.walk(tree) if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)}
            assert test in names if test else any(found.startswith("test_") for found in names), name
    else:
        await how(service)
