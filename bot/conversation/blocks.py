"""What an answer is made of. The web page, WhatsApp, the terminal and JSON each render these blocks their own way.

Texts are already in the person's language. `lang` is set only where a text is in another language than the answer
(an untranslated sentence, an English name), so that a screen reader and the text direction are right.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import asdict, dataclass, field
from enum import StrEnum
from typing import Any, ClassVar


class Tone(StrEnum):
    """How a paragraph is meant."""

    PLAIN = "plain"
    OPENING = "opening"
    """A kind first sentence without facts."""
    SAFETY = "safety"
    """Danger: shown so that it cannot be overlooked."""
    ASK_FIRST = "ask_first"
    """Words to say to a service before giving a name."""
    CAUTION = "caution"
    """A limit of what is known, or a text that has not been reviewed."""


@dataclass(frozen=True, slots=True)
class Block:
    type: ClassVar[str] = "block"

    def to_json(self) -> dict[str, Any]:
        """A JSON object with `type` first; empty fields are left out, inside lists too."""
        return {"type": self.type, **_filled(asdict(self))}


def _filled(value: Any) -> Any:
    if isinstance(value, dict):
        return {key: _filled(item) for key, item in value.items() if item not in (None, (), [])}
    if isinstance(value, list | tuple):
        return [_filled(item) for item in value]
    return value


@dataclass(frozen=True, slots=True)
class Heading(Block):
    type: ClassVar[str] = "heading"
    text: str
    lang: str | None = None


@dataclass(frozen=True, slots=True)
class Paragraph(Block):
    type: ClassVar[str] = "text"
    text: str
    tone: Tone = Tone.PLAIN
    lang: str | None = None


@dataclass(frozen=True, slots=True)
class Fact:
    label: str
    value: str


@dataclass(frozen=True, slots=True)
class Facts(Block):
    """Questions and short answers, such as "Do they need your name?" and "Usually"."""

    type: ClassVar[str] = "facts"
    rows: tuple[Fact, ...]


@dataclass(frozen=True, slots=True)
class Source:
    """title and publisher are in English; `date` is written in the person's language or empty."""

    title: str
    publisher: str
    date: str
    url: str | None = None


@dataclass(frozen=True, slots=True)
class Sources(Block):
    """How sure the answer is, when it was last checked, and where it comes from."""

    type: ClassVar[str] = "sources"
    certainty: str
    checked: str
    label: str
    """What opens the list, such as "3 sources"."""
    items: tuple[Source, ...] = ()


@dataclass(frozen=True, slots=True)
class Picture(Block):
    type: ClassVar[str] = "picture"
    src: str
    alt: str


@dataclass(frozen=True, slots=True)
class PhoneLine:
    """display: as people write it; uri: `tel:...` or `sms:...`; note and opening: in the person's language or empty."""

    display: str
    uri: str
    label: str
    note: str = ""
    opening: str = ""


@dataclass(frozen=True, slots=True)
class OrganisationCard(Block):
    """name and url are as the organisation writes them; everything else is in the person's language."""

    type: ClassVar[str] = "organisation"
    id: str
    name: str
    what: str
    url: str | None = None
    phones: tuple[PhoneLine, ...] = ()
    languages: str = ""
    nations: str = ""
    confidentiality: str = ""
    safety_note: str = ""
    checked: str = ""


@dataclass(frozen=True, slots=True)
class CardLine:
    """english: what is shown or read out; own: the same in the person's language, empty where that is English."""

    english: str
    own: str = ""


@dataclass(frozen=True, slots=True)
class Card(Block):
    """A card to show to somebody who speaks English. lang: the language of `own`."""

    type: ClassVar[str] = "card"
    lines: tuple[CardLine, ...]
    lang: str


@dataclass(frozen=True, slots=True)
class Choice:
    title: str
    payload: str
    lang: str | None = None


@dataclass(frozen=True, slots=True)
class Choices(Block):
    """Buttons. Pressing one sends its payload in the field `choice`."""

    type: ClassVar[str] = "choices"
    items: tuple[Choice, ...] = field(default=())


BLOCKS: dict[str, type[Block]] = {
    kind.type: kind for kind in (Heading, Paragraph, Facts, Sources, Picture, OrganisationCard, Card, Choices)
}
_NESTED = {
    "facts": ("rows", Fact),
    "sources": ("items", Source),
    "organisation": ("phones", PhoneLine),
    "card": ("lines", CardLine),
    "choices": ("items", Choice),
}


def from_json(value: dict[str, Any]) -> Block:
    """The block of a JSON object made by `to_json`.

    Raises:
        KeyError, TypeError: it was not made by `to_json`.
    """
    fields = {key: item for key, item in value.items() if key != "type"}
    kind = value["type"]
    if kind in _NESTED:
        key, nested = _NESTED[kind]
        fields[key] = tuple(nested(**item) for item in fields.get(key, ()))
    if kind == "text" and "tone" in fields:
        fields["tone"] = Tone(fields["tone"])
    return BLOCKS[kind](**fields)


def plain_text(blocks: Iterable[Block]) -> str:
    """The blocks as lines for a terminal."""
    return "\n\n".join(text for block in blocks if (text := _plain(block)))


def _plain(block: Block) -> str:
    match block:
        case Heading(text=text):
            return text.upper() if text.isascii() else text
        case Paragraph(text=text, tone=tone):
            return f"! {text}" if tone is Tone.SAFETY else text
        case Facts(rows=rows):
            return "\n".join(f"- {row.label} {row.value}" for row in rows)
        case Sources(certainty=certainty, checked=checked, items=items):
            lines = [
                f"({certainty} {checked})",
                *(f"  [{s.publisher}: {s.title}, {s.date}] {s.url or ''}" for s in items),
            ]
            return "\n".join(line.rstrip() for line in lines)
        case Picture(alt=alt):
            return f"[{alt}]"
        case OrganisationCard() as card:
            phones = [
                f"  {phone.display} ({phone.label}) {phone.opening} {phone.note}".rstrip() for phone in card.phones
            ]
            rest = [card.languages, card.confidentiality, card.safety_note, card.url or "", card.checked]
            return "\n".join([f"* {card.name}: {card.what}", *phones, *(f"  {line}" for line in rest if line)])
        case Card(lines=lines):
            return "\n\n".join("\n".join(filter(None, (line.english, line.own))) for line in lines)
        case Choices(items=items):
            return "\n".join(f"  {number}. {choice.title}" for number, choice in enumerate(items, 1))
    return ""
