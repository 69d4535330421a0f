"""The list of licences as it stands in docs/SUPPLY_CHAIN.md: licence, packages. No versions: they are in uv.lock."""

from __future__ import annotations

from collections.abc import Mapping

from supply_chain.licences import OURS, Licence


def licence_table(found: Mapping[str, Licence]) -> str:
    """Rows of a Markdown table, most packages first; our own folders are left out."""
    groups: dict[tuple[str, str], list[str]] = {}
    for name, licence in found.items():
        if name not in OURS:
            groups.setdefault((licence.expression or "none declared", licence.kind.value), []).append(name)
    rows = sorted(groups.items(), key=lambda item: (-len(item[1]), item[0]))
    lines = [f"| {expression} | {kind} | {', '.join(sorted(names))} |" for (expression, kind), names in rows]
    return "\n".join(["| licence | kind | packages |", "| --- | --- | --- |", *lines]) + "\n"
