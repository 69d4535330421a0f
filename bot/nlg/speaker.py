"""Turns reviewed content into blocks in one language."""

from __future__ import annotations

import json
import re
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date

from babel.dates import format_date
from babel.lists import format_list

from bot.content.library import Library
from bot.content.model import JURISDICTIONS, Answer, Certainty, Statement
from bot.content.model import Source as ContentSource
from bot.content.selection import Selection, by_place, select
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
    off: Collection[str] = frozenset()
    """Ids of statements that are switched off."""
    route_titles: Mapping[str, str] = field(default_factory=dict)
    """English titles of the routes by id, for buttons that lead to them."""
    joins: bool = True
    """Whether short neighbours become one paragraph. How short they are differs between languages, so pages in two
    languages side by side keep each statement apart."""

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
        """A day in words. Russian and Ukrainian end it with the short word for "year" and its full stop, which would
        stand before the full stop of our sentence; without it the day reads as well."""
        said = format_date(value, "long", locale=self.language.locale)
        return (
            said.removesuffix("\u202fг.")
            .removesuffix(" г.")
            .removesuffix("\u202fр.")
            .removesuffix(" р.")
            .rstrip("\xa0 ")
        )

    # Answers

    def answer(self, answer: Answer, part: str = SHORT, nation: str | None = None) -> tuple[Block, ...]:
        """The first answer of at most four sentences, or the rest of it, for a nation of the UK or for all."""
        return self._more(answer, nation) if part == MORE else self._short(answer, nation)

    def page(self, answer: Answer) -> tuple[Block, ...]:
        """Both parts as one for all nations, each under its own heading, without buttons, for a plain page."""
        short, more, ask_first = (self.select(names) for names in (answer.short, answer.more, answer.ask_first))
        what = self.select(self._what(answer))
        return (
            *self._opening(answer),
            *self._paragraphs(short.shown),
            *self._door_facts(answer, what),
            *self._by_place(answer, more.shown),
            *self._paragraphs(ask_first.shown, Tone.ASK_FIRST),
            *self._withheld(short, more, ask_first, what),
            *self._sources_of(short, more, ask_first, what),
        )

    def select(self, names: Iterable[str], nation: str | None = None) -> Selection:
        """Which of these statements are shown today, for a nation or for all."""
        return select((self.library.statements[name] for name in names), self.today, nation, self.off)

    def _short(self, answer: Answer, nation: str | None) -> tuple[Block, ...]:
        short = self.select(answer.short, nation)
        more = [Choice(self.label("button.more"), "/ask_more")] if answer.more or answer.ask_first else []
        return (
            *self._opening(answer),
            *self._elsewhere(nation, short),
            *self._paragraphs(short.shown),
            *self._withheld(short),
            *self._sources_of(short),
            *self._which_nation(answer, nation, short),
            Choices((*more, *self.choices(answer.next), *self._adviser(short))),
        )

    def _more(self, answer: Answer, nation: str | None) -> tuple[Block, ...]:
        more = self.select(answer.more, nation)
        ask_first, what = (
            self.select(self._about(nation, names), nation) for names in (answer.ask_first, self._what(answer))
        )
        return (
            Heading(self.say(answer.heading), self.lang(answer.heading)),
            *self._door_facts(answer, what),
            *self._elsewhere(nation, more),
            *self._paragraphs(more.shown),
            *self._paragraphs(ask_first.shown, Tone.ASK_FIRST),
            *self._withheld(more, ask_first, what),
            *self._sources_of(more, ask_first, what),
            *self._which_nation(answer, nation, more, MORE),
            Choices((*self.choices(answer.next), *self._adviser(more, ask_first, what))),
        )

    def _about(self, nation: str | None, names: Iterable[str]) -> list[str]:
        """Those that hold in a nation. What a place passes on, and the words to ask it, do not name theirs: elsewhere
        they would be wrong."""
        places = {"uk", nation}
        return [name for name in names if nation is None or places & set(self.library.statements[name].jurisdiction)]

    @staticmethod
    def _what(answer: Answer) -> tuple[str, ...]:
        return (answer.door.what,) if answer.door and answer.door.what else ()

    def _by_place(self, answer: Answer, names: Sequence[str]) -> list[Block]:
        """Statements under a heading for each place they are about, if there is more than one."""
        groups = by_place(self.library.statements[name] for name in names)
        blocks: list[Block] = []
        for places, statements in groups:
            if len(groups) > 1 and "uk" not in places:
                title = self.label("nation.heading", title=self.say(answer.title), places=self.places(places))
                blocks.append(Heading(title, self.lang(answer.title)))
            blocks += self._paragraphs([statement.id for statement in statements])
        return blocks

    def _elsewhere(self, nation: str | None, selection: Selection) -> list[Block]:
        if not (nation and selection.about_elsewhere):
            return []
        return [Paragraph(self.label("nation.unknown", place=self.label(f"nation.{nation}")), Tone.CAUTION)]

    def _which_nation(
        self, answer: Answer, nation: str | None, selection: Selection, part: str = SHORT
    ) -> tuple[Block, ...]:
        """The question for the nation, only where the answer depends on it and it is not known."""
        if nation or not selection.differs:
            return ()
        names = [name for name in JURISDICTIONS if name != "uk"]
        return (
            Paragraph(self.label("nation.ask")),
            Choices(
                tuple(
                    Choice(
                        self.label(f"nation.{name}"),
                        payload("ask_more", nation=name) if part == MORE else answer_payload(answer, nation=name),
                    )
                    for name in names
                )
            ),
        )

    def _withheld(self, *selections: Selection) -> list[Block]:
        """Says that something is not shown, and why."""
        said = []
        if any(selection.switched_off for selection in selections):
            said.append(self.label("withheld.switched_off"))
        old = [selection.too_old for selection in selections if selection.too_old]
        if old:
            said.append(self.label("withheld.too_old", date=self.day(min(old))))
        return [Paragraph(text, Tone.CAUTION) for text in said]

    def _adviser(self, *selections: Selection) -> tuple[Choice, ...]:
        """Whom to ask instead of what is withheld."""
        withheld = any(selection.switched_off or selection.too_old for selection in selections)
        return (self.choice("support:immigration_advice"),) if withheld else ()

    def _sources_of(self, *selections: Selection) -> list[Block]:
        names = [name for selection in selections for name in selection.shown]
        return [self.sources(names)] if names else []

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
                and self.joins
                and tone is Tone.PLAIN
                and (last.tone, last.lang) == (said.tone, said.lang)
                and _short_enough(last, said)
            ):
                paragraphs[-1] = Paragraph(f"{last.text} {said.text}", said.tone, said.lang)
            else:
                paragraphs.append(said)
        return paragraphs

    def _door_facts(self, answer: Answer, what: Selection) -> list[Block]:
        if not answer.door:
            return []
        rows = [
            Fact(self.label(f"door.{name}"), self.label(f"door.{name}.{getattr(answer.door, name)}"))
            for name in ("needs_name", "may_learn_status", "may_pass_on")
        ]
        said = [self.say(self.library.statements[name].text) for name in what.shown]
        rows.append(Fact(self.label("door.what"), *(said or [self.label("door.what.unknown")])))
        return [Facts(tuple(rows))]

    # Doors

    def doors(self) -> tuple[Block, ...]:
        """All doors at a glance: the picture, the same in words, and a button for each."""
        return (
            Heading(self.label("picture.title")),
            Picture(f"/{self.language.code}/doors.svg", self.label("picture.alt")),
            Facts(tuple(Fact(f"{self.say(door.title)}:", self.door_mark(door)) for door in self.library.doors)),
            *self._sources_of(self.select(name for door in self.library.doors for name in door.short)),
            Choices(tuple(self.choice(door.id) for door in self.library.doors)),
        )

    def door_mark(self, door: Answer) -> str:
        """The word in the picture for how likely this door passes something on."""
        return self.label(PICTURE_MARKS[door.door.may_pass_on])

    # Sources

    def sources(self, names: Iterable[str]) -> Sources:
        """How sure these statements are, where they apply, when they were checked, and where they come from."""
        return self.sources_for([self.library.statements[name] for name in dict.fromkeys(names)], self.library.sources)

    def sources_for(self, statements: list[Statement], known: Mapping[str, ContentSource]) -> Sources:
        """The same for statements from anywhere, with the sources they name."""
        named = dict.fromkeys(source for statement in statements for source in statement.sources)
        items = [known[name] for name in named]
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
        return self.label("applies", places=self.places(["uk"] if "uk" in places else places))

    def places(self, names: Iterable[str]) -> str:
        """Parts of the UK, joined as the language joins them."""
        return self.listed([self.label(f"nation.{name}") for name in names])

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
        """The button for an answer id, "doors", "routes", "route:<id>", "card:<card>", "support", "support:<need>"."""
        if name == "doors":
            return Choice(self.label("button.doors"), payload("ask_data_sharing", door="choose"))
        kind, _, need = name.partition(":")
        if kind == "support":
            if not need:
                return Choice(self.label("button.support"), payload("find_support"))
            return Choice(self.label(f"button.support.{need}"), payload("find_support", need=need))
        if kind == "card":
            return Choice(self.label("button.card"), payload("show_card", card=need))
        if kind == "route":
            title = self.route_titles[need]
            return Choice(self.say(title), payload("show_route", route=need), self.lang(title))
        if kind == "routes":
            return Choice(self.label("button.routes"), payload("start_routes"))
        answer = self.library.answers[name]
        return Choice(self.say(answer.title), answer_payload(answer), self.lang(answer.title))


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


def answer_payload(answer: Answer, **entities: str) -> str:
    """The payload of the button that leads to an answer."""
    if answer.door:
        return payload("ask_data_sharing", door=answer.id.removeprefix("door."), **entities)
    if answer.intents:
        return payload(answer.intents[0], **entities)
    return payload("show_answer", answer=answer.id, **entities)


def _short_enough(first: Paragraph, second: Paragraph) -> bool:
    """Long texts stay paragraphs of their own: a wall of words is not read."""
    return len(first.text) + len(second.text) < 320
