"""Opening hours: UK time, clock changes, midnight, and bank holidays that differ by nation."""

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.directory.codes import ALL_NATIONS, Nation
from bot.directory.hours import ALWAYS, HORIZON, LONDON, UNKNOWN, hours_problem, opening_state

ENGLAND = (Nation.ENGLAND,)
SCOTLAND = (Nation.SCOTLAND,)
OFFICE = "Mo-Fr 09:00-17:00"
OFF_ON_HOLIDAYS = "Mo-Fr 09:00-17:00; PH off"
NIGHT = "Mo-Su 22:00-06:00"
EVENING = "Mo-Su 18:00-24:00"


def london(*parts: int) -> datetime:
    return datetime(*parts, tzinfo=LONDON)


def test_unknown_hours_stay_unknown():
    assert opening_state(None, now=london(2026, 11, 24, 12), nations=ENGLAND) == UNKNOWN


@pytest.mark.parametrize("moment", [london(2026, 11, 24, 3), london(2026, 12, 25, 12), london(2027, 3, 28, 2, 30)])
def test_always_open_is_open_at_night_at_christmas_and_while_clocks_change(moment):
    assert opening_state("24/7", now=moment, nations=ALL_NATIONS) == ALWAYS


def test_open_in_working_hours_with_its_closing_time():
    state = opening_state(OFFICE, now=london(2026, 11, 24, 12), nations=ENGLAND)
    assert (state.open_now, state.closes_at, state.opens_at) == (True, london(2026, 11, 24, 17), None)


@pytest.mark.parametrize(
    ("now", "opens_at"),
    [
        (london(2026, 11, 24, 8, 59), london(2026, 11, 24, 9)),
        (london(2026, 11, 24, 17), london(2026, 11, 25, 9)),
        (london(2026, 11, 27, 18), london(2026, 11, 30, 9)),
    ],
    ids=["before opening", "at the closing minute", "over the weekend"],
)
def test_closed_with_the_next_opening(now, opens_at):
    state = opening_state(OFFICE, now=now, nations=ENGLAND)
    assert (state.open_now, state.opens_at, state.closes_at) == (False, opens_at, None)


def test_a_caller_abroad_is_answered_in_uk_time():
    noon_in_dhaka = datetime(2026, 11, 24, 12, tzinfo=ZoneInfo("Asia/Dhaka"))  # 06:00 in London
    state = opening_state(OFFICE, now=noon_in_dhaka, nations=ENGLAND)
    assert (state.open_now, state.opens_at) == (False, london(2026, 11, 24, 9))
    assert state.opens_at.utcoffset() == timedelta(0)


def test_a_moment_without_a_time_zone_is_refused():
    with pytest.raises(ValueError, match="time zone"):
        opening_state(OFFICE, now=datetime(2026, 11, 24, 12), nations=ENGLAND)


def test_open_past_midnight_until_morning():
    state = opening_state(NIGHT, now=london(2026, 11, 24, 23, 30), nations=ENGLAND)
    assert (state.open_now, state.closes_at) == (True, london(2026, 11, 25, 6))
    assert opening_state(NIGHT, now=london(2026, 11, 25, 0), nations=ENGLAND).open_now is True
    assert opening_state(NIGHT, now=london(2026, 11, 25, 6), nations=ENGLAND).open_now is False


def test_closing_at_midnight_means_closed_at_midnight():
    state = opening_state(EVENING, now=london(2026, 11, 24, 23, 59), nations=SCOTLAND)
    assert (state.open_now, state.closes_at) == (True, london(2026, 11, 25, 0))
    assert opening_state(EVENING, now=london(2026, 11, 25, 0), nations=SCOTLAND).open_now is False


@pytest.mark.parametrize(
    ("utc", "open_now"),
    [
        (datetime(2026, 10, 25, 8, 30, tzinfo=UTC), False),  # 08:30 GMT on the day clocks go back
        (datetime(2026, 10, 24, 8, 30, tzinfo=UTC), True),  # 09:30 BST the day before
        (datetime(2027, 3, 28, 8, 30, tzinfo=UTC), True),  # 09:30 BST on the day clocks go forward
        (datetime(2027, 3, 27, 8, 30, tzinfo=UTC), False),  # 08:30 GMT the day before
    ],
)
def test_hours_follow_the_clock_on_the_wall_across_the_clock_changes(utc, open_now):
    assert opening_state("Mo-Su 09:00-17:00", now=utc, nations=ENGLAND).open_now is open_now


def test_the_repeated_hour_in_october_is_open_both_times():
    for utc_hour in (0, 1):  # 01:30 BST, then 01:30 GMT
        now = datetime(2026, 10, 25, utc_hour, 30, tzinfo=UTC)
        state = opening_state(NIGHT, now=now, nations=ENGLAND)
        assert (state.open_now, state.closes_at) == (True, london(2026, 10, 25, 6))


def test_the_missing_hour_in_march_does_not_stop_the_night_shift():
    state = opening_state(NIGHT, now=datetime(2027, 3, 28, 1, 0, tzinfo=UTC), nations=ENGLAND)  # 02:00 BST
    assert (state.open_now, state.closes_at) == (True, london(2027, 3, 28, 6))


@pytest.mark.parametrize(
    ("day", "scotland", "england"),
    [
        (london(2026, 1, 2, 12), None, True),  # 2 January rests in Scotland only
        (london(2026, 11, 30, 12), None, True),  # St Andrew's Day
        (london(2026, 4, 6, 12), True, None),  # Easter Monday rests in England, not in Scotland
        (london(2026, 12, 28, 12), None, None),  # Boxing Day moved to Monday
    ],
)
def test_a_bank_holiday_makes_hours_doubtful_in_its_own_nation(day, scotland, england):
    assert opening_state(OFFICE, now=day, nations=SCOTLAND).open_now is scotland
    assert opening_state(OFFICE, now=day, nations=ENGLAND).open_now is england


def test_a_helpline_for_the_whole_uk_is_doubtful_when_any_nation_rests():
    assert opening_state(OFFICE, now=london(2026, 1, 2, 12), nations=ALL_NATIONS).open_now is None


def test_a_doubtful_day_names_the_next_sure_opening():
    state = opening_state(OFFICE, now=london(2026, 12, 25, 12), nations=ENGLAND)
    assert (state.open_now, state.opens_at) == (None, london(2026, 12, 29, 9))


def test_a_doubtful_day_is_not_promised_as_the_next_opening():
    state = opening_state(OFFICE, now=london(2026, 12, 24, 18), nations=ENGLAND)
    assert (state.open_now, state.opens_at) == (False, london(2026, 12, 29, 9))


def test_the_night_before_a_bank_holiday_has_no_sure_closing_time():
    state = opening_state(NIGHT, now=london(2026, 12, 24, 23), nations=ENGLAND)
    assert (state.open_now, state.closes_at) == (True, None)


def test_hours_outside_the_week_stay_closed_on_a_bank_holiday():
    assert opening_state(OFFICE, now=london(2026, 12, 25, 3), nations=ENGLAND).open_now is False


def test_ph_off_closes_on_a_bank_holiday_for_sure():
    state = opening_state(OFF_ON_HOLIDAYS, now=london(2026, 12, 25, 12), nations=ENGLAND)
    assert (state.open_now, state.opens_at) == (False, london(2026, 12, 29, 9))


def test_ph_off_is_doubtful_when_only_some_of_its_nations_rest():
    assert opening_state(OFF_ON_HOLIDAYS, now=london(2026, 1, 2, 12), nations=ALL_NATIONS).open_now is None


@pytest.mark.parametrize(
    "hours", ["24/7", OFFICE, OFF_ON_HOLIDAYS, NIGHT, EVENING, "Mo-Th 10:00-20:30; Fr 10:00-16:30"]
)
def test_good_hours_have_no_problem(hours):
    assert hours_problem(hours) is None


@pytest.mark.parametrize(
    "hours", ["", "Mo-Su", "9 to 5", "Mo-Fr 25:00-26:99x", "Mo-Fr,PH 09:00-17:00", "SH 10:00-12:00"]
)
def test_bad_hours_have_a_problem(hours):
    assert hours_problem(hours)


@given(
    hours=st.sampled_from([OFFICE, OFF_ON_HOLIDAYS, NIGHT, EVENING]),
    now=st.datetimes(datetime(2024, 1, 1), datetime(2035, 1, 1), timezones=st.just(UTC)),
    nations=st.sets(st.sampled_from(Nation), min_size=1).map(tuple),
)
def test_times_given_are_ahead_and_fit_the_state(hours, now, nations):
    state = opening_state(hours, now=now, nations=nations)
    assert (state.closes_at is None) or (state.open_now is True and now < state.closes_at <= now + HORIZON)
    assert (state.opens_at is None) or (state.open_now is not True and now < state.opens_at <= now + HORIZON)
    if state.opens_at:
        later = opening_state(hours, now=state.opens_at, nations=nations)
        assert later.open_now is True


def test_fourteen_days_before_an_hour_that_does_not_exist() -> None:
    now = datetime(2026, 3, 15, 1, 0, tzinfo=LONDON)
    assert opening_state("Mo-Fr 09:00-17:00", now=now, nations=frozenset()).open_now is False
