"""A card to show, as blocks: what to know before, the card itself, and where its facts come from."""

from __future__ import annotations

from bot.content.cards import Card as ContentCard
from bot.content.cards import CardLine as ContentLine
from bot.conversation.blocks import Block, Card, CardLine, Heading, Paragraph, Tone
from bot.nlg.languages import SOURCE
from bot.nlg.speaker import Speaker


def card_blocks(speaker: Speaker, card: ContentCard) -> tuple[Block, ...]:
    """The card in English with the speaker's language beside it. A fact that is switched off or too old is left out."""
    shown = set(speaker.select(statement.id for statement in card.statements).shown)
    lines = [line for line in card.lines if line.statement is None or line.statement.id in shown]
    facts = [line.statement for line in lines if line.statement]
    blocks: list[Block] = [Heading(speaker.say(card.heading), speaker.lang(card.heading))]
    if card.note:
        blocks.append(Paragraph(speaker.say(card.note), Tone.CAUTION, speaker.lang(card.note)))
    blocks.append(Card(tuple(_line(speaker, line) for line in lines), speaker.language.code))
    if facts:
        blocks.append(speaker.sources_for(facts, speaker.library.sources))
    return tuple(blocks)


def _line(speaker: Speaker, line: ContentLine) -> CardLine:
    """The English names the language in English, the other in itself."""
    english = line.text.replace("{language}", speaker.language.english)
    if speaker.language.code == SOURCE:
        return CardLine(english)
    if speaker.lang(line.text) is not None:
        return CardLine(english)
    return CardLine(english, speaker.say(line.text).replace("{language}", speaker.language.name))
