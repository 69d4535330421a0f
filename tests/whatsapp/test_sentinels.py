"""Nothing a person wrote, and nothing that says who she is, is left anywhere."""

from __future__ import annotations

import gc

from bot.engine.engine import Engine
from bot.privacy.tables import open_redis
from bot.settings import Settings
from bot.whatsapp.emulator import Person
from tests.whatsapp.conftest import connected

WORDS = "sentinelword zanzibar quetzal"
PEOPLE = (Person("Sentinelname", "GB.7777777777777777777", "447700900777"),)
SECRETS = ("sentinelword", "quetzal", "Sentinelname", "7777777777777777777", "447700900777")


async def test_no_log_line_holds_anything_of_a_person(engine: Engine, capfd) -> None:
    async with connected(engine, emulator_changes={"people": PEOPLE, "token": "other"}) as line:
        await line.emulator.say(line.person, WORDS)
        await line.emulator.send(line.person, "voice")
        await line.emulator.press(line.person, "/forged{")
        await line.quiet()
    out = "".join(capfd.readouterr())
    assert "waymark.whatsapp.stopped" in out, "the operator sees that the token is refused"
    assert not [secret for secret in SECRETS if secret in out]


async def test_redis_holds_nothing_of_a_person(engine: Engine, redis_url: str) -> None:
    client = await open_redis(redis_url)
    await client.flushdb()
    async with connected(engine, settings=Settings(redis_url=redis_url), emulator_changes={"people": PEOPLE}) as line:
        await line.emulator.say(line.person, WORDS)
        await line.answers(2)
        names = await client.keys("*")
        dump = " ".join([*names, *[str(await client.get(name)) for name in names]])
        assert names and not [secret for secret in SECRETS if secret in dump]
    await client.aclose()


async def test_after_the_reply_no_object_of_the_bridge_knows_the_person(engine: Engine) -> None:
    async with connected(engine, emulator_changes={"people": PEOPLE}) as line:
        await line.emulator.say(line.person, WORDS)
        await line.answers(2)
        from bot.whatsapp.payloads import Received

        assert not line.bridge._waiting and not line.bridge._tasks
        gc.collect()
        assert not [item for item in gc.get_objects() if isinstance(item, Received)]
