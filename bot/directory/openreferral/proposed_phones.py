"""The telephone numbers of a foreign service: read, judged, and left out with a reason where they may not be shown."""

from collections.abc import Iterable, Mapping
from typing import Any

from bot.directory.codes import LineKind
from bot.directory.hours import hours_problem
from bot.directory.openreferral.refused import Refused, plain, source_of
from bot.directory.openreferral.schedules import hours_of
from bot.directory.openreferral.vocabulary import read_attributes
from bot.directory.phone_numbers import display_problem, number_problem, read_number

MOST_PHONES = 20
_KINDS = {"voice": LineKind.VOICE, "text": LineKind.TEXT, "sms": LineKind.TEXT, "textphone": LineKind.TEXTPHONE}


class ProposedPhones:
    """entries: fields for the YAML file; notes: what was left out and why. Notes name no number.

    Raises `Refused` for a number that charges more than a call: who offers one is not to be trusted with others.
    """

    def __init__(self, service: Mapping[str, Any], source: str | None) -> None:
        self.entries: list[dict[str, Any]] = []
        self.notes: list[str] = []
        phones = list(_phones(service))
        if len(phones) > MOST_PHONES:
            raise Refused(f"phones: has more than {MOST_PHONES} numbers")
        weekly = hours_of(service.get("schedules", [])) if len(phones) == 1 else None
        for phone in phones:
            self._add(phone, source, weekly)

    def _add(self, phone: Mapping[str, Any], source: str | None, weekly: str | None) -> None:
        attributes = list(read_attributes(phone.get("attributes", [])))
        told = {item.kind: item for item in attributes}
        kind = _KINDS.get(phone.get("type", "voice").casefold())
        read = read_number(phone["number"])
        if kind is None:
            self.notes.append(f"A number of the type {phone['type'][:20]!r} was left out.")
            return
        if read is None or "extension" in phone:
            self.notes.append("A number that cannot be dialled as it is written was left out.")
            return
        number, display = read
        if problem := number_problem(number):
            raise Refused(f"phones: {problem}")
        found = source_of(told["source"].value) if "source" in told else (source, None)
        if found is None or found[0] is None:
            self.notes.append("A number without a source was left out.")
            return
        if any((entry["number"], entry["kind"]) == (number, kind.value) for entry in self.entries):
            return
        written = " ".join(phone["number"].split())
        hours = told["hours"].value if "hours" in told else weekly
        freephone = told["freephone"].code if "freephone" in told else ""
        self.entries.append(
            {
                "number": number,
                "display": display if display_problem(number, written) else written,
                "label": plain("phones", told["label"].value if "label" in told else phone.get("description"))
                or "Phone",
                "kind": kind.value,
                "freephone": {"yes": True, "no": False}.get(freephone),
                "hours": None if hours and hours_problem(hours) else hours,
                "note": plain("phones", told["note"].value) if "note" in told else None,
                "nations": [item.code for item in attributes if item.kind == "nation"],
                "source_url": found[0],
                "source_date": found[1],
            }
        )


def _phones(service: Mapping[str, Any]) -> Iterable[Mapping[str, Any]]:
    """Those of the service and of its contacts. Those of the organisation or a place may be for something else."""
    yield from service.get("phones", [])
    for contact in service.get("contacts", []):
        yield from contact.get("phones", [])
