"""Checks telephone numbers before they may be shown: a wrong digit costs a frightened person a call, and a number that
charges her costs more.

Uses the `phonenumbers` library (Google's numbering plans), so a number that cannot exist in the UK is refused. Called
when the directory is built or imported, never while someone waits.
"""

import re

import phonenumbers
from phonenumbers import PhoneNumberType

KNOWN_SHORT_CODES = frozenset({"999", "112", "101", "111", "18000", "116123", "80010", "85258"})
"""Short codes whose use is known. Others are refused: most numbers of five or six digits charge whoever uses them."""

_SHORT_CODE = re.compile(r"[1-9]\d{2,5}")
_DIRECTORY_ENQUIRIES = re.compile(r"118\d{3}")
_REFUSED_KINDS = {
    PhoneNumberType.PREMIUM_RATE: "is a premium rate or service number: it costs more than an ordinary call",
    PhoneNumberType.SHARED_COST: "costs more than an ordinary call",
    PhoneNumberType.PERSONAL_NUMBER: "is a 070 number, which can cost as much as a premium rate call",
    PhoneNumberType.PAGER: "is a pager",
}


def number_problem(number: str) -> str | None:
    """What is wrong with a number, or None. Accepts E.164 numbers of the UK and the known short codes."""
    if _SHORT_CODE.fullmatch(number):
        if _DIRECTORY_ENQUIRIES.fullmatch(number):
            return f"{number!r} is a 118 number, which can cost several pounds"
        return (
            None
            if number in KNOWN_SHORT_CODES
            else f"{number!r} is not a known short code; such numbers can be expensive"
        )
    try:
        parsed = phonenumbers.parse(number)
    except phonenumbers.NumberParseException:
        return f"{number!r} is neither +44... nor a short code"
    if phonenumbers.format_number(parsed, phonenumbers.PhoneNumberFormat.E164) != number:
        return f"{number!r} is not written as E.164"
    if not phonenumbers.is_valid_number_for_region(parsed, "GB"):
        return f"{number!r} cannot be a number in the UK"
    kind = phonenumbers.number_type(parsed)
    return f"{number!r} {_REFUSED_KINDS[kind]}" if kind in _REFUSED_KINDS else None


def display_problem(number: str, display: str) -> str | None:
    """What is wrong with the form a person reads, or None: it must hold exactly the digits one dials."""
    dialled = "0" + number.removeprefix("+44") if number.startswith("+44") else number
    if not re.fullmatch(r"[0-9 ]+", display) or display.replace(" ", "") != dialled:
        return f"{display!r} does not hold the digits of {number!r}"
    return None


def read_number(written: str) -> tuple[str, str] | None:
    """A number as somebody wrote it (`0808 2000 247`, `+44 (0)20 ...`, `999`) as what is dialled and what is read; None
    if it is not a number of the UK. Raises nothing."""
    digits = re.sub(r"[\s().-]", "", written)
    if digits.isascii() and _SHORT_CODE.fullmatch(digits):
        return digits, digits
    try:
        parsed = phonenumbers.parse(written, "GB")
    except phonenumbers.NumberParseException:
        return None
    if parsed.country_code != 44 or parsed.extension:
        return None
    national = phonenumbers.format_number(parsed, phonenumbers.PhoneNumberFormat.NATIONAL)
    return phonenumbers.format_number(parsed, phonenumbers.PhoneNumberFormat.E164), national.replace("-", " ")
