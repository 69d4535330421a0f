"""Nothing a person types is kept, printed or logged, whatever fails."""

from __future__ import annotations

import json
import logging
import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
import structlog
from rasa_sdk import Action

from bot.conversation.blocks import plain_text
from bot.conversation.choice import ParsedChoice
from bot.engine.engine import Engine
from bot.engine.quiet import LOGGED_FIELDS, keep_known_fields
from bot.paths import BUILD, ROOT

SENTINEL = "Xylophonia Quagmire"


def silent(text: str) -> bool:
    return not any(word in text.lower() for word in SENTINEL.lower().split())


@pytest.fixture
def failing(engine: Engine) -> Iterator[tuple[Engine, list[str]]]:
    """An engine whose answers fail, with what its action got to see."""
    seen: list[str] = []

    class Failing(Action):
        def name(self) -> str:
            return "action_answer"

        def run(self, dispatcher, tracker, domain):
            seen.append(json.dumps(tracker.current_state(), default=str))
            raise RuntimeError(f"could not answer {SENTINEL}")

    loaded = Engine.load()
    loaded._agent.action_endpoint._executor.register_action(Failing)
    yield loaded, seen
    loaded.close()


async def test_an_action_that_fails_is_an_apology_and_no_words_in_any_log(failing, capfd, caplog) -> None:
    engine, seen = failing
    with caplog.at_level(logging.DEBUG):
        reply = await engine.answer(f"what is the migrant victims protocol, asks {SENTINEL}", "es", {"nation": "wales"})
    apology = plain_text(engine.nlg.blocks("utter_apology", "es", {}))
    assert apology in plain_text(reply.blocks)
    assert reply.slots["nation"] == "wales", "the place is kept"
    out, err = capfd.readouterr()
    assert silent(out) and silent(err) and silent(caplog.text)
    assert seen and silent(seen[0]), "the tracker an action sees holds no word that was typed"
    event = json.loads(out.strip().splitlines()[-1])
    assert event["event"] == "waymark.action.failed" and event["error"] == "RuntimeError" and set(event) <= LOGGED_FIELDS


async def test_after_a_failure_the_next_message_is_answered(failing) -> None:
    engine, _ = failing
    await engine.answer(ParsedChoice("ask_protocol", {}), "en", {})
    reply = await engine.answer(ParsedChoice("greet", {}), "en", {})
    assert "Hello" in plain_text(reply.blocks)


async def test_nothing_stays_in_the_tracker_store(engine: Engine) -> None:
    await engine.answer(SENTINEL, "en", {})
    await engine.answer(ParsedChoice("greet", {}), "en", {})
    assert list(await engine._store.keys()) == []


async def test_nothing_typed_reaches_the_disk(engine: Engine) -> None:
    before = {path: path.stat().st_mtime_ns for path in BUILD.rglob("*") if path.is_file()}
    await engine.answer(f"my name is {SENTINEL} and he beats me", "en", {})
    assert {path: path.stat().st_mtime_ns for path in BUILD.rglob("*") if path.is_file()} == before


def test_unknown_fields_are_dropped() -> None:
    event = {"event": "waymark.web.failed", "error": "ValueError", "text": SENTINEL, "sender_id": "1", "exc_info": True}
    assert keep_known_fields(None, "error", event) == {"event": "waymark.web.failed", "error": "ValueError"}


@pytest.mark.parametrize("event", ["processor.message.parse", "", None, SENTINEL, "waymark"])
def test_events_of_others_are_dropped(event: str | None) -> None:
    with pytest.raises(structlog.DropEvent):
        keep_known_fields(None, "info", {"event": event, "text": SENTINEL})


def run(*command: str, **changes: str) -> subprocess.CompletedProcess[str]:
    environment = {**os.environ, "LOG_LEVEL": "DEBUG", "LOG_LEVEL_LIBRARIES": "DEBUG", "PYTHONWARNINGS": "default", **changes}
    return subprocess.run([sys.executable, *command], cwd=ROOT, env=environment, capture_output=True, text=True, timeout=120)


def test_ask_prints_the_answer_and_nothing_else_even_at_debug_level(engine: Engine) -> None:
    done = run("-m", "bot", "ask", "--json", f"my husband hits me, my name is {SENTINEL}")
    assert done.returncode == 0, done.stderr
    assert set(json.loads(done.stdout)) == {"language", "intent", "confidence", "top", "safety", "replies"}
    assert silent(done.stdout) and silent(done.stderr)
    assert done.stderr == ""


def test_loggers_of_libraries_are_silent_and_ours_keeps_to_its_fields(tmp_path: Path) -> None:
    script = f"""
import logging, warnings, sys
from bot.engine.quiet import be_quiet, log
be_quiet()
import rasa.core.processor, rasa.core.actions.action, rasa_sdk.executor, structlog
for name in ("rasa", "rasa.core.processor", "rasa.core.actions.action", "rasa_sdk", "rasa_sdk.executor", "asyncio",
             "aiohttp.server", "apscheduler.executors", "sanic.error", "somebody.else"):
    logging.getLogger(name).critical("{SENTINEL}")
    logging.getLogger(name).debug("{SENTINEL}")
logging.critical("{SENTINEL}")
structlog.get_logger("rasa").error("processor.failed", text="{SENTINEL}")
structlog.get_logger().info("{SENTINEL}")
warnings.warn("{SENTINEL}")
log.error("waymark.test", error="ValueError", text="{SENTINEL}", outcome="ok")
"""
    done = run("-c", script)
    assert done.returncode == 0, done.stderr
    assert silent(done.stdout) and silent(done.stderr)
    assert '"event": "waymark.test"' in done.stdout and '"error": "ValueError"' in done.stdout
    assert len(done.stdout.strip().splitlines()) == 1
