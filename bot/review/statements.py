"""Every statement there is, wherever it stands, by topic."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

from bot.content.model import Statement
from bot.errors import BadRequest

if TYPE_CHECKING:
    from bot.resources import Resources


def all_statements(resources: Resources) -> dict[str, Statement]:
    """Statements by id: of the answers, the routes and the cards."""
    return {
        statement.id: statement
        for part in (resources.library.statements.values(), resources.routes.statements())
        for statement in part
    }


def topic_of(name: str) -> str:
    """The topic of a statement or an answer: the first part of its id; of a door the door itself."""
    first, _, rest = name.partition(".")
    return rest if first == "door" else first


def by_topic(statements: Iterable[Statement]) -> dict[str, list[Statement]]:
    """Statements grouped by topic, both in order."""
    groups: dict[str, list[Statement]] = {}
    for statement in statements:
        groups.setdefault(topic_of(statement.id), []).append(statement)
    return groups


def of_topic(statements: Iterable[Statement], topic: str) -> list[Statement]:
    """The statements of one topic.

    Raises:
        BadRequest: there is none; the message names all topics.
    """
    groups = by_topic(statements)
    if topic not in groups:
        raise BadRequest(f"There is no topic {topic}. Topics: {', '.join(sorted(groups))}")
    return groups[topic]
