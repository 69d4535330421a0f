"""What is said before and after an answer because of the message itself: a danger that is possible, a detail nobody
needed, another language."""

from __future__ import annotations

from typing import Any

from bot.conversation.blocks import Block, Choice, Choices, Paragraph, Tone
from bot.nlg.gettext_nlg import GettextNLG
from bot.nlg.speaker import payload
from bot.nlu.language_identifier import LANGUAGE_GUESS
from bot.nlu.linear_classifier import SAFETY_KINDS
from bot.nlu.safety_scanner import SAFETY
from bot.resources import shared_resources

DETAILS = "details"
"""Key of the kinds of personal details that were taken out of a message."""


def said_before(nlg: GettextNLG, parsed: dict[str, Any], language: str) -> list[Block]:
    """What stands above the answer to a parsed message."""
    return [*_safety_line(nlg, parsed, language), *_not_needed(nlg, parsed, language)]


def said_after(nlg: GettextNLG, parsed: dict[str, Any], language: str, *, interrupted: bool) -> list[Block]:
    """What stands below the answer to a parsed message. interrupted: a question about routes waits for its answer."""
    return [*(resume(nlg, language) if interrupted else ()), *_other_language(nlg, parsed, language)]


def resume(nlg: GettextNLG, language: str) -> tuple[Block, ...]:
    """Offers to go on with the questions about routes."""
    return nlg.blocks("utter_resume_routes", language, {})


def _safety_line(nlg: GettextNLG, parsed: dict[str, Any], language: str) -> list[Block]:
    """One line on top of the normal answer where a danger is possible but not sure."""
    safety = parsed[SAFETY]
    if safety["level"] != "soft" or parsed["intent"]["name"] in SAFETY_KINDS:
        return []
    said = nlg.blocks(f"utter_safety_hint_{safety['kind']}", language, {})
    return [Paragraph(block.text, Tone.SAFETY, block.lang) for block in said if isinstance(block, Paragraph)]


def _not_needed(nlg: GettextNLG, parsed: dict[str, Any], language: str) -> list[Block]:
    """Says that a detail somebody typed was not needed and went no further."""
    if not parsed[DETAILS]:
        return []
    speaker = nlg.speaker(language)
    kinds = speaker.listed([speaker.label(f"detail.{kind}") for kind in parsed[DETAILS]])
    return [Paragraph(speaker.label("detail.not_needed", details=kinds), Tone.CAUTION)]


def _other_language(nlg: GettextNLG, parsed: dict[str, Any], language: str) -> list[Block]:
    """Offers to go on in the language somebody wrote in, in that language, where it is another one; in two languages
    where their spelling is the same."""
    guess = parsed[LANGUAGE_GUESS]
    if not guess["sure"]:
        return []
    found = [shared_resources().languages.get(code) for code in (guess["language"], *guess["also"])]
    offered = [known for known in found if known and known.code != language]
    blocks: list[Block] = [
        Paragraph(nlg.speaker(known.code).label("offer_language", language=known.name), lang=known.code)
        for known in offered
    ]
    choices = [Choice(known.name, payload("change_language", language=known.code), known.code) for known in offered]
    return [*blocks, Choices(tuple(choices))] if choices else []
