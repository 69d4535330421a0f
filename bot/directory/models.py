"""The organisations as frozen values.

Each field is there because a person reads it or because it decides whether they are offered the organisation; nothing
in it is about a person who asks. `what`, `confidentiality`, `safety_note`, `Phone.label` and `Phone.note` are English
message ids: whole sentences that translators see (`Organisation.texts`). Remarks for reviewers (`internal_note`) are
checked when the files are read and left behind there, so that no renderer can show them by mistake.
"""

import json
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any, Self

from bot.directory.access import Access
from bot.directory.codes import ALL_NATIONS, WHOLE_UK, Confidence, Group, Nation, Need, Regulation
from bot.directory.fields import Fields
from bot.directory.parts import Phone, Source, flag

OPEN_DOOR = "all"
"""The community of an organisation that names some communities and still helps everybody."""

REQUIRED = ("needs", "languages", "nations", "sources")
"""What a checked entry must name. A proposal may lack them: a person fills them in."""
NATIONS_HINT = "; write [uk] for all four"


@dataclass(frozen=True, slots=True)
class Serves:
    """Who the organisation is for: groups (a closed list) and communities (slugs; empty: not about communities)."""

    groups: tuple[Group, ...]
    communities: tuple[str, ...]

    @classmethod
    def from_fields(cls, fields: Fields) -> Self:
        groups = fields.choices("groups", Group)
        if not groups:
            fields.fail("groups", "is missing; write [all] if it is for everybody")
        serves = cls(groups=groups, communities=fields.slugs("communities"))
        fields.finish()
        return serves


@dataclass(frozen=True, slots=True)
class Organisation:
    """One organisation or helpline."""

    id: str
    name: str
    what: str
    url: str
    phones: tuple[Phone, ...]
    needs: tuple[Need, ...]
    """The main one first: it decides between organisations that are otherwise equal."""
    serves: Serves
    languages: tuple[str, ...]
    """Languages they answer in."""
    interpreters: bool | None
    """True: a source says they use interpreters for spoken languages; None: not known."""
    nations: tuple[Nation, ...]
    areas: tuple[str, ...]
    """Towns or regions, if they work only there; empty: everywhere in `nations`."""
    authority: bool
    """Police, Home Office or another body that enforces law: offered after the independent ones."""
    finder: bool
    """A website to look for a service, such as a register, rather than a service that answers."""
    advice_regulated: Regulation
    access: Access
    confidentiality: str | None
    safety_note: str | None
    sources: tuple[Source, ...]
    checked_on: date | None
    """None: a proposal that no person has checked yet. It is never built into the directory."""
    checked_by: str | None
    """The organisation that checked it; None: the people who keep this project's facts."""
    confidence: Confidence

    @classmethod
    def from_yaml(cls, data: object, where: str) -> Self:
        """Read one entry. Raises `DirectoryError` naming `where` (the file) and the field."""
        fields = Fields(data, where)
        identifier = fields.slug("id")
        fields.where = f"{where} ({identifier})"
        fields.optional_text("internal_note")
        organisation = cls(
            id=identifier,
            name=fields.text("name"),
            what=fields.text("what"),
            url=fields.url("url"),
            phones=tuple(Phone.from_fields(phone) for phone in fields.list_of_fields("phones")),
            needs=fields.choices("needs", Need),
            serves=Serves.from_fields(fields.fields("serves")),
            languages=fields.languages("languages"),
            interpreters=fields.optional_flag("interpreters"),
            nations=_nations(fields),
            areas=fields.slugs("areas"),
            authority=bool(fields.optional_flag("authority")),
            finder=bool(fields.optional_flag("finder")),
            advice_regulated=fields.choice("advice_regulated", Regulation),
            access=Access.from_fields(fields),
            confidentiality=fields.optional_text("confidentiality"),
            safety_note=fields.optional_text("safety_note"),
            sources=tuple(Source.from_fields(source) for source in fields.list_of_fields("sources")),
            checked_on=fields.optional_day("checked_on"),
            checked_by=fields.optional_text("checked_by"),
            confidence=fields.choice("confidence", Confidence),
        )
        fields.finish()
        if organisation.checked_on:
            for name in REQUIRED:
                if not getattr(organisation, name):
                    fields.fail(name, "is missing" + (NATIONS_HINT if name == "nations" else ""))
        return organisation

    @classmethod
    def from_row(cls, row: Mapping[str, Any], phones: Iterable[Phone]) -> Self:
        """Build from a row of the table `organisations` and its phones in order."""
        return cls(
            id=row["id"],
            name=row["name"],
            what=row["what"],
            url=row["url"],
            phones=tuple(phones),
            needs=tuple(map(Need, json.loads(row["needs"]))),
            serves=Serves(
                groups=tuple(map(Group, json.loads(row["groups"]))),
                communities=tuple(json.loads(row["communities"])),
            ),
            languages=tuple(json.loads(row["languages"])),
            interpreters=flag(row["interpreters"]),
            nations=tuple(map(Nation, json.loads(row["nations"]))),
            areas=tuple(json.loads(row["areas"])),
            authority=bool(row["authority"]),
            finder=bool(row["finder"]),
            access=Access.from_row(row),
            advice_regulated=Regulation(row["advice_regulated"]),
            confidentiality=row["confidentiality"],
            safety_note=row["safety_note"],
            sources=tuple(Source(**source) for source in json.loads(row["sources"])),
            checked_on=date.fromisoformat(row["checked_on"]),
            checked_by=row["checked_by"],
            confidence=Confidence(row["confidence"]),
        )

    def to_row(self) -> dict[str, Any]:
        """The row of the table `organisations`; phones go to their own table."""
        return {
            "id": self.id,
            "name": self.name,
            "what": self.what,
            "url": self.url,
            "needs": json.dumps(self.needs),
            "groups": json.dumps(self.serves.groups),
            "communities": json.dumps(self.serves.communities),
            "languages": json.dumps(self.languages),
            "interpreters": self.interpreters,
            "nations": json.dumps(self.nations),
            "areas": json.dumps(self.areas),
            "authority": self.authority,
            "finder": self.finder,
            **self.access.to_row(),
            "advice_regulated": self.advice_regulated.value,
            "confidentiality": self.confidentiality,
            "safety_note": self.safety_note,
            "sources": json.dumps([{"url": source.url, "date": source.date} for source in self.sources]),
            "checked_on": self.checked_on and self.checked_on.isoformat(),
            "checked_by": self.checked_by,
            "confidence": self.confidence.value,
        }

    def covers(self, nation: Nation | None) -> bool:
        """Whether the organisation works in this nation. None (she has not said) rules nothing out."""
        return nation is None or nation in self.nations

    def phones_in(self, nation: Nation | None) -> tuple[Phone, ...]:
        """The lines that may be used in this nation."""
        return tuple(phone for phone in self.phones if not phone.nations or nation is None or nation in phone.nations)

    def nations_of(self, phone: Phone) -> tuple[Nation, ...]:
        """Where a line of this organisation may be used, and so whose bank holidays may close it."""
        return phone.nations or self.nations

    def texts(self) -> Iterator[str]:
        """The sentences a person reads: what translators translate."""
        yield self.what
        for text in (self.confidentiality, self.safety_note):
            if text:
                yield text
        for phone in self.phones:
            yield phone.label
            if phone.note:
                yield phone.note

    def addresses(self) -> Iterator[str]:
        """Every web address of the entry: its own and those of its sources."""
        yield self.url
        yield from (source.url for source in self.sources)
        yield from (phone.source_url for phone in self.phones)
        yield from (found.source_url for _name, found in self.access.items() if found.source_url)


def _nations(fields: Fields) -> tuple[Nation, ...]:
    if fields.texts("nations") == (WHOLE_UK,):
        return ALL_NATIONS
    return fields.choices("nations", Nation)
