"""It is a stock Rasa project: Rasa's own commands work from its folder, and tell nobody that they ran."""

from __future__ import annotations

import json
import re
import socket
import subprocess
import sys
from pathlib import Path

import pytest
import yaml

from bot.nlu.normalise import clean, for_intent
from bot.paths import ROOT
from tests.rasa_cli.conftest import RASA, Started, environment
from tests.rasa_cli.terminal import Terminal

pytestmark = pytest.mark.rasa_cli

STORIES = ROOT / "tests" / "rasa_stories" / "test_stories.yml"


def test_training_needs_no_arguments(commands: dict[str, Started]) -> None:
    code, printed = commands["train"].finish()
    # 1 says that something must be trained, which is right after training elsewhere.
    assert code in (0, 1), printed
    assert re.search(r"No training of components required|needs to be retrained|will be retrained", printed), printed


def test_the_data_is_valid(commands: dict[str, Started]) -> None:
    code, printed = commands["validate"].finish()
    assert code == 0, printed
    assert "No story structure conflicts found" in printed


def test_every_conversation_goes_as_written(commands: dict[str, Started], results: Path) -> None:
    code, printed = commands["test"].finish()
    assert code == 0, printed
    stories = len(yaml.safe_load(STORIES.read_text("utf-8"))["stories"])
    assert re.search(rf"Correct:\s+{stories} / {stories}\s", printed), printed
    report = json.loads((results / "story_report.json").read_text("utf-8"))
    assert report["conversation_accuracy"]["correct"] == stories >= 12
    assert "None of the test stories failed" in (results / "failed_test_stories.yml").read_text("utf-8")


def test_no_command_says_it_reports(commands: dict[str, Started]) -> None:
    for command in commands.values():
        assert "telemetry" not in command.finish()[1].lower()


@pytest.mark.parametrize("wish", [None, "true"], ids=["plain", "asked_for"])
def test_telemetry_is_off_in_every_process(wish: str | None) -> None:
    script = (
        "import os, rasa.telemetry as t; "
        "print(os.environ['RASA_TELEMETRY_ENABLED'], os.environ['ORT_DISABLE_TELEMETRY'], t.is_telemetry_enabled())"
    )
    wished = {"RASA_TELEMETRY_ENABLED": wish, "ORT_DISABLE_TELEMETRY": "0"} if wish else {}
    done = subprocess.run(
        [sys.executable, "-c", script], env={**environment(), **wished}, capture_output=True, text=True, timeout=60
    )
    assert done.stdout == "false 1 False\n", done.stderr


def test_the_rasa_command_is_a_process_of_this_environment() -> None:
    assert Path(RASA.read_text("utf-8").splitlines()[0].removeprefix("#!")).parent == Path(sys.executable).parent


# After the commands above are done, so that nothing else takes the time it has.
def test_the_shell_answers(commands: dict[str, Started], model: Path) -> None:
    for command in commands.values():
        command.finish()
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    address = ["--interface", "127.0.0.1", "--port", str(port)]
    terminal = Terminal([str(RASA), "shell", "--model", str(model), *address], ROOT, environment())
    try:
        terminal.wait_for("Your input ->", 120)
        terminal.type("hello")
        shown = terminal.wait_for("Who is told about me?", 60)
    finally:
        terminal.close()
    assert "I do not know who you are" in shown


def said() -> list[str]:
    """What people type in the conversations, without the marks of entities."""
    stories = yaml.safe_load(STORIES.read_text("utf-8"))["stories"]
    lines = [step["user"] for story in stories for step in story["steps"] if "user" in step]
    return [re.sub(r"\[([^\]]*)\]\{[^}]*\}", r"\1", line).strip() for line in lines]


def test_conversations_are_not_made_of_training_lines() -> None:
    trained = set()
    for path in (ROOT / "data" / "nlu").glob("*/*.yml"):
        if not path.stem.startswith("terms"):
            lines = path.read_text("utf-8").splitlines()
            trained |= {for_intent(clean(line.strip()[2:])) for line in lines if line.strip().startswith("- ")}
    assert len(trained) > 1000
    assert [line for line in said() if for_intent(clean(line)) in trained] == []


def test_there_are_conversations_in_several_languages() -> None:
    titles = {"en": "English", "es": "Spanish", "ar": "Arabic", "ur": "Urdu"}
    names = [story["story"] for story in yaml.safe_load(STORIES.read_text("utf-8"))["stories"]]
    for language, title in titles.items():
        assert sum(title in name for name in names) >= 2, language
