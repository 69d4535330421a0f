"""Commands that load the engine, each in a process of its own as an operator starts it."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from bot.conversation.blocks import BLOCKS, from_json, plain_text
from bot.nlu.evaluation import SAFETY_KINDS
from bot.paths import ROOT

DANGER = "mi marido está tirando la puerta con un cuchillo, ayúdenme ya"


def waymark(*words: str, typed: bytes = b"", **environment: str) -> subprocess.CompletedProcess[bytes]:
    command = [sys.executable, "-m", "bot", *words]
    merged = {**os.environ, **environment}
    return subprocess.run(command, cwd=ROOT, env=merged, input=typed, capture_output=True, timeout=120)


def lines_of(done: subprocess.CompletedProcess[bytes]) -> str:
    assert done.returncode == 0, done.stderr.decode()
    assert done.stderr == b""
    return done.stdout.decode()


@pytest.fixture(scope="module")
def asked(trained_model: None) -> dict[str, Any]:
    """What `ask --json` prints about a danger."""
    return json.loads(lines_of(waymark("ask", "--lang", "es", "--json", DANGER)))


def test_ask_json_has_the_fields_of_the_contract(asked: dict[str, Any]) -> None:
    assert list(asked) == ["language", "intent", "confidence", "top", "safety", "replies"]
    assert asked["language"] == "es"
    assert asked["intent"] == "emergency"
    assert asked["safety"] == "hard"


def test_ask_json_ranks_three_intents_by_probability(asked: dict[str, Any]) -> None:
    names, chances = zip(*asked["top"], strict=True)
    assert len(set(names)) == 3 and "nlu_fallback" not in names
    assert list(chances) == sorted(chances, reverse=True)
    assert all(isinstance(chance, float) and 0 <= chance <= 1 for chance in [*chances, asked["confidence"]])


def test_ask_json_replies_are_blocks(asked: dict[str, Any]) -> None:
    assert asked["replies"]
    for reply in asked["replies"]:
        assert next(iter(reply)) == "type" and reply["type"] in BLOCKS
        assert json.loads(json.dumps(from_json(reply).to_json())) == reply
    assert "999" in plain_text(from_json(reply) for reply in asked["replies"])


@pytest.fixture(scope="module")
def talked(trained_model: None) -> list[str]:
    """What `chat` shows at each turn: the first button, a danger, an impossible number, then an empty line."""
    typed = f"1\n{DANGER}\n99\n\n".encode()
    return lines_of(waymark("chat", "--lang", "ar", typed=typed)).split("> ")


def test_chat_opens_in_the_language_with_numbered_buttons(talked: list[str]) -> None:
    assert "مرحب" in talked[0]
    assert "  1. " in talked[0]


def test_chat_takes_numbers_for_buttons_and_other_text_for_messages(talked: list[str]) -> None:
    assert len(talked) == 5
    assert "[Home Office" in talked[1], "the first button is the question who is told"
    assert "999" in talked[2]
    assert talked[3].strip(), "a number without a button is a message"


def test_chat_ends_with_an_empty_line(talked: list[str]) -> None:
    assert talked[4] == ""


def test_chat_goes_on_after_bytes_that_are_no_text(trained_model: None) -> None:
    done = waymark("chat", typed=b"hello \xff\xfe\n\n", PYTHONIOENCODING="utf-8:strict")
    assert lines_of(done).count("> ") == 2


def test_evaluate_prints_figures_by_language(trained_model: None, tmp_path: Path) -> None:
    file, report = tmp_path / "es.tsv", tmp_path / "report.md"
    file.write_text(f"emergency\t{DANGER}\tnative\n\nthank\tgracias por todo\n", "utf-8")
    figures = json.loads(lines_of(waymark("nlu", "evaluate", str(file), "--json", "--report", str(report))))
    assert figures["lines"] == 2
    assert list(figures["languages"]) == ["es"]
    wanted = {"macro_f1", "top3", "safety_recall", "false_hard", "false_soft", "answered", "right_when_answered"}
    assert wanted | {f"recall_{kind}" for kind in SAFETY_KINDS} <= set(figures["all"])
    assert figures["languages"]["es"]["safety_recall"] == 1.0
    assert report.read_text("utf-8").startswith("# ")
