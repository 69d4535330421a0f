"""Two proofs of a worker: a passphrase, and codes of an authenticator whose secret is sealed with that passphrase.

No hash of the passphrase is stored beside it: that the box opens is the proof. Whoever steals the file of accounts can
make no codes before the passphrase is guessed.
"""

from __future__ import annotations

import functools
import hmac
import secrets
import unicodedata
from dataclasses import dataclass, field
from datetime import datetime
from typing import Self

import pyotp
from nacl.exceptions import CryptoError
from nacl.pwhash import argon2id
from nacl.secret import SecretBox

from bot.errors import BadRequest

SHORTEST, LONGEST = 12, 200
FEWEST_DIFFERENT = 5
"""Different characters of a passphrase: refuses "aaaaaaaaaaaa"."""
OPERATIONS, MEMORY = 3, 64 * 1024 * 1024
"""Argon2id: passes, and bytes of memory. About 80 ms."""
STEP_SECONDS = 30
DRIFT = 1
"""Steps by which the clock of an authenticator may be wrong, to either side."""


@dataclass(frozen=True, slots=True)
class Proof:
    """What is stored to check a worker: see `bot.handoff.account_tables`."""

    salt: bytes = field(repr=False)
    secret: bytes = field(repr=False)

    @classmethod
    def of(cls, passphrase: str, secret: str) -> Self:
        """Takes about 80 ms; call it in a thread. Raises BadRequest if the passphrase is too easy to guess."""
        chosen = _normal(passphrase)
        if not SHORTEST <= len(chosen) <= LONGEST or len(set(chosen)) < FEWEST_DIFFERENT:
            raise BadRequest(
                f"The passphrase must have {SHORTEST} to {LONGEST} characters. Four or five words are good."
            )
        salt = secrets.token_bytes(argon2id.SALTBYTES)
        return cls(salt, bytes(SecretBox(_stretched(chosen, salt)).encrypt(secret.encode("ascii"))))

    def open(self, passphrase: str) -> str | None:
        """The secret of the authenticator, if the passphrase is right. Takes about 80 ms; call it in a thread."""
        given = _normal(passphrase[:LONGEST])
        try:
            return SecretBox(_stretched(given, self.salt)).decrypt(self.secret).decode("ascii")
        except CryptoError:
            return None


@functools.lru_cache(maxsize=1)
def proof_of_nobody() -> Proof:
    """What the passphrase of a name that does not exist is compared with, so that the answer takes as long."""
    return Proof.of(secrets.token_hex(SHORTEST), new_secret())


def new_secret() -> str:
    """160 bits in base32, as authenticators take it."""
    return pyotp.random_base32()


def step_of(secret: str, code: str, now: datetime) -> int | None:
    """The number of the 30 seconds that a code belongs to; None if it is of no time near now. Digits of any script are
    read, with spaces between them."""
    given = "".join(str(unicodedata.digit(sign)) for sign in code[:40] if unicodedata.digit(sign, None) is not None)
    present = int(now.timestamp()) // STEP_SECONDS
    generator = pyotp.HOTP(secret)
    found = None
    for step in range(present - DRIFT, present + DRIFT + 1):
        if hmac.compare_digest(generator.at(step), given):
            found = step
    return found


def enrolment_uri(secret: str, name: str, organisation: str) -> str:
    """What an authenticator reads from the picture. It names the organisation and the account, and no service that
    helps victims: others may see the telephone."""
    return pyotp.TOTP(secret).provisioning_uri(name=name, issuer_name=organisation)


def _normal(passphrase: str) -> str:
    """The same characters however a keyboard composes them."""
    return unicodedata.normalize("NFKC", passphrase)


def _stretched(passphrase: str, salt: bytes) -> bytes:
    return argon2id.kdf(SecretBox.KEY_SIZE, passphrase.encode(), salt, opslimit=OPERATIONS, memlimit=MEMORY)
