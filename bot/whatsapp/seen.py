"""Which messages were answered already. Meta delivers a message at least once, so some come twice."""

from __future__ import annotations

from bot.privacy.keys import KeyRing
from bot.privacy.tables import Table

STALE_SECONDS = 30 * 60
"""An older message is not answered: an answer out of the blue lights up a phone that somebody else may hold, and what
the conversation was about is forgotten by then."""
CLAIM_SECONDS = 3 * 60
"""How long somebody who works on a message has it to himself."""
KEEP_SECONDS = STALE_SECONDS + CLAIM_SECONDS


class SeenMessages:
    """Messages by Meta's id, of which only a keyed hash is kept."""

    def __init__(self, table: Table, keys: KeyRing) -> None:
        self._table = table
        self._keys = keys

    async def claim(self, message: str) -> bool:
        """Whether this message is nobody's yet, and from now on the caller's. Raises StoreUnavailable."""
        newest, *older = self._names(message)
        for name in older:
            if await self._table.get(name) is not None:
                return False
        return await self._table.add(newest, "1", CLAIM_SECONDS)

    async def answered(self, message: str) -> None:
        """Its reply was accepted: never again. Raises StoreUnavailable."""
        await self._table.put(self._names(message)[0], "1", KEEP_SECONDS)

    async def release(self, message: str) -> None:
        """It was not answered: if it comes again it may be. Raises StoreUnavailable."""
        await self._table.delete(*self._names(message))

    def _names(self, message: str) -> list[str]:
        return self._keys.names(b"message:" + message.encode("utf-8", "surrogatepass"))
