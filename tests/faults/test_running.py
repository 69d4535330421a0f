"""A server that is running: killed in mid-reply, on a full disk, with its files gone, with a clock that jumps."""

from __future__ import annotations

import contextlib
import json
import os
import resource
import shutil
import signal
import threading
import time
from pathlib import Path

import pytest

from bot.paths import BUILD, MODELS
from tests.faults.servers import server

WORDS = "zanzibarsentinel quetzalsentinel"
FRESH = "The page was open for a long time"


def said(language: str, state: str | None = None, **fields: str) -> bytes:
    return json.dumps({"language": language, "state": state, **fields}).encode()


def ask(running, body: bytes) -> dict:
    status, text = running.post("/api/messages", body, "application/json")
    assert status == 200, text
    return json.loads(text)


def holders(places: list[Path], words: str) -> list[Path]:
    """Files that hold one of the words."""
    wanted = [word.encode() for word in words.split()]
    return [
        path
        for place in places
        for path in place.rglob("*")
        if path.is_file() and any(word in path.read_bytes() for word in wanted)
    ]


def test_killed_in_mid_reply_it_leaves_nothing_and_begins_anew(trained_model: None, tmp_path: Path) -> None:
    out = tmp_path / "out"
    with server(out) as first:
        before = ask(first, said("en", message="what is the protocol"))
        body = said("en", before["state"], message=WORDS)
        people = [threading.Thread(target=lambda: _ignoring_errors(first, body)) for _ in range(20)]
        for person in people:
            person.start()
        time.sleep(0.1)
        first.process.send_signal(signal.SIGKILL)
        first.process.wait()
        for person in people:
            person.join()
    assert not holders([out, BUILD, MODELS], WORDS)
    with server(tmp_path / "again") as second:
        after = ask(second, said("en", before["state"], choice="/ask_more"))
        assert any(FRESH in block.get("text", "") for block in after["replies"]), "it says so, and goes on"
        assert ask(second, said("en", after["state"], message="is it safe to go to the police"))["replies"]


def _ignoring_errors(running, body: bytes) -> None:
    with contextlib.suppress(OSError):
        running.post("/api/messages", body, "application/json")


def test_a_running_server_needs_neither_disk_nor_its_own_files(project: Path, tmp_path: Path) -> None:
    with server(tmp_path / "out", root=project) as running:
        ask(running, said("ar", message="مرحبا"))
        resource.prlimit(running.process.pid, resource.RLIMIT_FSIZE, (0, 0))
        for name in ("content", "locales", "models", "build", "domain"):
            shutil.rmtree(project / name)
        for language, text in (("en", "who tells the home office"), ("es", "me pega"), ("ar", "أريد مساعدة"), ("ur", "مدد")):
            answer = ask(running, said(language, message=text))
            assert answer["replies"] and answer["language"] == language
        assert running.get("/ur/danger")[0] == 200
        for path in ("/es", "/ar/routes", "/en/topics", "/en/what-we-hold", "/openreferral/services", "/leave"):
            assert running.get(path)[0] == 200, path
        assert "waymark.web.failed" not in running.output()


CLOCK = """\
import os, time
real = time.time
time.time = lambda: real() + float(open(os.environ["CLOCK"]).read())
"""
"""Put into the process before anything else is imported. libfaketime would be nearer, but the engine never starts
under it."""


@pytest.mark.slow
def test_setting_the_clock_of_the_machine_ends_no_conversation(trained_model: None, tmp_path: Path) -> None:
    (tmp_path / "site").mkdir()
    (tmp_path / "site" / "sitecustomize.py").write_text(CLOCK)
    clock = tmp_path / "clock"
    clock.write_text("0")
    with server(tmp_path / "out", CLOCK=str(clock), PYTHONPATH=str(tmp_path / "site")) as running:
        state = ask(running, said("en", message="what is the protocol"))["state"]
        for jump in (400 * 86_400, -400 * 86_400, 0):
            clock.write_text(str(jump))
            answer = ask(running, said("en", state, message="who can help me"))
            assert not any(FRESH in block.get("text", "") for block in answer["replies"])
            assert running.get("/en/danger")[0] == 200
            state = answer["state"]


def test_the_test_of_files_can_fail(tmp_path: Path) -> None:
    (tmp_path / "leak.log").write_text(f"said: {WORDS.split()[1]}")
    assert holders([tmp_path], WORDS) == [tmp_path / "leak.log"]
    assert os.listdir(tmp_path)
