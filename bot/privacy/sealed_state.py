"""A conversation's memory, sealed and carried by the page itself, so that the server keeps none.

Layout: version (1 byte), epoch (4), nonce (12), ciphertext of ChaCha20-Poly1305. Inside: minute it was sealed (4),
length (2), JSON, zeros up to a fixed size, so that the length tells little. It is not compressed: padded to a size it
would gain nothing, and compressing secrets beside guesses is how they leak.
"""

from __future__ import annotations

import base64
import binascii
import json
import os
import struct
from collections.abc import Callable
from typing import Any

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import ChaCha20Poly1305

from bot.errors import InvalidState
from bot.privacy.keys import KeyRing

VERSION = 1
SIZES = (256, 512, 1024, 2048, 4096)
"""Sizes in bytes that a state is padded to."""
_HEADER = struct.Struct(">BI12s")
_INSIDE = struct.Struct(">IH")


class StateSealer:
    """Seals and opens the states of one purpose.

    purpose: part of what is authenticated, so that a state of another purpose cannot be opened here;
    minutes: how long a state can be opened; clock: seconds since 1970; random: so many random bytes.
    """

    def __init__(
        self,
        keys: KeyRing,
        purpose: str,
        *,
        minutes: int,
        clock: Callable[[], float],
        random: Callable[[int], bytes] = os.urandom,
    ) -> None:
        self._keys = keys
        self._purpose = purpose.encode()
        self._minutes = minutes
        self._clock = clock
        self._random = random

    def seal(self, state: dict[str, Any]) -> str:
        """The state as text for a form field. Raises ValueError if it is larger than the largest size."""
        body = json.dumps(state, separators=(",", ":"), ensure_ascii=False).encode()
        inside = _INSIDE.pack(int(self._clock() // 60), len(body)) + body
        size = next((size for size in SIZES if size >= len(inside)), None)
        if size is None:
            raise ValueError("a state is at most 4 kB")
        epoch, key = self._keys.current()
        nonce = self._random(12)
        header = _HEADER.pack(VERSION, epoch, nonce)
        sealed = ChaCha20Poly1305(key).encrypt(nonce, inside.ljust(size, b"\0"), self._purpose + header)
        return base64.urlsafe_b64encode(header + sealed).decode("ascii").rstrip("=")

    def open(self, token: str) -> dict[str, Any]:
        """The state sealed in a token.

        Raises:
            InvalidState: it is forged, cut, of another purpose, too old, or its key is forgotten. It never says which.
        """
        try:
            if len(token) > 2 * SIZES[-1]:
                raise InvalidState
            raw = base64.b64decode(token + "=" * (-len(token) % 4), altchars=b"-_", validate=True)
            header, sealed = raw[: _HEADER.size], raw[_HEADER.size :]
            version, epoch, nonce = _HEADER.unpack(header)
            key = self._keys.find(epoch)
            if version != VERSION or key is None:
                raise InvalidState
            inside = ChaCha20Poly1305(key).decrypt(nonce, sealed, self._purpose + header)
            minute, length = _INSIDE.unpack_from(inside)
            if not minute <= int(self._clock() // 60) + 1 or self._clock() // 60 - minute > self._minutes:
                raise InvalidState
            return json.loads(inside[_INSIDE.size : _INSIDE.size + length])
        except (InvalidTag, binascii.Error, struct.error, ValueError, UnicodeError) as error:
            raise InvalidState from error
