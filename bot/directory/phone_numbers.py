"""Checks telephone numbers before they may be shown: a wrong digit costs a frightened person a call.

Uses the `phonenumbers` library (Google's numbering plans), so a number that cannot exist in the UK is refused. Called
when the directory is built, never while someone waits.
"""

import re

import phonenumbers

_SHORT_CODE = re.compile(r"[1-9]\d{2,5}")


def number_problem(number: str) -> str | None:
    """What is wrong with a number, or None. Accepts E.164 numbers of the UK and short codes of 3 to 6 digits."""
    if _SHORT_CODE.fullmatch(number):
        return None
    try:
        parsed = phonenumbers.parse(number)
    except phonenumbers.NumberParseException:
        return f"{number!r} is neither +44... nor a short code"
    if phonenumbers.format_number(parsed, phonenumbers.PhoneNumberFormat.E164) != number:
        return f"{number!r} is not written as E.164"
    if not phonenumbers.is_valid_number_for_region(parsed, "GB"):
        return f"{number!r} cannot be a number in the UK"
    return None


def display_problem(number: str, display: str) -> str | None:
    """What is wrong with the form a person reads, or None: it must hold exactly the digits one dials."""
    dialled = "0" + number.removeprefix("+44") if number.startswith("+44") else number
    if not re.fullmatch(r"[0-9 ]+", display) or display.replace(" ", "") != dialled:
        return f"{display!r} does not hold the digits of {number!r}"
    return None
