"""Bank holidays by nation.

Uses the `holidays` library (MIT, a release every few weeks, pure Python): it knows England, Wales, Scotland and
Northern Ireland apart, moved and one-off days included, which a list of our own would forget to add.
"""

from collections.abc import Iterable
from datetime import date
from functools import cache

import holidays

from bot.directory.codes import Nation

_SUBDIVISIONS = {
    Nation.ENGLAND: "ENG",
    Nation.WALES: "WLS",
    Nation.SCOTLAND: "SCT",
    Nation.NORTHERN_IRELAND: "NIR",
}


def nations_on_holiday(day: date, nations: Iterable[Nation]) -> frozenset[Nation]:
    """Those of `nations` that have a bank holiday on this day."""
    return frozenset(nation for nation in nations if day in _calendar(nation))


@cache
def _calendar(nation: Nation) -> holidays.HolidayBase:
    return holidays.country_holidays("GB", subdiv=_SUBDIVISIONS[nation])
