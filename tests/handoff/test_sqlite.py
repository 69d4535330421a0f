"""The file itself: overwritten, smaller again, whole after a crash, emptied when a copy is put back."""

from __future__ import annotations

import os
import shutil
import signal
import sqlite3
import subprocess
import sys
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path

import pytest

from bot.errors import ConfigurationError, StoreUnavailable
from bot.handoff.columns import ABOUT, NOTES, SLIPS, TABLES
from bot.handoff.sqlite_store import SqliteStore
from bot.handoff.store import PERSON, StoredNote, StoredSlip
from tests.handoff.conftest import Calendar

BODY = b"SENTINEL-BODY" * 100


def made(calendar: Calendar, number: int = 0) -> StoredSlip:
    return StoredSlip(f"{number:032x}", "southall", b"SENTINEL-LABEL", BODY, b"k" * 32, calendar() + timedelta(days=7))


def on_disk(file: Path) -> bytes:
    """Everything beside and in the file: journal too."""
    return b"".join(path.read_bytes() for path in file.parent.iterdir())


def test_every_column_has_a_purpose_and_an_expiry_and_no_other_exists(file: Path, calendar: Calendar) -> None:
    SqliteStore(file, calendar)
    with sqlite3.connect(file) as connection:
        tables = {name for (name,) in connection.execute("select name from sqlite_master where type = 'table'")}
        assert tables == set(TABLES)
        for name, columns in TABLES.items():
            assert [row[1] for row in connection.execute(f"pragma table_info({name})")] == [
                column.name for column in columns
            ]
    for column in (*SLIPS, *NOTES, *ABOUT):
        assert len(column.purpose.split()) >= 3 and column.expiry, column.name


async def test_a_destroyed_slip_is_not_in_any_page_of_the_file(file: Path, calendar: Calendar) -> None:
    store = SqliteStore(file, calendar)
    await store.add(made(calendar))
    await store.add(made(calendar, 1))
    await store.add_note(f"{0:032x}", StoredNote(PERSON, b"SENTINEL-NOTE"), most=3)
    assert b"SENTINEL-BODY" in on_disk(file)
    await store.remove(f"{0:032x}")
    await store.empty(f"{1:032x}")
    assert b"SENTINEL" not in on_disk(file)


async def test_the_file_shrinks_after_expiry_and_holds_nothing_of_it(file: Path, calendar: Calendar) -> None:
    store = SqliteStore(file, calendar)
    small = file.stat().st_size
    for number in range(300):
        await store.add(made(calendar, number))
    full = file.stat().st_size
    assert full > small + 300 * len(BODY)
    calendar.go_on(8)
    assert await store.purge() == 300 and await store.purge() == 0
    assert file.stat().st_size <= small + 4096 * 2
    assert b"SENTINEL" not in on_disk(file)


async def test_only_its_own_user_can_read_it(file: Path, calendar: Calendar) -> None:
    SqliteStore(file, calendar)
    assert file.stat().st_mode & 0o077 == 0 and file.parent.stat().st_mode & 0o077 == 0


async def test_a_restart_keeps_slips(file: Path, calendar: Calendar) -> None:
    for number in range(3):
        store = SqliteStore(file, calendar)
        await store.add(made(calendar, number))
        salt = await store.salt()
        await store.close()
    again = SqliteStore(file, calendar)
    assert len(await again.waiting("southall")) == 3 and await again.salt() == salt


def over_it(backup: Path, file: Path) -> None:
    file.write_bytes(backup.read_bytes())


def in_its_place(backup: Path, file: Path) -> None:
    file.unlink()
    shutil.copyfile(backup, file)


def moved_there(backup: Path, file: Path) -> None:
    os.replace(shutil.copy(backup, backup.with_suffix(".new")), file)


def with_its_attributes(backup: Path, file: Path) -> None:
    shutil.copy2(backup, backup.with_suffix(".new"))
    os.replace(backup.with_suffix(".new"), file)


@pytest.mark.parametrize("put_back", [over_it, in_its_place, moved_there, with_its_attributes])
async def test_a_copy_that_is_put_back_brings_nothing_back(
    put_back: Callable[[Path, Path], None], file: Path, tmp_path: Path, calendar: Calendar
) -> None:
    store = SqliteStore(file, calendar)
    await store.add(made(calendar))
    backup = tmp_path / "backup.sqlite"
    shutil.copy2(file, backup)
    await store.remove(f"{0:032x}")
    await store.close()
    put_back(backup, file)
    backup.unlink()
    restored = SqliteStore(file, calendar)
    assert await restored.get(f"{0:032x}") is None and await restored.waiting("southall") == []
    assert b"SENTINEL" not in on_disk(file)
    assert await restored.add(made(calendar)), "it goes on as an empty store"


KILLED = """
import asyncio, os, signal, sqlite3, sys
from datetime import date, timedelta
from pathlib import Path
from bot.handoff.sqlite_store import SqliteStore
from bot.handoff.store import StoredNote, StoredSlip

work, statement = sys.argv[2], int(sys.argv[3])
store = SqliteStore(Path(sys.argv[1]), date.today)
slip = StoredSlip("ab" * 16, "southall", b"label", b"BODY" * 400, b"k" * 32, date.today() + timedelta(days=7))
seen = 0

def die(text):
    global seen
    seen += 1
    if seen == statement:
        os.kill(os.getpid(), signal.SIGKILL)

async def main():
    await store.salt()
    if work == "remove":
        await store.add(slip)
        await store.add_note(slip.locator, StoredNote("person", b"n"), most=3)
    store._file.database.conn.set_trace_callback(die)
    await (store.add(slip) if work == "add" else store.remove(slip.locator))

asyncio.run(main())
"""


@pytest.mark.parametrize("work", ["add", "remove"])
async def test_killed_at_any_statement_it_leaves_a_whole_slip_or_none(work: str, file: Path) -> None:
    states = set()
    for statement in range(1, 25):
        for path in file.parent.glob("*"):
            path.unlink()
        ended = subprocess.run([sys.executable, "-c", KILLED, str(file), work, str(statement)], check=False)
        store = SqliteStore(file, Calendar())
        slip, notes = await store.get("ab" * 16), await store.notes("ab" * 16)
        assert slip is None or (slip.body == b"BODY" * 400 and slip.label == b"label" and len(slip.reply_key) == 32)
        assert len(notes) == (1 if slip and work == "remove" else 0)
        with sqlite3.connect(file) as connection:
            assert connection.execute("pragma integrity_check").fetchone() == ("ok",)
            assert connection.execute("select count(*) from notes").fetchone()[0] == len(notes)
        await store.close()
        states.add(slip is not None)
        if ended.returncode == 0:
            break
        assert ended.returncode == -signal.SIGKILL
    else:
        pytest.fail("it never ran to its end")
    assert states == {True, False}


def test_a_place_that_cannot_be_written_is_named_with_what_to_do(tmp_path: Path, calendar: Calendar) -> None:
    (tmp_path / "taken").write_text("a file where a folder should be")
    with pytest.raises(ConfigurationError, match="Set WAYMARK_HANDOFF to a file in a folder"):
        SqliteStore(tmp_path / "taken" / "handoff.sqlite", calendar)
    (tmp_path / "other.sqlite").write_bytes(b"this is no database, but something of the operator's" * 100)
    with pytest.raises(ConfigurationError, match=r"other\.sqlite"):
        SqliteStore(tmp_path / "other.sqlite", calendar)
    assert b"no database" in (tmp_path / "other.sqlite").read_bytes(), "nothing of his was lost"


async def test_a_full_disk_stores_nothing_and_says_so(file: Path, calendar: Calendar) -> None:
    store = SqliteStore(file, calendar)
    await store.add(made(calendar))
    store._file.database.execute(f"pragma max_page_count = {os.path.getsize(file) // 4096}")
    with pytest.raises(StoreUnavailable) as caught:
        for number in range(1, 50):
            await store.add(made(calendar, number))
    assert "SENTINEL" not in str(caught.value)
    assert await store.get(f"{0:032x}") == made(calendar)
