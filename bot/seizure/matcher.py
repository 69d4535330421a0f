"""Finds thousands of byte sequences at once in hundreds of megabytes: about a second for each 300 MB.

Four bytes of each pattern are its anchor. Anchors are looked up for every position of the data by a small hash table in
numpy; only where one matches are the bytes themselves compared.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator

import numpy as np

from bot.seizure.forms import Pattern

ANCHOR = 4
_BITS = 21
_MIX = np.uint32(2654435761)
_PIECE = 1 << 21
"""Bytes looked at together, so that intermediate results stay in the processor's cache."""


class Matcher:
    """Patterns to look for. longest: the length of the longest one, in bytes."""

    def __init__(self, patterns: Iterable[Pattern]) -> None:
        self._at: dict[int, list[tuple[int, Pattern]]] = defaultdict(list)
        self.count = self.longest = 0
        for pattern in patterns:
            offset = _best_anchor(pattern.bytes_)
            anchor = int.from_bytes(pattern.bytes_[offset : offset + ANCHOR], "little")
            self._at[anchor].append((offset, pattern))
            self.longest = max(self.longest, len(pattern.bytes_))
            self.count += 1
        self._table = np.zeros(1 << _BITS, bool)
        self._table[_slot(np.array(list(self._at), np.uint32))] = True

    def find(self, data: bytes) -> Iterator[tuple[int, Pattern]]:
        """(where, what) of every occurrence, in no order."""
        for start in range(0, len(data), _PIECE):
            # An anchor may begin in the last bytes of one piece and end in the next.
            piece = data[start : start + _PIECE + ANCHOR - 1]
            for place in self._candidates(piece):
                yield from self._verified(data, start + int(place))

    def _candidates(self, piece: bytes) -> Iterator[int]:
        for shift in range(ANCHOR):
            count = (len(piece) - shift) // ANCHOR
            if count > 0:
                words = np.frombuffer(piece, "<u4", count, shift)
                yield from np.flatnonzero(self._table[_slot(words)]) * ANCHOR + shift

    def _verified(self, data: bytes, place: int) -> Iterator[tuple[int, Pattern]]:
        for offset, pattern in self._at.get(int.from_bytes(data[place : place + ANCHOR], "little"), ()):
            begin = place - offset
            if begin >= 0 and data[begin : begin + len(pattern.bytes_)] == pattern.bytes_:
                yield begin, pattern


def _slot(words: np.ndarray) -> np.ndarray:
    return (words * _MIX) >> np.uint32(32 - _BITS)


def _best_anchor(data: bytes) -> int:
    """Where the four bytes stand that are least like text and zeros, which memory is full of."""
    windows = range(len(data) - ANCHOR + 1)
    return max(windows, key=lambda start: _rareness(data[start : start + ANCHOR]))


def _rareness(window: bytes) -> tuple[int, int]:
    return len(set(window)) - 2 * window.count(0), sum(byte >= 0x80 for byte in window)
