"""Opening hours through Open Referral and back."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.directory.hours import hours_problem
from bot.directory.openreferral.schedules import DAYS, hours_of, schedules_of


@pytest.mark.parametrize(
    ("hours", "again"),
    [
        ("24/7", "24/7"),
        ("Mo-Fr 09:00-17:00", "Mo-Fr 09:00-17:00"),
        ("Mo-Fr 09:00-20:00; Sa 09:00-12:30", "Mo-Fr 09:00-20:00; Sa 09:00-12:30"),
        ("Mo,We 10:00-12:00", "Mo,We 10:00-12:00"),
        ("Mo-Su 18:00-24:00", "Mo-Su 18:00-24:00"),
        ("Mo-Fr 10:00-16:00; PH off", "Mo-Fr 10:00-16:00"),
        ("Fr 22:00-06:00", "Fr 22:00-24:00; Sa 00:00-06:00"),
    ],
)
def test_hours_come_back(hours, again):
    assert hours_of(schedules_of("owner", hours, "Helpline")) == again


@pytest.mark.parametrize("hours", ["Mo-Fr 09:00-12:00,13:00-17:00", "Mo[1] 10:00-12:00", "sunrise-sunset"])
def test_what_cannot_be_said_exactly_is_left_out(hours):
    assert schedules_of("owner", hours, "Helpline") == []


def test_closed_on_bank_holidays_is_said_in_words():
    assert [item["notes"] for item in schedules_of("owner", "Mo-Fr 10:00-16:00; PH off", "Helpline")] == ["Closed on bank holidays."]


@pytest.mark.parametrize(
    "change",
    [
        {"freq": "MONTHLY"},
        {"interval": 2},
        {"byday": "1SA"},
        {"byday": ""},
        {"opens_at": "10am"},
        {"closes_at": "25:00"},
        {"valid_to": "2026-12-31"},
    ],
    ids=str,
)
def test_hours_are_not_guessed(change):
    schedule = {"freq": "WEEKLY", "byday": "MO", "opens_at": "10:00", "closes_at": "17:00"}
    assert hours_of([schedule]) == "Mo 10:00-17:00"
    assert hours_of([schedule | change]) is None
    assert hours_of([schedule, schedule | change]) is None


def test_no_schedules_are_no_hours():
    assert hours_of([]) is None


_minutes = st.integers(0, 24 * 12).map(lambda fives: f"{fives // 12:02}:{fives % 12 * 5:02}")


@given(days=st.sets(st.sampled_from(DAYS), min_size=1), times=st.tuples(_minutes, _minutes).filter(lambda pair: pair[0] < pair[1]))
def test_whatever_hours_are_read_can_be_understood_when_the_directory_is_built(days, times):
    byday = ",".join(day.upper() for day in sorted(days))
    hours = hours_of([{"freq": "WEEKLY", "byday": byday, "opens_at": times[0], "closes_at": times[1]}])
    assert hours_problem(hours) is None
    assert hours_of(schedules_of("owner", hours, "")) == hours
