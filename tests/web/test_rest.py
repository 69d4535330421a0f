"""Rasa's REST channel."""

from __future__ import annotations

import asyncio

import pytest

from bot.conversation.blocks import Choice, Choices, Paragraph, Picture
from bot.web.rest import rasa_messages
from bot.web.rest_memory import CONVERSATIONS, SECONDS, RestMemory

URL = "/webhooks/rest/webhook"


@pytest.fixture
async def rest(make_client):
    return await make_client(rest_channel=True)


async def test_it_is_off_unless_enabled(client):
    assert (await client.post(URL, json={"sender": "k3v9", "message": "hello"})).status == 404
    assert (await client.get("/webhooks/rest/")).status == 404


async def test_it_answers_as_rasa_does(rest):
    assert await (await rest.get("/webhooks/rest/")).json() == {"status": "ok"}
    response = await rest.post(URL, json={"sender": "k3v9", "message": "hello"})
    text, buttons = await response.json()
    assert text == {"recipient_id": "k3v9", "text": "text of 5 characters"}
    assert buttons["buttons"][0] == {"title": "Who tells Immigration Enforcement?", "payload": "/ask_data_sharing"}


async def test_it_reads_json_whatever_the_content_type(rest):
    response = await rest.post(
        URL, data='{"sender": "k3v9", "message": "hello"}', headers={"Content-Type": "text/plain"}
    )
    assert response.status == 200


@pytest.mark.parametrize("sender", [None, "", "  ", "default", 7, ["k3v9"], "x" * 300])
async def test_a_missing_or_shared_sender_is_refused(rest, stand_in, sender):
    response = await rest.post(URL, json={"sender": sender, "message": "hello"})
    assert response.status == 400 and stand_in.messages == []


@pytest.mark.parametrize("metadata", [{"lang": "xx"}, {"lang": 5}])
async def test_an_unknown_language_is_refused(rest, metadata):
    assert (await rest.post(URL, json={"sender": "k3v9", "message": "x", "metadata": metadata})).status == 400


async def test_it_speaks_the_language_asked_for(rest, stand_in):
    await rest.post(URL, json={"sender": "k3v9", "message": "/find_support", "metadata": {"lang": "ar"}})
    assert (stand_in.messages[0].language, stand_in.messages[0].choice) == ("ar", "/find_support")


async def test_messages_of_one_sender_never_overtake_each_other(rest, stand_in):
    await asyncio.gather(
        *(rest.post(URL, json={"sender": "k3v9", "message": text}) for text in ("slow one", "two", "three"))
    )
    assert stand_in.finished == [message.text for message in stand_in.messages]
    assert len(stand_in.finished) == 3


async def test_messages_of_two_senders_do_not_wait_for_each_other(rest, stand_in):
    await asyncio.gather(
        rest.post(URL, json={"sender": "k3v9", "message": "slow one"}),
        rest.post(URL, json={"sender": "x7m2", "message": "quick"}),
    )
    assert stand_in.finished == ["quick", "slow one"]


async def test_each_sender_has_a_conversation_of_its_own(rest, stand_in):
    for sender in ("first", "first", "second"):
        await rest.post(URL, json={"sender": sender, "message": "hello"})
    assert [message.state for message in stand_in.messages] == [None, "sealed-1", None]


def test_blocks_become_rasa_messages():
    blocks = (Paragraph("One."), Picture("/x.svg", "Doors."), Choices((Choice("Yes", "/affirm"),)))
    assert list(rasa_messages(blocks)) == [
        {"text": "One."},
        {"image": "/x.svg"},
        {"text": "Doors."},
        {"text": "", "buttons": [{"title": "Yes", "payload": "/affirm"}]},
    ]


def test_the_memory_forgets_after_half_an_hour():
    now = 0.0
    memory = RestMemory(lambda: now)
    memory.keep("sender", "sealed")
    assert memory.recall("sender") == "sealed"
    now = SECONDS + 1.0
    assert memory.recall("sender") is None and not memory._states


def test_the_memory_is_bounded_and_does_not_hold_senders():
    memory = RestMemory(lambda: 0.0)
    for number in range(CONVERSATIONS + 5):
        memory.keep(f"sender-{number}", "sealed")
    assert len(memory._states) == CONVERSATIONS
    assert memory.recall("sender-0") is None
    assert b"sender" not in b"".join(memory._states)
