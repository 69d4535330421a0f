"""The style sheet and the script, under names made of their content: cached for good, and telling nothing.

A file called domestic-abuse.css in a browser's cache is evidence too, so names are hashes.
"""

from __future__ import annotations

import gzip
import hashlib
import re
from dataclasses import dataclass
from pathlib import Path

from bot.errors import ConfigurationError

FOLDER = Path(__file__).parent / "static"
_COMMENT_LINES = re.compile(rb"^[ \t]*(?://[^\n]*|/\*.*?\*/)[ \t]*\n", re.MULTILINE | re.DOTALL)
_INDENTATION = re.compile(rb"^[ \t]+", re.MULTILINE)
"""What is for those who read the files and not for browsers: a fifth of what they weigh."""
TYPES = {".css": "text/css", ".js": "text/javascript"}


@dataclass(frozen=True, slots=True)
class Asset:
    """name: what the URL ends with; packed: the body, compressed by gzip."""

    name: str
    content_type: str
    body: bytes
    packed: bytes

    @classmethod
    def read(cls, path: Path) -> Asset:
        body = _INDENTATION.sub(b"", _COMMENT_LINES.sub(b"", path.read_bytes()))
        name = hashlib.sha256(body).hexdigest()[:16] + path.suffix
        return cls(name, TYPES[path.suffix], body, gzip.compress(body, mtime=0))


class Assets:
    """All static files, by the name they have in the folder and by the one they are served under."""

    def __init__(self, by_file: dict[str, Asset]) -> None:
        self._by_file = by_file
        self._by_name = {asset.name: asset for asset in by_file.values()}

    @classmethod
    def load(cls, folder: Path = FOLDER) -> Assets:
        """Raises ConfigurationError if the folder holds no static file."""
        found = {path.name: Asset.read(path) for path in sorted(folder.glob("*")) if path.suffix in TYPES}
        if not found:
            raise ConfigurationError("bot/web/static is empty. Restore it from git.")
        return cls(found)

    def url(self, file: str) -> str:
        return f"/s/{self._by_file[file].name}"

    def served(self, name: str) -> Asset | None:
        return self._by_name.get(name)
