"""Which statements of an answer are shown: those of the person's part of the UK, not too old, not switched off."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import date

from bot.content.model import Statement

UK = "uk"


@dataclass(frozen=True, slots=True)
class Selection:
    """shown: statement ids in order; too_old: when the oldest of those withheld for their age was last checked, or
    None; switched_off: whether any was switched off; differs: whether the nations have statements of their own here;
    about_elsewhere: whether a nation was asked for and nothing is said about it that is not said about all."""

    shown: tuple[str, ...]
    too_old: date | None = None
    switched_off: bool = False
    differs: bool = False
    about_elsewhere: bool = False


def select(
    statements: Iterable[Statement], today: date, nation: str | None = None, off: Collection[str] = ()
) -> Selection:
    """What to show of these statements.

    nation: one of JURISDICTIONS but uk, or None for all. Where the nations differ, only what is about the whole UK or
    this nation is shown. Where all there is is about other nations it is shown, and marked as about elsewhere: it is
    better than nothing and the sentences name their place.
    """
    everything = list(statements)
    kept = [item for item in everything if item.id not in off and not item.is_too_old(today)]
    old = [item.checked_on for item in everything if item.id not in off and item.is_too_old(today)]
    local = [item for item in kept if UK not in item.jurisdiction]
    differs = len({frozenset(item.jurisdiction) for item in local}) > 1
    elsewhere = False
    if nation:
        here = [item for item in kept if UK in item.jurisdiction or nation in item.jurisdiction]
        elsewhere = bool(local) and not any(nation in item.jurisdiction for item in local)
        if here and (differs or not elsewhere):
            kept = here
    return Selection(
        shown=tuple(item.id for item in kept),
        too_old=min(old, default=None),
        switched_off=any(item.id in off for item in everything),
        differs=differs,
        about_elsewhere=elsewhere,
    )


def by_place(statements: Iterable[Statement]) -> list[tuple[tuple[str, ...], list[Statement]]]:
    """Statements grouped by the places they are about, what is about the whole UK first, each group in order."""
    groups: dict[tuple[str, ...], list[Statement]] = {(UK,): []}
    for item in statements:
        places = (UK,) if UK in item.jurisdiction else item.jurisdiction
        groups.setdefault(places, []).append(item)
    return [(places, items) for places, items in groups.items() if items]
