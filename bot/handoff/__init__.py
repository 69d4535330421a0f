"""Passing a person on without knowing who she is: the sealed slip.

A slip says in short choices what is needed. It is sealed to an organisation's public key before it is stored, and only
a code that the person carries leads to it. What this package stores cannot be read with what it stores.
"""

from bot.handoff.codes import Code, new_code, read_code, shown_code
from bot.handoff.handoff import Handoff, Mailbox, Note
from bot.handoff.slip import Days, Hours, Limit, Slip, Visa

__all__ = [
    "Code",
    "Days",
    "Handoff",
    "Hours",
    "Limit",
    "Mailbox",
    "Note",
    "Slip",
    "Visa",
    "new_code",
    "read_code",
    "shown_code",
]
