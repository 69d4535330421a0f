"""Whether a line answers now, from OpenStreetMap opening hours in UK time.

The syntax is read by `opening-hours-py` (Rust, MIT or Apache-2.0; one abi3 wheel for Python 3.10 and later on Linux,
released several times a year): weekdays, spans past midnight and clock changes are its work. Its own holiday list does
not tell Scotland from England, so holidays come from `bank_holidays` and are laid over its answer here.

A false "open now" is worse than "we do not know": on a bank holiday, hours that do not speak of holidays become
unknown. Hours written `24/7` are taken at their word. `; PH off` at the end means closed on bank holidays.
"""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, time, timedelta
from functools import lru_cache
from itertools import pairwise
from zoneinfo import ZoneInfo

from opening_hours import OpeningHours, State, validate

from bot.directory.bank_holidays import nations_on_holiday
from bot.directory.codes import Nation

LONDON = ZoneInfo("Europe/London")
HORIZON = timedelta(days=14)
"""How far ahead an opening is looked for; longer than any Christmas."""

_PH_OFF = re.compile(r"(?P<rules>.+?)\s*;\s*PH (?:off|closed)")
_HAS_TIME = re.compile(r"\d\d:\d\d-\d\d:\d\d")


@dataclass(frozen=True, slots=True)
class OpeningState:
    """Whether a line answers at a moment. Times are in Europe/London."""

    open_now: bool | None
    """None: the hours are not known, or a bank holiday makes them doubtful."""
    opens_at: datetime | None = None
    """When it is not known to be open: the next time it surely opens, if that is known."""
    closes_at: datetime | None = None
    """When it is open: the time it closes, if that is known."""
    always: bool = False
    """Day and night, every day."""


UNKNOWN = OpeningState(open_now=None)
ALWAYS = OpeningState(open_now=True, always=True)


@dataclass(frozen=True, slots=True)
class _Rules:
    weekly: OpeningHours
    always: bool
    off_on_holidays: bool


@dataclass(frozen=True, slots=True)
class _Span:
    start: datetime
    end: datetime
    open: bool | None


def opening_state(hours: str | None, *, now: datetime, nations: Iterable[Nation]) -> OpeningState:
    """Whether a line with these hours, used in these nations, answers at `now` (which must have a time zone).

    Raises `ValueError` for hours `hours_problem` complains about.
    """
    if now.tzinfo is None:
        raise ValueError("now needs a time zone")
    if hours is None:
        return UNKNOWN
    rules = _parse(hours)
    if rules.always:
        return ALWAYS
    spans = list(_spans(rules, now.astimezone(LONDON), frozenset(nations)))
    if spans[0].open:
        return OpeningState(open_now=True, closes_at=_closing(spans))
    opens_at = next((span.start for span in spans if span.open), None)
    return OpeningState(open_now=spans[0].open, opens_at=opens_at)


def hours_problem(hours: str) -> str | None:
    """What is wrong with opening hours, or None. Used when the directory is built."""
    try:
        _parse(hours)
    except ValueError as error:
        return str(error)
    return None


@lru_cache(maxsize=512)
def _parse(hours: str) -> _Rules:
    match = _PH_OFF.fullmatch(hours)
    weekly = match["rules"] if match else hours
    if "PH" in weekly or "SH" in weekly:
        raise ValueError(f"{hours!r}: holidays are understood only as '; PH off' at the end")
    if weekly != "24/7" and not _HAS_TIME.search(weekly):
        raise ValueError(f"{hours!r} gives no times; leave hours out if they are not known")
    if not validate(weekly):
        raise ValueError(f"{hours!r} is not in the opening_hours syntax")
    parsed = OpeningHours(weekly, timezone=LONDON)
    always = str(parsed.normalize()) == "24/7" and not match
    return _Rules(weekly=parsed, always=always, off_on_holidays=bool(match))


def _spans(rules: _Rules, now: datetime, nations: frozenset[Nation]) -> Iterator[_Span]:
    """The time from `now` to the horizon, in order, as spans of one state; neighbours differ."""
    current: _Span | None = None
    for piece in _days(rules, now, nations):
        if current and current.open is piece.open:
            current = _Span(current.start, piece.end, current.open)
            continue
        if current:
            yield current
        current = piece
    if current:
        yield current


def _days(rules: _Rules, now: datetime, nations: frozenset[Nation]) -> Iterator[_Span]:
    """The library's intervals cut at midnight, each part judged by the holidays of its own day."""
    # Fourteen days of real time: the same hour of the clock does not exist on the night in March when it is put on.
    horizon = (now.astimezone(UTC) + HORIZON).astimezone(LONDON)
    for start, end, state, _comment in rules.weekly.intervals(now, horizon):
        while start < end:
            midnight = datetime.combine(start.date() + timedelta(days=1), time(), LONDON)
            stop = min(end, midnight)
            yield _Span(start, stop, _open_on(start, state, rules, nations))
            start = stop


def _open_on(start: datetime, state: State, rules: _Rules, nations: frozenset[Nation]) -> bool | None:
    if state == State.CLOSED:
        return False
    if state == State.UNKNOWN:
        return None
    resting = nations_on_holiday(start.date(), nations)
    if not resting:
        return True
    return False if rules.off_on_holidays and resting == nations else None


def _closing(spans: list[_Span]) -> datetime | None:
    """The end of the first span, if it surely closes then; a doubtful holiday or the horizon is no closing time."""
    return next((first.end for first, second in pairwise(spans[:2]) if second.open is False), None)
