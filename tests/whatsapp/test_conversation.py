"""What a person experiences: everything she may send, in her language, once, and forgotten."""

from __future__ import annotations

import time

import pytest

from bot.engine.engine import Engine
from bot.whatsapp.emulator import Person, Weather, webhooks
from bot.whatsapp.emulator.run import choices, said
from bot.whatsapp.payloads import Kind
from bot.whatsapp.seen import STALE_SECONDS
from tests.conftest import A_FEW, LANGUAGES
from tests.questions import POLICE_TELL
from tests.whatsapp.conftest import Line, connected


def label(engine: Engine, language: str, key: str) -> str:
    return engine.nlg.speaker(language).label(key)


def words(replies: list[dict]) -> str:
    return "\n".join(said(body) for body in replies)


async def begun(line: Line, language: str) -> int:
    """Begin in a language; how many messages came."""
    await line.emulator.say(line.person, POLICE_TELL[language])
    return len(await line.answers(2))


@pytest.mark.parametrize("language", LANGUAGES)
async def test_the_first_message_is_answered_in_its_language_after_a_word_of_warning(language: str, line: Line, engine: Engine) -> None:
    await begun(line, language)
    replies = line.emulator.replies[line.person.user_id]
    assert label(engine, language, "whatsapp.welcome")[:60] in said(replies[0])
    assert f"https://example.org/{language}" in said(replies[0])
    assert engine.nlg.speaker(language).say(engine.nlg.speaker("en").library.answers["door.police"].heading) in words(replies)
    ways_out = [choice["id"] for body in replies for choice in choices(body)]
    assert "/change_language" in ways_out
    await line.emulator.say(line.person, POLICE_TELL[language])
    count = len(replies)
    again = (await line.answers(count + 1))[count:]
    assert label(engine, language, "whatsapp.welcome")[:60] not in words(again)


@pytest.mark.parametrize("language", A_FEW)
@pytest.mark.parametrize("kind", ["voice", "image", "video", "document", "sticker", "location", "contact", "unsupported", "future"])
async def test_what_cannot_be_read_gets_its_own_kind_word_and_the_menu(kind: str, language: str, line: Line, engine: Engine) -> None:
    before = await begun(line, language)
    await line.emulator.send(line.person, kind)
    new = (await line.answers(before + 1))[before:]
    key = {"image": Kind.PICTURE, "video": Kind.PICTURE, "unsupported": Kind.UNREADABLE, "future": Kind.UNREADABLE}.get(kind, kind)
    assert label(engine, language, f"whatsapp.{key}") in words(new)
    assert [choice for body in new for choice in choices(body)]
    assert line.emulator.media_fetches == 0


@pytest.mark.parametrize("kind", ["reaction", "revoke"])
async def test_some_things_are_better_met_with_silence(kind: str, line: Line) -> None:
    before = await begun(line, "en")
    await line.emulator.send(line.person, kind)
    await line.quiet()
    assert len(line.emulator.replies[line.person.user_id]) == before


async def test_a_corrected_message_is_answered(line: Line) -> None:
    before = await begun(line, "en")
    await line.emulator.send_content(line.person, webhooks.edit("wamid.1", "what is the migrant victims protocol"))
    assert "Protocol" in words((await line.answers(before + 1))[before:])


async def test_a_template_button_is_read_as_what_it_says(line: Line, engine: Engine) -> None:
    before = await begun(line, "en")
    await line.emulator.send_content(line.person, webhooks.template_button("STOP", "Stop messages"))
    assert label(engine, "en", "whatsapp.stopped") in words((await line.answers(before + 1))[before:])


async def test_a_button_a_row_and_a_typed_number_do_the_same(line: Line) -> None:
    before = await begun(line, "en")
    shown = [choice for body in line.emulator.replies[line.person.user_id] for choice in choices(body)]
    place = next(index for index, choice in enumerate(shown) if choice["id"] == "/ask_protocol")
    answers = []
    for number in (str(place + 1), "١٢٣٤٥٦٧٨٩"[place]):
        await line.emulator.say(line.person, number)
        replies = await line.answers(before + 1)
        answers.append(words(replies[before:]))
        before = len(replies)
        await line.emulator.say(line.person, POLICE_TELL["en"])
        before = len(await line.answers(before + 1))
    await line.emulator.press(line.person, "/ask_protocol", row=True)
    answers.append(words((await line.answers(before + 1))[before:]))
    assert len(set(answers)) == 1 and "Protocol" in answers[0]


@pytest.mark.parametrize("pressed", ["/nonsense", "/ask_protocol{", "lang:am", "/" + "x" * 190, "/back", "/session_start"])
async def test_a_forged_or_old_button_leads_to_the_menu(pressed: str, line: Line) -> None:
    before = await begun(line, "en")
    await line.emulator.press(line.person, pressed)
    new = (await line.answers(before + 1))[before:]
    assert [choice for body in new for choice in choices(body)]


@pytest.mark.parametrize(("language", "stop"), [("en", "STOP"), ("es", "Basta"), ("ar", "توقف"), ("ur", "رکو"), ("ur", "ruko")])
async def test_stop_forgets_at_once_and_says_so(language: str, stop: str, line: Line, engine: Engine) -> None:
    before = await begun(line, language)
    await line.emulator.say(line.person, stop)
    new = (await line.answers(before + 1))[before:]
    assert words(new) == label(engine, language, "whatsapp.stopped")
    assert not [choice for body in new for choice in choices(body)]
    await line.emulator.say(line.person, POLICE_TELL[language])
    after = (await line.answers(before + 3))[before + 1 :]
    assert label(engine, language, "whatsapp.welcome")[:60] in words(after), "a blank conversation begins with the warning"


@pytest.mark.parametrize("word", ["999", "SOS", "peligro", "النجدة", "bachao", "٩٩٩"])
async def test_danger_words_work_before_anything_else(word: str, line: Line) -> None:
    await line.emulator.say(line.person, word)
    assert "999" in words(await line.answers(2))


@pytest.mark.parametrize("language", A_FEW)
async def test_help_opens_the_menu(language: str, line: Line) -> None:
    before = await begun(line, language)
    await line.emulator.say(line.person, "HELP")
    offered = [choice["id"] for body in (await line.answers(before + 1))[before:] for choice in choices(body)]
    assert "/ask_data_sharing" in offered and "/find_support" in offered


async def test_an_old_message_is_acknowledged_and_not_answered(line: Line) -> None:
    await line.emulator.say(line.person, "help me", at=time.time() - STALE_SECONDS - 60)
    await line.quiet()
    assert not line.emulator.replies and not line.emulator.delivery.refused


async def test_a_person_without_a_number_is_answered_by_id(line: Line) -> None:
    person = next(person for person in line.emulator.people if person.number is None)
    await line.emulator.say(person, POLICE_TELL["en"])
    replies = await line.answers(2, person)
    assert all(body["recipient"] == person.user_id and "to" not in body for body in replies)


async def test_a_change_of_number_begins_a_blank_conversation(line: Line, engine: Engine) -> None:
    before = await begun(line, "es")
    new = Person("Amina", "GB.9000000000000000099", "447700900199")
    await line.emulator.send_content(line.person, webhooks.number_change(new, line.person))
    await line.quiet()
    await line.emulator.say(line.person, POLICE_TELL["es"])
    after = (await line.answers(before + 2))[before:]
    assert label(engine, "es", "whatsapp.welcome")[:60] in words(after)


async def test_two_people_never_meet(line: Line) -> None:
    first, second = line.emulator.people[0], line.emulator.people[1]
    await line.emulator.say(first, POLICE_TELL["ur"])
    await line.emulator.say(second, POLICE_TELL["es"])
    await line.answers(2, first)
    await line.answers(2, second)
    await line.emulator.say(first, "مزید بتائیں")
    replies = await line.answers(3, first)
    assert "¿" not in words(replies)


async def test_in_bad_weather_everything_is_answered_once_and_in_order(engine: Engine) -> None:
    weather = Weather(seed=3, duplicates=0.5, reordering=0.3, failures=0.2, batches=0.3, retry=0.05)
    async with connected(engine, weather=weather) as line:
        for person in line.emulator.people:
            await line.emulator.say(person, "HELP")
            await line.emulator.say(person, "/ask")
        await line.quiet()
        for person in line.emulator.people:
            replies = line.emulator.replies[person.user_id]
            menus = [body for body in replies if any(choice["id"] == "/ask_privacy" for choice in choices(body))]
            assert len(menus) == 1, "the menu was asked for once"


async def test_reading_marks_are_sent_only_if_wished(engine: Engine, line: Line) -> None:
    await begun(line, "en")
    assert line.emulator.read_marks == []
    async with connected(engine, show_reading=True) as marking:
        identifier = await marking.emulator.say(marking.person, POLICE_TELL["en"])
        await marking.answers(2)
        assert marking.emulator.read_marks == [identifier]


@pytest.mark.parametrize("version", ["v26.0", "v25.0", "v24.0"])
async def test_three_versions_of_the_api(version: str, engine: Engine) -> None:
    async with connected(engine, emulator_changes={"version": version}, api_version=version) as line:
        await line.emulator.say(line.person, POLICE_TELL["en"])
        assert len(await line.answers(2)) >= 2 and not line.emulator.refusals
