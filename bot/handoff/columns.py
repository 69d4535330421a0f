"""Everything the handoff stores, each with what it is for and when it is gone. Nothing else is stored."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Column:
    name: str
    type: type
    purpose: str
    expiry: str


WITH_SLIP = "with the slip: on `expires_on`, or when she destroys it"

SLIPS = (
    Column("locator", str, "finds the slip from the code; cannot be turned back into it", WITH_SLIP),
    Column("organisation", str, "whose list it stands in; empty if it is for whoever she gives the code to", WITH_SLIP),
    Column("label", bytes, "day and language for the list, sealed to the organisation", "when closed, or " + WITH_SLIP),
    Column("body", bytes, "the slip itself, sealed to the organisation", "when closed or read once, or " + WITH_SLIP),
    Column("reply_key", bytes, "public key to seal answers with; its private half comes from the code", WITH_SLIP),
    Column("expires_on", str, "the day after which it is removed (ISO date)", WITH_SLIP),
)
NOTES = (
    Column("locator", str, "which slip it belongs to", WITH_SLIP),
    Column("position", int, "the order of the notes", WITH_SLIP),
    Column("reader", str, "whose key opens it: person or organisation", WITH_SLIP),
    Column(
        "sealed",
        bytes,
        "that it was opened or closed, an answer, or her answer to that; sealed",
        "her answer when closed, or " + WITH_SLIP,
    ),
)
ABOUT = (
    Column("name", str, "what the value is", "never: about the store, not about anybody"),
    Column("value", str, "the salt of codes; the generation of the file, to notice a restored copy", "never"),
)
TABLES = {"slips": SLIPS, "notes": NOTES, "about": ABOUT}
