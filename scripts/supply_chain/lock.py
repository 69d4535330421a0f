"""Reads uv.lock: which packages, which versions, proven by which hashes."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from pathlib import Path

from packaging.utils import canonicalize_name

ROOT = Path(__file__).resolve().parent.parent.parent
LOCK = ROOT / "uv.lock"
PROJECT = "waymark"


@dataclass(frozen=True)
class Package:
    """One locked package. `registry` is False for our own folders; `hashes` are "sha256:..." of its files."""

    name: str
    version: str
    registry: bool
    files: int
    hashes: tuple[str, ...]
    runtime: bool
    """Whether the running service needs it, rather than only the tests and tools."""


def read_lock(path: Path = LOCK) -> list[Package]:
    """Every package of the lock file except the project itself, by name.

    Raises:
        OSError: there is no such file.
        ValueError: it is not a lock file of uv.
    """
    entries = tomllib.loads(path.read_text("utf-8")).get("package")
    if not entries:
        raise ValueError(f"{path.name} holds no packages")
    needed = _needed(entries)
    found = [_package(entry, needed) for entry in entries if entry["name"] != PROJECT]
    return sorted(found, key=lambda package: (package.name, package.version))


def _package(entry: dict, needed: set[str]) -> Package:
    files = [*entry.get("wheels", []), *([entry["sdist"]] if "sdist" in entry else [])]
    name = canonicalize_name(entry["name"])
    return Package(
        name=name,
        version=entry["version"],
        registry="registry" in entry["source"],
        files=len(files),
        hashes=tuple(file["hash"] for file in files if file.get("hash", "").startswith("sha256:")),
        runtime=name in needed,
    )


def _needed(entries: list[dict]) -> set[str]:
    """Names that can be reached from the project without its dependency groups. Markers are not looked at: the lock
    is made for one platform, and one name too many is checked rather than one too few."""
    edges: dict[str, set[str]] = {}
    for entry in entries:
        extras = entry.get("optional-dependencies", {}).values()
        wanted = [*entry.get("dependencies", []), *(needs for extra in extras for needs in extra)]
        edges.setdefault(canonicalize_name(entry["name"]), set()).update(canonicalize_name(d["name"]) for d in wanted)
    found: set[str] = set()
    waiting = [PROJECT]
    while waiting:
        name = waiting.pop()
        if name not in found:
            found.add(name)
            waiting.extend(edges.get(name, ()))
    return found
