"""From the blocks of an answer to WhatsApp's own forms.

Limits (docs/decisions/whatsapp.md names the sources): a text 4,096 characters, the text of a message with buttons
1,024, three buttons of 20, a list of ten rows of 24 with a description of 72. How Meta counts characters is not
documented, so the larger of code points and UTF-16 units is taken.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from bot.conversation.blocks import (
    Block,
    Choice,
    Choices,
    Heading,
    OrganisationCard,
    Paragraph,
    Picture,
    Sources,
    Tone,
    plain_text,
)

MAX_TEXT = 4096
MAX_BODY = 1024
MAX_BUTTONS, MAX_BUTTON_TITLE = 3, 20
MAX_ROWS, MAX_ROW_TITLE, MAX_ROW_DESCRIPTION = 10, 24, 72
MAX_CAPTION = 1024
MAX_PAYLOAD = 200
"""The smaller of the limits for a row's id (200) and a button's id (256)."""
_SENTENCE_END = re.compile(r"(?<=[.!?。؟۔።॥।])\s+")
_MARKS = str.maketrans({"*": "∗", "_": "_\u200b", "~": "∼", "`": "ˋ"})
_ISOLATE, _END_ISOLATE = "\u2068", "\u2069"


@dataclass(frozen=True, slots=True)
class Labels:
    """choose: what opens a list, at most 20 characters; more: what stands above a further list; next: what stands above
    the first list if nothing else does; rtl: whether the language is written right to left."""

    choose: str
    more: str
    next: str
    rtl: bool


@dataclass(frozen=True, slots=True)
class Rendered:
    """messages: bodies without a recipient, in order; choices: the payloads of all buttons, in order."""

    messages: tuple[dict[str, Any], ...]
    choices: tuple[str, ...]


def length(text: str) -> int:
    """The larger of code points and UTF-16 units."""
    return max(len(text), len(text.encode("utf-16-le", "surrogatepass")) // 2)


def render(blocks: Sequence[Block], labels: Labels, public_url: str | None, language: str) -> Rendered:
    """An answer as few messages as it fits in: pictures, then text, the last of it with the buttons."""
    choices = _unique(choice for block in blocks if isinstance(block, Choices) for choice in block.items)
    pictures = [block for block in blocks if isinstance(block, Picture)]
    if public_url is None:
        pictures = []
    shown = [block for block in _safety_first(blocks) if not isinstance(block, Choices) and block not in pictures]
    text = "\n\n".join(part for block in shown if (part := _text(block, labels.rtl)))
    messages: list[dict[str, Any]] = [_picture(block, public_url or "", language) for block in pictures]
    if not choices:
        return Rendered((*messages, *map(_plain, split(text, MAX_TEXT))), ())
    head, body = _body(text)
    messages += map(_plain, split(head, MAX_TEXT))
    messages += _interactive(body or labels.next, choices, labels)
    return Rendered(tuple(messages), tuple(choice.payload for choice in choices))


def _body(text: str) -> tuple[str, str]:
    """What comes before, and the end of the answer that the buttons hang on: all of it if it is short, else its last
    paragraph, else nothing."""
    if length(text) <= MAX_BODY:
        return "", text
    head, _, last = text.rpartition("\n\n")
    return (head, last) if length(last) <= MAX_BODY else (text, "")


def split(text: str, most: int) -> Iterator[str]:
    """The text in pieces of at most `most` characters, cut between paragraphs, else between sentences, else words."""
    piece = ""
    for part, joiner in _parts(text, most):
        candidate = f"{piece}{joiner}{part}" if piece else part
        if length(candidate) > most:
            yield piece
            piece = part
        else:
            piece = candidate
    if piece:
        yield piece


def _parts(text: str, most: int) -> Iterator[tuple[str, str]]:
    for paragraph in text.split("\n\n"):
        if length(paragraph) <= most:
            yield paragraph, "\n\n"
            continue
        for number, sentence in enumerate(_SENTENCE_END.split(paragraph)):
            joiner = " " if number else "\n\n"
            if length(sentence) <= most:
                yield sentence, joiner
                continue
            for word in sentence.split(" "):
                for start in range(0, max(1, len(word)), most // 2):
                    yield word[start : start + most // 2], joiner if start == 0 else ""
                joiner = " "


def _safety_first(blocks: Sequence[Block]) -> list[Block]:
    """Danger is read first, whatever else is said."""
    urgent = [block for block in blocks if isinstance(block, Paragraph) and block.tone is Tone.SAFETY]
    return [*urgent, *(block for block in blocks if block not in urgent)]


def _text(block: Block, rtl: bool) -> str:
    match block:
        case Heading(text=text):
            return f"*{_bare(text)}*"
        case Paragraph(text=text, tone=tone):
            return f"*{_bare(text)}*" if tone is Tone.SAFETY and "\n" not in text else _bare(text)
        case OrganisationCard() as card:
            return _card(card, rtl)
        case Picture(alt=alt):
            return _bare(alt)
        case Sources() as sources:
            return _sources(sources, rtl)
    return _bare(plain_text([block]))


def _sources(sources: Sources, rtl: bool) -> str:
    """How sure it is and who says so. Titles and addresses are on the web page: here they would bury the answer."""
    said = [f"{source.publisher}, {source.date}" for source in sources.items]
    listed = "; ".join(_isolated(text, rtl) for text in dict.fromkeys(said))
    return _bare(f"{sources.certainty} {sources.checked}" + (f"\n{sources.label}: {listed}" if listed else ""))


def _card(card: OrganisationCard, rtl: bool) -> str:
    """Numbers stand alone on their lines, in full, so that the phone offers to call them."""
    lines = [f"*{_isolated(_bare(card.name), rtl)}*", _bare(card.what)]
    for phone in card.phones:
        lines.append(f"{_isolated(phone.display, rtl)} ({_bare(phone.label)})")
        lines += [_bare(text) for text in (phone.opening, phone.note) if text]
    rest = (card.languages, card.confidentiality, card.safety_note, *getattr(card, "access", ()), card.checked)
    lines += [_bare(text) for text in rest if text]
    if card.url:
        lines.append(_isolated(card.url, rtl))
    return "\n".join(line for line in lines if line)


def _bare(text: str) -> str:
    """A text without signs that WhatsApp would read as bold, italic, struck out or code. Addresses keep theirs."""
    return " ".join(word if "://" in word else word.translate(_MARKS) for word in text.split(" "))


def _isolated(text: str, rtl: bool) -> str:
    """A number, name or address that must keep its own direction inside a right-to-left text."""
    return f"{_ISOLATE}{text}{_END_ISOLATE}" if rtl else text


def _plain(text: str) -> dict[str, Any]:
    return {"type": "text", "text": {"preview_url": False, "body": text}}


def _picture(picture: Picture, public_url: str, language: str) -> dict[str, Any]:
    """A drawing as an image that Meta fetches from our own address; the words of it are its caption."""
    link = f"{public_url}{picture.src.removesuffix('.svg')}.png"
    return {"type": "image", "image": {"link": link, "caption": cut(picture.alt, MAX_CAPTION)}}


def _interactive(text: str, choices: Sequence[Choice], labels: Labels) -> Iterator[dict[str, Any]]:
    if len(choices) <= MAX_BUTTONS and all(length(choice.title) <= MAX_BUTTON_TITLE for choice in choices):
        buttons = [{"type": "reply", "reply": {"id": choice.payload, "title": choice.title}} for choice in choices]
        yield _message({"type": "button", "body": {"text": text}, "action": {"buttons": buttons}})
        return
    for start in range(0, len(choices), MAX_ROWS):
        rows = _rows(choices[start : start + MAX_ROWS])
        action = {"button": labels.choose, "sections": [{"rows": rows}]}
        yield _message({"type": "list", "body": {"text": labels.more if start else text}, "action": action})


def _message(interactive: dict[str, Any]) -> dict[str, Any]:
    return {"type": "interactive", "interactive": interactive}


def _rows(choices: Sequence[Choice]) -> list[dict[str, str]]:
    """The rows of a list. Meta refuses two of the same title, so titles that are the same once cut are numbered."""
    titles = Counter(cut(choice.title, MAX_ROW_TITLE) for choice in choices)
    return [
        _row(choice, f"{number}. " if titles[cut(choice.title, MAX_ROW_TITLE)] > 1 else "")
        for number, choice in enumerate(choices, 1)
    ]


def _row(choice: Choice, number: str) -> dict[str, str]:
    """A row of a list; a title that is too long is cut and stands whole in the description."""
    row = {"id": choice.payload, "title": cut(number + choice.title, MAX_ROW_TITLE)}
    if row["title"] != choice.title:
        row["description"] = cut(choice.title, MAX_ROW_DESCRIPTION)
    return row


def cut(text: str, most: int) -> str:
    """The text, or its beginning and an ellipsis."""
    if length(text) <= most:
        return text
    kept = text
    while length(kept) >= most:
        kept = kept[:-1]
    return kept.rstrip() + "…"


def _unique(choices: Iterable[Choice]) -> list[Choice]:
    """Each button once: Meta refuses two with one id or one title."""
    found: dict[str, Choice] = {}
    titles: set[str] = set()
    for choice in choices:
        if choice.payload not in found and choice.title not in titles and length(choice.payload) <= MAX_PAYLOAD:
            found[choice.payload] = choice
            titles.add(choice.title)
    return list(found.values())
