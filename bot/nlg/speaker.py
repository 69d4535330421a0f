"""Turns reviewed content into blocks in one language."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from babel.dates import format_date
from babel.lists import format_list

from bot.content.library import Library
from bot.content.model import Answer, Certainty, Statement
from bot.content.model import Source as ContentSource
from bot.conversation.blocks import (
    Block,
    Choice,
    Choices,
    Fact,
    Facts,
    Heading,
    Paragraph,
    Picture,
    Source,
    Sources,
    Tone,
)
from bot.nlg.catalog import Catalogs
from bot.nlg.languages import Language

MOST_CERTAINTIES = 2
CALL_NOW = ("emergency.call_999", "self_harm.danger")
"""Statements that must not be overlooked."""
SHORT, MORE = "short", "more"

# Which mark each door gets in the picture, the most open first.
PICTURE_MARKS = {
    "likely": "picture.likely",
    "possible": "picture.possible",
    "not_who_you_are": "picture.partly",
    "serious_risk": "picture.partly",
    "unknown": "picture.unknown",
}


@dataclass(frozen=True)
class Speaker:
    """Everything needed to speak one language on one day."""

    library: Library
    catalogs: Catalogs
    language: Language
    today: date

    # Words

    def say(self, text: str, **values: object) -> str:
        """A text in the language, with its `{placeholders}` filled."""
        said = self.catalogs.translate(self.language.code, text)
        said = said.format(**values) if values else said
        return isolate_numbers(said) if self.language.direction == "rtl" else said

    def label(self, key: str, **values: object) -> str:
        return self.say(self.library.labels[key], **values)

    def counted(self, key: str, count: int) -> str:
        forms = self.library.labels[key]
        return self.catalogs.translate_many(self.language.code, forms["one"], forms["many"], count).format(count=count)

    def lang(self, text: str) -> str | None:
        """The language a text comes out in, if that is not the language spoken."""
        spoken = self.catalogs.lang_of(self.language.code, text)
        return None if spoken == self.language.code else spoken

    def day(self, value: date) -> str:
        return format_date(value, "long", locale=self.language.locale)

    # Answers

    def answer(self, answer: Answer, part: str = SHORT) -> tuple[Block, ...]:
        """The first answer of at most four sentences, or the rest of it."""
        return self._more(answer) if part == MORE else self._short(answer)

    def page(self, answer: Answer) -> tuple[Block, ...]:
        """Both parts as one, without buttons, for a plain page."""
        names = (*answer.short, *answer.more, *answer.ask_first)
        return (
            *self._opening(answer),
            *self._paragraphs(answer.short),
            *self._door_facts(answer),
            *self._paragraphs(answer.more),
            *self._paragraphs(answer.ask_first, Tone.ASK_FIRST),
            self.sources(names),
        )

    def _short(self, answer: Answer) -> tuple[Block, ...]:
        more = [Choice(self.label("button.more"), "/ask_more")] if answer.more or answer.ask_first else []
        return (
            *self._opening(answer),
            *self._paragraphs(answer.short),
            self.sources(answer.short),
            Choices((*more, *self.choices(answer.next))),
        )

    def _more(self, answer: Answer) -> tuple[Block, ...]:
        names = (*answer.more, *answer.ask_first, *([answer.door.what] if answer.door and answer.door.what else []))
        return (
            Heading(self.say(answer.heading), self.lang(answer.heading)),
            *self._door_facts(answer),
            *self._paragraphs(answer.more),
            *self._paragraphs(answer.ask_first, Tone.ASK_FIRST),
            self.sources(names),
            Choices(self.choices(answer.next)),
        )

    def _opening(self, answer: Answer) -> list[Block]:
        blocks: list[Block] = [Heading(self.say(answer.heading), self.lang(answer.heading))]
        if answer.opening:
            blocks.append(Paragraph(self.say(answer.opening), Tone.OPENING, self.lang(answer.opening)))
        return blocks

    def _paragraphs(self, names: Sequence[str], tone: Tone = Tone.PLAIN) -> list[Paragraph]:
        """Statements as paragraphs; neighbours of one tone and language are joined in a short answer's way."""
        paragraphs: list[Paragraph] = []
        for name in names:
            statement = self.library.statements[name]
            own_tone = Tone.SAFETY if name in CALL_NOW else tone
            said = Paragraph(self.say(statement.text), own_tone, self.lang(statement.text))
            last = paragraphs[-1] if paragraphs else None
            if (
                last
                and tone is Tone.PLAIN
                and (last.tone, last.lang) == (said.tone, said.lang)
                and _short_enough(last, said)
            ):
                paragraphs[-1] = Paragraph(f"{last.text} {said.text}", said.tone, said.lang)
            else:
                paragraphs.append(said)
        return paragraphs

    def _door_facts(self, answer: Answer) -> list[Block]:
        if not answer.door:
            return []
        rows = [
            Fact(self.label(f"door.{name}"), self.label(f"door.{name}.{getattr(answer.door, name)}"))
            for name in ("needs_name", "may_learn_status", "may_pass_on")
        ]
        what = self.library.statements[answer.door.what].text if answer.door.what else None
        rows.append(Fact(self.label("door.what"), self.say(what) if what else self.label("door.what.unknown")))
        return [Facts(tuple(rows))]

    # Doors

    def doors(self) -> tuple[Block, ...]:
        """All doors at a glance: the picture, the same in words, and a button for each."""
        return (
            Heading(self.label("picture.title")),
            Picture(f"/{self.language.code}/doors.svg", self.label("picture.alt")),
            Facts(tuple(Fact(f"{self.say(door.title)}:", self.door_mark(door)) for door in self.library.doors)),
            self.sources([name for door in self.library.doors for name in door.short]),
            Choices(tuple(self.choice(door.id) for door in self.library.doors)),
        )

    def door_mark(self, door: Answer) -> str:
        """The word in the picture for how likely this door passes something on."""
        return self.label(PICTURE_MARKS[door.door.may_pass_on])

    # Sources

    def sources(self, names: Iterable[str]) -> Sources:
        """How sure these statements are, where they apply, when they were checked, and where they come from."""
        statements = [self.library.statements[name] for name in dict.fromkeys(names)]
        items = self.library.sources_of(statement.id for statement in statements)
        return Sources(
            certainty=" ".join([*self._certainties(statements), self._applies(statements)]),
            checked=self.label("checked", date=self.day(min(statement.checked_on for statement in statements))),
            label=self.counted("sources", len(items)) if items else self.label("sources.none"),
            items=tuple(self._source(item) for item in items),
        )

    def _certainties(self, statements: list[Statement]) -> list[str]:
        stale = [statement for statement in statements if statement.is_stale(self.today)]
        if stale:
            since = min(statement.review_by for statement in stale)
            return [self.label("certainty.stale", date=self.day(since))]
        kinds = {statement.certainty for statement in statements}
        weakest = [kind for kind in reversed(Certainty) if kind in kinds][:MOST_CERTAINTIES]
        return [self.label(f"certainty.{kind}") for kind in weakest]

    def _applies(self, statements: list[Statement]) -> str:
        """The places these statements are about: the whole UK if any of them is."""
        places = [
            place
            for place in ("uk", "england", "wales", "scotland", "northern_ireland")
            if any(place in statement.jurisdiction for statement in statements)
        ]
        if "uk" in places:
            places = ["uk"]
        return self.label("applies", places=self.listed([self.label(f"nation.{place}") for place in places]))

    def listed(self, items: list[str]) -> str:
        """Items joined as the language joins them: "a, b and c"."""
        return format_list(items, locale=self.language.locale)

    def _source(self, source: ContentSource) -> Source:
        return Source(source.title, source.publisher, self.partial_date(source.date), source.url)

    def partial_date(self, value: str | None) -> str:
        """A date known to the day, the month, the year or not at all."""
        if value is None:
            return self.label("undated")
        parts = [int(part) for part in value.split("-")]
        if len(parts) == 1:
            return str(parts[0])
        if len(parts) == 2:
            return format_date(date(*parts, 1), "MMMM y", locale=self.language.locale)
        return self.day(date(*parts))

    # Choices

    def choices(self, names: Iterable[str]) -> tuple[Choice, ...]:
        return tuple(self.choice(name) for name in names)

    def choice(self, name: str) -> Choice:
        """The button for an answer id, "doors", "support" or "support:<need>"."""
        if name == "doors":
            return Choice(self.label("button.doors"), payload("ask_data_sharing", door="choose"))
        kind, _, need = name.partition(":")
        if kind == "support":
            if not need:
                return Choice(self.label("button.support"), payload("find_support"))
            return Choice(self.label(f"button.support.{need}"), payload("find_support", need=need))
        answer = self.library.answers[name]
        title = self.say(answer.title)
        if answer.door:
            return Choice(title, payload("ask_data_sharing", door=name.removeprefix("door.")), self.lang(answer.title))
        return Choice(title, payload(answer.intents[0]), self.lang(answer.title))


_SPACED_NUMBER = re.compile(r"\d[\d ]*\d")


def isolate_numbers(text: str) -> str:
    """A right-to-left text with each number of several groups ("0808 2000 247") isolated left to right; without this a
    browser shows the groups in the wrong order and a wrong number is called."""
    return _SPACED_NUMBER.sub(
        lambda match: f"\u2066{match.group()}\u2069" if " " in match.group() else match.group(), text
    )


def payload(intent: str, **entities: str) -> str:
    """A button's payload in Rasa's form: `/intent{"entity": "value"}`."""
    return f"/{intent}{json.dumps(entities)}" if entities else f"/{intent}"


def _short_enough(first: Paragraph, second: Paragraph) -> bool:
    """Long texts stay paragraphs of their own: a wall of words is not read."""
    return len(first.text) + len(second.text) < 320
