"""The review book: every statement on paper, English beside a language, with boxes to tick and a line to sign."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

from babel.dates import format_date
from jinja2 import Environment, FileSystemLoader, StrictUndefined

from bot.content.model import Source, Statement
from bot.errors import ContentError
from bot.nlg.languages import Language
from bot.review.statements import all_statements, by_topic, of_topic

if TYPE_CHECKING:
    from bot.resources import Resources

TEMPLATES = Path(__file__).parent / "templates"


@dataclass(frozen=True, slots=True)
class Entry:
    """One statement as a reviewer sees it; translated: whether `own` is in the language and not English."""

    statement: Statement
    own: str
    translated: bool
    sources: tuple[Source, ...]


def write_book(
    resources: Resources, language: Language, folder: Path, today: date, topic: str | None = None
) -> list[Path]:
    """Write the book's pages, an index first, and return their paths.

    Raises:
        BadRequest: there is no such topic. ContentError: the folder cannot be written.
    """
    statements = list(all_statements(resources).values())
    topics = {topic: of_topic(statements, topic)} if topic else by_topic(statements)
    environment = Environment(
        loader=FileSystemLoader(TEMPLATES),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    shared = {"language": language, "made": format_date(today, "long", locale="en_GB"), "day": _day}
    pages = {"index.html": environment.get_template("index.html").render(topics=topics, **shared)}
    for name, items in topics.items():
        pages[f"{name}.html"] = environment.get_template("topic.html").render(
            topic=name, entries=list(_entries(resources, language, items)), **shared
        )
    try:
        folder.mkdir(parents=True, exist_ok=True)
        for name, text in pages.items():
            (folder / name).write_text(text, "utf-8")
    except OSError as error:
        raise ContentError(f"{folder} cannot be written: {error.strerror}") from error
    return [folder / name for name in pages]


def _entries(resources: Resources, language: Language, statements: list[Statement]) -> Iterator[Entry]:
    known = all_sources(resources)
    for statement in statements:
        own = resources.catalogs.translate(language.code, statement.text)
        translated = resources.catalogs.lang_of(language.code, statement.text) == language.code
        yield Entry(statement, own, translated, tuple(known[name] for name in statement.sources))


def all_sources(resources: Resources) -> dict[str, Source]:
    """Every source by id: of the answers and of the routes, which know those too."""
    return dict(resources.routes.sources)


def _day(value: date) -> str:
    return format_date(value, "d MMM y", locale="en_GB")
