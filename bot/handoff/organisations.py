"""Which organisations take slips: their public keys, each compared with its fingerprint by a person."""

from __future__ import annotations

import base64
import binascii
import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path

import yaml
from nacl.public import PublicKey

from bot.errors import ConfigurationError


@dataclass(frozen=True, slots=True)
class Recipient:
    """An organisation of the directory with its key. verified_by: who compared the fingerprint, and when."""

    id: str
    key: PublicKey
    verified_by: str
    verified_on: date


def fingerprint(key: PublicKey) -> str:
    """What two people compare aloud: 128 bits of SHA-256 in eight groups of four."""
    digest = hashlib.sha256(bytes(key)).hexdigest()[:32].upper()
    return " ".join(digest[start : start + 4] for start in range(0, 32, 4))


def read_public_key(text: str) -> PublicKey:
    """From base64. Raises ConfigurationError if it is no X25519 key."""
    try:
        return PublicKey(base64.b64decode(text.strip(), validate=True))
    except (binascii.Error, ValueError, TypeError) as error:
        raise ConfigurationError("This is not a public key: 44 letters, digits, + and / ending with =") from error


def public_text(key: PublicKey) -> str:
    return base64.b64encode(bytes(key)).decode()


def load_recipients(path: Path, known: Mapping[str, object]) -> dict[str, Recipient]:
    """By organisation id; empty if there is no file.

    known: the organisations of the directory by id.
    Raises ConfigurationError naming the entry that is malformed, unknown, or whose fingerprint does not fit its key.
    """
    if not path.is_file():
        return {}
    try:
        entries = yaml.safe_load(path.read_text("utf-8")) or {}
    except (yaml.YAMLError, UnicodeDecodeError, OSError) as error:
        raise ConfigurationError(
            f"{path.name} cannot be read. Restore it, or write it anew with: waymark handoff trust"
        ) from error
    if not isinstance(entries, dict):
        raise ConfigurationError(f"{path.name} must be a list of organisations by id")
    return {name: _recipient(str(name), entry, path.name, known) for name, entry in entries.items()}


def _recipient(name: str, entry: object, where: str, known: Mapping[str, object]) -> Recipient:
    if name not in known:
        raise ConfigurationError(f"{where}: {name} is no organisation of the directory")
    if not isinstance(entry, dict):
        raise ConfigurationError(f"{where}: {name}: public_key, fingerprint, verified_by and verified_on are needed")
    try:
        key = read_public_key(str(entry["public_key"]))
        stated = str(entry["fingerprint"])
        verified_by = str(entry["verified_by"]).strip()
        verified_on = entry["verified_on"]
    except KeyError as error:
        raise ConfigurationError(f"{where}: {name}: {error.args[0]} is missing") from error
    if stated.replace(" ", "").upper() != fingerprint(key).replace(" ", ""):
        raise ConfigurationError(
            f"{where}: {name}: the fingerprint does not fit the key. Somebody may have changed it."
        )
    if not verified_by or not isinstance(verified_on, date):
        raise ConfigurationError(f"{where}: {name}: verified_by and verified_on must say who compared it, and when")
    return Recipient(name, key, verified_by, verified_on)


def save_recipient(path: Path, recipient: Recipient) -> None:
    """Write or replace one entry; the others stay as they are."""
    entries = yaml.safe_load(path.read_text("utf-8")) if path.is_file() else None
    entries = entries if isinstance(entries, dict) else {}
    entries[recipient.id] = {
        "public_key": public_text(recipient.key),
        "fingerprint": fingerprint(recipient.key),
        "verified_by": recipient.verified_by,
        "verified_on": recipient.verified_on,
    }
    path.write_text(HEAD + yaml.safe_dump(entries, allow_unicode=True, sort_keys=True), "utf-8")


def remove_recipient(path: Path, name: str) -> bool:
    """Whether there was one."""
    entries = yaml.safe_load(path.read_text("utf-8")) if path.is_file() else None
    if not isinstance(entries, dict) or name not in entries:
        return False
    del entries[name]
    path.write_text(HEAD + (yaml.safe_dump(entries, allow_unicode=True, sort_keys=True) if entries else ""), "utf-8")
    return True


HEAD = (
    "# Organisations that take sealed slips. Written by `waymark handoff trust`, after a person compared the\n"
    "# fingerprint with the organisation on a telephone line they knew before; see docs/HANDOFF.md.\n"
)
