"""The project's own routes, read once, and the ways through their questions."""

from __future__ import annotations

import random
from collections.abc import Callable, Iterator

import pytest

from bot.content.library import Library
from bot.paths import CONTENT
from bot.routes import IMPLICIT, RouteBook, next_question


@pytest.fixture(scope="session")
def library() -> Library:
    return Library.load(CONTENT)


@pytest.fixture(scope="session")
def book(library: Library) -> RouteBook:
    return RouteBook.load(CONTENT / "routes", library.sources)


def walk(book: RouteBook, choose: Callable[[list[str]], str]) -> dict[str, str]:
    """Answer every question that comes up, as a person would; choose: picks one of the possible answers."""
    answers: dict[str, str] = {}
    while (question := next_question(book.questions, answers)) is not None:
        answers[question.id] = choose([*(choice.id for choice in question.choices), *IMPLICIT])
    return answers


def random_paths(book: RouteBook, count: int) -> Iterator[dict[str, str]]:
    """Ways through the questions, the same ones every time. A third of them skips most questions."""
    dice = random.Random(41)

    def most_skipped(possible: list[str]) -> str:
        return "skip" if dice.random() < 0.7 else dice.choice(possible)

    for number in range(count):
        yield walk(book, dice.choice if number % 3 else most_skipped)


def pairs(book: RouteBook) -> Iterator[dict[str, str]]:
    """Every pair of answers to two questions, all others skipped."""
    every = [(question.id, [*(choice.id for choice in question.choices), *IMPLICIT]) for question in book.questions]
    for place, (first, answers) in enumerate(every):
        for second, others in every[place + 1 :]:
            for answer in answers:
                yield from ({first: answer, second: other} for other in others)
