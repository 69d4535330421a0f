"""What the pages of the help note show, in her language: choices with their titles, the card, what to say."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum

from aiohttp import web
from babel.dates import format_date

from bot.directory.codes import Nation
from bot.directory.hours import LONDON
from bot.handoff.slip import Days, Hours, Limit, Slip, Visa
from bot.nlg.languages import Language
from bot.nlg.slip_blocks import OFFERED_NEEDS, hours_title
from bot.nlg.speaker import Speaker
from bot.privacy.personal_details import mask
from bot.resources import shared_resources
from bot.web import keys
from bot.web.wording import N_

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
