"""How old an entry may be before the person is told to ask whether it is still right."""

import os
from datetime import date, timedelta
from functools import cache

from bot.settings import Settings


def is_stale(checked_on: date | None, today: date, days: int) -> bool:
    """Whether an entry was last checked more than `days` days before `today`. An entry nobody checked is stale."""
    return checked_on is None or today - checked_on > timedelta(days=days)


@cache
def stale_days() -> int:
    """The days this process was set to (WAYMARK_DIRECTORY_STALE_DAYS). Raises `ConfigurationError` for a wrong one."""
    return Settings.from_env(os.environ).directory_stale_days
