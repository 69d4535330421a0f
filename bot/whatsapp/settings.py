"""Settings of the bridge, from the environment or from mounted files."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import urlsplit

from bot.errors import ConfigurationError

PREFIX = "WAYMARK_WHATSAPP_"
NEWEST_VERSION = "v26.0"
"""The version Meta's own examples used in June 2026."""
_VERSION = re.compile(r"v\d{2}\.\d")


@dataclass(frozen=True)
class WhatsAppSettings:
    """Each field is WAYMARK_WHATSAPP_<NAME>; a secret may stand in a file that WAYMARK_WHATSAPP_<NAME>_FILE names."""

    phone_number_id: str
    """Meta's id of our own number."""
    token: str = field(repr=False)
    """The system user's access token."""
    app_secret: tuple[str, ...] = field(repr=False)
    """The app's secret, or two of them separated by a comma while one replaces the other."""
    verify_token: str = field(repr=False)
    """A word of our own choice that Meta repeats when the webhook is set up."""
    api_base: str = "https://graph.facebook.com"
    """Where Meta's API is; another address is for trying the bridge out."""
    api_version: str = NEWEST_VERSION
    public_url: str | None = None
    """Our own address as others see it, such as https://example.org: for the link to the web chat and the picture."""
    show_reading: bool = False
    """Mark messages as read and show that an answer is being written. Off: both tell when somebody was there."""
    throughput: int = 60
    """Messages sent a second to everybody together; Meta allows 80 in and out."""

    @classmethod
    def from_env(cls, env: Mapping[str, str]) -> WhatsAppSettings | None:
        """The settings, or None if nothing of WhatsApp is set.

        Raises:
            ConfigurationError: something is missing or malformed; the message names the variable and never a secret.
        """
        if not any(name.startswith(PREFIX) for name in env):
            return None
        secrets = tuple(part.strip() for part in _secret(env, "APP_SECRET").split(",") if part.strip())
        if not 1 <= len(secrets) <= 2:
            raise ConfigurationError(f"{PREFIX}APP_SECRET must be one secret, or two separated by a comma")
        return cls(
            phone_number_id=_required(env, "PHONE_NUMBER_ID", r"\d{5,25}", "digits, such as 100000000000001"),
            token=_secret(env, "TOKEN"),
            app_secret=secrets,
            verify_token=_secret(env, "VERIFY_TOKEN"),
            api_base=_address(env, "API_BASE") or cls.api_base,
            api_version=_version(env),
            public_url=_address(env, "PUBLIC_URL"),
            show_reading=env.get(PREFIX + "SHOW_READING", "0").lower() in ("1", "true", "yes", "on"),
            throughput=_number(env, "THROUGHPUT", cls.throughput),
        )


def _required(env: Mapping[str, str], name: str, pattern: str, wanted: str) -> str:
    value = env.get(PREFIX + name, "").strip()
    if not re.fullmatch(pattern, value):
        raise ConfigurationError(f"{PREFIX}{name} must be {wanted}. See docs/WHATSAPP.md")
    return value


def _secret(env: Mapping[str, str], name: str) -> str:
    path = env.get(f"{PREFIX}{name}_FILE")
    value = env.get(PREFIX + name)
    if path:
        try:
            value = Path(path).read_text("utf-8")
        except (OSError, UnicodeDecodeError) as error:
            raise ConfigurationError(f"{PREFIX}{name}_FILE names a file that cannot be read") from error
    value = ",".join(part.strip() for part in (value or "").split(","))
    if not value or any(sign.isspace() or not sign.isprintable() for sign in value):
        raise ConfigurationError(f"{PREFIX}{name} or {PREFIX}{name}_FILE is missing or malformed. See docs/WHATSAPP.md")
    return value


def _address(env: Mapping[str, str], name: str) -> str | None:
    value = env.get(PREFIX + name, "").strip().rstrip("/")
    if not value:
        return None
    parts = urlsplit(value)
    if parts.scheme not in ("http", "https") or not parts.netloc or parts.query or parts.fragment:
        raise ConfigurationError(f"{PREFIX}{name} must be a web address such as https://example.org")
    return value


def _version(env: Mapping[str, str]) -> str:
    value = env.get(PREFIX + "API_VERSION", NEWEST_VERSION)
    if not _VERSION.fullmatch(value):
        raise ConfigurationError(f"{PREFIX}API_VERSION must be a version such as {NEWEST_VERSION}")
    return value


def _number(env: Mapping[str, str], name: str, default: int) -> int:
    value = env.get(PREFIX + name, str(default))
    if not (value.isascii() and value.isdigit() and 1 <= int(value) <= 1000):
        raise ConfigurationError(f"{PREFIX}{name} must be a whole number from 1 to 1000, for example {default}")
    return int(value)
