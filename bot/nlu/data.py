"""Reads the committed lines: training YAML and evaluation TSV."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from bot.errors import BadRequest

FORMS = ("native", "typed", "roman", "story", "nearmiss")


@dataclass(frozen=True, slots=True)
class Line:
    """One evaluation line. form says how it is written, see FORMS."""

    language: str
    intent: str
    text: str
    form: str


def read_tsv(path: Path) -> list[Line]:
    """Lines `intent<TAB>text<TAB>form`; the language is the file's stem.

    Raises:
        BadRequest: a line is malformed; the message names file and line number.
    """
    lines = []
    if not path.is_file():
        raise BadRequest(f"There is no file {path}.")
    try:
        content = path.read_text("utf-8")
    except (OSError, UnicodeDecodeError) as error:
        raise BadRequest(f"{path} cannot be read as UTF-8 text.") from error
    for number, row in enumerate(content.splitlines(), 1):
        if not row.strip():
            continue
        parts = row.split("\t")
        if len(parts) not in (2, 3) or not parts[0] or not parts[1]:
            raise BadRequest(f"{path}, line {number}: expected intent<TAB>text<TAB>form")
        form = parts[2] if len(parts) == 3 else "native"
        if form not in FORMS:
            raise BadRequest(f"{path}, line {number}: the form must be one of {', '.join(FORMS)}")
        lines.append(Line(path.stem, parts[0], parts[1], form))
    return lines
