"""Immigration status, the Home Office, public funds and names: what is known of an organisation, in plain words.

A card has room for two sentences; the page of all organisations has every question with its answer.
"""

from __future__ import annotations

from bot.conversation.blocks import Fact, Facts
from bot.directory import Organisation, Regulation
from bot.directory.codes import HomeOffice, Known
from bot.nlg.speaker import Speaker

MOST_LINES = 2

_THEIR_NAMES = ("Home Office", "NRM")
"""What an organisation's own text on the card must name for the card to have said it already."""


def access_lines(speaker: Speaker, organisation: Organisation) -> tuple[str, ...]:
    """At most two sentences for a card, the weightiest first. A website to look for a service has none."""
    if organisation.finder:
        return ()
    return tuple(speaker.label(f"access.{key}") for key in _keys(organisation)[:MOST_LINES])


def access_facts(speaker: Speaker, organisation: Organisation) -> Facts | None:
    """Every question with its answer, and those without one together as questions to ask; None for a website to look
    for a service."""
    if organisation.finder:
        return None
    rows, open_questions = [], []
    for name, found in organisation.access.items():
        question = speaker.label(f"access.ask.{name}")
        if found.answer == "unknown":
            open_questions.append(question)
        else:
            rows.append(Fact(question, speaker.label(f"access.ask.{name}.{found.answer.value}")))
    if open_questions:
        rows.append(Fact(speaker.label("access.ask.unknown"), " ".join(open_questions)))
    return Facts(tuple(rows))


def _keys(organisation: Organisation) -> list[str]:
    access = organisation.access
    status, home_office = access.asks_status.answer, access.shares_with_home_office.answer
    keys = []
    if status is Known.UNKNOWN and home_office is HomeOffice.UNKNOWN:
        keys.append("both_unknown")
    else:
        if home_office is HomeOffice.UNKNOWN or not _names_home_office(organisation):
            keys.append(f"shares_with_home_office.{home_office.value}")
        keys.append(f"asks_status.{status.value}")
    if (recourse := access.helps_without_recourse.answer) is not Known.UNKNOWN:
        keys.append(f"helps_without_recourse.{recourse.value}")
    if organisation.advice_regulated in (Regulation.IAA, Regulation.SRA):
        keys.append("registered")
    # Who can call without a name is told by their own words, where there are any.
    if (name := access.can_call_without_name.answer) is not Known.UNKNOWN and not organisation.confidentiality:
        keys.append(f"can_call_without_name.{name.value}")
    return keys


def _names_home_office(organisation: Organisation) -> bool:
    own = f"{organisation.confidentiality} {organisation.safety_note}"
    return any(name in own for name in _THEIR_NAMES)
