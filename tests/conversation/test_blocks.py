"""Blocks go through JSON and come out as they were; each can be read in a terminal."""

from __future__ import annotations

import dataclasses
import json

import pytest

from bot.conversation.blocks import (
    BLOCKS,
    Card,
    CardLine,
    Choice,
    Choices,
    Fact,
    Facts,
    Heading,
    OrganisationCard,
    Paragraph,
    PhoneLine,
    Picture,
    Source,
    Sources,
    Tone,
    from_json,
    plain_text,
)

EXAMPLES = [
    Heading("The police"),
    Heading("الشرطة", "ar"),
    Paragraph("If you are in danger now, call 999.", Tone.SAFETY, "en"),
    Paragraph("Hello"),
    Facts((Fact("Do they need your name?", "Usually"),)),
    Sources("This is the law.", "Checked.", "1 source", (Source("Act", "Parliament", "2018", None),)),
    Sources("We could not find out.", "Checked.", "No source"),
    Picture("/en/doors.svg", "A picture of doors"),
    Card((CardLine("I need an interpreter.", "Necesito un intérprete."), CardLine("Thank you.")), "es"),
    OrganisationCard("x", "Example", "Listens.", None, (PhoneLine("0808 800 0000", "tel:+448088000000", "Call"),)),
    OrganisationCard("y", "Example", "Listens.", "https://example.org", (), "English", "UK", "Private", "Careful", "Today"),
    Choices((Choice("Yes", "/affirm"), Choice("اردو", "/change_language", "ur"))),
]


@pytest.mark.parametrize("block", EXAMPLES, ids=lambda block: block.type)
def test_a_block_survives_json(block) -> None:
    assert from_json(json.loads(json.dumps(block.to_json()))) == block


@pytest.mark.parametrize("block", EXAMPLES, ids=lambda block: block.type)
def test_a_block_can_be_read_in_a_terminal(block) -> None:
    assert plain_text([block]).strip()


def test_safety_is_marked_in_a_terminal() -> None:
    assert plain_text([EXAMPLES[2]]) == "! If you are in danger now, call 999."


def test_every_kind_of_block_has_an_example() -> None:
    assert {block.type for block in EXAMPLES} == set(BLOCKS)
    assert all(dataclasses.is_dataclass(kind) for kind in BLOCKS.values())
