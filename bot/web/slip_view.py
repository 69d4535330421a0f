"""What the pages of the help note show, in her language: choices with their titles, the card, what to say."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum

from aiohttp import web
from babel.dates import format_date

from bot.conversation.blocks import Block, Card, CardLine
from bot.directory import LanguageFit, Match, find_support
from bot.directory.codes import Nation
from bot.directory.hours import LONDON
from bot.handoff.slip import Days, Hours, Limit, Slip, Visa
from bot.nlg.languages import SOURCE, Language
from bot.nlg.slip_blocks import OFFERED_NEEDS, hours_title, slip_lines
from bot.nlg.speaker import Speaker
from bot.nlg.support_cards import card
from bot.privacy.personal_details import mask
from bot.resources import shared_resources
from bot.web import keys
from bot.web.wording import N_

# Translators: what she says on the phone, or shows, to an organisation that shall open her note.
I_HAVE_A_CODE = N_("I have a Waymark code for a help note.")
# Translators: for how long a locked note is kept.
DAYS_KEPT = {1: N_("1 day"), 3: N_("3 days"), 7: N_("7 days"), 14: N_("14 days")}


@dataclass(frozen=True, slots=True)
class Option:
    """One checkbox or one choice. lang: of the title, if it is not that of the page."""

    value: str
    title: str
    lang: str | None
    chosen: bool


def speaker_of(request: web.Request, language: Language) -> Speaker:
    resources = shared_resources()
    return Speaker(
        resources.library,
        request.app[keys.CATALOGS],
        language,
        datetime.now(LONDON).date(),
        resources.switched_off.ids(),
        resources.routes.titles,
    )


def form_options(speaker: Speaker, slip: Slip) -> dict[str, list[Option]]:
    """The choices of the form by the name of their field. Needs that are not offered stand there if she has them."""
    needs = (*OFFERED_NEEDS, *(need for need in slip.needs if need not in OFFERED_NEEDS))
    interpreter, hours = speaker.library.labels["slip.interpreter"], speaker.library.labels["slip.hours"]
    return {
        "needs": _options(speaker, "need", needs, slip.needs),
        "interpreter": [Option("1", speaker.say(interpreter), speaker.lang(interpreter), slip.interpreter)],
        "nation": _options(speaker, "nation", Nation, (slip.nation,)),
        "visa": _options(speaker, "visa", Visa, (slip.visa,)),
        "limits": _options(speaker, "limit", Limit, slip.limits),
        "days": _options(speaker, "days", Days, (slip.days,)),
        "hours": [Option(item, hours_title(speaker, item), speaker.lang(hours), item in slip.hours) for item in Hours],
    }


def organisations_of(recipients: Iterable[str]) -> dict[str, str]:
    """The names of the organisations that take slips by id, in the order of their names."""
    wanted = set(recipients)
    found = [(item.name, item.id) for item in shared_resources().organisations if item.id in wanted]
    return {name: title for title, name in sorted(found)}


def help_card(speaker: Speaker, slip: Slip) -> Card:
    """The note to show or read out: first why it is shown, last what to ask before saying more."""
    labels = speaker.library.labels
    lines = (_line(speaker, labels["slip.show"]), *slip_lines(speaker, slip), _line(speaker, labels["slip.ask"]))
    return Card(lines, speaker.language.code)


def words_to_say(speaker: Speaker, match: Match | None) -> Card:
    """What to say when they answer: the code comes after this."""
    labels, language = speaker.library.labels, speaker.language
    lines = [_line(speaker, I_HAVE_A_CODE)]
    if language.code != SOURCE and (match is None or match.language is not LanguageFit.ANSWERS):
        lines.append(_line(speaker, labels["slip.interpreter"]))
        lines.append(_line(speaker, labels["slip.language"], (language.english, language.name)))
    return Card(tuple(lines), language.code)


def match_of(speaker: Speaker, organisation: str | None, slip: Slip) -> Match | None:
    """The organisation as it is for her now; None for nobody in particular."""
    chosen = [item for item in shared_resources().organisations if item.id == organisation]
    now = datetime.now(LONDON)
    for nation in (slip.nation, None):
        found = find_support(
            chosen, need=None, nation=nation, language=speaker.language.code, serves=None, now=now, limit=1
        )
        if found:
            return found[0]
    return None


def organisation_blocks(speaker: Speaker, match: Match | None) -> tuple[Block, ...]:
    """Its card, with opening times."""
    return (card(speaker, match, datetime.now(LONDON)),) if match else ()


def details_in(speaker: Speaker, text: str) -> str:
    """What in a text says who somebody is, in words; empty if nothing was found."""
    found = mask(text).found
    return speaker.listed([speaker.label(f"detail.{kind.value}") for kind in found]) if found else ""


def day_in_words(speaker: Speaker, day: date) -> str:
    """With the day of the week."""
    return format_date(day, "full", locale=speaker.language.locale)


def _options(speaker: Speaker, kind: str, codes: Iterable[StrEnum], chosen: Iterable[object]) -> list[Option]:
    titles, wanted = {code: speaker.library.labels[f"slip.{kind}.{code}"] for code in codes}, set(chosen)
    return [Option(code, speaker.say(title), speaker.lang(title), code in wanted) for code, title in titles.items()]


def _line(speaker: Speaker, text: str, language: tuple[str, str] | None = None) -> CardLine:
    """A sentence in English and in hers. language: the value of its placeholder `language`, in English and in hers."""
    values = [{"language": name} for name in language] if language else [{}, {}]
    english = text.format(**values[0])
    if speaker.language.code == SOURCE or speaker.lang(text) is not None:
        return CardLine(english)
    return CardLine(english, speaker.say(text, **values[1]))
