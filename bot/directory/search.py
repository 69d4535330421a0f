"""Chooses and orders organisations for one person. Pure: values in, values out, the same answer every time.

An organisation is left out only if it does not help with the need, does not work in the nation, or is not for people
like her (a women's service for a man). Everything else is order, first difference wins:

1. organisations for people like her or for everybody; then those for people she has not said she is (a Polish
   helpline, a service in detention); then websites to look for a service; last the police and other enforcing bodies,
   unless she wants to report;
2. entries checked lately, then those whose facts may be old;
3. those who answer in her language, then those with interpreters, then the rest;
4. for immigration advice, those known to be regulated;
5. those who name her group or community, then those for everybody;
6. those who work in the whole nation, before those in one town;
7. lines closed now after those open or perhaps open;
8. those whose main work this need is; then those surely open before those whose hours are not known;
9. better sourced first; then by id, so that the order never wavers.
"""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import datetime
from enum import IntEnum

from bot.directory.codes import Confidence, Group, LineKind, Nation, Need, Regulation
from bot.directory.freshness import is_stale, stale_days
from bot.directory.hours import LONDON, UNKNOWN, OpeningState, opening_state
from bot.directory.models import OPEN_DOOR, Organisation
from bot.directory.parts import Phone

EVERYONE_HERE = "migrants"
"""The community everybody who uses this service is taken to belong to."""

_IMPLIED = {
    Need.ASYLUM: frozenset({"asylum_seekers"}),
    Need.DETENTION: frozenset({"people_in_detention"}),
    Need.DOMESTIC_WORKER: frozenset({"domestic_workers"}),
    Need.EXPLOITATION: frozenset({"trafficking_survivors"}),
}
"""Communities a need speaks of by itself."""

_GENDERS = {Group.WOMEN, Group.MEN}
_GROWN_UPS = _GENDERS | {Group.ADULTS, Group.OLDER_PEOPLE}
_REGULATED = {Regulation.IAA, Regulation.SRA}
_OPEN_RANK = {True: 0, None: 1, False: 2}
_CONFIDENCE_RANK = {Confidence.HIGH: 0, Confidence.MEDIUM: 1}


class LanguageFit(IntEnum):
    """How far an organisation can speak with her, best first."""

    ANSWERS = 0
    INTERPRETERS = 1
    UNKNOWN = 2


class PeopleFit(IntEnum):
    """Whether an organisation is for people like her, best first."""

    NAMED = 0
    EVERYBODY = 1
    OTHERS = 2


@dataclass(frozen=True, slots=True)
class MatchedPhone:
    """A line that may be used where she is, and whether it answers now."""

    phone: Phone
    opening: OpeningState


@dataclass(frozen=True, slots=True)
class Match:
    """An organisation to offer, with what was found out about it for her."""

    organisation: Organisation
    phones: tuple[MatchedPhone, ...]
    """Best first. Empty: none known for her nation; offer the web address."""
    opening: OpeningState
    """The best of its phones."""
    language: LanguageFit
    people: PeopleFit
    stale: bool
    """Checked too long ago: say so, and ask her to ask first."""


@dataclass(frozen=True, slots=True)
class _Person:
    need: Need | None
    nation: Nation | None
    language: str | None
    groups: frozenset[Group]
    communities: frozenset[str]


def find_support(
    organisations: Iterable[Organisation],
    *,
    need: str | None,
    nation: str | None,
    language: str | None,
    serves: str | Collection[str] | None,
    now: datetime,
    legal_aid: bool = False,
    stale_after: int | None = None,
    limit: int | None = None,
) -> list[Match]:
    """The organisations to offer, best first, at most `limit`.

    `need` and `nation` are codes (`ValueError` for others) or None when not known; `language` is the language of the
    conversation; `serves` what she has said about herself: group codes (`women`, `deaf`) or community slugs
    (`polish`), one or several. `now` must have a time zone. `legal_aid` leaves only those who do legal aid or help to
    find it. `stale_after`: days after which an entry is old; None: as this process is set.

    The adviser finder is `need="immigration_advice", legal_aid=True` with her language.
    """
    days = stale_days() if stale_after is None else stale_after
    known_need = None if need is None else Need(need)
    implied: frozenset[str] = _IMPLIED.get(known_need, frozenset()) if known_need else frozenset()
    person = _Person(
        need=known_need,
        nation=None if nation is None else Nation(nation),
        language=_primary(language),
        groups=_groups(serves),
        communities=_communities(serves) | implied | {EVERYONE_HERE},
    )
    matches = [
        _match(organisation, person, now, days)
        for organisation in organisations
        if _suits(organisation, person) and (not legal_aid or Need.LEGAL_AID in organisation.needs)
    ]
    matches.sort(key=lambda match: _rank(match, person))
    return matches if limit is None else matches[: max(limit, 0)]


def _suits(organisation: Organisation, person: _Person) -> bool:
    return (
        (person.need is None or person.need in organisation.needs)
        and organisation.covers(person.nation)
        and not _shuts_out(frozenset(organisation.serves.groups), person.groups)
    )


def _shuts_out(offered: frozenset[Group], told: frozenset[Group]) -> bool:
    """Whether people like her would be turned away: by gender, or a child by a service for adults."""
    if Group.ALL in offered:
        return False
    gender = told & _GENDERS
    if gender and offered & _GENDERS and not offered & gender:
        return True
    only_a_child = Group.CHILDREN in told and not told & _GROWN_UPS
    return only_a_child and offered <= _GROWN_UPS and Group.WOMEN not in offered and Group.MEN not in offered


def _match(organisation: Organisation, person: _Person, now: datetime, days: int) -> Match:
    phones = [
        MatchedPhone(phone, opening_state(phone.hours, now=now, nations=organisation.nations_of(phone)))
        for phone in organisation.phones_in(person.nation)
    ]
    prefers_text = Group.DEAF in person.groups
    phones.sort(key=lambda m: (prefers_text and m.phone.kind is LineKind.VOICE, _OPEN_RANK[m.opening.open_now]))
    best = min((m.opening for m in phones), key=lambda opening: _OPEN_RANK[opening.open_now], default=UNKNOWN)
    return Match(
        organisation=organisation,
        phones=tuple(phones),
        opening=best,
        language=_language_fit(organisation, person),
        people=_people_fit(organisation, person),
        stale=is_stale(organisation.checked_on, now.astimezone(LONDON).date(), days),
    )


def _rank(match: Match, person: _Person) -> tuple[object, ...]:
    organisation = match.organisation
    open_now = match.opening.open_now
    return (
        organisation.authority and person.need is not Need.POLICE_REPORT,
        organisation.finder,
        match.people is PeopleFit.OTHERS,
        match.stale,
        match.language,
        person.need is Need.IMMIGRATION_ADVICE and organisation.advice_regulated not in _REGULATED,
        match.people,
        bool(organisation.areas),
        open_now is False,
        person.need is not None and person.need is not organisation.needs[0],
        _OPEN_RANK[open_now],
        _CONFIDENCE_RANK[organisation.confidence],
        organisation.id,
    )


def _language_fit(organisation: Organisation, person: _Person) -> LanguageFit:
    if person.language is None:
        return LanguageFit.UNKNOWN
    if person.language in map(_primary, organisation.languages):
        return LanguageFit.ANSWERS
    return LanguageFit.INTERPRETERS if organisation.interpreters else LanguageFit.UNKNOWN


def _people_fit(organisation: Organisation, person: _Person) -> PeopleFit:
    """The less good of how it fits her groups and how it fits her communities, unless one of them names her."""
    groups = _group_fit(frozenset(organisation.serves.groups), person)
    communities = _community_fit(organisation, person)
    if PeopleFit.OTHERS in (groups, communities):
        return PeopleFit.OTHERS
    return min(groups, communities)


def _group_fit(offered: frozenset[Group], person: _Person) -> PeopleFit:
    if offered & person.groups:
        return PeopleFit.NAMED
    open_to = {Group.ALL, Group.ADULTS}
    if not person.groups & _GENDERS:
        open_to.add(Group.WOMEN)  # gender not said: a women's helpline is no long shot here
    return PeopleFit.EVERYBODY if offered & open_to else PeopleFit.OTHERS


def _community_fit(organisation: Organisation, person: _Person) -> PeopleFit:
    offered = set(organisation.serves.communities)
    if not offered:
        return PeopleFit.EVERYBODY
    if offered & (person.communities - {EVERYONE_HERE}):
        return PeopleFit.NAMED
    if offered & {OPEN_DOOR, EVERYONE_HERE}:
        return PeopleFit.EVERYBODY
    shares_language = person.language != "en" and person.language in map(_primary, organisation.languages)
    return PeopleFit.NAMED if shares_language else PeopleFit.OTHERS


def _primary(language: str | None) -> str | None:
    """`zh-Hant` → `zh`: a spoken language has no script."""
    return language and language.partition("-")[0].lower()


def _told(serves: str | Collection[str] | None) -> frozenset[str]:
    return frozenset([serves] if isinstance(serves, str) else serves or [])


def _groups(serves: str | Collection[str] | None) -> frozenset[Group]:
    return frozenset(group for group in Group if group in _told(serves))


def _communities(serves: str | Collection[str] | None) -> frozenset[str]:
    return _told(serves) - set(Group)
