"""Everything stored about the people who work for an organisation, each with what it is for and when it is gone."""

from __future__ import annotations

from bot.handoff.columns import Column

WITH_WORKER = "when the worker is removed"
WITH_INVITATION = "when it is used or withdrawn, or 48 hours after it was made"
WITH_TRAIL = "after 90 days"

WORKERS = (
    Column("organisation", str, "for which organisation of the directory the person works", WITH_WORKER),
    Column("name", str, "who signs in; chosen by the manager, need not be a real name", WITH_WORKER),
    Column("role", str, "worker, or manager who may also invite and remove", WITH_WORKER),
    Column("since", str, "day of joining, so that a manager finds forgotten accounts", WITH_WORKER),
    Column("salt", bytes, "with the passphrase it gives the key of the next column (Argon2id)", WITH_WORKER),
    Column("secret", bytes, "what the authenticator's codes are made from, sealed; proves the passphrase too",
           WITH_WORKER),
    Column("last_step", int, "the last code used, as the number of its 30 seconds, so that none is used twice",
           WITH_WORKER),
    Column("wrong_codes", int, "wrong codes since the last sign-in, to slow down guessing", "at the next sign-in"),
    Column("wait_until", str, "until which minute no code is accepted after too many wrong ones",
           "at the next sign-in"),
    Column("session", int, "number of the session that is good; others have ended", WITH_WORKER),
)  # fmt: skip
INVITATIONS = (
    Column("token", str, "SHA-256 of what the link ends with", WITH_INVITATION),
    Column("organisation", str, "for which organisation", WITH_INVITATION),
    Column("name", str, "who is invited", WITH_INVITATION),
    Column("role", str, "worker or manager", WITH_INVITATION),
    Column("expires_at", str, "until which minute it can be used (UTC)", WITH_INVITATION),
)
TRAIL = (
    Column("organisation", str, "whose trail", WITH_TRAIL),
    Column("hour", str, "when, to the hour (UTC)", WITH_TRAIL),
    Column("worker", str, "who did it; empty for the operator's command line", WITH_TRAIL),
    Column("action", str, "what was done; never with or to which slip", WITH_TRAIL),
    Column("about", str, "which worker was invited or removed; otherwise empty", WITH_TRAIL),
    Column("times", int, "how often in that hour", WITH_TRAIL),
)
ACCOUNT_TABLES = {"workers": WORKERS, "invitations": INVITATIONS, "trail": TRAIL}
ACCOUNT_KEYS = {
    "workers": ("organisation", "name"),
    "invitations": "token",
    "trail": ("organisation", "hour", "worker", "action", "about"),
}
