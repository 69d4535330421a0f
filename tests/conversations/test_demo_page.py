"""The page for demonstrations says what the product shows: the same words to type, routes, dangers and reasons."""

from __future__ import annotations

import re

import pytest

from bot.paths import ROOT
from bot.resources import Resources
from bot.routes import evaluate
from bot.routes.model import holds
from bot.routes.path import asked
from tests.conversations.test_people import SAID
from tests.routes.test_people import PEOPLE

PAGE = (ROOT / "docs" / "DEMO.md").read_text("utf-8")
REVIEW = PAGE.partition("\n## Against the fact base, point by point\n")[2].partition("\n## ")[0]
SPACE = re.compile(r"\s+")
ROW = re.compile(r"^\| `(rt-[\w-]+)` \| ([^|]+) \| ([^|]*) \| ([^|]+) \|$", re.MULTILINE)
BESIDES = re.compile(r"^Warned of besides[^:]*: ([W\d, ]+)\.", re.MULTILINE)


def written(warnings: object) -> set[str]:
    """Ids of warnings as the page writes them."""
    return {"999" if name == "now" else name.upper() for name in warnings}


def part(person: str) -> str:
    """What the page says about one person beside the fact base."""
    title = f"\n### {person[0].upper()}{person[1:]}\n"
    assert title in REVIEW, person
    return REVIEW.partition(title)[2].partition("\n### ")[0]


@pytest.mark.parametrize("person", PEOPLE)
def test_the_page_gives_the_words_that_are_tested(person: str) -> None:
    page = SPACE.sub(" ", PAGE)
    said, between = SAID[person]["says"], SAID[person]["interrupts"]["says"]
    assert [words for words in (*said.values(), *between.values()) if words not in page] == []


@pytest.mark.parametrize("person", PEOPLE)
def test_each_route_stands_with_the_lines_of_the_fact_base_and_its_dangers(person: str, resources: Resources) -> None:
    book, answers = resources.routes, PEOPLE[person][0]
    given, result = asked(book.rules.questions, answers), evaluate(book.rules, answers)
    lines = ROW.findall(part(person))
    assert tuple(route for route, *_ in lines) == result.routes
    brought: set[str] = set()
    for route, named_by, brings, looked_at in lines:
        rows = [row.line for row in book.rules.rows if route in row.routes and holds(row.when, given)]
        assert named_by.split("; ") == rows, route
        assert set(brings.split(", ")) == written(book.routes[route].warnings), route
        assert len(looked_at.split()) > 3
        brought |= set(brings.split(", "))
    besides = BESIDES.search(part(person))
    assert besides and brought | set(besides[1].split(", ")) == written(result.warnings)
    assert not brought & set(besides[1].split(", "))
