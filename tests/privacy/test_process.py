"""What the operating system and Python may write down about a serving process."""

from __future__ import annotations

import os
import subprocess
import sys

from bot.paths import ROOT

SENTINEL = "zanzibar-sentinel"
HARDEN = "from bot.engine.quiet import be_quiet; be_quiet(); from bot.privacy.process import harden; harden(); "


def run(script: str, **env: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run([sys.executable, "-c", HARDEN + script], env={**os.environ, **env}, cwd=ROOT, capture_output=True, text=True, timeout=60)


def test_no_core_is_written_and_no_other_process_may_look() -> None:
    done = run("import resource, ctypes, os; print(resource.getrlimit(resource.RLIMIT_CORE), ctypes.CDLL(None).prctl(3, 0, 0, 0, 0), oct(os.umask(0)))")
    assert done.stdout.strip() == "(0, 0) 0 0o77"


def test_an_error_nobody_caught_says_its_type_and_not_its_message() -> None:
    done = run(f"words = '{SENTINEL}'; raise ValueError(words)")
    assert done.returncode == 1
    assert "ValueError" in done.stdout and SENTINEL not in done.stdout + done.stderr


def test_an_error_in_a_thread_says_no_more() -> None:
    done = run(f"import threading; t = threading.Thread(target=lambda: int('{SENTINEL}')); t.start(); t.join()")
    assert "ValueError" in done.stdout and SENTINEL not in done.stdout + done.stderr


def test_an_error_while_something_is_deleted_says_no_more() -> None:
    script = f"\nclass Kept:\n    def __del__(self):\n        raise KeyError('{SENTINEL}')\nKept()\n"
    done = run(script)
    assert "KeyError" in done.stdout and SENTINEL not in done.stdout + done.stderr


def test_pythons_own_crash_dump_cannot_be_switched_on() -> None:
    script = f"import os, signal; words = '{SENTINEL}'; os.kill(os.getpid(), signal.SIGSEGV)"
    done = run(script, PYTHONFAULTHANDLER="1")
    assert done.returncode < 0 and "Fatal Python error" not in done.stderr


def test_memory_that_cannot_be_locked_is_said_once() -> None:
    limited = "import resource; resource.setrlimit(resource.RLIMIT_MEMLOCK, (0, 0)); os = __import__('os'); "
    script = "from bot.engine.quiet import be_quiet; be_quiet(); " + limited + "from bot.privacy.process import harden\n"
    script += "try:\n    os.setuid(65534)\nexcept OSError:\n    pass\nharden(lock_memory=True)"
    done = subprocess.run([sys.executable, "-c", script], cwd=ROOT, capture_output=True, text=True, timeout=60)
    assert done.stdout.count("waymark.memory.not_locked") <= 1 and not done.stderr
