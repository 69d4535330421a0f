"""GET /{lang}/topics and /{lang}/cards: lists of what can be read, printed or shown."""

from __future__ import annotations

from aiohttp import web

from bot.web import keys, respond
from bot.web.paths import language_of
from bot.web.wording import N_

# Translators: headings of the list of everything that can be read or printed.
GROUPS: tuple[tuple[str, str], ...] = (
    (N_("Danger now"), "emergency self_harm device_unsafe"),
    (
        N_("What happened to me"),
        "abuse immigration_threat threat_kinds threat_words honour_abuse forced_marriage taken_abroad cutting "
        "sexual_violence sexual_care private_pictures hate_crime hate_help exploitation other_crime",
    ),
    (N_("Help after trafficking"), "referral_"),
    (
        N_("Telling somebody about it"),
        "before_report report_crime report_anonymously after_report witness interpreters victim_rights "
        "victims_code protection protocol data_sharing my_data complaints compensation",
    ),
    (N_("Who is told about me?"), "door."),
    (
        N_("Work"),
        "unpaid_wages papers_held care_worker domestic_worker seasonal_worker work_visa student fair_work_agency",
    ),
    (
        N_("Living here"),
        "healthcare hospital_bills free_care housing_money refuge_place homelessness no_recourse "
        "lift_no_recourse section_17 social_services care_needs asylum_support asylum_support_abuse children "
        "school_place documents evisa",
    ),
    (
        N_("Staying in the UK, and help"),
        "regularise legal_advice check_adviser legal_aid no_free_lawyer detention detained_victim "
        "detention_lawyer bail route:",
    ),
)
"""Headings, and the ids of the answers under them in order; one that ends with a dot, a colon or a line stands for all
that begin with it."""
# Translators: heading of what is under no other heading of that list.
OTHERS = N_("Other topics")


def grouped(names: dict[str, str]) -> list[tuple[str, list[tuple[str, str]]]]:
    """(heading, its (address, id) pairs) of all answers, given by address; what no group names comes last."""
    left = {name: slug for slug, name in names.items()}
    groups = []
    for heading, wanted in GROUPS:
        ids = [name for want in wanted.split() for name in left if _is_meant(name, want)]
        groups.append((heading, [(left.pop(name), name) for name in ids]))
    groups.append((OTHERS, [(slug, name) for name, slug in left.items()]))
    return [(heading, items) for heading, items in groups if items]


def _is_meant(name: str, want: str) -> bool:
    return name.startswith(want) if want[-1] in ".:_" else name == want


async def topics(request: web.Request) -> web.Response:
    """Every answer and every route."""
    return _listed(request, "topics", grouped(request.app[keys.SERVICE].topics()))


async def cards(request: web.Request) -> web.Response:
    """Every card."""
    names = [(name, name) for name in request.app[keys.SERVICE].cards()]
    return _listed(request, "cards", [(N_("Cards to show"), names)])


def _listed(request: web.Request, folder: str, groups: list[tuple[str, list[tuple[str, str]]]]) -> web.Response:
    language = language_of(request)
    service = request.app[keys.SERVICE]
    titled = [
        (heading, [(slug, *service.title(name, language.code)) for slug, name in items]) for heading, items in groups
    ]
    text = request.app[keys.PAGES].render("list.html", language, groups=titled, folder=folder)
    return respond.html(request, text)


ROUTES = [web.get("/{lang}/topics", topics), web.get("/{lang}/cards", cards)]
