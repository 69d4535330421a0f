"""Rasa's tracker store for conversations whose memory is elsewhere: it holds a tracker only for one message.

The web page carries its own sealed state, so the store starts each message from that state (`put`) and gives it up
afterwards (`take`). For Rasa's own tools (`rasa shell`) trackers simply stay until the process ends, cut to the last
turns so that a long conversation stays cheap.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from rasa.core.brokers.broker import EventBroker
from rasa.core.tracker_store import TrackerStore
from rasa.shared.core.domain import Domain
from rasa.shared.core.events import ActionExecuted, ActiveLoop, Event, SessionStarted, SlotSet, UserUttered
from rasa.shared.core.trackers import DialogueStateTracker
from rasa.utils.endpoints import EndpointConfig

TURNS_KEPT = 20


class ForgetfulTrackerStore(TrackerStore):
    """Trackers by id, in this process's memory only."""

    def __init__(
        self,
        domain: Domain | None = None,
        host: EndpointConfig | None = None,
        event_broker: EventBroker | None = None,
        **kwargs: Any,
    ) -> None:
        self._trackers: dict[str, DialogueStateTracker] = {}
        super().__init__(domain, event_broker)

    def put(self, sender_id: str, slots: dict[str, Any]) -> None:
        """Begin a message: a tracker with these slots and nothing else."""
        known = {slot.name for slot in self.domain.slots}
        values = [SlotSet(name, value) for name, value in slots.items() if name in known]
        events = _beginning(values, None)
        self._trackers[sender_id] = DialogueStateTracker.from_events(sender_id, events, slots=self.domain.slots)

    def take(self, sender_id: str) -> DialogueStateTracker | None:
        """End a message: the tracker, which is no longer in the store afterwards."""
        return self._trackers.pop(sender_id, None)

    async def save(self, tracker: DialogueStateTracker) -> None:
        self._trackers[tracker.sender_id] = self._cut(tracker)

    async def retrieve(self, sender_id: str) -> DialogueStateTracker | None:
        return self._trackers.get(sender_id)

    async def keys(self) -> Iterable[str]:
        return self._trackers.keys()

    def _cut(self, tracker: DialogueStateTracker) -> DialogueStateTracker:
        """The tracker with its last turns; what came before is only its slots and form."""
        events = list(tracker.events)
        turns = [index for index, event in enumerate(events) if isinstance(event, UserUttered)]
        if len(turns) < 2 * TURNS_KEPT:
            return tracker
        start = turns[-TURNS_KEPT]
        before = DialogueStateTracker.from_events(tracker.sender_id, events[:start], slots=self.domain.slots)
        values = [SlotSet(slot.name, slot.value) for slot in before.slots.values() if slot.value is not None]
        kept = _beginning(values, before.active_loop_name) + events[start:]
        return DialogueStateTracker.from_events(tracker.sender_id, kept, slots=self.domain.slots)


def _beginning(values: list[SlotSet], active_loop: str | None) -> list[Event]:
    loop: list[Event] = [ActiveLoop(active_loop)] if active_loop else []
    return [ActionExecuted("action_session_start"), SessionStarted(), *values, *loop, ActionExecuted("action_listen")]
