"""Leaks, planted: each puts a word into a folder as a careless program could."""

from __future__ import annotations

import base64
import bz2
import gzip
import hashlib
import json
import logging
import lzma
import pickle
import sqlite3
import zipfile
import zlib
from collections.abc import Callable
from pathlib import Path

Leak = Callable[[Path, str], object]


def log_line(folder: Path, word: str) -> None:
    handler = logging.FileHandler(folder / "service.log", encoding="utf-8")
    logger = logging.Logger("careless")
    logger.addHandler(handler)
    logger.error("could not answer %r", {"text": word})
    handler.close()


def sqlite_row(folder: Path, word: str) -> None:
    with sqlite3.connect(folder / "events.db") as db:
        db.execute("create table events (data text)")
        db.execute("insert into events values (?)", [json.dumps({"text": word})])
    db.close()


def sqlite_free_page(folder: Path, word: str) -> None:
    """Deleted, and still there."""
    with sqlite3.connect(folder / "events.db") as db:
        db.execute("pragma secure_delete = off")
        db.execute("create table events (data text)")
        db.executemany("insert into events values (?)", [[f"{word} {'x' * 3000}"]] * 5)
    with db:
        db.execute("drop table events")
    assert db.execute("pragma freelist_count").fetchone()[0] > 0
    db.close()


def sqlite_wal(folder: Path, word: str) -> sqlite3.Connection:
    """Written ahead, and not yet in the database; the connection stays open."""
    db = sqlite3.connect(folder / "events.db")
    db.execute("pragma journal_mode = wal")
    db.execute("pragma wal_autocheckpoint = 0")
    db.execute("create table events (data text)")
    db.execute("insert into events values (?)", [word])
    db.commit()
    assert (folder / "events.db-wal").stat().st_size > 0
    return db


def zipped(folder: Path, word: str) -> None:
    with zipfile.ZipFile(folder / "report.zip", "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("conversation.txt", f"{word} " * 3)


def core(folder: Path, word: str) -> None:
    """The head of a core dump; that it exists is enough."""
    head = b"\x7fELF\x02\x01\x01" + b"\0" * 9 + (4).to_bytes(2, "little") + b"\0" * 64
    (folder / "core.4711").write_bytes(head)


def _file(encode: Callable[[bytes], bytes]) -> Leak:
    return lambda folder, word: (folder / "leak.bin").write_bytes(b"header" + encode(word.encode()) + b"trailer")


LEAKS: dict[str, Leak] = {
    "log line": log_line,
    "SQLite row": sqlite_row,
    "SQLite free page": sqlite_free_page,
    "SQLite WAL": sqlite_wal,
    "pickle": lambda folder, word: (folder / "tracker.pkl").write_bytes(pickle.dumps({"text": word})),
    "UTF-16 with mark": lambda folder, word: (folder / "note.txt").write_text(word, "utf-16"),
    "name of a file": lambda folder, word: (folder / f"upload-{word}.txt").write_text("nothing"),
    "name of a folder": lambda folder, word: (folder / word).mkdir() or (folder / word / "a").write_text("nothing"),
    "hidden file": lambda folder, word: (folder / ".cache").write_text(word),
    "zip": zipped,
    "core file": core,
    "gzip": _file(gzip.compress),
    "zlib": _file(zlib.compress),
    "bzip2": _file(bz2.compress),
    "xz": _file(lzma.compress),
    "gzip in gzip": _file(lambda data: gzip.compress(gzip.compress(data))),
    "cut gzip": _file(lambda data: gzip.compress(data + bytes(range(256)) * 40)[:-30]),
    "hex": _file(lambda data: data.hex().encode()),
    "base64": _file(base64.b64encode),
    "JSON in base64": _file(
        lambda data: base64.b64encode(json.dumps({"text": data.decode()}, ensure_ascii=False).encode())
    ),
    "unsalted sha256": _file(lambda data: hashlib.sha256(data).digest()),
    "unsalted md5": _file(lambda data: hashlib.md5(data).hexdigest().encode()),
}
