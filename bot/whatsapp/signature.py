"""Whether a webhook comes from Meta: HMAC-SHA256 of the raw bytes under the app secret, in X-Hub-Signature-256."""

from __future__ import annotations

import hashlib
import hmac
from collections.abc import Sequence

HEADER = "X-Hub-Signature-256"
_SCHEME = "sha256="


def sign(body: bytes, secret: str) -> str:
    """The header's value for a body."""
    return _SCHEME + hmac.new(secret.encode(), body, hashlib.sha256).hexdigest()


def is_signed(body: bytes, header: str | None, secrets: Sequence[str]) -> bool:
    """Whether the header signs exactly these bytes with one of the secrets. All are compared, each in constant time."""
    given = (header or "").encode("utf-8", "replace")
    matches = [hmac.compare_digest(sign(body, secret).encode(), given) for secret in secrets]
    return any(matches)
