"""A circuit breaker: after faults that only an operator can mend, or many in a row, nothing is sent for a while."""

from __future__ import annotations

from collections.abc import Callable

FAULTS_IN_A_ROW = 10
OPEN_SECONDS = 30.0


class Circuit:
    """Closed: messages may be sent. Open: not, until some seconds have passed; then one may try."""

    def __init__(self, clock: Callable[[], float]) -> None:
        self._clock = clock
        self._faults = 0
        self._until = 0.0

    @property
    def is_open(self) -> bool:
        return self._clock() < self._until

    @property
    def seconds_left(self) -> float:
        return max(0.0, self._until - self._clock())

    def succeeded(self) -> None:
        self._faults = 0

    def failed(self, *, at_once: bool = False) -> bool:
        """Count a fault; whether the circuit opened by it."""
        self._faults += 1
        if not at_once and self._faults < FAULTS_IN_A_ROW:
            return False
        self._faults = 0
        self._until = self._clock() + OPEN_SECONDS
        return True
