"""A help note while it is being written: read from the fields of a form, never kept."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass, field, replace

from bot.directory.codes import Nation, Need
from bot.handoff.handoff import CHOICES_OF_DAYS, DAYS
from bot.handoff.slip import Slip
from bot.web.tidy import tidy

MOST_FIELDS = 64
"""Fields of the form with everything ticked, and some to spare."""
SEVERAL = ("needs", "limits", "hours")
STEPS = ("form", "preview", "card", "code")
NOTHING_CHOSEN = ""


@dataclass(frozen=True, slots=True)
class Draft:
    """step: one of STEPS; organisation: id of one that takes slips, or None; days: until it expires;
    state: the sealed conversation she came from, or empty; form: the sealed secret of this form, or empty."""

    slip: Slip
    step: str = "form"
    organisation: str | None = None
    days: int = DAYS
    state: str = field(default="", repr=False)
    form: str = field(default="", repr=False)

    @property
    def choices(self) -> str:
        """Everything but her own line, as one hidden field."""
        return replace(self.slip, burn=False).to_codes()


def read_draft(fields: Iterable[tuple[str, str]], language: str, recipients: Collection[str]) -> Draft:
    """From a posted form: its checkboxes, or the hidden field `choices` of a later page. What is not known is left out.

    recipients: ids of the organisations that take slips.
    """
    values: dict[str, list[str]] = {}
    for name, value in fields:
        values.setdefault(name, []).append(tidy(value))
    last = {name: found[-1] for name, found in values.items()}
    if "choices" in last:
        slip = Slip.from_codes(last["choices"])
    else:
        slip = Slip.read({**last, **{name: values.get(name, []) for name in SEVERAL}})
    own = Slip.read({"burn": last.get("burn"), "line": last.get("line")})
    slip = replace(slip, language=language, burn=own.burn, line=own.line)
    days = last.get("keep", "")
    organisation = last.get("organisation")
    step = last.get("step") or last.get("at")
    return Draft(
        slip=without(slip, last["remove"]) if "remove" in last else slip,
        step=step if step in STEPS else "form",
        organisation=organisation if organisation in recipients else None,
        days=int(days) if days in map(str, CHOICES_OF_DAYS) else DAYS,
        state=last.get("state", ""),
        form=last.get("form", ""),
    )


def begun(draft: Draft, need: str | None, nation: str | None) -> Draft:
    """A form that is still empty, with what she has said in the conversation."""
    slip = Slip.read({"needs": [need or NOTHING_CHOSEN], "nation": nation})
    needs: tuple[Need, ...] = draft.slip.needs or slip.needs
    found: Nation | None = draft.slip.nation or slip.nation
    return replace(draft, slip=replace(draft.slip, needs=needs, nation=found))


def without(slip: Slip, name: str) -> Slip:
    """The slip without one of its sentences, by the name `slip_sentences` gives it."""
    kind, _, code = name.partition(":")
    match kind:
        case "needs" | "limits" | "hours":
            kept = tuple(item for item in getattr(slip, kind) if item.value != code)
            return replace(slip, **{kind: kept})
        case "nation" | "visa" | "days":
            return replace(slip, **{kind: None})
        case "interpreter":
            return replace(slip, interpreter=False)
        case "line":
            return replace(slip, line="")
    return slip
