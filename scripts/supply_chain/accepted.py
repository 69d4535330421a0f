"""The list of vulnerabilities that somebody looked at and accepted for a time."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from supply_chain.osv import Finding

ACCEPTED = Path(__file__).with_name("accepted.toml")


@dataclass(frozen=True)
class Accepted:
    id: str
    package: str
    reason: str
    until: date

    def covers(self, finding: Finding, today: date) -> bool:
        """Whether this entry still speaks for the finding."""
        names = {finding.id, *finding.aliases}
        return self.package == finding.package and self.id in names and today <= self.until


def read_accepted(path: Path = ACCEPTED) -> list[Accepted]:
    """Raises ValueError if an entry lacks its reason or its end."""
    entries = tomllib.loads(path.read_text("utf-8")).get("accepted", [])
    try:
        read = [Accepted(e["id"], e["package"], e["reason"].strip(), e["until"]) for e in entries]
    except (KeyError, AttributeError) as error:
        raise ValueError(f"{path.name}: every entry needs id, package, reason and until") from error
    if not all(a.reason and isinstance(a.until, date) for a in read):
        raise ValueError(f"{path.name}: every entry needs a reason, and until as a day such as 2027-01-31")
    return read
