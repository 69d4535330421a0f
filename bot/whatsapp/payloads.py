"""Reads Meta's webhook payloads: every entry, change and message of a batch, tolerant of whatever is new.

Names, profiles, contact cards, media ids, places and receipts are not read. What is left of a message is in `Received`.
Shapes: versions 24 to 26 of the Cloud API (docs/decisions/whatsapp.md).
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum
from typing import Any


class Kind(StrEnum):
    """What somebody sent, as far as it makes a difference to the answer."""

    TEXT = "text"
    CHOICE = "choice"
    VOICE = "voice"
    PICTURE = "picture"
    """A picture or a video."""
    DOCUMENT = "document"
    STICKER = "sticker"
    LOCATION = "location"
    CONTACT = "contact"
    UNREADABLE = "unreadable"
    """A kind that we, or Meta's API, cannot read."""
    IDENTITY = "identity"
    """The person's number or id changed: whoever holds the phone now starts anew."""
    SILENT = "silent"
    """Reactions, deleted messages, messages in groups: an answer would only draw eyes to the phone."""


@dataclass(frozen=True, slots=True)
class Person:
    """Whom to answer: the business-scoped user id, the number, or both. Held only until the reply is sent."""

    user_id: str | None = None
    number: str | None = None

    @property
    def key(self) -> str:
        """What conversations are keyed on: the id Meta gives for this organisation, where there is one."""
        return self.user_id or self.number or ""

    def address(self) -> dict[str, str]:
        """How a message names its recipient."""
        return {"recipient": self.user_id} if self.user_id else {"to": self.number or ""}

    def __repr__(self) -> str:
        return "Person(...)"


@dataclass(frozen=True, slots=True)
class Received:
    """One message. id: Meta's; sent: seconds since 1970; text: typed words or a caption; choice: a button's payload;
    former: other keys of the same person that must be forgotten."""

    id: str
    person: Person
    sent: int
    kind: Kind
    text: str | None = None
    choice: str | None = None
    former: tuple[str, ...] = ()

    def __repr__(self) -> str:
        return f"Received({self.kind})"


_KINDS = {
    "audio": Kind.VOICE,
    "image": Kind.PICTURE,
    "video": Kind.PICTURE,
    "document": Kind.DOCUMENT,
    "sticker": Kind.STICKER,
    "location": Kind.LOCATION,
    "contacts": Kind.CONTACT,
    "reaction": Kind.SILENT,
    "revoke": Kind.SILENT,
}
_IDENTITY_CHANGES = (
    "user_changed_number",
    "user_changed_user_id",
    "customer_changed_number",
    "customer_identity_changed",
)


def received(payload: Any, phone_number_id: str) -> Iterator[Received]:
    """Every message to our number in a webhook's payload, in its order. Anything else in it is passed over."""
    for value in _values(payload):
        metadata = _object(value.get("metadata"))
        if metadata.get("phone_number_id") != phone_number_id:
            continue
        for message in _objects(value.get("messages")):
            found = _message(message)
            if found is not None:
                yield found


def _values(payload: Any) -> Iterator[dict]:
    for entry in _objects(_object(payload).get("entry")):
        for change in _objects(entry.get("changes")):
            if change.get("field") == "messages":
                yield _object(change.get("value"))


def _message(message: dict) -> Received | None:
    person = Person(_word(message.get("from_user_id")), _word(message.get("from")))
    identifier = _word(message.get("id"))
    if not person.key or not identifier:
        return None
    kind, text, choice, former = _content(message)
    if message.get("group_id"):
        kind, text, choice = Kind.SILENT, None, None
    return Received(identifier, person, _seconds(message.get("timestamp")), kind, text, choice, former)


def _content(message: dict) -> tuple[Kind, str | None, str | None, tuple[str, ...]]:
    match message.get("type"):
        case "text":
            return _typed(_object(message.get("text")).get("body"))
        case "interactive":
            return _pressed(_object(message.get("interactive")))
        case "button":
            button = _object(message.get("button"))
            pressed = _text(button.get("payload")) or _text(button.get("text"))
            if pressed and pressed.startswith("/"):
                return Kind.CHOICE, None, pressed, ()
            return _typed(pressed)
        case "edit":
            corrected = _object(_object(message.get("edit")).get("message"))
            return _content(corrected) if corrected.get("type") == "text" else (Kind.SILENT, None, None, ())
        case "system":
            system = _object(message.get("system"))
            if system.get("type") not in _IDENTITY_CHANGES:
                return Kind.SILENT, None, None, ()
            names = (system.get(name) for name in ("wa_id", "user_id", "previous_user_id"))
            return Kind.IDENTITY, None, None, tuple(name for name in map(_word, names) if name)
        case str(name) if name in _KINDS:
            caption = _text(_object(message.get(name)).get("caption"))
            # A caption may hold the question itself.
            return (Kind.TEXT, caption, None, ()) if caption else (_KINDS[name], None, None, ())
    return Kind.UNREADABLE, None, None, ()


def _typed(value: Any) -> tuple[Kind, str | None, str | None, tuple[str, ...]]:
    text = _text(value)
    return (Kind.TEXT, text, None, ()) if text else (Kind.UNREADABLE, None, None, ())


def _pressed(interactive: dict) -> tuple[Kind, str | None, str | None, tuple[str, ...]]:
    reply = _object(interactive.get("button_reply")) or _object(interactive.get("list_reply"))
    pressed = _text(reply.get("id"))
    return (Kind.CHOICE, None, pressed, ()) if pressed else (Kind.UNREADABLE, None, None, ())


def _object(value: Any) -> dict:
    return value if isinstance(value, dict) else {}


def _objects(value: Any) -> Iterator[dict]:
    return (item for item in value if isinstance(item, dict)) if isinstance(value, list) else iter(())


def _text(value: Any) -> str | None:
    return value if isinstance(value, str) and value.strip() else None


def _word(value: Any) -> str | None:
    """A short identifier. Meta's user ids are a country, a dot and up to 128 letters or digits."""
    return value if isinstance(value, str) and 0 < len(value) <= 256 else None


def _seconds(value: Any) -> int:
    return int(value) if isinstance(value, str | int) and str(value).isascii() and str(value).isdigit() else 0
