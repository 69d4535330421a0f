"""Sealing: libsodium's sealed boxes (X25519, XSalsa20-Poly1305), padded to one size so that length tells nothing.

Inside: length (2 bytes, big-endian), JSON in UTF-8, zeros. static/console.js does the same in the worker's browser.
"""

from __future__ import annotations

import json
import struct
from typing import Any

from nacl.exceptions import CryptoError
from nacl.public import PrivateKey, PublicKey, SealedBox

from bot.errors import InvalidState

SLIP_BYTES = 2048
NOTE_BYTES = 4096
LABEL_BYTES = 64
OVERHEAD = 48
"""What a sealed box adds: the one-time public key and the tag."""
_LENGTH = struct.Struct(">H")


def seal(value: dict[str, Any], reader: PublicKey, size: int) -> bytes:
    """size + OVERHEAD bytes that only the reader's private key opens. Raises ValueError if it does not fit."""
    body = json.dumps(value, ensure_ascii=False, separators=(",", ":")).encode("utf-8")
    inside = _LENGTH.pack(len(body)) + body
    if len(inside) > size:
        raise ValueError(f"at most {size - _LENGTH.size} bytes")
    return SealedBox(reader).encrypt(inside.ljust(size, b"\0"))


def unseal(sealed: bytes, key: PrivateKey) -> dict[str, Any]:
    """What was sealed. Raises InvalidState if it was for somebody else or was changed."""
    try:
        inside = SealedBox(key).decrypt(sealed)
        (length,) = _LENGTH.unpack_from(inside)
        body = inside[_LENGTH.size : _LENGTH.size + length]
        if len(body) != length:
            raise ValueError
        value = json.loads(body.decode("utf-8"))
    except (CryptoError, ValueError, TypeError, struct.error, RecursionError) as error:
        raise InvalidState("a sealed text cannot be opened") from error
    if not isinstance(value, dict):
        raise InvalidState("a sealed text cannot be opened")
    return value
