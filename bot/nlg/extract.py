"""Collects every English text a person can meet, for the translators.

Python and templates are read by Babel's own extractors; the YAML extractors here read the content, the directory and
Rasa's responses.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any, BinaryIO

import yaml
from babel.messages.catalog import Catalog
from babel.messages.extract import extract_from_file

from bot.content.cards import Cards
from bot.content.library import Library
from bot.nlg.languages import SOURCE
from bot.paths import ROOT
from bot.routes import RouteBook

_STATEMENT_FIELDS = ("text", "title", "heading", "opening")
_ORGANISATION_FIELDS = ("what", "confidentiality", "safety_note", "label", "note")

_SOURCES = (
    ("content/facts/**/*.yml", "bot.nlg.extract:extract_facts"),
    ("content/labels.yml", "bot.nlg.extract:extract_labels"),
    ("content/organisations/*.yml", "bot.nlg.extract:extract_organisations"),
    ("domain/*.yml", "bot.nlg.extract:extract_responses"),
    ("bot/web/**/*.py", "python"),
    ("bot/web/templates/*.html", "jinja2"),
)

Extracted = Iterator[tuple[int, str, str | tuple[str, str], list[str]]]


def catalog_of_texts(root: Path = ROOT) -> Catalog:
    """A template catalog of all texts, in the order of the files, without locations or dates, so that a change of the
    file shows only words."""
    catalog = Catalog(project="Waymark", copyright_holder="the Waymark contributors", charset="utf-8")
    for pattern, method in _SOURCES:
        for path in sorted(root.glob(pattern)):
            options = {"trimmed": "true", "silent": "false"} if method == "jinja2" else None
            for _, message, comments, _ in extract_from_file(
                method, path, comment_tags=("Translators:",), options=options, strip_comment_tags=True
            ):
                catalog.add(message, auto_comments=comments)
    library = Library.load(root / "content")
    cards = Cards.load(root / "content" / "cards" / "cards.yml", library)
    for text, comment in cards.texts():
        catalog.add(text, auto_comments=[comment])
    for text, comment in RouteBook.load(root / "content" / "routes", library.sources).texts():
        catalog.add(text, auto_comments=[comment])
    return catalog


def extract_facts(file: BinaryIO, keywords: Any, comment_tags: Any, options: Any) -> Extracted:
    """Statements and answers."""
    data = yaml.safe_load(file)
    topic = data.get("topic", "")
    for statement in data.get("statements") or []:
        yield from _texts(
            statement, _STATEMENT_FIELDS, f"A fact about: {topic}. Keep its doubt (may, could not find out)."
        )
    for answer in data.get("answers") or []:
        if answer.get("title"):
            yield 0, "", answer["title"], [f"Button of at most 24 letters; topic: {answer['id']}"]
        yield from _texts(answer, ("heading", "opening"), f"Topic: {answer['id']}")


def extract_labels(file: BinaryIO, keywords: Any, comment_tags: Any, options: Any) -> Extracted:
    """Short texts by key; a text that depends on a number has the two English forms `one` and `many`."""
    for key, text in yaml.safe_load(file).items():
        comments = [f"Where it is shown: {key}"]
        if isinstance(text, dict):
            yield 0, "ngettext", (text["one"], text["many"]), comments
        else:
            yield 0, "", text, comments


def extract_organisations(file: BinaryIO, keywords: Any, comment_tags: Any, options: Any) -> Extracted:
    """What is said about an organisation; its name stays as it is."""
    data = yaml.safe_load(file)
    for entry in data if isinstance(data, list) else [data]:
        comment = f"About the organisation {entry['name']}"
        yield from _texts(entry, _ORGANISATION_FIELDS, comment)
        for phone in entry.get("phones") or []:
            yield from _texts(phone, _ORGANISATION_FIELDS, comment)


def extract_responses(file: BinaryIO, keywords: Any, comment_tags: Any, options: Any) -> Extracted:
    """Rasa's responses and their buttons."""
    for name, variants in (yaml.safe_load(file).get("responses") or {}).items():
        for variant in variants:
            yield from _texts(variant, ("text",), f"The bot says this: {name}")
            for button in variant.get("buttons") or []:
                yield 0, "", button["title"], [f"Button under: {name}"]


def _texts(entry: dict, fields: tuple[str, ...], comment: str) -> Extracted:
    for field in fields:
        text = entry.get(field)
        if text:
            yield 0, "", text.strip(), [comment]


def update(locales: Path, codes: list[str]) -> dict[str, int]:
    """Write messages.pot and bring each language's catalog up to date; returns how many texts each still lacks.

    A changed English text becomes a new, untranslated one: a fact that changed must be translated again, not guessed.
    """
    from babel.messages.pofile import read_po

    template = catalog_of_texts()
    _write(template, locales / "messages.pot")
    missing = {}
    for code in codes:
        if code == SOURCE:
            continue
        path = po_path(locales, code)
        catalog = Catalog(locale=code.replace("-", "_"), project="Waymark", charset="utf-8", fuzzy=False)
        if path.is_file():
            with path.open("rb") as file:
                for message in read_po(file, locale=code.replace("-", "_")):
                    if message.id:
                        catalog[message.id] = message
        catalog.update(template, no_fuzzy_matching=True)
        catalog.obsolete.clear()
        path.parent.mkdir(parents=True, exist_ok=True)
        _write(catalog, path)
        missing[code] = sum(1 for message in catalog if message.id and not _complete(message.string))
    return missing


def po_path(locales: Path, code: str) -> Path:
    """Where a language's catalog is."""
    return locales / code.replace("-", "_") / "LC_MESSAGES" / "messages.po"


def _complete(string: str | tuple[str, ...] | None) -> bool:
    return all(string) if isinstance(string, tuple) else bool(string)


_NO_DATES = (
    "POT-Creation-Date",
    "PO-Revision-Date",
    "Generated-By",
    "Last-Translator",
    "Language-Team",
    "Report-Msgid-Bugs-To",
)


def template_text(catalog: Catalog) -> str:
    """A catalog as the text of a .po or .pot file, without dates and without wrapping."""
    from io import BytesIO

    from babel.messages.pofile import write_po

    buffer = BytesIO()
    write_po(buffer, catalog, no_location=True, width=0, ignore_obsolete=True)
    lines = buffer.getvalue().decode("utf-8").splitlines(keepends=True)
    return "".join(
        line
        for line in lines
        if not line.startswith(tuple(f'"{name}' for name in _NO_DATES))
        and not (line.startswith("# ") and ("FIRST AUTHOR" in line or "Copyright" in line or "same license" in line))
    )


def _write(catalog: Catalog, path: Path) -> None:
    path.write_text(template_text(catalog), "utf-8")
