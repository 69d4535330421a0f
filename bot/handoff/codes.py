"""The code a person carries: sixteen digits, from which everything that leads to her slip is derived.

10^16 codes are 53 bits. Nobody can try them against a running server (see `bot.handoff.pace`), and against a stolen
store each try costs an Argon2id of 19 MiB: about 15 ms, so 10^16 tries are five million years of one core.

All slips of a store share a salt, so one try is against all of them: with 1,000 stored, divide by 1,000.
"""

from __future__ import annotations

import secrets
import unicodedata
from dataclasses import dataclass, field
from typing import NewType

from nacl.public import PrivateKey
from nacl.pwhash import argon2id

Code = NewType("Code", str)
"""Sixteen ASCII digits."""

DIGITS = 16
GROUPS = (5, 6, 5)
"""Written like a telephone number, so that a piece of paper with it says little."""
OPERATIONS, MEMORY = 2, 19 * 1024 * 1024
"""Argon2id: passes, and bytes of memory (the least that OWASP's password storage cheat sheet names for two passes)."""
LOCATOR_BYTES, SEED_BYTES = 16, 32


@dataclass(frozen=True, slots=True)
class Keys:
    """locator: hex, the name of the slip in the store; key: opens what is sealed for the person."""

    locator: str
    key: PrivateKey = field(repr=False)


def new_code() -> Code:
    """A code drawn by the system's own randomness."""
    return Code("".join(secrets.choice("0123456789") for _ in range(DIGITS)))


def read_code(text: str) -> Code | None:
    """The code in what a person wrote: digits of any script, with any spaces and marks between them; None if there are
    not sixteen digits, or letters among them."""
    digits = []
    for sign in unicodedata.normalize("NFKC", text[:200]):
        digit = unicodedata.digit(sign, None)
        if digit is not None:
            digits.append(str(digit))
        elif sign.isalpha():
            return None
    return Code("".join(digits)) if len(digits) == DIGITS else None


def shown_code(code: Code) -> str:
    """In groups, as people read telephone numbers aloud."""
    first, second = GROUPS[0], GROUPS[0] + GROUPS[1]
    return " ".join((code[:first], code[first:second], code[second:]))


def keys_of(code: Code, salt: bytes) -> Keys:
    """What a code leads to. Takes about 15 ms and 19 MiB on purpose; call it in a thread.

    salt: 16 bytes of the store, the same for all its slips, because the code alone must find one.
    """
    derived = argon2id.kdf(LOCATOR_BYTES + SEED_BYTES, code.encode("ascii"), salt, opslimit=OPERATIONS, memlimit=MEMORY)
    return Keys(derived[:LOCATOR_BYTES].hex(), PrivateKey.from_seed(derived[LOCATOR_BYTES:]))
