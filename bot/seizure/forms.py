"""How a value could have been written down: encodings, escapes, and hashes anybody could compute from a guess."""

from __future__ import annotations

import base64
import hashlib
import json
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from urllib.parse import quote, quote_plus

from bot.seizure.sentinels import Sentinel

SHORTEST = 8
"""Bytes; a shorter pattern would be found by chance in hundreds of megabytes."""
HASHES = ("md5", "sha1", "sha256")


@dataclass(frozen=True, slots=True)
class Pattern:
    """bytes_: what is looked for; form: how the sentinel is written in it."""

    bytes_: bytes
    sentinel: Sentinel
    form: str


def patterns(sentinels: list[Sentinel]) -> list[Pattern]:
    """Every form of every sentinel, each sequence of bytes once."""
    found: dict[bytes, Pattern] = {}
    for sentinel in sentinels:
        for form, data in forms(sentinel.value):
            if len(data) >= SHORTEST:
                found.setdefault(data, Pattern(data, sentinel, form))
    return list(found.values())


def forms(value: str) -> Iterator[tuple[str, bytes]]:
    """(name, bytes) of every form of a value and of its usual variants."""
    for text in _variants(value):
        yield from _encodings(text)
        yield from _escapes(text)
        yield from _base64(text.encode())
        yield from _hashes(text.encode())


def _variants(value: str) -> list[str]:
    """As it is, in small and in capital letters, composed, decomposed and without accents."""
    bare = "".join(sign for sign in unicodedata.normalize("NFD", value) if not unicodedata.combining(sign))
    variants = [value, value.lower(), value.upper(), unicodedata.normalize("NFC", value), bare]
    if value.isascii():
        return list(dict.fromkeys(variants))
    return list(dict.fromkeys([*variants, unicodedata.normalize("NFD", value), unicodedata.normalize("NFKC", value)]))


def _encodings(text: str) -> Iterator[tuple[str, bytes]]:
    yield "UTF-8", text.encode()
    yield "UTF-16 LE", text.encode("utf-16-le")
    yield "UTF-16 BE", text.encode("utf-16-be")
    yield "UTF-32 LE", text.encode("utf-32-le")
    for codec in ("latin-1", "cp1256", "cp1251", "gb18030"):
        try:
            yield codec, text.encode(codec)
        except UnicodeEncodeError:
            continue


def _escapes(text: str) -> Iterator[tuple[str, bytes]]:
    data = text.encode()
    yield "hexadecimal", data.hex().encode()
    yield "hexadecimal", data.hex().upper().encode()
    yield "hexadecimal", data.hex(" ").encode()
    for way in (quote, quote_plus):
        encoded = way(text, safe="")
        yield "URL", encoded.encode()
        yield "URL", _small_escapes(encoded).encode()
    yield "URL", "".join(f"%{byte:02X}" for byte in data).encode()
    yield "URL", "".join(f"%{byte:02x}" for byte in data).encode()
    yield "JSON", json.dumps(text)[1:-1].encode()
    yield "Python bytes", repr(data)[2:-1].encode()
    yield "HTML", text.encode("ascii", "xmlcharrefreplace")
    yield "HTML", text.replace("&", "&amp;").replace('"', "&#34;").encode()
    yield "HTML", text.replace("&", "&amp;").replace('"', "&quot;").encode()
    yield "quoted-printable", "".join(f"={byte:02X}" for byte in data).encode()


def _small_escapes(encoded: str) -> str:
    first, *rest = encoded.split("%")
    return "".join([first, *("%" + part[:2].lower() + part[2:] for part in rest)])


def _base64(data: bytes) -> Iterator[tuple[str, bytes]]:
    """The middle that stays the same whatever stands before and after, for each of the three places it can begin at."""
    for before in range(3):
        encoded = base64.b64encode(b"\0" * before + data)
        stable = encoded[-(-before * 8 // 6) : (before + len(data)) * 8 // 6]
        yield "base64", stable
        yield "base64", stable.translate(bytes.maketrans(b"+/", b"-_"))


def _hashes(data: bytes) -> Iterator[tuple[str, bytes]]:
    for name in HASHES:
        digest = hashlib.new(name, data, usedforsecurity=False).digest()
        yield name, digest
        yield name, digest.hex().encode()
        yield name, digest.hex().upper().encode()
        yield name, base64.b64encode(digest).rstrip(b"=")
        yield name, base64.urlsafe_b64encode(digest).rstrip(b"=")
