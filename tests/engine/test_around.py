"""What stands above and below an answer because of the message itself."""

from __future__ import annotations

import pytest

from bot.conversation.blocks import Block, Choices, Paragraph, Tone, plain_text
from bot.conversation.choice import ParsedChoice
from bot.engine.engine import Engine
from tests.conftest import LANGUAGES

IN_URDU = "میرا شوہر مجھے مارتا ہے اور پاسپورٹ چھین لیا"
IN_HINDI = "मेरा पति मुझे मारता है और पासपोर्ट छीन लिया"
IN_HINDI_OR_URDU = "mera shohar mujhe marta hai aur passport cheen liya"
UNREADABLE = ["٠٧٧٠٠٩٠٠١٢٣", "07700 900123", "07700 900123 ٠٧٧٠٠٩٠٠١٢٣ 07700 900123", "😀 😀 😀", "123 456 789", "???", "۹۹", "— — —"]


def offered(blocks: tuple[Block, ...]) -> list[str]:
    """The languages that can be pressed."""
    return [
        choice.lang
        for block in blocks
        if isinstance(block, Choices)
        for choice in block.items
        if choice.payload.startswith("/change_language{")
    ]


@pytest.mark.parametrize("language", LANGUAGES)
async def test_a_typed_number_is_said_to_be_not_needed_and_never_said_back(language: str, engine: Engine) -> None:
    reply = await engine.answer("who can help me, my number is 07700 900123", language, {})
    first = next(block for block in reply.blocks if isinstance(block, Paragraph))
    assert first.tone is Tone.CAUTION
    assert engine.nlg.speaker(language).label("detail.phone") in first.text
    assert "900123" not in plain_text(reply.blocks)


async def test_a_message_that_is_only_a_number_gets_a_calm_answer(engine: Engine) -> None:
    reply = await engine.answer("٠٧٧٠٠٩٠٠١٢٣", "ar", {})
    assert isinstance(reply.blocks[0], Paragraph) and reply.blocks[0].tone is Tone.CAUTION
    assert any(isinstance(block, Choices) for block in reply.blocks)


async def test_danger_comes_before_the_word_about_a_number(engine: Engine) -> None:
    reply = await engine.answer("he is breaking the door now help, I am at 07700 900123", "en", {})
    texts = [block.text for block in reply.blocks if isinstance(block, Paragraph)]
    assert any("999" in text for text in texts)
    assert reply.parsed["safety"]["level"] != "none"


async def test_another_language_is_offered_in_that_language(engine: Engine) -> None:
    reply = await engine.answer(IN_URDU, "en", {})
    assert reply.language == "en"
    offer = reply.blocks[-1]
    assert isinstance(offer, Choices)
    assert (offer.items[0].title, offer.items[0].lang) == ("اردو", "ur")
    pressed = await engine.answer(ParsedChoice("change_language", {"language": "ur"}), "en", {})
    assert pressed.language == "ur"


@pytest.mark.parametrize("text", ["hola", "salam", "ok", "Maria", "hello hello"])
async def test_a_greeting_offers_no_other_language(text: str, engine: Engine) -> None:
    for language in LANGUAGES:
        reply = await engine.answer(text, language, {})
        assert not any(
            choice.payload.startswith("/change_language")
            for block in reply.blocks
            if isinstance(block, Choices)
            for choice in block.items
        ), language


async def test_nothing_is_offered_to_somebody_who_writes_in_the_language_of_the_page(engine: Engine) -> None:
    reply = await engine.answer(IN_URDU, "ur", {})
    assert "/change_language" not in str(reply.blocks)


async def test_hindi_and_urdu_in_latin_letters_are_offered_together(engine: Engine) -> None:
    reply = await engine.answer(IN_HINDI_OR_URDU, "en", {})
    assert sorted(offered(reply.blocks)) == ["hi", "ur"]
    offers = [block for block in reply.blocks if isinstance(block, Paragraph) and block.lang in ("hi", "ur")]
    assert len(offers) == 2, "each in its own language"


@pytest.mark.parametrize(("page", "other"), [("hi", "ur"), ("ur", "hi")])
async def test_on_a_page_in_one_of_them_the_other_is_offered(page: str, other: str, engine: Engine) -> None:
    assert set(offered((await engine.answer(IN_HINDI_OR_URDU, page, {})).blocks)) <= {other}


@pytest.mark.parametrize(("text", "language"), [(IN_URDU, "ur"), (IN_HINDI, "hi")])
async def test_in_their_own_scripts_they_are_told_apart(text: str, language: str, engine: Engine) -> None:
    assert offered((await engine.answer(text, "en", {})).blocks) == [language]


@pytest.mark.parametrize("text", UNREADABLE)
async def test_what_has_no_letters_is_in_no_language(text: str, engine: Engine) -> None:
    assert (await engine.answer(text, None, {})).language == "en"
    assert not offered((await engine.answer(text, "so", {})).blocks)


@pytest.mark.parametrize("number", ["07700 900123", "😀 😀"])
async def test_a_number_beside_two_words_does_not_make_them_a_sentence(number: str, engine: Engine) -> None:
    assert not offered((await engine.answer(f"hola Maria {number}", "en", {})).blocks)


async def test_without_a_chosen_language_the_answer_is_in_the_language_of_the_message(engine: Engine) -> None:
    assert (await engine.answer(IN_URDU, None, {})).language == "ur"
    assert (await engine.answer("mi marido me pega y no tengo papeles", None, {})).language == "es"
    assert (await engine.answer("ok", None, {})).language == "en"
