"""The payloads Meta sends, of the newest version and the two before it."""

from __future__ import annotations

import time
from typing import Any

from bot.whatsapp.emulator.settings import EmulatorSettings, Person

MEDIA = {"mime_type": "application/octet-stream", "sha256": "A" * 43 + "=", "id": "300000000000001"}
CONTEXT = {"from": "447700900000", "id": "wamid.OUT"}
"""A pressed button names the message it hung on."""
KINDS: dict[str, dict[str, Any]] = {
    "voice": {"type": "audio", "audio": {**MEDIA, "mime_type": "audio/ogg; codecs=opus", "voice": True}},
    "image": {"type": "image", "image": {**MEDIA, "mime_type": "image/jpeg"}},
    "video": {"type": "video", "video": {**MEDIA, "mime_type": "video/mp4"}},
    "document": {"type": "document", "document": {**MEDIA, "mime_type": "application/pdf", "filename": "letter.pdf"}},
    "sticker": {"type": "sticker", "sticker": {**MEDIA, "mime_type": "image/webp", "animated": False}},
    "location": {"type": "location", "location": {"latitude": 51.5, "longitude": -0.12}},
    "contact": {
        "type": "contacts",
        "contacts": [
            {
                "name": {"formatted_name": "B. Example", "first_name": "B."},
                "phones": [{"phone": "+44 7700 900456", "wa_id": "447700900456", "type": "CELL"}],
            }
        ],
    },
    "reaction": {"type": "reaction", "reaction": {"message_id": "wamid.OUT", "emoji": "👍"}},
    "revoke": {"type": "revoke", "revoke": {"original_message_id": "wamid.IN"}},
    "unsupported": {
        "type": "unsupported",
        "errors": [
            {
                "code": 131051,
                "title": "Message type unknown",
                "message": "Message type unknown",
                "error_data": {"details": "Message type is currently not supported."},
            }
        ],
    },
    "future": {"type": "hologram", "hologram": {"depth": 3}},
}
"""What a person may send besides text and buttons; "future" is a kind nobody has invented yet."""


def text(body: str) -> dict[str, Any]:
    return {"type": "text", "text": {"body": body}}


def edit(original: str, body: str) -> dict[str, Any]:
    return {
        "type": "edit",
        "edit": {"original_message_id": original, "message": {"context": {"id": original}, **text(body)}},
    }


def button(identifier: str, title: str) -> dict[str, Any]:
    reply = {"id": identifier, "title": title}
    return {"type": "interactive", "context": CONTEXT, "interactive": {"type": "button_reply", "button_reply": reply}}


def row(identifier: str, title: str) -> dict[str, Any]:
    reply = {"id": identifier, "title": title}
    return {"type": "interactive", "context": CONTEXT, "interactive": {"type": "list_reply", "list_reply": reply}}


def template_button(payload: str, title: str) -> dict[str, Any]:
    return {"type": "button", "context": CONTEXT, "button": {"payload": payload, "text": title}}


def number_change(new: Person, former: Person) -> dict[str, Any]:
    return {
        "type": "system",
        "system": {
            "type": "user_changed_number",
            "body": f"User {former.name} changed number",
            "wa_id": new.number,
            "user_id": new.user_id,
            "previous_user_id": former.user_id,
        },
    }


def message(content: dict[str, Any], person: Person, identifier: str, version: str, at: float | None = None) -> dict:
    """A message as it stands in `messages[]`. Before version 25 there were no business-scoped user ids."""
    sent = {"id": identifier, "timestamp": str(int(time.time() if at is None else at)), **content}
    if person.number:
        sent["from"] = person.number
    if version != "v24.0" or not person.number:
        sent["from_user_id"] = person.user_id
    return sent


def value(settings: EmulatorSettings, person: Person, messages: list[dict]) -> dict[str, Any]:
    """What one change of a webhook carries."""
    contact: dict[str, Any] = {"profile": {"name": person.name}}
    if person.number:
        contact["wa_id"] = person.number
    if settings.version != "v24.0" or not person.number:
        contact["user_id"] = person.user_id
    return {**_common(settings), "contacts": [contact], "messages": messages}


def status(settings: EmulatorSettings, person: Person, identifier: str, name: str, code: int | None = None) -> dict:
    """A receipt for a message of ours; a failed one has no contacts."""
    found: dict[str, Any] = {"id": identifier, "status": name, "timestamp": str(int(time.time()))}
    if person.number:
        found["recipient_id"] = person.number
    if settings.version != "v24.0":
        found["recipient_user_id"] = person.user_id
    else:
        found["conversation"] = {"id": "c1", "origin": {"type": "service"}}
    if code is not None:
        found["errors"] = [{"code": code, "title": "Re-engagement message", "message": "Re-engagement message"}]
    carried = {**_common(settings), "statuses": [found]}
    return carried if code is not None else {**carried, "contacts": [{"profile": {"name": person.name}}]}


def envelope(settings: EmulatorSettings, values: list[dict]) -> dict[str, Any]:
    """The whole payload: one entry with a change for each value."""
    changes = [{"field": "messages", "value": item} for item in values]
    return {
        "object": "whatsapp_business_account",
        "entry": [{"id": settings.business_account_id, "changes": changes}],
    }


def _common(settings: EmulatorSettings) -> dict[str, Any]:
    metadata = {"display_phone_number": "447700900000", "phone_number_id": settings.phone_number_id}
    return {"messaging_product": "whatsapp", "metadata": metadata}
