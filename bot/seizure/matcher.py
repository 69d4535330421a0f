"""Finds tens of thousands of byte sequences at once in hundreds of megabytes, a few seconds for each 500 MB.

Eight bytes of each pattern are its anchor. For every position of the data a small hash table says whether an anchor may
begin there, a sorted list says whether one does, all in numpy; only then are the bytes themselves compared.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator

import numpy as np

from bot.seizure.forms import Pattern

ANCHOR = 8
_BITS = 22
_MIX = np.uint64(0x9E3779B97F4A7C15)
_PIECE = 1 << 18
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
        self._anchors = np.sort(np.array(list(self._at), np.uint64))
        self._table = np.zeros(1 << _BITS, bool)
        self._table[_slot(self._anchors)] = True

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
                words = np.frombuffer(piece, "<u8", count, shift)
                places = np.flatnonzero(self._table.take(_slot(words).astype(np.intp), mode="clip"))
                maybe = words[places]
                nearest = self._anchors[np.searchsorted(self._anchors[:-1], maybe)]
                yield from places[nearest == maybe] * ANCHOR + shift

    def _verified(self, data: bytes, place: int) -> Iterator[tuple[int, Pattern]]:
        for offset, pattern in self._at.get(int.from_bytes(data[place : place + ANCHOR], "little"), ()):
            begin = place - offset
            if begin >= 0 and data[begin : begin + len(pattern.bytes_)] == pattern.bytes_:
                yield begin, pattern


def _slot(words: np.ndarray) -> np.ndarray:
    return (words * _MIX) >> np.uint64(64 - _BITS)


def _best_anchor(data: bytes) -> int:
    """Where, of a few places, the eight bytes stand that are least like text and zeros, which memory is full of."""
    last = len(data) - ANCHOR
    return max(range(0, last + 1, last // 5 or 1), key=lambda start: _rareness(data[start : start + ANCHOR]))


def _rareness(window: bytes) -> int:
    return len(set(window)) + (max(window) >= 0x80)
