"""A small conversation for tests of the page itself: every kind of block, and no engine behind it."""

from __future__ import annotations

import asyncio

from bot.conversation.blocks import (
    Block,
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
)
from bot.conversation.service import Answer, InboundMessage
from bot.errors import EngineBusy

CHOICES = Choices(
    (
        Choice("Who tells Immigration Enforcement?", "/ask_data_sharing"),
        Choice("What is the Protocol?", "/ask_protocol"),
        Choice("Find someone who can help", "/find_support"),
    )
)

EVERY_BLOCK: tuple[Block, ...] = (
    Paragraph("That is a good thing to ask first.", Tone.OPENING),
    Heading("The police"),
    Paragraph("They may pass on what you tell them.\nAsk before you give your name."),
    Paragraph("Esto no está traducido.", Tone.CAUTION, lang="es"),
    Paragraph("هذا نص", Tone.PLAIN, lang="ar"),
    Paragraph("If you are in danger, call 999.", Tone.SAFETY),
    Paragraph("Will you keep my name to yourselves?", Tone.ASK_FIRST),
    Facts((Fact("Do they need your name?", "Usually"), Fact("May they pass it on?", "Yes"))),
    Picture("/en/doors.svg", "A picture of doors: behind some of them people pass on what they hear."),
    Card((CardLine("I need an interpreter.", "Necesito un intérprete."), CardLine("Thank you.")), "es"),
    OrganisationCard(
        id="example",
        name="Example Helpline <b>",
        what="Listens and explains.",
        url="https://www.example.org/help/",
        phones=(
            PhoneLine("0808 800 0000", "tel:08088000000", "Call", "Free from every phone.", "Open now, until 17:00."),
            PhoneLine("none", "javascript:alert(1)", "Not a number"),
        ),
        languages="Speaks Arabic and Urdu.",
        nations="For all of the UK.",
        confidentiality="It says it will not pass on your name without your agreement.",
        safety_note="The number may appear on a bill.",
        checked="Checked on 22 November 2026.",
    ),
    Sources(
        "This is the law.",
        "Checked on 22 November 2026.",
        "2 sources",
        (
            Source(
                "Data Protection Act 2018",
                "UK Parliament",
                "23 May 2018",
                "https://www.legislation.gov.uk/ukpga/2018/12",
            ),
            Source("A leaflet", "Example", "", None),
        ),
    ),
    CHOICES,
)


class StandIn:
    """Answers "every" with every block, "fail" and "busy" with those errors, "slow" late, and everything else with its length."""

    def __init__(self) -> None:
        self.messages: list[InboundMessage] = []
        self.finished: list[str | None] = []

    async def answer(self, message: InboundMessage) -> Answer:
        self.messages.append(message)
        if message.text == "busy":
            raise EngineBusy
        if message.text and message.text.startswith("fail"):
            raise KeyError(message.text)
        if message.text and message.text.startswith("slow"):
            await asyncio.sleep(0.1)
        self.finished.append(message.text)
        blocks = EVERY_BLOCK if message.text == "every" else (Paragraph(self._said(message)), CHOICES)
        language = "es" if message.text == "español" else message.language
        return Answer(language=language, blocks=blocks, state="sealed-1", fresh=message.state == "forged")

    def _said(self, message: InboundMessage) -> str:
        return f"choice {message.choice}" if message.choice else f"text of {len(message.text or '')} characters"

    def opening(self, language: str) -> Answer:
        return Answer(language, (Paragraph("What would you like to know?", Tone.OPENING), CHOICES), "sealed-opening")

    def page(self, name: str, language: str, *, apart: bool = False) -> tuple[Block, ...]:
        return (Heading(f"Page {name}"), *EVERY_BLOCK)

    def held(self, state: str | None, language: str) -> tuple[Block, ...]:
        return (Heading("What this conversation remembers"), Paragraph(f"state {state}"), CHOICES)

    def slots(self, state: str | None) -> dict[str, str]:
        return {"need": "health", "nation": "wales"} if state == "sealed-1" else {}

    def topics(self) -> dict[str, str]:
        return {"protocol": "protocol", "door-police": "door.police", "new": "new"}

    def topic(self, name: str, language: str, *, apart: bool = False) -> tuple[Block, ...]:
        return (Heading(f"Topic {name}"), *EVERY_BLOCK)

    def cards(self) -> tuple[str, ...]:
        return ("gp",)

    def card(self, name: str, language: str) -> tuple[Block, ...]:
        return (Heading("A card"), *(block for block in EVERY_BLOCK if block.type in ("card", "sources")))

    def title(self, name: str, language: str) -> tuple[str, str | None]:
        return f"Title of {name}", None

    def doors_svg(self, language: str) -> bytes:
        return b'<svg xmlns="http://www.w3.org/2000/svg" width="10" height="10"/>'
