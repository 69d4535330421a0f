"""The sentences of a help note, in English and in the language of the person who wrote it."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, time

from babel.dates import format_time

from bot.conversation.blocks import Card, CardLine
from bot.directory import Match, find_support
from bot.directory.codes import Nation, Need
from bot.handoff.slip import Days, Hours, Limit, Slip, Visa
from bot.nlg.languages import SOURCE, Language
from bot.nlg.speaker import Speaker
from bot.resources import shared_resources

OFFERED_NEEDS = (
    Need.DOMESTIC_ABUSE,
    Need.SEXUAL_VIOLENCE,
    Need.EXPLOITATION,
    Need.FORCED_MARRIAGE,
    Need.HATE_CRIME,
    Need.IMMIGRATION_ADVICE,
    Need.HOUSING_REFUGE,
    Need.DESTITUTION_NRPF,
    Need.CHILDREN,
    Need.HEALTH,
    Need.MENTAL_HEALTH_CRISIS,
    Need.DOCUMENTS,
    Need.TECH_SAFETY,
    Need.VICTIM_RIGHTS,
)
"""What a person is asked about; others come into a note only from what she said in the chat."""
KINDS = {"need": Need, "nation": Nation, "visa": Visa, "limit": Limit, "days": Days}
"""Kinds of choices whose sentences have the label `slip.<kind>.<code>`."""


def slip_sentences(speaker: Speaker, slip: Slip) -> tuple[tuple[str, CardLine], ...]:
    """(what it is, as "<kind>:<code>", and the sentence in English and her own language) for everything in a slip."""
    return tuple((name, _sentence(speaker, key, values)) for name, key, values in _contents(slip, speaker.language))


def slip_lines(speaker: Speaker, slip: Slip) -> tuple[CardLine, ...]:
    """The sentences alone, in the order an organisation reads them."""
    return tuple(line for _, line in slip_sentences(speaker, slip))


def help_card(speaker: Speaker, slip: Slip) -> Card:
    """The note to show or read out: first why it is shown, last what to ask before saying more."""
    first, last = (_sentence(speaker, key, {}) for key in ("slip.show", "slip.ask"))
    return Card((first, *slip_lines(speaker, slip), last), speaker.language.code)


def words_to_say(speaker: Speaker, *, asks_interpreter: bool) -> Card:
    """What to say when they answer; the code comes after this. asks_interpreter: they may not speak her language."""
    lines = [_sentence(speaker, "slip.say", {})]
    if asks_interpreter and speaker.language.code != SOURCE:
        lines.append(_sentence(speaker, "slip.interpreter", {}))
        lines.append(_sentence(speaker, "slip.language", _names(speaker.language)))
    return Card(tuple(lines), speaker.language.code)


def where_to_call(speaker: Speaker, organisation: str | None, nation: Nation | None, now: datetime) -> Match | None:
    """The organisation as it is for her now, with the lines of her part of the UK if there are any; None for nobody in
    particular."""
    chosen = [item for item in shared_resources().organisations if item.id == organisation]
    for place in (nation, None):
        found = find_support(
            chosen, need=None, nation=place, language=speaker.language.code, serves=None, now=now, limit=1
        )
        if found:
            return found[0]
    return None


def english_sentences(speaker: Speaker) -> dict[str, str]:
    """Every sentence there is by "<kind>.<code>", for the page of an organisation. Times are on a 24-hour clock."""
    labels = speaker.library.labels
    sentences = {f"{kind}.{code}": labels[f"slip.{kind}.{code}"] for kind, codes in KINDS.items() for code in codes}
    for hours in Hours:
        begin, end = hours.ends
        sentences[f"hours.{hours}"] = labels["slip.hours"].format(begin=f"{begin}:00", end=f"{end}:00")
    return sentences | {"interpreter": labels["slip.interpreter"]}


def hours_title(speaker: Speaker, hours: Hours) -> str:
    """When she can talk, in her language."""
    line = _sentence(speaker, "slip.hours", _ends(hours, speaker.language))
    return line.own or line.english


def _contents(slip: Slip, language: Language) -> Iterator[tuple[str, str, dict[str, tuple[str, str]]]]:
    """What it is, the label, and its values as (English, own)."""
    for need in slip.needs:
        yield f"needs:{need}", f"slip.need.{need}", {}
    if slip.nation:
        yield f"nation:{slip.nation}", f"slip.nation.{slip.nation}", {}
    if language.code != SOURCE:
        yield "language:", "slip.language", _names(language)
    if slip.interpreter:
        yield "interpreter:", "slip.interpreter", {}
    if slip.visa:
        yield f"visa:{slip.visa}", f"slip.visa.{slip.visa}", {}
    for limit in slip.limits:
        yield f"limits:{limit}", f"slip.limit.{limit}", {}
    if slip.days:
        yield f"days:{slip.days}", f"slip.days.{slip.days}", {}
    for hours in slip.hours:
        yield f"hours:{hours}", "slip.hours", _ends(hours, language)
    if slip.line:
        yield "line:", "slip.line", {"line": (slip.line, slip.line)}


def _names(language: Language) -> dict[str, tuple[str, str]]:
    return {"language": (language.english, language.name)}


def _ends(hours: Hours, language: Language) -> dict[str, tuple[str, str]]:
    def said(hour: int) -> tuple[str, str]:
        value = time(hour)
        return format_time(value, "short", locale="en_GB"), format_time(value, "short", locale=language.locale)

    begin, end = hours.ends
    return {"begin": said(begin), "end": said(end)}


def _sentence(speaker: Speaker, key: str, values: dict[str, tuple[str, str]]) -> CardLine:
    text = speaker.library.labels[key]
    english = text.format(**{name: value[0] for name, value in values.items()})
    if speaker.language.code == SOURCE or speaker.lang(text) is not None:
        return CardLine(english)
    return CardLine(english, speaker.say(text, **{name: value[1] for name, value in values.items()}))
