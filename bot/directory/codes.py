"""The closed lists of codes the directory is written in.

Words people use for these ("my boss keeps my passport", "Glasgow") become codes elsewhere; here only codes are known.
Communities are open: any lower-case slug, because new organisations bring new ones.
"""

from enum import StrEnum


class Nation(StrEnum):
    """The four nations, whose law, services and bank holidays differ."""

    ENGLAND = "england"
    WALES = "wales"
    SCOTLAND = "scotland"
    NORTHERN_IRELAND = "northern_ireland"


WHOLE_UK = "uk"
"""Short for all four nations in the YAML files; inside the program it is always spelled out."""

ALL_NATIONS = tuple(Nation)


class Need(StrEnum):
    """What an organisation helps with."""

    DOMESTIC_ABUSE = "domestic_abuse"
    SEXUAL_VIOLENCE = "sexual_violence"
    EXPLOITATION = "exploitation"
    FORCED_MARRIAGE = "forced_marriage"
    FGM = "fgm"
    HATE_CRIME = "hate_crime"
    IMMIGRATION_ADVICE = "immigration_advice"
    LEGAL_AID = "legal_aid"
    ASYLUM = "asylum"
    DESTITUTION_NRPF = "destitution_nrpf"
    HOUSING_REFUGE = "housing_refuge"
    CHILDREN = "children"
    HEALTH = "health"
    MENTAL_HEALTH_CRISIS = "mental_health_crisis"
    DETENTION = "detention"
    DOCUMENTS = "documents"
    DOMESTIC_WORKER = "domestic_worker"
    TECH_SAFETY = "tech_safety"
    VICTIM_RIGHTS = "victim_rights"
    ANONYMOUS_REPORT = "anonymous_report"
    POLICE_REPORT = "police_report"


class Group(StrEnum):
    """Who an organisation is for. `ALL` and `ADULTS` are open doors; the rest name particular people."""

    ALL = "all"
    ADULTS = "adults"
    WOMEN = "women"
    MEN = "men"
    CHILDREN = "children"
    OLDER_PEOPLE = "older_people"
    LGBT = "lgbt"
    DEAF = "deaf"
    WORKERS = "workers"


class LineKind(StrEnum):
    """How a number is used."""

    VOICE = "voice"
    TEXT = "text"
    TEXTPHONE = "textphone"


class Regulation(StrEnum):
    """Who allows the organisation to give immigration advice. `NONE`: it is not known to be allowed."""

    IAA = "IAA"
    SRA = "SRA"
    NONE = "none"
    UNKNOWN = "unknown"


class Confidence(StrEnum):
    """How well the entry is sourced. Entries of low confidence are not in the directory."""

    HIGH = "high"
    MEDIUM = "medium"


class Known(StrEnum):
    """A short answer about an organisation. `UNKNOWN`: nobody found it out, and the person is told so."""

    YES = "yes"
    NO = "no"
    UNKNOWN = "unknown"


class HomeOffice(StrEnum):
    """What is stated about an organisation and the Home Office, worst first. `UNKNOWN`: nothing was found."""

    PART_OF_IT = "part_of_it"
    MAY_PASS_ON = "may_pass_on"
    WORKS_FOR_IT = "works_for_it"
    NOT_WHO_YOU_ARE = "not_who_you_are"
    REFERS_IF_YOU_AGREE = "refers_if_you_agree"
    SAYS_ONLY_IF_YOU_AGREE = "says_only_if_you_agree"
    UNKNOWN = "unknown"
