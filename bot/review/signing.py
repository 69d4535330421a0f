"""Signing: an organisation that read statements against their sources puts its name and the day beside them."""

from __future__ import annotations

import io
from collections.abc import Collection
from datetime import date
from pathlib import Path

from ruamel.yaml import YAML

from bot.errors import ContentError


def sign(folder: Path, ids: Collection[str], organisation: str, day: date) -> int:
    """Write a reviewer into every statement of these ids, keeping the layout of the files; returns how many were
    signed. A newer signature of the same organisation replaces its older one.

    Raises:
        ContentError: a file cannot be read or written.
    """
    signed = 0
    for path in sorted([*folder.glob("facts/**/*.yml"), *folder.glob("routes/**/*.yml"), *folder.glob("cards/*.yml")]):
        signed += _sign_file(path, ids, organisation, day)
    return signed


def _sign_file(path: Path, ids: Collection[str], organisation: str, day: date) -> int:
    yaml = YAML()
    yaml.preserve_quotes = True
    yaml.width = 10_000
    yaml.representer.ignore_aliases = lambda data: True
    try:
        before = path.read_text("utf-8")
        data = yaml.load(before)
    except Exception as error:  # ruamel's errors share no public base with OSError
        raise ContentError(f"{path.name}: cannot be read") from error
    entries = [entry for entry in _statements(data) if entry.get("id") in ids]
    for entry in entries:
        others = [item for item in entry.get("reviewers") or [] if item.get("organisation") != organisation]
        entry["reviewers"] = [*others, {"organisation": organisation, "date": day}]
    if entries:
        out = io.StringIO()
        yaml.dump(data, out)
        draft = path.with_suffix(".draft")
        try:
            draft.write_text(out.getvalue(), "utf-8")
            draft.replace(path)
        except OSError as error:
            raise ContentError(f"{path} cannot be written: {error.strerror}") from error
    return len(entries)


def _statements(data: object) -> list[dict]:
    """Every mapping with an id and a text, wherever it stands in the file."""
    if isinstance(data, dict):
        own = [data] if "id" in data and "text" in data else []
        return own + [found for value in data.values() for found in _statements(value)]
    if isinstance(data, list):
        return [found for item in data for found in _statements(item)]
    return []
