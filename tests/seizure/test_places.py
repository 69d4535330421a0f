"""Each kind of leak is planted in each kind of place, and seen."""

from __future__ import annotations

import gc
import os
import subprocess
import sys
from pathlib import Path

import pytest

from bot.seizure.files import changed, listing
from bot.seizure.forms import patterns
from bot.seizure.matcher import Matcher
from bot.seizure.open_files import OpenFiles
from bot.seizure.processes import search_memory, tree
from bot.seizure.redis_beside import RedisBeside, is_installed
from bot.seizure.search import CHUNK, CORE_FILE, search_files
from bot.seizure.sentinels import Kind, Sentinels
from bot.seizure.server import allow_cores, cores_can_be_written
from tests.seizure.planting import LEAKS

HOLDING = """
import sys
def read():
    word = sys.stdin.readline().strip()
    return {how}
kept = read()
print("ready", flush=True)
sys.stdin.readline()
"""


@pytest.fixture
def sentinels() -> Sentinels:
    return Sentinels()


def matcher(sentinels: Sentinels) -> Matcher:
    return Matcher(patterns(sentinels.all))


@pytest.mark.parametrize("script", ["latin", "arabic"])
@pytest.mark.parametrize("leak", LEAKS)
def test_a_planted_leak_is_found(leak: str, script: str, sentinels: Sentinels, tmp_path: Path) -> None:
    word = sentinels.word(script=script)
    before = listing([tmp_path])
    still_open = LEAKS[leak](tmp_path, word)
    searched = search_files("folder", changed(before, listing([tmp_path])), matcher(sentinels))
    assert searched.finds
    assert {find.kind for find in searched.finds} <= {Kind.TEXT, CORE_FILE}
    assert word not in "".join(map(str, searched.finds)), "a report never says what was found"
    del still_open
    gc.collect()


def test_a_folder_without_a_leak_has_no_finds(sentinels: Sentinels, tmp_path: Path) -> None:
    sentinels.word()
    for leak in ("log line", "SQLite free page", "gzip", "zip"):
        (tmp_path / leak).mkdir()
        LEAKS[leak](tmp_path / leak, Sentinels().word())
    searched = search_files("folder", changed({}, listing([tmp_path])), matcher(sentinels))
    assert searched.finds == set() and searched.items == 4 and searched.size > 4000


def test_only_what_was_changed_is_listed_even_if_its_time_is_set_back(tmp_path: Path) -> None:
    kept, written = tmp_path / "kept", tmp_path / "written"
    kept.write_text("old")
    written.write_text("old")
    before = listing([tmp_path])
    facts = written.stat()
    written.write_text("new")
    os.utime(written, ns=(facts.st_atime_ns, facts.st_mtime_ns))
    assert changed(before, listing([tmp_path])) == [written]


def test_a_word_across_the_border_of_two_chunks_is_found(sentinels: Sentinels, tmp_path: Path) -> None:
    word = sentinels.word()
    (tmp_path / "large").write_bytes(b"\0" * (CHUNK - 5) + word.encode() + b"\0" * 50)
    assert search_files("folder", [tmp_path / "large"], matcher(sentinels)).finds


def test_a_file_that_cannot_be_read_is_counted_and_not_passed_over(sentinels: Sentinels, tmp_path: Path) -> None:
    sentinels.word()
    assert search_files("folder", [tmp_path], matcher(sentinels)).unread == 1


@pytest.mark.parametrize(
    "how",
    [
        "word",
        "word.encode()",
        "word.encode('utf-16-be')",
        "bytearray(word.encode().hex().encode())",
        "{'slot': [word]}",
    ],
)
@pytest.mark.parametrize("script", ["latin", "urdu"])
def test_a_word_held_in_memory_is_found(how: str, script: str, sentinels: Sentinels) -> None:
    word = sentinels.word(script=script)
    process = subprocess.Popen(
        [sys.executable, "-X", "utf8", "-c", HOLDING.format(how=how)], stdin=subprocess.PIPE, stdout=subprocess.PIPE
    )
    try:
        process.stdin.write(word.encode() + b"\n")
        process.stdin.flush()
        assert process.stdout.readline() == b"ready\n"
        searched = search_memory("memory", tree(process.pid), matcher(sentinels))
        assert searched.items == 1 and searched.size > 1_000_000
        assert searched.finds
    finally:
        process.kill()
        process.communicate()


def test_children_belong_to_the_tree() -> None:
    process = subprocess.Popen(["sh", "-c", "sleep 30 & sleep 30"], start_new_session=True)
    try:
        for _ in range(200):
            if len(tree(process.pid)) == 3:
                break
        assert len(tree(process.pid)) == 3
    finally:
        os.killpg(process.pid, 9)
        process.wait()


def test_memory_that_is_closed_is_said_to_be_not_searched(sentinels: Sentinels) -> None:
    sentinels.word()
    searched = search_memory("memory", [2**22 - 1], matcher(sentinels))
    assert searched.unread == 1 and "root" in searched.note


@pytest.mark.parametrize("deleted", [False, True])
def test_a_file_held_open_is_found_even_if_it_is_deleted(deleted: bool, sentinels: Sentinels, tmp_path: Path) -> None:
    path = tmp_path / "spool"
    with path.open("w+", buffering=1) as file:
        opened = OpenFiles(os.getpid())
        if deleted:
            path.unlink()
        opened.look()
        file.write(sentinels.word() + "\n")
        assert opened.search(matcher(sentinels)).finds
        opened.close()


def test_a_core_dump_is_a_find_where_the_machine_writes_one(sentinels: Sentinels, tmp_path: Path) -> None:
    if not cores_can_be_written(tmp_path / "control"):
        pytest.skip("this machine writes no core dumps into the working folder")
    word = sentinels.word()
    (tmp_path / "work").mkdir()
    script = "import os, signal, sys; word = sys.stdin.readline(); os.kill(os.getpid(), signal.SIGSEGV)"
    subprocess.run([sys.executable, "-c", script], input=word.encode(), cwd=tmp_path / "work", preexec_fn=allow_cores)
    kinds = {find.kind for find in search_files("cores", listing([tmp_path / "work"]), matcher(sentinels)).finds}
    assert kinds == {CORE_FILE, Kind.TEXT}


@pytest.mark.skipif(not is_installed(), reason="redis-server is not installed")
async def test_what_redis_holds_is_found_in_its_memory_and_its_dump(sentinels: Sentinels, tmp_path: Path) -> None:
    import redis.asyncio

    word = sentinels.word(Kind.NAME, "arabic")
    beside = RedisBeside(tmp_path / "redis")
    await beside.start()
    try:
        async with redis.asyncio.Redis.from_url(beside.url) as client:
            await client.set("conversation", f"{word} " * 20)
        memory, dump = await beside.search(matcher(sentinels))
        assert memory.finds and dump.finds
    finally:
        beside.stop()
