"""Which questions are asked, and which answers count."""

from __future__ import annotations

import pytest

from bot.routes import IMPLICIT, SKIP, RouteBook, asked, next_question
from tests.routes.conftest import random_paths


def test_danger_is_asked_first_and_how_a_person_came_second(book: RouteBook) -> None:
    first = next_question(book.questions, {})
    assert first is not None and first.id == "danger"
    second = next_question(book.questions, {"danger": SKIP})
    assert second is not None and second.id == "came"


@pytest.mark.parametrize(
    ("came", "asks", "does_not_ask"),
    [
        ("partner", {"partner_of", "permission"}, {"work_kind", "time"}),
        ("work", {"work_kind", "permission"}, {"partner_of", "time"}),
        ("asylum", {"time"}, {"partner_of", "work_kind", "permission"}),
        ("no_papers", {"time"}, {"partner_of", "work_kind", "permission"}),
        ("abroad", {"partner_of", "accounts"}, {"stage", "harmed_by", "money", "nation"}),
    ],
)
def test_a_question_comes_up_only_where_it_matters(
    came: str, asks: set[str], does_not_ask: set[str], book: RouteBook
) -> None:
    counted = set(asked(book.questions, {"came": came}))
    assert asks <= counted
    assert not does_not_ask & counted


def test_no_way_is_longer_than_eleven_questions_and_every_question_comes_up(book: RouteBook) -> None:
    ways = list(random_paths(book, 3_000))
    assert max(len(way) for way in ways) <= 11
    assert {question for way in ways for question in way} == {question.id for question in book.questions}


def test_an_answer_to_a_question_that_no_longer_comes_up_does_not_count(book: RouteBook) -> None:
    changed_her_mind = {"came": "study", "partner_of": "settled"}
    assert "partner_of" not in asked(book.questions, changed_her_mind)


def test_a_skipped_question_is_not_asked_again(book: RouteBook) -> None:
    for way in random_paths(book, 50):
        assert next_question(book.questions, way) is None


def test_a_foreign_answer_counts_as_skipped_but_is_not_asked_again(book: RouteBook) -> None:
    counted = asked(book.questions, {"danger": "nonsense"})
    assert counted["danger"] == SKIP
    following = next_question(book.questions, {"danger": "nonsense"})
    assert following is not None and following.id == "came"


def test_no_question_has_an_answer_of_the_name_of_an_implicit_one(book: RouteBook) -> None:
    assert all(question.choice(name) is None for question in book.questions for name in IMPLICIT)
