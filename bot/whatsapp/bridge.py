"""Takes messages from the webhook and answers each once, in the order a person wrote them.

What is waiting lives in this process's memory, with a deadline. An orderly stop finishes it first; a crash loses it,
and the person, who got no answer, writes again. Keeping it on a disk would answer that one message and hand over
everybody who wrote (docs/decisions/whatsapp.md).
"""

from __future__ import annotations

import asyncio
import time
from collections import deque
from collections.abc import Callable, Iterable
from dataclasses import dataclass

from bot.engine.quiet import log
from bot.errors import StoreUnavailable
from bot.whatsapp.conversations import Conversation, Conversations
from bot.whatsapp.dialogue import Dialogue
from bot.whatsapp.payloads import Kind, Received
from bot.whatsapp.seen import STALE_SECONDS, SeenMessages
from bot.whatsapp.sender import Sender

DEADLINE_SECONDS = 120.0
"""A reply that is not sent by then is dropped: later it would only light up the phone."""
MOST_AT_ONCE = 64
"""People who are answered at the same time; each waits on the network most of it."""
DRAIN_SECONDS = 25.0


@dataclass(frozen=True, slots=True)
class _Waiting:
    message: Received
    deadline: float


class Bridge:
    """One for a process."""

    def __init__(
        self,
        dialogue: Dialogue,
        conversations: Conversations,
        seen: SeenMessages,
        sender: Sender,
        *,
        queue: int,
        show_reading: bool = False,
        wall_clock: Callable[[], float] = time.time,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self._dialogue = dialogue
        self._conversations = conversations
        self._seen = seen
        self._sender = sender
        self._queue = queue
        self._show_reading = show_reading
        self._wall_clock = wall_clock
        self._clock = clock
        self._waiting: dict[str, deque[_Waiting]] = {}
        self._count = 0
        self._tasks: set[asyncio.Task] = set()
        self._at_once = asyncio.Semaphore(MOST_AT_ONCE)
        self._stopping = False

    @property
    def has_room(self) -> bool:
        """Whether more messages can be taken. If not, Meta is asked to bring them again later."""
        return not self._stopping and self._count < self._queue

    async def open(self) -> None:
        await self._sender.open()

    async def close(self) -> None:
        """Finish what is waiting, for at most 25 seconds, then stop."""
        self._stopping = True
        if self._tasks:
            _, late = await asyncio.wait(self._tasks, timeout=DRAIN_SECONDS)
            for task in late:
                task.cancel()
        await self._sender.close()

    def take(self, messages: Iterable[Received]) -> None:
        """Begin to answer these messages; returns at once. Messages that are too old are passed over."""
        for message in messages:
            if message.sent and self._wall_clock() - message.sent > STALE_SECONDS:
                # Old messages come after an outage of Meta's. If all are old, nobody is answered.
                log.warning("waymark.whatsapp.too_old", outcome="not answered; is this machine's clock right?")
                continue
            key = message.person.key
            waiting = self._waiting.get(key)
            entry = _Waiting(message, self._clock() + DEADLINE_SECONDS)
            self._count += 1
            if waiting is None:
                self._waiting[key] = deque([entry])
                task = asyncio.create_task(self._attend(key))
                self._tasks.add(task)
                task.add_done_callback(self._tasks.discard)
            else:
                _insert(waiting, entry)

    async def _attend(self, key: str) -> None:
        """Answer one person's messages one after the other until none is left."""
        try:
            while self._waiting[key]:
                async with self._at_once:
                    entry = self._waiting[key].popleft()
                    try:
                        await self._answer_once(entry)
                    finally:
                        self._count -= 1
        finally:
            left = self._waiting.pop(key, ())
            self._count -= len(left)

    async def _answer_once(self, entry: _Waiting) -> None:
        message = entry.message
        try:
            if not await self._claimed(message):
                return
            if await self._answer(entry):
                await self._seen.answered(message.id)
            else:
                await self._seen.release(message.id)
        except StoreUnavailable:
            log.error("waymark.whatsapp.store", outcome="Redis does not answer; conversations begin anew")
        except Exception as error:
            log.error("waymark.whatsapp.failed", error=type(error).__name__)

    async def _claimed(self, message: Received) -> bool:
        try:
            return await self._seen.claim(message.id)
        except StoreUnavailable:
            # Better answered twice than not at all: it may be about danger.
            return True

    async def _answer(self, entry: _Waiting) -> bool:
        """Whether the message is done with."""
        message = entry.message
        if message.kind is Kind.IDENTITY:
            await self._conversations.forget(message.person.key, *message.former)
            return True
        known = await self._known(message.person.key)
        if self._show_reading and message.kind is not Kind.SILENT:
            await self._sender.show_reading(message.id)
        turn = await self._dialogue.turn(message, known)
        if turn is None:
            return True
        if not await self._sender.send(message.person, turn.messages, entry.deadline):
            return False
        if turn.conversation is None:
            await self._conversations.forget(message.person.key)
        else:
            await self._conversations.save(message.person.key, turn.conversation)
        return True

    async def _known(self, key: str) -> Conversation | None:
        try:
            return await self._conversations.load(key)
        except StoreUnavailable:
            return None


def _insert(waiting: deque[_Waiting], entry: _Waiting) -> None:
    """Put a message among those that wait by the time it was written: Meta does not keep their order."""
    place = len(waiting)
    while place and waiting[place - 1].message.sent > entry.message.sent:
        place -= 1
    waiting.insert(place, entry)
