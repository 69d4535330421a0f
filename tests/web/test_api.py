"""POST /api/messages."""

from __future__ import annotations

from bot.conversation.blocks import from_json

from .stand_in import EVERY_BLOCK


async def test_an_answer_is_its_blocks_and_a_state(client, stand_in):
    response = await client.post("/api/messages", json={"language": "en", "message": "every", "state": "sealed-0"})
    value = await response.json()
    assert set(value) == {"language", "replies", "state"}
    assert (value["language"], value["state"]) == ("en", "sealed-1")
    assert tuple(from_json(block) for block in value["replies"]) == EVERY_BLOCK
    assert stand_in.messages[0].state == "sealed-0"


async def test_a_choice_wins_over_text(client, stand_in):
    await client.post(
        "/api/messages", json={"language": "en", "message": "x", "choice": "/find_support", "state": None}
    )
    message = stand_in.messages[0]
    assert (message.choice, message.text, message.state) == ("/find_support", None, None)


async def test_a_conversation_that_could_not_be_continued_is_explained_first(client):
    response = await client.post("/api/messages", json={"language": "en", "message": "hello", "state": "forged"})
    first = (await response.json())["replies"][0]
    assert first["tone"] == "caution" and "We start again" in first["text"]


async def test_a_busy_engine_is_said_so_and_when_to_try_again(client):
    response = await client.post("/api/messages", json={"language": "en", "message": "busy"})
    assert response.status == 503 and response.headers["Retry-After"] == "5"
    assert (await response.json())["error"] == "busy"
