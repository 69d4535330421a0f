"""Checks a request to send as Meta would: the schema, and what a schema cannot say."""

from __future__ import annotations

import functools
import json
from pathlib import Path
from typing import Any

import jsonschema

from bot.whatsapp.render import length

SCHEMA = Path(__file__).parent / "schema.json"


@functools.cache
def _validator() -> jsonschema.Draft202012Validator:
    return jsonschema.Draft202012Validator(json.loads(SCHEMA.read_text("utf-8")))


def fault(body: Any) -> str | None:
    """What Meta would refuse about a request, naming the place and never the text; None if nothing."""
    error = jsonschema.exceptions.best_match(_validator().iter_errors(body))
    if error is not None:
        return f"{'.'.join(str(part) for part in error.absolute_path) or 'message'}: {error.validator}"
    return _beyond_the_schema(body)


def _beyond_the_schema(body: dict[str, Any]) -> str | None:
    interactive = body.get("interactive") or {}
    action = interactive.get("action") or {}
    rows = [row for section in action.get("sections", ()) for row in section["rows"]]
    if len(rows) > 10:
        return "interactive.action.sections: more than 10 rows in all"
    if len(action.get("sections", ())) > 1 and not all(section.get("title") for section in action["sections"]):
        return "interactive.action.sections: each needs a title where there are several"
    replies = [button["reply"] for button in action.get("buttons", ())] or rows
    for name in ("id", "title"):
        if len({reply[name] for reply in replies}) != len(replies):
            return f"interactive.action: two with the same {name}"
    # A schema counts code points; Meta may count UTF-16 units.
    for where, text, most in _counted(body):
        if length(text) > most:
            return f"{where}: longer than {most}"
    return None


def _counted(body: dict[str, Any]):
    yield "text.body", (body.get("text") or {}).get("body", ""), 4096
    yield "image.caption", (body.get("image") or {}).get("caption", ""), 1024
    interactive = body.get("interactive") or {}
    yield "interactive.body.text", (interactive.get("body") or {}).get("text", ""), 1024
    action = interactive.get("action") or {}
    for button in action.get("buttons", ()):
        yield "button title", button["reply"]["title"], 20
    for section in action.get("sections", ()):
        for row in section["rows"]:
            yield "row title", row["title"], 24
            yield "row description", row.get("description", ""), 72
