"""What the bridge remembers between two messages of a person: sealed, for at most thirty idle minutes, under a name
that nobody can turn back into an id once its key is forgotten."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from bot.errors import InvalidState
from bot.privacy.keys import KeyRing
from bot.privacy.sealed_state import StateSealer
from bot.privacy.tables import Table

IDLE_MINUTES = 30
PURPOSE = "whatsapp memory"


@dataclass(frozen=True, slots=True)
class Conversation:
    """language: what to answer in; state: the conversation's own sealed state; choices: payloads of the buttons shown
    last, so that a typed number can press one."""

    language: str
    state: str
    choices: tuple[str, ...] = ()


class Conversations:
    """Conversations by a person's key."""

    def __init__(self, table: Table, keys: KeyRing, sealer: StateSealer) -> None:
        self._table = table
        self._keys = keys
        self._sealer = sealer

    async def load(self, key: str) -> Conversation | None:
        """The conversation, or None if there is none any more. Raises StoreUnavailable."""
        for name in self._names(key):
            sealed = await self._table.get(name)
            if sealed is not None:
                try:
                    return _read(self._sealer.open(sealed))
                except InvalidState:
                    return None
        return None

    async def save(self, key: str, conversation: Conversation) -> None:
        """Keep it for another thirty minutes, under the newest key only. Raises StoreUnavailable."""
        newest, *older = self._names(key)
        value = {"l": conversation.language, "s": conversation.state, "c": conversation.choices}
        await self._table.put(newest, self._sealer.seal(value), IDLE_MINUTES * 60)
        await self._table.delete(*older)

    async def forget(self, *keys: str) -> None:
        """Drop everything about these people. Raises StoreUnavailable."""
        for key in keys:
            await self._table.delete(*self._names(key))

    def _names(self, key: str) -> list[str]:
        return self._keys.names(key.encode("utf-8", "surrogatepass"))


def _read(value: Any) -> Conversation | None:
    if not isinstance(value, dict):
        return None
    language, state, choices = value.get("l"), value.get("s"), value.get("c")
    if not (isinstance(language, str) and isinstance(state, str) and isinstance(choices, list)):
        return None
    return Conversation(language, state, tuple(choice for choice in choices if isinstance(choice, str)))
