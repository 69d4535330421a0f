"""Starting: a model that cannot be used says what to run, and what makes Rasa quick changes none of its answers."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest
from rasa.core.actions.action import RemoteAction
from rasa.shared.core.domain import Domain
from rasa.shared.core.events import Event, SlotSet, UserUttered
from rasa.shared.core.trackers import DialogueStateTracker

from bot.engine.engine import Engine
from bot.engine.models import newest_model
from bot.engine.tracker_store import TURNS_KEPT, ForgetfulTrackerStore
from bot.errors import ConfigurationError
from bot.paths import MODELS, ROOT


def test_without_a_model_it_says_to_train(tmp_path: Path) -> None:
    with pytest.raises(ConfigurationError, match="Run: waymark train"):
        newest_model(tmp_path)


def cut_in_half(path: Path) -> bytes:
    data = newest_model(MODELS).read_bytes()
    return data[: len(data) // 2]


@pytest.mark.parametrize("content", [lambda _: b"", lambda _: b"not an archive", cut_in_half], ids=["empty", "text", "cut"])
def test_a_damaged_model_says_to_train(content, engine: Engine, tmp_path: Path) -> None:
    model = tmp_path / "waymark-damaged.tar.gz"
    model.write_bytes(content(model))
    with pytest.raises(ConfigurationError, match=r"waymark-damaged\.tar\.gz.*Run: waymark train"):
        Engine.load(model)


def test_a_model_that_is_gone_says_to_train(engine: Engine, tmp_path: Path) -> None:
    with pytest.raises(ConfigurationError, match="Run: waymark train"):
        Engine.load(tmp_path / "gone.tar.gz")


@pytest.mark.parametrize(
    "endpoints",
    ["", "tracker_store:\n  type: bot.no.such.Store\n", "tracker_store:\n  type: sql\n  dialect: sqlite\n  db: '{folder}/x.db'\n"],
    ids=["none", "misspelt", "sql"],
)
def test_a_tracker_store_that_keeps_things_is_refused(endpoints: str, engine: Engine, tmp_path: Path) -> None:
    (tmp_path / "endpoints.yml").write_text(endpoints.format(folder=tmp_path))
    with pytest.raises(ConfigurationError, match=r"endpoints\.yml: tracker_store"):
        Engine.load(root=tmp_path)


def test_rasas_own_sentences_are_refused(engine: Engine, tmp_path: Path) -> None:
    text = (ROOT / "endpoints.yml").read_text("utf-8").replace("type: bot.nlg.gettext_nlg.GettextNLG", "type: response")
    (tmp_path / "endpoints.yml").write_text(text)
    with pytest.raises(ConfigurationError, match=r"endpoints\.yml: nlg"):
        Engine.load(root=tmp_path)


def test_the_places_that_are_made_quick_still_exist_in_rasa() -> None:
    assert callable(RemoteAction.action_response_format_spec)
    assert callable(Event.resolve_by_type)


def test_quick_and_slow_give_the_same_answers(engine: Engine) -> None:
    script = """
import asyncio
from bot.engine.quiet import be_quiet
be_quiet()
from rasa.core.actions.action import RemoteAction
from rasa.shared.core.events import Event
from rasa.shared.utils.common import all_subclasses
slow = RemoteAction.__dict__["action_response_format_spec"], Event.__dict__["resolve_by_type"]
names = [kind.type_name for kind in all_subclasses(Event)] + ["no such event"]
before = [Event.resolve_by_type(name, Event) for name in names]
from bot.conversation.choice import ParsedChoice
from bot.engine.engine import Engine
engine = Engine.load()
assert Event.__dict__["resolve_by_type"] is not slow[1], "speedups are on"
assert [Event.resolve_by_type(name, Event) for name in names] == before
async def all_answers():
    return [
        (await engine.answer(ParsedChoice(*choice), language, {"nation": "wales"}))
        for language in ("en", "ur")
        for choice in [("ask_protocol", {}), ("find_support", {"need": "domestic_abuse"}), ("greet", {}), ("forget_me", {}),
                       ("change_language", {"language": "es"}), ("ask_data_sharing", {"door": "police"}), ("ask_more", {})]
    ]
quick = asyncio.run(all_answers())
RemoteAction.action_response_format_spec, Event.resolve_by_type = slow
engine._turn = asyncio.Semaphore(1)
assert asyncio.run(all_answers()) == quick
engine.close()
print("same")
"""
    done = subprocess.run([sys.executable, "-c", script], cwd=ROOT, capture_output=True, text=True, timeout=120)
    assert done.stdout == "same\n", done.stderr


async def test_a_long_conversation_in_rasas_own_tools_stays_short() -> None:
    domain = Domain.load(str(ROOT / "domain"))
    store = ForgetfulTrackerStore(domain)
    tracker = DialogueStateTracker.from_events("someone", [SlotSet("nation", "wales")], slots=domain.slots)
    for number in range(200):
        tracker.update(UserUttered(f"message {number}", {"name": "greet", "confidence": 1.0}))
        await store.save(tracker)
        tracker = await store.retrieve("someone")
        turns = [event for event in tracker.events if isinstance(event, UserUttered)]
        assert len(turns) < 2 * TURNS_KEPT
    assert turns[-1].text == "message 199"
    assert tracker.get_slot("nation") == "wales", "choices survive the cut"


async def test_the_store_gives_up_what_it_is_asked_for() -> None:
    domain = Domain.load(str(ROOT / "domain"))
    store = ForgetfulTrackerStore(domain)
    store.put("one", {"nation": "wales", "name": "not a slot"})
    assert (await store.retrieve("one")).current_slot_values()["nation"] == "wales"
    assert store.take("one").get_slot("name") is None
    assert store.take("one") is None and list(await store.keys()) == []
