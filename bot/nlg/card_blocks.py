"""A card to show, as blocks: what to know before, the card itself, and where its facts come from."""

from __future__ import annotations

from collections.abc import Sequence

from bot.content.cards import PLACEHOLDER
from bot.content.cards import Card as ContentCard
from bot.content.cards import CardLine as ContentLine
from bot.conversation.blocks import Block, Card, CardLine, Heading, Paragraph, Tone
from bot.nlg.languages import SOURCE
from bot.nlg.speaker import Speaker


def card_blocks(speaker: Speaker, card: ContentCard, nation: str | None = None) -> tuple[Block, ...]:
    """The card in English with the speaker's language beside it.

    A fact that is switched off, too old, or about other parts of the UK than `nation` (None for all) is left out.
    """
    shown = {
        name
        for name in speaker.select(statement.id for statement in card.statements).shown
        if nation is None or {"uk", nation} & set(speaker.library.statements[name].jurisdiction)
    }
    note, lines = (
        [line for line in part if line.statement is None or line.statement.id in shown]
        for part in (card.note, card.lines)
    )
    facts = [line.statement for line in (*note, *lines) if line.statement]
    blocks: list[Block] = [Heading(speaker.say(card.heading), speaker.lang(card.heading)), *_note(speaker, note)]
    blocks.append(Card(tuple(_line(speaker, line) for line in lines), speaker.language.code))
    if facts:
        blocks.append(speaker.sources_for(facts, speaker.library.sources))
    return tuple(blocks)


def _note(speaker: Speaker, lines: Sequence[ContentLine]) -> list[Paragraph]:
    """What to know first, in as few paragraphs as its languages allow."""
    paragraphs: list[Paragraph] = []
    for line in lines:
        text, lang = speaker.say(line.text), speaker.lang(line.text)
        if paragraphs and paragraphs[-1].lang == lang:
            text = f"{paragraphs.pop().text} {text}"
        paragraphs.append(Paragraph(text, Tone.CAUTION, lang))
    return paragraphs


def _line(speaker: Speaker, line: ContentLine) -> CardLine:
    """The English names the language in English, the other in itself."""
    english = line.text.replace(PLACEHOLDER, speaker.language.english)
    if speaker.language.code == SOURCE or speaker.lang(line.text) is not None:
        return CardLine(english)
    return CardLine(english, speaker.say(line.text).replace(PLACEHOLDER, speaker.language.name))
