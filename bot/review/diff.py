"""What changed in the content since an earlier version, in plain words for reviewers."""

from __future__ import annotations

import subprocess
import tarfile
import tempfile
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from io import BytesIO
from pathlib import Path

from bot.content.library import Library
from bot.content.model import Statement
from bot.errors import BadRequest, ContentError
from bot.review.statements import topic_of


@dataclass(frozen=True, slots=True)
class Change:
    """topic; who: whom it is about, as places; lines: what changed, in words."""

    topic: str
    id: str
    who: str
    lines: tuple[str, ...]


def content_at(root: Path, revision: str) -> Mapping[str, Statement]:
    """The statements of the answers as they were at a revision of git.

    Raises:
        BadRequest: this is not a git folder, or it has no such revision.
    """
    try:
        packed = subprocess.run(
            ["git", "-C", str(root), "archive", "--format=tar", revision, "content"], capture_output=True, check=True
        ).stdout
    except FileNotFoundError as error:
        raise BadRequest("git is not installed; it is needed to read an earlier version.") from error
    except subprocess.CalledProcessError as error:
        raise BadRequest(
            f"There is no content at {revision}. Name a commit, a tag or a date such as HEAD~3."
        ) from error
    with tempfile.TemporaryDirectory() as folder:
        with tarfile.open(fileobj=BytesIO(packed)) as archive:
            archive.extractall(folder, filter="data")
        try:
            return Library.load(Path(folder) / "content").statements
        except ContentError as error:
            raise BadRequest(f"The content at {revision} cannot be read by this version: {error}") from error


def changes(before: Mapping[str, Statement], now: Mapping[str, Statement]) -> Iterator[Change]:
    """Every statement that is new, gone or different, by topic."""
    names = sorted({*before, *now}, key=lambda name: (topic_of(name), name))
    for name in names:
        old, new = before.get(name), now.get(name)
        lines = _lines(old, new)
        if lines:
            yield Change(topic_of(name), name, _who(new or old), tuple(lines))


def _lines(old: Statement | None, new: Statement | None) -> list[str]:
    if old is None:
        return ["New. Now says:", f"  {new.text}", f"  ({new.certainty}; sources: {_listed(new.sources)})"]
    if new is None:
        return ["No longer said:", f"  {old.text}"]
    lines = []
    if old.text != new.text:
        lines += ["Said before:", f"  {old.text}", "Now says:", f"  {new.text}"]
    for label, was, is_now in (
        ("How sure", old.certainty, new.certainty),
        ("Where it holds", _who(old), _who(new)),
        ("Sources", _listed(old.sources), _listed(new.sources)),
        ("Checked on", old.checked_on, new.checked_on),
        ("Review by", old.review_by, new.review_by),
        ("Signed by", _signed(old), _signed(new)),
    ):
        if was != is_now:
            lines.append(f"{label}: {was} -> {is_now}")
    return lines


def _listed(items: tuple[str, ...]) -> str:
    return ", ".join(items) or "none"


def _signed(statement: Statement) -> str:
    return ", ".join(f"{item.organisation} ({item.date})" for item in statement.reviewers) or "nobody"


def _who(statement: Statement) -> str:
    places = "the whole UK" if "uk" in statement.jurisdiction else ", ".join(statement.jurisdiction)
    return places.replace("_", " ")
