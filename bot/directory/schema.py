"""The tables of the directory. Their names stay in this file and in `store`.

The file holds published facts about organisations only, so nothing in it expires by time; `checked_on` says how old a
fact is. It is rebuilt from the YAML files rather than migrated: `SCHEMA_VERSION` tells an old file from a new one.
"""

from collections.abc import Iterable

import sqlite_utils

from bot.directory.access import QUESTIONS
from bot.directory.models import Organisation

SCHEMA_VERSION = 2


def create_tables(database: sqlite_utils.Database) -> None:
    """Create the empty tables in a new database."""
    database.table("organisations").create(
        {
            "id": str,
            "name": str,
            "what": str,
            "url": str,
            "needs": str,
            "groups": str,
            "communities": str,
            "languages": str,
            "interpreters": int,
            "nations": str,
            "areas": str,
            "authority": int,
            "finder": int,
            **{column: str for name in QUESTIONS for column in (name, f"{name}_source")},
            "advice_regulated": str,
            "confidentiality": str,
            "safety_note": str,
            "sources": str,
            "checked_on": str,
            "checked_by": str,
            "confidence": str,
        },
        pk="id",
        not_null={"name", "what", "url", "needs", "groups", "languages", "nations", "sources", "checked_on"},
    )
    database.table("phones").create(
        {
            "organisation_id": str,
            "position": int,
            "number": str,
            "display": str,
            "label": str,
            "kind": str,
            "freephone": int,
            "hours": str,
            "note": str,
            "nations": str,
            "source_url": str,
            "source_date": str,
        },
        pk=("organisation_id", "position"),
        foreign_keys=[("organisation_id", "organisations", "id")],
        not_null={"number", "display", "label", "kind", "nations", "source_url"},
    )
    database.execute(f"pragma user_version = {SCHEMA_VERSION}")


def fill_tables(database: sqlite_utils.Database, organisations: Iterable[Organisation]) -> None:
    """Write the organisations and the full-text index over their names, purposes and communities."""
    for organisation in organisations:
        database.table("organisations").insert(organisation.to_row())
        database.table("phones").insert_all(
            {"organisation_id": organisation.id, "position": position, **phone.to_row()}
            for position, phone in enumerate(organisation.phones)
        )
    database.table("organisations").enable_fts(
        ["name", "what", "communities"], tokenize="porter unicode61 remove_diacritics 2"
    )
