"""The tables of this folder: what is asked, which answer comes, what it says and does not say. Ids, not texts."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import yaml

HERE = Path(__file__).parent


@dataclass(frozen=True, slots=True)
class Topic:
    """One answer as topics/*.yml describe it.

    ask: questions in a person's own words by language; by: the answer that must come to them, if it is another than
    this one, which is then reached by pressing the buttons of `path` and its own; first: statements of the first part,
    in order, with nothing before them; must: statements of either part; not_first, never: statements that are not in
    the first part, or in neither.
    """

    id: str
    ask: dict[str, list[str]]
    first: list[str]
    must: list[str]
    by: str = ""
    path: list[str] = field(default_factory=list)
    not_first: list[str] = field(default_factory=list)
    never: list[str] = field(default_factory=list)

    @property
    def arrives(self) -> str:
        """The id of the answer that the questions lead to at once."""
        return self.by or self.id

    def questions(self) -> Iterator[tuple[str, str]]:
        """(language, words)."""
        yield from ((code, words) for code, asked in self.ask.items() for words in asked)

    def statements(self) -> set[str]:
        return {*self.first, *self.must, *self.not_first, *self.never}


@dataclass(frozen=True, slots=True)
class Rule:
    """One line of together.yml: where a statement of `when` is read, one of `also` is read too.

    where: "answer" for anywhere in it, "part" for the same part or an earlier one, "before" for earlier.
    exceptions: answers that break the rule now, each with what is wrong; they are checked to still be wrong.
    """

    rule: str
    when: list[str]
    also: list[str]
    where: str
    exceptions: dict[str, str] = field(default_factory=dict)


def topics() -> dict[str, Topic]:
    """Every entry of topics/*.yml by answer id. Raises ValueError if an answer has two."""
    found: dict[str, Topic] = {}
    for path in sorted((HERE / "topics").glob("*.yml")):
        for name, entry in _read(path).items():
            if name in found:
                raise ValueError(f"{path.name}: {name} is there twice")
            found[name] = Topic(name, **entry)
    return found


def rules() -> list[Rule]:
    return [Rule(**entry) for entry in _read(HERE / "together.yml")]


def _read(path: Path) -> Any:
    return yaml.safe_load(path.read_text("utf-8"))
