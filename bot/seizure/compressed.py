"""Looks inside compressed data: gzip, zlib, deflate in zip archives, bzip2 and xz, wherever in a file it begins."""

from __future__ import annotations

import bz2
import lzma
import re
import struct
import zlib
from collections.abc import Callable, Iterator

MOST_INFLATED = 8 * 1024 * 1024
"""Bytes taken out of one stream."""
_PROBE = 256
_SIGNS = re.compile(rb"\x1f\x8b\x08|x[\x01\x5e\x9c\xda]|PK\x03\x04|BZh[1-9]1AY&SY|\xfd7zXZ\x00", re.DOTALL)
_ZIP_NAME = struct.Struct("<HH")


def inflated(data: bytes) -> Iterator[bytes]:
    """What is in each stream that begins in `data`, as far as it can be read; streams in streams too, two deep."""
    yield from _inflated(data, 2)
    # Bare deflate has no sign of its own: it is tried where a file begins.
    bare = _read(lambda: zlib.decompressobj(-15), data)
    if bare:
        yield bare


def _inflated(data: bytes, depth: int) -> Iterator[bytes]:
    for sign in _SIGNS.finditer(data):
        found = _stream(data, sign.start(), sign.group())
        if found:
            yield found
            if depth > 1:
                yield from _inflated(found, depth - 1)


def _stream(data: bytes, start: int, sign: bytes) -> bytes:
    if sign.startswith(b"BZ"):
        return _read(bz2.BZ2Decompressor, data, start)
    if sign.startswith(b"\xfd"):
        return _read(lzma.LZMADecompressor, data, start)
    if sign.startswith(b"PK"):
        if len(data) < start + 30:
            return b""
        name, extra = _ZIP_NAME.unpack_from(data, start + 26)
        return _read(lambda: zlib.decompressobj(-15), data, start + 30 + name + extra)
    if sign.startswith(b"\x1f"):
        return _read(lambda: zlib.decompressobj(31), data, start)
    return _read(zlib.decompressobj, data, start)


def _read(make: Callable, data: bytes, start: int = 0) -> bytes:
    """What comes out before the stream ends or turns out to be none. A look at its head first: most are none."""
    try:
        make().decompress(data[start : start + _PROBE])
    except (zlib.error, OSError, lzma.LZMAError, EOFError, ValueError):
        return b""
    reader, out, place, size = make(), bytearray(), start, 64 * 1024
    try:
        while place < len(data) and len(out) < MOST_INFLATED and not reader.eof:
            out += reader.decompress(data[place : place + size])
            place += size
    except (zlib.error, OSError, lzma.LZMAError, EOFError, ValueError):
        pass  # cut off or overwritten: what came out before is searched
    return bytes(out[:MOST_INFLATED])
