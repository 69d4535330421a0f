"""Looks for what is wrong with the content before a person meets it."""

from __future__ import annotations

import functools
import re
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from datetime import date, timedelta
from typing import TYPE_CHECKING

from babel.messages.pofile import read_po

from bot.content.forbidden import Forbidden
from bot.content.library import NOT_ANSWERS
from bot.content.model import Certainty
from bot.nlg.extract import catalog_of_texts, po_path
from bot.nlg.languages import SOURCE
from bot.paths import CONTENT
from bot.review.statements import all_statements

if TYPE_CHECKING:
    from bot.resources import Resources

MAX_SHORT_SENTENCES = 4
MAX_TITLE = 24
MAX_CHOICES = 7
SOON = timedelta(days=30)
_SENTENCE_END = re.compile(r"[.!?](?=\s|$)")


@dataclass(frozen=True, slots=True)
class Finding:
    """level: "error" must be mended, "warning" should be looked at, "note" is good to know; kind: one word of what."""

    level: str
    kind: str
    where: str
    message: str

    def to_json(self) -> dict[str, str]:
        return asdict(self)


def sentences(text: str) -> int:
    """How many sentences a text has."""
    return len(_SENTENCE_END.findall(text))


def check_content(resources: Resources, today: date) -> list[Finding]:
    """All findings: on statements and their dates, on answers and how they are reached, on words, on translations."""
    return [
        *_statements(resources, today),
        *_answers(resources),
        *_unreachable(resources),
        *_words(resources),
        *_translations(resources),
    ]


def _statements(resources: Resources, today: date) -> Iterator[Finding]:
    statements = all_statements(resources).values()
    off = resources.switched_off.ids()
    for statement in statements:
        if not statement.sources and statement.certainty is not Certainty.UNKNOWN:
            yield Finding("error", "unsourced", statement.id, "has no source")
        if not statement.facts:
            yield Finding("error", "unsourced", statement.id, "names no fact it rests on")
        if statement.id in off:
            yield Finding("warning", "switched-off", statement.id, "is switched off and not shown")
        if statement.is_too_old(today):
            yield Finding(
                "error", "withheld", statement.id, f"is no longer shown: it was to be reviewed by {statement.review_by}"
            )
        elif statement.is_stale(today):
            yield Finding(
                "warning",
                "overdue",
                statement.id,
                f"was to be reviewed by {statement.review_by}; it is shown as possibly changed until "
                f"{statement.withhold_after}",
            )
        elif statement.is_stale(today + SOON):
            yield Finding("warning", "due", statement.id, f"is to be reviewed by {statement.review_by}")
        if statement.checked_on > today:
            yield Finding("error", "date", statement.id, "was checked in the future")
        if statement.withhold_after < statement.review_by:
            yield Finding("error", "date", statement.id, "is withheld before its review is due")
        if not statement.reviewers:
            yield Finding("note", "unsigned", statement.id, "nobody has signed it")


def _answers(resources: Resources) -> Iterator[Finding]:
    library = resources.library
    used = set()
    for answer in library.answers.values():
        count = sum(sentences(library.statements[name].text) for name in answer.short)
        if count + sentences(answer.opening or "") > MAX_SHORT_SENTENCES:
            yield Finding(
                "error", "too-long", answer.id, f"the first answer has more than {MAX_SHORT_SENTENCES} sentences"
            )
        if len(answer.title) > MAX_TITLE:
            yield Finding("error", "too-long", answer.id, f"the title is longer than {MAX_TITLE} letters")
        if len(answer.next) > MAX_CHOICES:
            yield Finding("error", "too-long", answer.id, f"offers more than {MAX_CHOICES} ways on")
        used |= {*answer.short, *answer.more, *answer.ask_first, *([answer.door.what] if answer.door else [])}
    for name in sorted(set(library.statements) - used):
        yield Finding("error", "unreachable", name, "is not used by any answer")


def _unreachable(resources: Resources) -> Iterator[Finding]:
    """Answers no intent, door or button leads to."""
    answers = resources.library.answers
    reached = {answer.id for answer in answers.values() if answer.intents or answer.door}
    waiting = list(reached)
    while waiting:
        for name in answers[waiting.pop()].next:
            if name.partition(":")[0] not in NOT_ANSWERS and name not in reached:
                reached.add(name)
                waiting.append(name)
    for name in sorted(set(answers) - reached):
        yield Finding("error", "unreachable", name, "no button leads to it")


def _words(resources: Resources) -> Iterator[Finding]:
    """Forbidden words, in every English text there is and in every catalog."""
    forbidden = Forbidden.load(CONTENT / "forbidden.yml")
    for statement in all_statements(resources).values():
        words = forbidden.found(statement.text, SOURCE, statement.text)
        if words:
            yield Finding("error", "forbidden", statement.id, f'says "{words}"')
    for language in resources.languages:
        code = language.code
        if code not in forbidden.patterns:
            yield Finding("error", "forbidden", code, "content/forbidden.yml has no patterns for this language")
        for english, text in _texts(resources, code):
            words = forbidden.found(english, code, text)
            if words:
                yield Finding("error", "forbidden", code, f'says "{words}": {text}')


def _texts(resources: Resources, code: str) -> Iterator[tuple[str, str]]:
    """(English, text) of everything a person can meet in a language."""
    if code == SOURCE:
        pairs = _english()
    else:
        path = po_path(resources.catalogs.folder, code)
        if not path.is_file():
            return
        with path.open("rb") as file:
            pairs = [(message.id, message.string) for message in read_po(file) if message.id]
    for english, said in pairs:
        first = english if isinstance(english, str) else english[0]
        for text in (said,) if isinstance(said, str) else said or ():
            if text:
                yield first, text


@functools.cache
def _english() -> list[tuple[str | tuple[str, str], str | tuple[str, str]]]:
    return [(message.id, message.id) for message in catalog_of_texts() if message.id]


def _translations(resources: Resources) -> Iterator[Finding]:
    """Content that a language lacks: what is missing is shown in English there."""
    named = [(statement.id, statement.text) for statement in all_statements(resources).values()]
    named += [
        (answer.id, text) for answer in resources.library.answers.values() for text in (answer.title, answer.heading)
    ]
    for language in resources.languages:
        for name, text in named:
            if resources.catalogs.lang_of(language.code, text) != language.code:
                yield Finding("error", "untranslated", name, f"is not translated into {language.english}")
