"""Looks for what is wrong with the content before a person meets it."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from datetime import date
from typing import TYPE_CHECKING

from bot.content.model import Certainty

if TYPE_CHECKING:
    from bot.resources import Resources

FORBIDDEN = re.compile(
    r"\bsafe to report\b|\bit is safe\b|\byou are safe\b|\bwill not (?:share|tell|pass)|\bwon't (?:share|tell)"
    r"|\bwill never\b|\bqualif(?:y|ies)\b|\beligible\b|\byou should apply\b|\byou must apply\b|\bguarantee"
    r"|\bdon't worry\b"
    r"|\byou will get\b|\bautomatically\b",
    re.IGNORECASE,
)
"""What no English sentence of ours may say: promises nobody can keep, and advice on one person's case."""

MAX_SHORT_SENTENCES = 4
MAX_TITLE = 24
_SENTENCE_END = re.compile(r"[.!?](?=\s|$)")


@dataclass(frozen=True, slots=True)
class Finding:
    """level: "error" must be mended, "warning" should be looked at."""

    level: str
    where: str
    message: str

    def to_json(self) -> dict[str, str]:
        return asdict(self)


def sentences(text: str) -> int:
    """How many sentences a text has."""
    return len(_SENTENCE_END.findall(text))


def check_content(resources: Resources, today: date) -> list[Finding]:
    """All findings on statements, answers and their translations."""
    return [*_statements(resources, today), *_answers(resources), *_translations(resources)]


def _statements(resources: Resources, today: date) -> Iterator[Finding]:
    for statement in resources.library.statements.values():
        if FORBIDDEN.search(statement.text):
            yield Finding("error", statement.id, "says what no sentence of ours may say")
        if not statement.sources and statement.certainty is not Certainty.UNKNOWN:
            yield Finding("error", statement.id, "has no source")
        if not statement.facts:
            yield Finding("error", statement.id, "names no fact it rests on")
        if statement.is_stale(today):
            yield Finding(
                "warning", statement.id, f"was to be reviewed by {statement.review_by}; it is shown as possibly changed"
            )
        if statement.checked_on > today:
            yield Finding("error", statement.id, "was checked in the future")


def _answers(resources: Resources) -> Iterator[Finding]:
    library = resources.library
    used = set()
    for answer in library.answers.values():
        count = sum(sentences(library.statements[name].text) for name in answer.short)
        if count + sentences(answer.opening or "") > MAX_SHORT_SENTENCES:
            yield Finding("error", answer.id, f"the first answer has more than {MAX_SHORT_SENTENCES} sentences")
        if len(answer.title) > MAX_TITLE:
            yield Finding("error", answer.id, f"the title is longer than {MAX_TITLE} letters")
        used |= {*answer.short, *answer.more, *answer.ask_first, *([answer.door.what] if answer.door else [])}
    for name in sorted(set(library.statements) - used):
        yield Finding("warning", name, "is not used by any answer")


def _translations(resources: Resources) -> Iterator[Finding]:
    texts = [statement.text for statement in resources.library.statements.values()]
    texts += [text for answer in resources.library.answers.values() for text in (answer.title, answer.heading)]
    for language in resources.languages:
        missing = sum(resources.catalogs.lang_of(language.code, text) != language.code for text in texts)
        if missing:
            yield Finding("error", language.code, f"{missing} texts of the content are not translated")
