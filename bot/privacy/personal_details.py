"""Finds details that say who somebody is, so that they are taken out of a message before anything reads it.

Names and street addresses cannot be told from other words and are not looked for: the page says that nobody needs them.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum

import phonenumbers

MASK = "…"
"""Stands where a detail stood; it carries no meaning to the classifiers."""
MOST_PHONES = 20
"""Phone numbers looked for with care, which takes time; after these any long number is taken out."""


class Detail(StrEnum):
    """What kind of detail was found; also the last part of its label's key."""

    EMAIL = "email"
    PHONE = "phone"
    CARD = "card"
    DOCUMENT = "document"
    """A passport, residence permit, visa or national insurance number."""
    POSTCODE = "postcode"


@dataclass(frozen=True, slots=True)
class Masked:
    """text: without the details; found: which kinds there were, each once, in the order of Detail."""

    text: str
    found: tuple[Detail, ...]


_EMAIL = re.compile(r"[\w.+%-]{1,64}@(?:[\w-]{1,63}\.){1,4}\w{2,24}")
_CARD = re.compile(r"(?<!\d)\d(?:[ -]?\d){12,18}(?!\d)")
# National insurance number (two letters, six digits, A to D), residence permit (two letters, seven digits), case
# and visa numbers of letters and digits, and the nine digits of a British passport. Letters and digits may be spaced.
_DOCUMENT = re.compile(
    r"\b[A-Z]{2} ?\d{2} ?\d{2} ?\d{2} ?[A-D]\b"
    r"|\b[A-Z]{2} ?\d{7}\b"
    r"|\b[A-Z]{1,3}\d{6,9}\b"
    r"|\b\d{2,3}[A-Z]{1,2}\d{5,7}\b"
    r"|(?<![\d+])\d{9}(?!\d)",
    re.IGNORECASE,
)
_POSTCODE = re.compile(r"\b[A-Z]{1,2}\d[A-Z\d]? ?\d[ABD-HJLNP-UW-Z]{2}\b", re.IGNORECASE)
_LONG_NUMBER = re.compile(r"(?<![\d.,])\+?\d(?:[ ().-]{0,2}\d){9,14}(?!\d)")
_SHORTEST_PHONE = 9


def mask(text: str) -> Masked:
    """The text with every detail replaced by MASK. Digits of every script are read."""
    kept, end, found = [], 0, set()
    # Of two that begin at one place the longer one says what it is: a card number begins like a phone number.
    for start, stop, kind in sorted(_spans(_plain_digits(text)), key=lambda span: (span[0], -span[1])):
        if start >= end:
            kept += [text[end:start], MASK]
            found.add(kind)
        end = max(end, stop)
    if not found:
        return Masked(text, ())
    return Masked("".join([*kept, text[end:]]), tuple(kind for kind in Detail if kind in found))


def _plain_digits(text: str) -> str:
    """The same text, character for character, with the digits of every script as 0-9 and wide letters as usual ones."""
    return "".join(_plain(sign) for sign in text)


def _plain(sign: str) -> str:
    if sign.isascii():
        return sign
    digit = unicodedata.digit(sign, None)
    if digit is not None:
        return str(digit)
    folded = unicodedata.normalize("NFKC", sign)
    return folded if len(folded) == 1 else sign


def _spans(text: str) -> Iterator[tuple[int, int, Detail]]:
    for match in _EMAIL.finditer(text):
        yield match.start(), match.end(), Detail.EMAIL
    for match in _CARD.finditer(text):
        if _is_card(match.group()):
            yield match.start(), match.end(), Detail.CARD
    for match in _POSTCODE.finditer(text):
        yield match.start(), match.end(), Detail.POSTCODE
    for match in _DOCUMENT.finditer(text):
        yield match.start(), match.end(), Detail.DOCUMENT
    for found in phonenumbers.PhoneNumberMatcher(text, "GB", phonenumbers.Leniency.POSSIBLE, MOST_PHONES):
        if sum(map(str.isdigit, found.raw_string)) >= _SHORTEST_PHONE:
            yield found.start, found.end, Detail.PHONE
    for match in _LONG_NUMBER.finditer(text):
        yield match.start(), match.end(), Detail.PHONE


def _is_card(digits: str) -> bool:
    """Luhn's check (ISO/IEC 7812-1)."""
    total = 0
    for place, digit in enumerate(int(sign) for sign in reversed(digits) if sign.isdigit()):
        doubled = digit * 2 if place % 2 else digit
        total += doubled - 9 if doubled > 9 else doubled
    return total % 10 == 0
