"""What the pages of the help note carry from one to the next, sealed: nothing of it is kept here.

Her code travels sealed, so that it stands on the one page that shows it and nowhere else. A form carries a secret from
which its code comes: the same note sent twice, by a reload or on a bad line, leads to the same code and to one slip.
"""

from __future__ import annotations

import hashlib
import hmac
import json
import secrets

from bot.errors import InvalidState
from bot.handoff.codes import DIGITS, Code, read_code
from bot.handoff.slip import Slip
from bot.privacy.keys import KeyRing, steady_time
from bot.privacy.sealed_state import StateSealer
from bot.settings import Settings

MINUTES = 15
"""How long a page may lie open between two steps."""


class SlipSeals:
    def __init__(self, settings: Settings) -> None:
        epoch, seed = settings.state_seed or (None, secrets.token_bytes(32))
        keys = KeyRing(seed, keep=MINUTES * 60, clock=steady_time, epoch=epoch)
        self._codes = StateSealer(keys, "help note code", minutes=MINUTES, clock=steady_time)
        self._forms = StateSealer(keys, "help note form", minutes=MINUTES, clock=steady_time)

    def seal_code(self, code: Code) -> str:
        return self._codes.seal({"code": code})

    def open_code(self, token: str) -> Code | None:
        """The sealed code; None if the page was open for too long, or this is something else."""
        try:
            return read_code(self._codes.open(token)["code"])
        except InvalidState:
            return None

    def seal_form(self, secret: bytes) -> str:
        return self._forms.seal({"secret": secret.hex()})

    def open_form(self, token: str) -> bytes | None:
        """The secret of a form; None if the page was open for too long, or this is something else."""
        try:
            return bytes.fromhex(self._forms.open(token)["secret"])
        except InvalidState:
            return None


def new_secret() -> bytes:
    return secrets.token_bytes(32)


def code_for(secret: bytes, slip: Slip, organisation: str | None, days: int) -> Code:
    """The code of one note sent from one form: drawn from the form's secret, so nobody without it can tell it."""
    content = json.dumps([slip.to_json(), organisation, days], sort_keys=True).encode()
    number = int.from_bytes(hmac.new(secret, content, hashlib.sha256).digest())
    return Code(f"{number % 10**DIGITS:0{DIGITS}}")
