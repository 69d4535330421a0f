"""Settings from the environment. Defaults are the safe choice; secrets never appear in `repr`."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import urlsplit

from bot.errors import ConfigurationError
from bot.paths import BUILD, CONTENT, ROOT

PREFIX = "WAYMARK_"


@dataclass(frozen=True)
class Settings:
    """Everything an operator can choose. Each field is the environment variable WAYMARK_<NAME>."""

    neutral_url: str = "https://www.bbc.co.uk/weather"
    """Where "Leave this page" goes: fast, neutral, well known, without sign-in."""
    rest_channel: bool = False
    """Whether Rasa's REST channel is offered at /webhooks/rest/webhook. It is for demonstrations, not for victims."""
    hsts: bool = False
    """Send Strict-Transport-Security. Switch on where the service is only reached over HTTPS."""
    max_body: int = 16 * 1024
    """Largest request body, in bytes."""
    queue: int = 100
    """Messages that may wait for the engine before the service says it is busy."""
    state_minutes: int = 60
    """How long a page may stay idle before its sealed state can no longer be opened."""
    directory_stale_days: int = 180
    """Days after which an organisation's entry is shown as possibly out of date and comes later in a search."""
    demo: bool = False
    """Show on every page that this is a demonstration."""
    switched_off: Path = CONTENT / "switched-off.jsonl"
    """Where statements are switched off in an emergency; see `waymark content switch-off`."""
    flood: int = 240
    """Requests a minute from one sender before they are slowed down; 0 for no limit."""
    client_header: str | None = None
    """The header in which a proxy in front writes the client's address; only for the limit above, never kept."""
    lock_memory: bool = False
    """Keep memory out of the swap; the service needs the right to lock it."""
    embed: tuple[str, ...] = ()
    """Sites that may show the chat in a frame (/{lang}?embed), such as https://charity.example, separated by spaces."""
    onion: str | None = None
    """Our own onion address, such as http://abc.onion, offered to people who use Tor Browser."""
    handoff: str = "build/handoff.sqlite"
    """Where sealed slips are kept: a file, `redis` (see redis_url), or `off`. Nothing is made before an organisation
    takes slips."""
    handoff_recipients: Path = CONTENT / "handoff.yml"
    """Which organisations take slips, with their public keys; see `waymark handoff trust`."""
    handoff_accounts: Path = BUILD / "handoff-accounts.sqlite"
    """Who may sign in for these organisations; see `waymark handoff add-worker`."""
    redis_url: str | None = field(default=None, repr=False)
    """A Redis or Valkey that saves nothing to disk, where several machines share keys and WhatsApp conversations."""
    state_seed: tuple[int, bytes] | None = field(default=None, repr=False)
    """(epoch, 32 bytes): where the keys of several workers begin; set by `serve --workers`, never by hand."""

    @classmethod
    def from_env(cls, env: Mapping[str, str]) -> Settings:
        """Raises ConfigurationError naming the variable and an example value."""
        return cls(
            neutral_url=_url(env, "NEUTRAL_URL", cls.neutral_url),
            rest_channel=_flag(env, "REST_CHANNEL", cls.rest_channel),
            hsts=_flag(env, "HSTS", cls.hsts),
            max_body=_number(env, "MAX_BODY", cls.max_body, 1024, 1024 * 1024),
            queue=_number(env, "QUEUE", cls.queue, 1, 10_000),
            state_minutes=_number(env, "STATE_MINUTES", cls.state_minutes, 5, 24 * 60),
            directory_stale_days=_number(env, "DIRECTORY_STALE_DAYS", cls.directory_stale_days, 1, 3650),
            demo=_flag(env, "DEMO", cls.demo),
            flood=_number(env, "FLOOD", cls.flood, 0, 100_000),
            client_header=_token(env, "CLIENT_HEADER"),
            lock_memory=_flag(env, "LOCK_MEMORY", cls.lock_memory),
            embed=_origins(env, "EMBED"),
            onion=_onion(env, "ONION"),
            handoff=_handoff(env, cls.handoff),
            handoff_recipients=ROOT / (env.get(PREFIX + "HANDOFF_RECIPIENTS") or cls.handoff_recipients),
            handoff_accounts=ROOT / (env.get(PREFIX + "HANDOFF_ACCOUNTS") or cls.handoff_accounts),
            redis_url=env.get(PREFIX + "REDIS_URL") or None,
            switched_off=ROOT / (env.get(PREFIX + "SWITCHED_OFF") or cls.switched_off),
        )


def _url(env: Mapping[str, str], name: str, default: str) -> str:
    value = env.get(PREFIX + name, default)
    parts = urlsplit(value)
    if parts.scheme not in ("http", "https") or not parts.netloc or any(sign in value for sign in "\"'<> \n"):
        raise ConfigurationError(f"{PREFIX}{name} must be a web address, for example {default}")
    return value


def _token(env: Mapping[str, str], name: str) -> str | None:
    value = env.get(PREFIX + name, "").strip()
    if value and not re.fullmatch(r"[A-Za-z0-9-]{1,40}", value):
        raise ConfigurationError(f"{PREFIX}{name} must be the name of a header, for example X-Real-IP")
    return value or None


def _origins(env: Mapping[str, str], name: str) -> tuple[str, ...]:
    values = tuple(env.get(PREFIX + name, "").split())
    if not all(re.fullmatch(r"https?://[A-Za-z0-9.-]+(?::\d{1,5})?", value) for value in values):
        raise ConfigurationError(
            f"{PREFIX}{name} must be sites separated by spaces, for example https://charity.example"
        )
    return values


def _onion(env: Mapping[str, str], name: str) -> str | None:
    value = env.get(PREFIX + name, "").strip().rstrip("/")
    if value and not re.fullmatch(r"http://[a-z2-7]{56}\.onion", value):
        raise ConfigurationError(f"{PREFIX}{name} must be an onion address of version 3: http://<56 letters>.onion")
    return value or None


def _handoff(env: Mapping[str, str], default: str) -> str:
    value = env.get(PREFIX + "HANDOFF", "").strip() or default
    if value == "redis" and not env.get(PREFIX + "REDIS_URL"):
        raise ConfigurationError(
            f"{PREFIX}HANDOFF=redis needs {PREFIX}REDIS_URL as well, for example redis://127.0.0.1:6379/0"
        )
    return value


def _flag(env: Mapping[str, str], name: str, default: bool) -> bool:
    value = env.get(PREFIX + name)
    if value is None:
        return default
    if value.lower() in ("1", "true", "yes", "on"):
        return True
    if value.lower() in ("0", "false", "no", "off", ""):
        return False
    raise ConfigurationError(f"{PREFIX}{name} must be 1 or 0")


def _number(env: Mapping[str, str], name: str, default: int, least: int, most: int) -> int:
    value = env.get(PREFIX + name)
    if value is None:
        return default
    if not value.isascii() or not value.isdigit() or not least <= int(value) <= most:
        raise ConfigurationError(f"{PREFIX}{name} must be a whole number from {least} to {most}, for example {default}")
    return int(value)
