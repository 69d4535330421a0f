"""The help note in a conversation of buttons: for WhatsApp and the terminal. On the web it has pages of its own.

The choices travel in the sealed state like all others. There is no line of her own words here: a state holds choices
only, and what is typed into WhatsApp is Meta's to read.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import datetime, timedelta

from bot.conversation.blocks import Block, Card, CardLine, Choice, Choices, Heading, Paragraph, Tone
from bot.directory import LanguageFit
from bot.directory.codes import Need
from bot.directory.hours import LONDON
from bot.engine.quiet import log
from bot.errors import StoreUnavailable
from bot.handoff.codes import shown_code
from bot.handoff.handoff import DAYS, Handoff
from bot.handoff.slip import Days, Hours, Limit, Slip, Visa
from bot.nlg.slip_blocks import OFFERED_NEEDS, help_card, hours_title, slip_sentences, where_to_call, words_to_say
from bot.nlg.speaker import Speaker, payload
from bot.nlg.support_cards import card

SLOT = "slip"
INTENT = "slip"
NOBODY = "nobody"
KINDS = {"needs": Need, "limits": Limit, "visa": Visa, "hours": Hours, "days": Days}


class SlipTalk:
    """handoff: where codes come from, None where there are none; address: our own web address, if it is known;
    stays: whether what is said stays in a chat that others may read."""

    def __init__(self, handoff: Handoff | None, address: str | None, *, stays: bool) -> None:
        self._handoff = handoff
        self._address = address
        self._stays = stays

    async def answer(
        self, speaker: Speaker, slots: Mapping[str, str], step: str, code: str
    ) -> tuple[tuple[Block, ...], dict[str, str]]:
        """The blocks for a step, and the slots afterwards. An unknown step shows the note."""
        slip = _slip(speaker, slots)
        if step == "away":
            kept = {name: value for name, value in slots.items() if name != SLOT}
            return (Paragraph(speaker.label("slip.thrown_away")), Choices((_back(speaker),))), kept
        if step in ("add", "remove"):
            slip = changed(slip, code, put=step == "add")
        asks: dict[str, Callable[[Speaker, Slip], tuple[Block, ...]]] = {
            "needs": _needs,
            "limits": _limits,
            "hours": _hours,
            "visa": _visa,
            "out": _out,
            "card": _card,
        }
        if step in asks:
            blocks = asks[step](speaker, slip)
        elif step == "codes" and self._handoff:
            blocks = self._whom(speaker, self._handoff)
        elif step == "code" and self._handoff:
            blocks = await self._code(speaker, slip, self._handoff, None if code == NOBODY else code)
        else:
            blocks = self._note(speaker, slip)
        return blocks, {**slots, SLOT: slip.to_codes()}

    def _note(self, speaker: Speaker, slip: Slip) -> tuple[Block, ...]:
        """The note as it is, and everything that can be done with it: at most ten choices."""
        sentences = slip_sentences(speaker, slip)
        choices = [_step(speaker, f"slip.add.{name}", name) for name in ("needs", "limits", "hours", "visa")]
        if not slip.interpreter:
            choices.append(_step(speaker, "slip.add.interpreter", "add", "interpreter"))
        if sentences:
            choices += [_step(speaker, "slip.out", "out"), _step(speaker, "slip.card", "card")]
            if self._handoff:
                choices.append(_step(speaker, "slip.code", "codes"))
            choices.append(_step(speaker, "slip.away", "away"))
        shown: Block = _as_card(speaker, sentences) if sentences else Paragraph(speaker.label("slip.empty"))
        return (
            Heading(speaker.label("slip.heading")),
            Paragraph(speaker.label("slip.intro")),
            shown,
            Paragraph(speaker.label("slip.what_next")),
            Choices((*choices, _back(speaker))),
        )

    def _whom(self, speaker: Speaker, handoff: Handoff) -> tuple[Block, ...]:
        from bot.resources import shared_resources

        names = {item.id: item.name for item in shared_resources().organisations}
        known = [Choice(names[name], payload(INTENT, step="code", code=name), "en") for name in handoff.recipients]
        blocks: list[Block] = []
        if self._stays:
            key = "slip.stays_here" if self._address else "slip.stays_here.short"
            text = speaker.label(key, address=self._page(speaker, "slip"))
            blocks.append(Paragraph(text, Tone.CAUTION))
        nobody = _step(speaker, "slip.nobody", "code", NOBODY)
        return (*blocks, Paragraph(speaker.label("slip.who")), Choices((*known, nobody, _done(speaker))))

    async def _code(
        self, speaker: Speaker, slip: Slip, handoff: Handoff, organisation: str | None
    ) -> tuple[Block, ...]:
        if organisation is not None and organisation not in handoff.recipients:
            return self._whom(speaker, handoff)
        try:
            code = await handoff.create(slip, organisation)
        except StoreUnavailable as error:
            log.error("waymark.handoff.not_stored", error=type(error).__name__)
            failed = Paragraph(speaker.label("slip.not_stored"), Tone.CAUTION)
            return (failed, *_card(speaker, slip))
        now = datetime.now(LONDON)
        match = where_to_call(speaker, organisation, slip.nation, now)
        last = speaker.day(speaker.today + timedelta(days=DAYS))
        back = "slip.come_back" if self._address else "slip.come_back.short"
        return (
            Paragraph(speaker.label("slip.your_code", code=shown_code(code))),
            Paragraph(speaker.label("slip.say_first")),
            words_to_say(speaker, asks_interpreter=match is None or match.language is not LanguageFit.ANSWERS),
            *((card(speaker, match, now),) if match else ()),
            Paragraph(speaker.label("slip.what_happens", date=last)),
            Paragraph(speaker.label(back, address=self._page(speaker, "slip/find"))),
            Choices((_done(speaker), _step(speaker, "slip.away", "away"), _back(speaker))),
        )

    def _page(self, speaker: Speaker, name: str) -> str:
        return f"{self._address}/{speaker.language.code}/{name}"


def changed(slip: Slip, code: str, *, put: bool) -> Slip:
    """The slip with a choice put in or taken out: `needs-health`, `hours-9-11`, `nation-wales`, `interpreter`."""
    name, _, value = code.partition("-")
    if name == "interpreter":
        return replace(slip, interpreter=put)
    if name == "nation" and not put:
        return replace(slip, nation=None)
    if name in ("visa", "days"):
        return replace(slip, **{name: next((item for item in KINDS[name] if put and item.value == value), None)})
    if name in ("needs", "limits", "hours"):
        there = set(getattr(slip, name))
        found = {item for item in KINDS[name] if item.value == value}
        there = there | found if put else there - found
        return replace(slip, **{name: tuple(item for item in KINDS[name] if item in there)})
    return slip


def _slip(speaker: Speaker, slots: Mapping[str, str]) -> Slip:
    """The note so far; at first what she has said in the conversation: the need and the part of the UK."""
    if SLOT in slots:
        slip = Slip.from_codes(slots[SLOT])
    else:
        slip = Slip.read({"needs": [slots.get("need", "")], "nation": slots.get("nation")})
    return replace(slip, language=speaker.language.code)


def _needs(speaker: Speaker, slip: Slip) -> tuple[Block, ...]:
    return _ask(speaker, "needs", [need for need in OFFERED_NEEDS if need not in slip.needs], "slip.need")


def _limits(speaker: Speaker, slip: Slip) -> tuple[Block, ...]:
    return _ask(speaker, "limits", [limit for limit in Limit if limit not in slip.limits], "slip.limit")


def _visa(speaker: Speaker, slip: Slip) -> tuple[Block, ...]:
    return _ask(speaker, "visa", [visa for visa in Visa if visa != slip.visa], "slip.visa")


def _hours(speaker: Speaker, slip: Slip) -> tuple[Block, ...]:
    days = [_step(speaker, f"slip.days.{day}", "add", f"days-{day}") for day in Days if day != slip.days]
    hours = [
        Choice(hours_title(speaker, item), payload(INTENT, step="add", code=f"hours-{item}"))
        for item in Hours
        if item not in slip.hours
    ]
    return Paragraph(speaker.label("slip.choose.hours")), Choices((*days, *hours, _done(speaker)))


def _ask(speaker: Speaker, name: str, codes: list, labels: str) -> tuple[Block, ...]:
    choices = [_step(speaker, f"{labels}.{code}", "add", f"{name}-{code}") for code in codes]
    return Paragraph(speaker.label(f"slip.choose.{name}")), Choices((*choices, _done(speaker)))


def _out(speaker: Speaker, slip: Slip) -> tuple[Block, ...]:
    choices = [
        Choice(line.own or line.english, payload(INTENT, step="remove", code=name.replace(":", "-").rstrip("-")))
        for name, line in slip_sentences(speaker, slip)
        if name != "language:"
    ]
    return Paragraph(speaker.label("slip.choose.out")), Choices((*choices, _done(speaker)))


def _card(speaker: Speaker, slip: Slip) -> tuple[Block, ...]:
    """The note to show or read out."""
    return (
        Paragraph(speaker.label("slip.how")),
        help_card(speaker, slip),
        Choices((_done(speaker), _step(speaker, "slip.away", "away"), _back(speaker))),
    )


def _as_card(speaker: Speaker, sentences: tuple[tuple[str, CardLine], ...]) -> Card:
    return Card(tuple(line for _, line in sentences), speaker.language.code)


def _step(speaker: Speaker, key: str, step: str, code: str | None = None) -> Choice:
    values = {"step": step} | ({"code": code} if code else {})
    return Choice(speaker.label(key), payload(INTENT, **values))


def _done(speaker: Speaker) -> Choice:
    return Choice(speaker.label("slip.done"), payload(INTENT, step="note"))


def _back(speaker: Speaker) -> Choice:
    return Choice(speaker.label("button.back"), payload("affirm"))
