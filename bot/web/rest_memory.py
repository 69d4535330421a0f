"""Where conversations of Rasa's REST channel are between two messages: those clients cannot carry a sealed state.

Only sealed states are here, under a keyed digest of the sender, in memory, for half an hour. This channel is off
unless an operator enables it, for demonstrations.
"""

from __future__ import annotations

import hashlib
import secrets
import time
from collections import OrderedDict
from collections.abc import Callable
from contextlib import AbstractAsyncContextManager

from bot.engine.lock_store import AsyncioLockStore

SECONDS = 30 * 60
CONVERSATIONS = 1000


class RestMemory:
    """A bounded store that forgets."""

    def __init__(self, now: Callable[[], float] = time.monotonic, key: bytes | None = None) -> None:
        self._now = now
        self._key = key or secrets.token_bytes(32)
        self._turns = AsyncioLockStore()
        self._states: OrderedDict[bytes, tuple[float, str]] = OrderedDict()

    def turn(self, sender: str) -> AbstractAsyncContextManager[None]:
        """Within this context no other message of the same sender is handled, so that none overtakes another."""
        return self._turns.lock(self._digest(sender).hex())

    def recall(self, sender: str) -> str | None:
        """The state of the sender's conversation, or None if there is none or it is too old."""
        self._forget_old()
        entry = self._states.get(self._digest(sender))
        return entry[1] if entry else None

    def keep(self, sender: str, state: str) -> None:
        digest = self._digest(sender)
        self._states.pop(digest, None)
        self._states[digest] = (self._now() + SECONDS, state)
        while len(self._states) > CONVERSATIONS:
            self._states.popitem(last=False)

    def _forget_old(self) -> None:
        """The oldest come first, because `keep` always adds at the end."""
        while self._states and next(iter(self._states.values()))[0] <= self._now():
            self._states.popitem(last=False)

    def _digest(self, sender: str) -> bytes:
        return hashlib.blake2b(sender.encode("utf-8", "replace"), key=self._key, digest_size=16).digest()
