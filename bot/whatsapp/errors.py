"""Meta's error codes: what they mean for a reply, and what an operator can do.

Codes from Meta's list (support/error-codes, updated 15 May 2026) and the tables of pywa and kapso; see
docs/decisions/whatsapp.md. Nothing of an error is logged but its code.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class Outcome(StrEnum):
    """What becomes of a reply that was refused."""

    RETRY = "retry"
    """Meta's or the network's trouble: soon again."""
    SLOWER = "slower"
    """Too many messages in all: again, with longer waits."""
    PAIR = "pair"
    """Too many messages to this one person: again after six seconds."""
    DROP = "drop"
    """It can never arrive, and nobody needs to know why."""
    STOP = "stop"
    """Nothing can be sent until an operator acts: the circuit opens."""
    BUG = "bug"
    """We sent something malformed."""


@dataclass(frozen=True, slots=True)
class Refusal:
    outcome: Outcome
    advice: str


_STOP_TOKEN = Refusal(Outcome.STOP, "The access token is invalid or expired. Make a new system user token.")
_STOP_PERMISSION = Refusal(Outcome.STOP, "The token lacks a permission. Give it whatsapp_business_messaging.")
_TRANSIENT = Refusal(Outcome.RETRY, "Meta has a passing fault. Nothing to do unless it lasts.")
_THROTTLED = Refusal(Outcome.SLOWER, "More messages than the number may send. Lower WAYMARK_WHATSAPP_THROUGHPUT.")
_BUG = Refusal(Outcome.BUG, "Meta refused the form of a message. Please report the code.")
_BLOCKED = Refusal(Outcome.STOP, "Meta limits this number for its quality. Look at the number in WhatsApp Manager.")
_ACCOUNT = Refusal(Outcome.STOP, "Meta restricts the account. Look at Business Support Home.")
_GONE = Refusal(Outcome.DROP, "The message cannot reach this person.")

REFUSALS: dict[int, Refusal] = {
    **dict.fromkeys((0, 190), _STOP_TOKEN),
    **dict.fromkeys((3, 10, *range(200, 300)), _STOP_PERMISSION),
    **dict.fromkeys((1, 2, 131000, 131016, 131057, 133004, 135000), _TRANSIENT),
    **dict.fromkeys((4, 80007, 130429), _THROTTLED),
    131056: Refusal(Outcome.PAIR, "Many messages to one person in a short time. Nothing to do."),
    **dict.fromkeys((131048, 131064), _BLOCKED),
    131047: Refusal(Outcome.DROP, "The 24 hours to answer are over. The reply is dropped on purpose."),
    **dict.fromkeys((131026, 131049, 131050, 130472), _GONE),
    131021: Refusal(Outcome.DROP, "The number wrote to itself."),
    131030: Refusal(Outcome.DROP, "This is Meta's test number and the person is not on its list of five."),
    **dict.fromkeys((100, 131008, 131009, 131051, 131052, 131053, 131062), _BUG),
    **dict.fromkeys((131031, 368, 130497), _ACCOUNT),
    131042: Refusal(Outcome.STOP, "Meta has no valid way of payment for the account."),
    **dict.fromkeys((131045, 133010), Refusal(Outcome.STOP, "The number is not registered. Register it again.")),
    137000: Refusal(Outcome.DROP, "The person's identity changed. The conversation starts anew with the next message."),
}
UNKNOWN = Refusal(Outcome.DROP, "An error code Waymark does not know. Look it up in Meta's list.")


def refusal(code: int | None, status: int) -> Refusal:
    """What a refusal means, by Meta's code, else by the HTTP status."""
    if code in REFUSALS:
        return REFUSALS[code]
    if status >= 500:
        return _TRANSIENT
    if status == 429:
        return _THROTTLED
    if status in (401, 403):
        return _STOP_TOKEN
    return UNKNOWN
