"""What was found, for people and for programs. No sentinel's value is in it, only its kind and number."""

from __future__ import annotations

import dataclasses
from collections import defaultdict
from dataclasses import dataclass, field
from typing import Any

from bot.seizure.search import Find, Searched

MOST_SHOWN = 12
SHOWN_OF_A_ROW = 40


@dataclass
class Report:
    """rows: (round, place); sentinels, forms: how much was looked for; answered: messages that got an answer."""

    rows: list[tuple[str, Searched]] = field(default_factory=list)
    sentinels: int = 0
    forms: int = 0
    answered: int = 0
    seconds: float = 0.0
    cores: bool = False
    evidence: str | None = None

    @property
    def found(self) -> int:
        return sum(len(row.finds) for _, row in self.rows)

    @property
    def unread(self) -> int:
        """Files and processes that could not be searched."""
        return sum(row.unread for _, row in self.rows)

    def to_json(self) -> dict[str, Any]:
        rows = [
            {
                "round": name,
                "place": row.place,
                "items": row.items,
                "bytes": row.size,
                "unread": row.unread,
                "note": row.note,
                "found": [dataclasses.asdict(find) for find in sorted(row.finds)],
            }
            for name, row in self.rows
        ]
        facts = dataclasses.asdict(self) | {"rows": rows, "found": self.found, "unread": self.unread}
        return {name: facts[name] for name in sorted(facts)}

    def lines(self) -> list[str]:
        """The table and what follows from it."""
        width = max((len(row.place) for _, row in self.rows), default=0)
        lines, last = [], None
        for name, row in self.rows:
            if name != last:
                lines += ["", f"Round: {name}", f"  {'place':<{width}}  {'searched':>21}  found"]
                last = name
            searched = f"{row.items} ({_megabytes(row.size)})"
            lines.append(f"  {row.place:<{width}}  {searched:>21}  {len(row.finds) or '-'}{_extra(row)}")
            lines += [f"      {line}" for line in _summary(row.finds)]
        return [*lines, "", *self._end()]

    def _end(self) -> list[str]:
        lines = [
            f"{self.sentinels} sentinels, each in its forms: {self.forms} patterns. {self.answered} messages were "
            f"answered. {self.seconds:.0f} seconds.",
            "Cores: this machine writes them, the server has to refuse them itself."
            if self.cores
            else "Cores: this machine writes none, so that the server refuses them was not tested.",
        ]
        if self.evidence:
            lines.append(f"Evidence is kept in {self.evidence}")
        if self.found:
            return [*lines, f"FOUND: {self.found}. Something of people was left."]
        if self.unread:
            return [*lines, f"NOT COMPLETE: nothing was found, but {self.unread} could not be searched."]
        return [*lines, "Nothing was found."]


def _megabytes(size: int) -> str:
    return f"{size / 1e6:,.1f} MB" if size >= 50_000 else f"{size:,} bytes"


def _extra(row: Searched) -> str:
    parts = [f"{row.unread} not searched"] if row.unread else []
    parts += [row.note] if row.note else []
    return f"  ({'; '.join(parts)})" if parts else ""


def _summary(finds: set[Find]) -> list[str]:
    """A line for each kind, form and place, with the sentinels' numbers."""
    grouped: dict[tuple[str, str, str], list[int]] = defaultdict(list)
    for find in sorted(finds):
        grouped[find.kind, find.form, find.where].append(find.number)
    lines = []
    for (kind, form, where), numbers in list(grouped.items())[:SHOWN_OF_A_ROW]:
        listed = ", ".join(map(str, numbers[:MOST_SHOWN])) + (" ..." if len(numbers) > MOST_SHOWN else "")
        lines.append(f"{kind} {listed} as {form} in {where}" if form else f"{kind} in {where}")
    if len(grouped) > SHOWN_OF_A_ROW:
        lines.append(f"and {len(grouped) - SHOWN_OF_A_ROW} more kinds of find (--json lists all)")
    return lines
