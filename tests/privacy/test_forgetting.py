"""What is freed is overwritten; addresses of pages are forgotten."""

from __future__ import annotations

import asyncio
import os
import subprocess
import sys

import yarl

from bot.paths import ROOT
from bot.privacy.forgetting import forgetting, overwriting_environment
from bot.seizure.forms import patterns
from bot.seizure.matcher import Matcher
from bot.seizure.processes import search_memory
from bot.seizure.sentinels import Sentinels

FREEING = """
import os, sys
from bot.privacy.forgetting import begin_again_overwriting
if sys.argv[1] == "overwriting":
    begin_again_overwriting(os.environ, sys.orig_argv)
words = os.read(0, 65536).decode().split()
kept = [[f"{word} {number}" for number in range(40)] + [word.encode() * 9, word * 400] for word in words]
kept = words = word = None
print("ready", flush=True)
os.read(0, 1)
"""


def finds_after_freeing(how: str) -> set[int]:
    sentinels = Sentinels()
    words = [sentinels.word() for _ in range(40)]
    command = [sys.executable, "-c", FREEING, how]
    process = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, cwd=ROOT)
    try:
        process.stdin.write(" ".join(words).encode() + b"\n")
        process.stdin.flush()
        assert process.stdout.readline() == b"ready\n"
        searched = search_memory("memory", [process.pid], Matcher(patterns(sentinels.all)))
        assert searched.items == 1
        # What was on the stack is overwritten by whatever is called next, and here nothing is.
        return {find.number for find in searched.finds if find.where != "[stack]"}
    finally:
        process.kill()
        process.communicate()


def test_freed_words_can_be_read_unless_they_are_overwritten() -> None:
    assert finds_after_freeing("as usual"), "if Python overwrote them by itself, none of this would be needed"
    assert finds_after_freeing("overwriting") == set()


def test_the_environment_is_set_once_and_keeps_what_else_was_told() -> None:
    first = overwriting_environment({"HOME": "/x", "GLIBC_TUNABLES": "glibc.malloc.check=1:glibc.malloc.perturb=0"})
    assert first["HOME"] == "/x" and first["PYTHONMALLOC"] == "malloc"
    assert first["GLIBC_TUNABLES"].split(":") == ["glibc.malloc.check=1", "glibc.malloc.perturb=165", "glibc.malloc.tcache_count=0"]
    assert overwriting_environment(first) is None


async def test_addresses_of_pages_are_forgotten() -> None:
    address = "http://x.example/zanzibar"
    before = yarl.URL(address)
    assert yarl.URL(address) is before, "yarl remembers"
    async with forgetting(0.01):
        await asyncio.sleep(0.05)
        assert yarl.URL(address) is not before


def test_the_running_program_is_the_same_process_after_it_began_again() -> None:
    script = "import os, sys; from bot.privacy.forgetting import begin_again_overwriting as again; print(os.getpid(), flush=True); again(os.environ, sys.orig_argv); print(os.environ['PYTHONMALLOC'])"
    done = subprocess.run([sys.executable, "-c", script], cwd=ROOT, capture_output=True, text=True, env={key: value for key, value in os.environ.items() if key != "PYTHONMALLOC"})
    first, second, allocator = done.stdout.split()
    assert first == second and allocator == "malloc"
