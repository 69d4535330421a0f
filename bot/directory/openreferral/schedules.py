"""Opening hours as Open Referral schedules and back. What cannot be said exactly is left out rather than guessed."""

import re
from collections.abc import Iterable, Mapping
from typing import Any

from bot.directory.openreferral.vocabulary import stable_id

DAYS = ("Mo", "Tu", "We", "Th", "Fr", "Sa", "Su")
_RULE = re.compile(r"(?P<days>[A-Z][a-z][A-Za-z,-]*) (?P<opens>\d\d:\d\d)-(?P<closes>\d\d:\d\d)")
_PH_OFF = re.compile(r"\s*;\s*PH (?:off|closed)$")
_TIME = re.compile(r"(?P<time>(?:[01]\d|2[0-4]):[0-5]\d)(?::\d\d(?:\.\d+)?)?(?:Z|[+-]00:?00)?")
_END_OF_DAY = "23:59"


def schedules_of(owner: str, hours: str, description: str) -> list[dict[str, Any]]:
    """The weekly schedules of a service (`owner` is its id); none if the hours are more than weekdays and times."""
    weekly = _PH_OFF.sub("", hours)
    rules = [("Mo-Su", "00:00", "24:00")] if weekly == "24/7" else _rules(weekly)
    spans = [span for rule in rules or () for span in _within_a_day(*rule)]
    closed = "Closed on bank holidays." if weekly != hours else None
    return [
        {
            "id": stable_id("schedule", owner, description, str(position)),
            "freq": "WEEKLY",
            "interval": 1,
            "byday": ",".join(day.upper() for day in days),
            "opens_at": opens,
            "closes_at": _END_OF_DAY if closes == "24:00" else closes,
            "description": description,
            "attending_type": "phone",
            **({"notes": closed} if closed else {}),
        }
        for position, (days, opens, closes) in enumerate(spans)
    ]


def hours_of(schedules: Iterable[Mapping[str, Any]]) -> str | None:
    """Weekly schedules as opening hours; None if any of them says more than weekdays and times."""
    by_time: dict[tuple[str, str], set[str]] = {}
    for schedule in schedules:
        times = _TIME.fullmatch(schedule.get("opens_at", "")), _TIME.fullmatch(schedule.get("closes_at", ""))
        days = [day.strip().capitalize() for day in schedule.get("byday", "").split(",")]
        every_week = schedule.get("freq") == "WEEKLY" and schedule.get("interval", 1) == 1
        if not every_week or schedule.get("valid_to") or not all(times) or not set(days) <= set(DAYS):
            return None
        opens, closes = (match["time"] for match in times if match)
        by_time.setdefault((opens, "24:00" if closes == _END_OF_DAY else closes), set()).update(days)
    if by_time == {("00:00", "24:00"): set(DAYS)}:
        return "24/7"
    return "; ".join(f"{_days_text(days)} {opens}-{closes}" for (opens, closes), days in by_time.items()) or None


def _rules(weekly: str) -> list[tuple[str, str, str]] | None:
    matches = [_RULE.fullmatch(part.strip()) for part in weekly.split(";")]
    if not all(matches):
        return None
    return [(match["days"], match["opens"], match["closes"]) for match in matches if match]


def _within_a_day(days: str, opens: str, closes: str) -> list[tuple[list[str], str, str]]:
    """A span past midnight becomes two: the evening, and the morning of the days after."""
    named = _named(days)
    if closes > opens:
        return [(named, opens, closes)]
    following = [DAYS[(DAYS.index(day) + 1) % 7] for day in named]
    spans = [(named, opens, "24:00")]
    return spans if closes == "00:00" else [*spans, (sorted(following, key=DAYS.index), "00:00", closes)]


def _named(days: str) -> list[str]:
    """`Mo-We,Fr` as the days it names."""
    found: list[str] = []
    for part in days.split(","):
        first, _, last = part.partition("-")
        start, end = DAYS.index(first), DAYS.index(last or first)
        found += DAYS[start : end + 1] if start <= end else (*DAYS[start:], *DAYS[: end + 1])
    return found


def _days_text(days: set[str]) -> str:
    ordered = [day for day in DAYS if day in days]
    start = DAYS.index(ordered[0])
    if len(ordered) > 2 and ordered == list(DAYS[start : start + len(ordered)]):
        return f"{ordered[0]}-{ordered[-1]}"
    return ",".join(ordered)
