"""A made-up language for layout tests: every text is there, longer than in most, and easily told from English.

A page in it shows what nobody could translate (plain letters) and what bursts when words are long.
"""

from __future__ import annotations

import json
import re
from pathlib import Path

from babel.messages.catalog import Catalog

from bot.nlg.extract import catalog_of_texts, po_path, template_text
from bot.nlg.languages import SOURCE

CODE = "en-001"
"""Of a locale that Babel knows and nobody translates into."""
OPENING, CLOSING = "⟦", "⟧"
LONGER = 0.4
"""So much is added to a text; German, Finnish and Tamil add about as much."""

_LETTERS = str.maketrans("abcdeghiklnorstuvwyzABCDEGHIKLNORSTUVWYZ", "àƀçđéĝĥíķļñöŕšţúṽŵýžÀßÇĐÉĜĤÍĶĻÑÖŔŠŢÚṼŴÝŽ")
# Placeholders, addresses, numbers and their units stay.
_KEPT = re.compile(r"\{[^{}]*\}|https?://\S+|\S+\.(?:uk|org|com)\b\S*|\d[\d ]*")


def pseudo(text: str) -> str:
    """The text with accents on its letters, made longer, in brackets."""
    parts, end = [], 0
    for kept in _KEPT.finditer(text):
        parts += [text[end : kept.start()].translate(_LETTERS), kept.group()]
        end = kept.end()
    parts.append(text[end:].translate(_LETTERS))
    added = round(len(text) * LONGER)
    filling = " ".join(["ķļöñ"] * (added // 5)) or "·" * added
    return f"{OPENING}{''.join(parts)} {filling}{CLOSING}"


def write(folder: Path) -> None:
    """A folder of locales with English and the made-up language, for the setting WAYMARK_LOCALES."""
    template = catalog_of_texts()
    catalog = Catalog(locale=CODE.replace("-", "_"), project="Waymark", charset="utf-8", fuzzy=False)
    for message in template:
        if message.id:
            forms = (message.id,) if isinstance(message.id, str) else message.id
            said = tuple(map(pseudo, forms))
            plural = (said[0], *[said[-1]] * (catalog.num_plurals - 1))
            catalog.add(message.id, said[0] if isinstance(message.id, str) else plural)
    path = po_path(folder, CODE)
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(template_text(catalog), "utf-8")
    (folder / "messages.pot").write_text(template_text(template), "utf-8")
    passed = {"strings": True, "understanding": None, "safety": None, "reviewed": None, "machine_translated": False}
    entries = {
        SOURCE: {"name": "English", "english": "English", **passed, "reviewed": "source text"},
        CODE: {"name": pseudo("Made up"), "english": "Made up", **passed},
    }
    (folder / "languages.json").write_text(json.dumps(entries, ensure_ascii=False, indent=1), "utf-8")
