"""Which of the thousand phone numbers kept for drama stand in the project already, in tests above all."""

from __future__ import annotations

import re
import unicodedata
from pathlib import Path

_NUMBER = re.compile(r"7\D?7\D?0\D?0\D?9\D?0\D?0\D?(\d)\D?(\d)\D?(\d)", re.ASCII)
FOLDERS = ("bot", "tests", "docs", "content", "data", "benchmarks", ".pytest_cache")
LARGEST = 2_000_000
"""Bytes of a file that is read."""


def numbers_taken(root: Path) -> frozenset[str]:
    """Their last three digits."""
    found: set[str] = set()
    for folder in FOLDERS:
        for path in (root / folder).rglob("*"):
            try:
                if path.is_file() and path.stat().st_size <= LARGEST:
                    found.update(map("".join, _NUMBER.findall(_plain_digits(path.read_text("utf-8", "ignore")))))
            except OSError:
                continue
    return frozenset(found)


def _plain_digits(text: str) -> str:
    """The digits of every script as 0 to 9."""
    others = {sign for sign in set(text) if not sign.isascii() and sign.isdecimal()}
    return text.translate({ord(sign): str(unicodedata.decimal(sign)) for sign in others})
