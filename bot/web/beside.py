"""Two languages side by side: which blocks of one page belong to which of the other."""

from __future__ import annotations

from collections.abc import Sequence

from bot.conversation.blocks import Block, OrganisationCard

Pair = tuple[list[Block], list[Block]]


def paired(first: Sequence[Block], second: Sequence[Block]) -> list[Pair]:
    """The blocks of one page in two languages, paragraph by paragraph.

    Organisations stand in another order where another language is spoken: the second page follows the first. Where the
    two are not made of the same blocks all the same, what stands between two headings stays together, and at worst the
    whole page does: a sentence never stands beside another one's translation.
    """
    second = _ordered_like(first, second)
    if [block.type for block in first] == [block.type for block in second]:
        return [([one], [two]) for one, two in zip(first, second, strict=True)]
    ours, theirs = _cut(first, "heading"), _cut(second, "heading")
    if len(ours) == len(theirs):
        return list(zip(ours, theirs, strict=True))
    return [(list(first), list(second))]


def _ordered_like(first: Sequence[Block], second: Sequence[Block]) -> list[Block]:
    """The second page with its organisations, each with what belongs to it, in the order of the first."""
    order = [block.id for block in first if isinstance(block, OrganisationCard)]
    before, *entries = _cut(second, OrganisationCard.type, begins=False)
    by_id = {entry[0].id: entry for entry in entries}
    if len(by_id) != len(entries) or set(by_id) != set(order):
        return list(second)
    return [*before, *(block for name in order for block in by_id[name])]


def _cut(blocks: Sequence[Block], kind: str, *, begins: bool = True) -> list[list[Block]]:
    """Cut before each block of a kind. begins: whether one of that kind may be the very first."""
    parts: list[list[Block]] = [] if begins else [[]]
    for block in blocks:
        if block.type == kind or not parts:
            parts.append([])
        parts[-1].append(block)
    return parts
