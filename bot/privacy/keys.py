"""Keys that live in memory only and are forgotten on schedule.

A ratchet: the key of an epoch is derived from the one before it by a one-way function, and the one before is dropped.
Workers that start from the same seed stay in step without talking to each other; nobody can compute an old key from a
new one.
"""

from __future__ import annotations

import hashlib
import hmac
import time
from collections.abc import Callable

EPOCH_SECONDS = 15 * 60

_BOOT = getattr(time, "CLOCK_BOOTTIME", time.CLOCK_MONOTONIC)
_BEGAN = time.time() - time.clock_gettime(_BOOT)


def steady_time() -> float:
    """Seconds since 1970, counted on from the start of this process: setting the machine's clock forward drops no key
    and closes no conversation, and setting it back keeps none longer."""
    return _BEGAN + time.clock_gettime(_BOOT)


class KeyRing:
    """The keys of the newest epochs.

    seed: 32 random bytes, the key of the epoch in which `clock` now is; keep: how many seconds a key stays usable after
    its epoch; clock: seconds since 1970.
    """

    def __init__(self, seed: bytes, *, keep: int, clock: Callable[[], float], epoch: int | None = None) -> None:
        if len(seed) != 32:
            raise ValueError("the seed of a key ring is 32 bytes")
        self._clock = clock
        self._kept_epochs = -(-keep // EPOCH_SECONDS)
        self._newest = int(clock() // EPOCH_SECONDS) if epoch is None else epoch
        self._keys = {self._newest: seed}

    def current(self) -> tuple[int, bytes]:
        """(epoch, key) to seal with now."""
        self._turn()
        return self._newest, _derive(self._keys[self._newest], b"seal")

    def find(self, epoch: int) -> bytes | None:
        """The key of an epoch if it is still kept."""
        self._turn()
        key = self._keys.get(epoch)
        return _derive(key, b"seal") if key else None

    def names(self, data: bytes) -> list[str]:
        """What something is called in a table, under each kept key, the newest first: HMAC-SHA256 in hexadecimal. Once
        the key is forgotten nobody can tell whose name it was."""
        self._turn()
        return [
            hmac.new(_derive(self._keys[epoch], b"name"), data, hashlib.sha256).hexdigest()
            for epoch in sorted(self._keys, reverse=True)
        ]

    def newest(self) -> tuple[int, bytes]:
        """(epoch, key) that another ring can start from, to stay in step with this one."""
        self._turn()
        return self._newest, self._keys[self._newest]

    def _turn(self) -> None:
        """Move on to the present epoch. A clock that jumps back changes nothing; one that jumps ahead drops keys."""
        present = int(self._clock() // EPOCH_SECONDS)
        while self._newest < present:
            self._keys[self._newest + 1] = _derive(self._keys[self._newest], b"next")
            self._newest += 1
            self._keys.pop(self._newest - self._kept_epochs - 1, None)


def _derive(key: bytes, label: bytes) -> bytes:
    return hmac.new(key, b"waymark:" + label, hashlib.sha256).digest()
