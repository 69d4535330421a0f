"""Makes Rasa and its libraries silent about people before anything of theirs is imported.

Embedded Rasa prints every message text to stdout by structlog's default, and its errors carry texts, sender ids and
slots (ENGINE notes in docs/decisions). Our own events go through `keep_known_fields`; Rasa's are dropped.
"""

from __future__ import annotations

import logging
import os
import warnings

import structlog

LOGGED_FIELDS = frozenset(
    {"event", "level", "timestamp", "channel", "outcome", "duration_ms", "error", "where", "count"}
)
"""The only fields a log line may have. None of them holds anything a person typed or chose."""

SILENCED = ("rasa", "rasa_sdk", "sanic", "asyncio", "aiohttp", "apscheduler", "matplotlib", "sqlalchemy", "urllib3")


def keep_known_fields(logger: object, method: str, event: dict) -> dict:
    """A structlog processor: drops every field that is not on the list, and every line that is not ours."""
    if not str(event.get("event", "")).startswith("waymark."):
        raise structlog.DropEvent
    return {key: value for key, value in event.items() if key in LOGGED_FIELDS}


def be_quiet() -> None:
    """Configure logging for a process that serves people. Call it before importing Rasa.

    There is no switch to make it talk: a debug level would print what people write.
    """
    os.environ["RASA_TELEMETRY_ENABLED"] = "false"
    os.environ["ORT_DISABLE_TELEMETRY"] = "1"
    structlog.configure(
        processors=[
            keep_known_fields,
            structlog.processors.add_log_level,
            structlog.processors.TimeStamper(fmt="%Y-%m-%dT%H:%M", utc=True),
            structlog.processors.JSONRenderer(),
        ],
        wrapper_class=structlog.make_filtering_bound_logger(logging.INFO),
        cache_logger_on_first_use=False,
    )
    for name in SILENCED:
        logger = logging.getLogger(name)
        logger.handlers = [logging.NullHandler()]
        logger.propagate = False
        logger.setLevel(logging.CRITICAL + 1)
    # asyncio and others may log through the root logger with arguments that hold a message.
    logging.getLogger().handlers = [logging.NullHandler()]
    logging.lastResort = None
    # Warnings of Rasa can quote an event or a response; no warning of a library helps an operator here.
    warnings.showwarning = _say_nothing


def _say_nothing(*args: object, **kwargs: object) -> None:
    """Takes the place of `warnings.showwarning`."""


log = structlog.get_logger()
