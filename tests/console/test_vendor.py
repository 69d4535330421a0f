"""libsodium is what its authors published, and nothing was added to it."""

from __future__ import annotations

import hashlib
import re
from pathlib import Path

from bot.console.static import FOLDER

VENDOR = FOLDER / "vendor"
TABLE = re.compile(r"^\| `([a-z.-]+\.js)` \| .* \| `(sha512-[A-Za-z0-9+/=]{88})` \| `([0-9a-f]{64})` \|$", re.MULTILINE)


def test_each_file_is_the_one_the_readme_names() -> None:
    named = {file: digest for file, _, digest in TABLE.findall((VENDOR / "README.md").read_text("utf-8"))}
    there = {path.name: hashlib.sha256(path.read_bytes()).hexdigest() for path in VENDOR.glob("*.js")}
    assert there == named and len(there) == 2


def test_the_licence_comes_with_it() -> None:
    assert "Permission to use, copy, modify" in (VENDOR / "LICENSE").read_text("utf-8")


def test_our_scripts_write_no_markup_and_evaluate_nothing() -> None:
    for path in sorted(Path(FOLDER).glob("*.js")):
        text = path.read_text("utf-8")
        assert not re.search(
            r"innerHTML|outerHTML|insertAdjacent|document\.write|\beval\(|new Function|localStorage|sessionStorage|indexedDB|console\.(log|error)",
            text,
        ), path.name
