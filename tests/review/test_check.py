"""What `waymark content check` finds, and that there is nothing to find in the project's own content."""

from __future__ import annotations

import dataclasses
from datetime import date, timedelta

import pytest

from bot.content.model import Certainty
from bot.resources import Resources
from bot.review.check import MAX_TITLE, check_content, sentences


@pytest.fixture
def today(resources: Resources) -> date:
    """A day on which nothing of the content is overdue."""
    return max(statement.checked_on for statement in resources.library.statements.values())


def with_statement(resources: Resources, **changes) -> Resources:
    """The resources with the first statement of the protocol changed."""
    library = resources.library
    changed = dataclasses.replace(library.statements["protocol.announced"], **changes)
    statements = {**library.statements, changed.id: changed}
    return dataclasses.replace(resources, library=dataclasses.replace(library, statements=statements))


def with_answer(resources: Resources, **changes) -> Resources:
    library = resources.library
    changed = dataclasses.replace(library.answers["protocol"], **changes)
    return dataclasses.replace(
        resources, library=dataclasses.replace(library, answers={**library.answers, changed.id: changed})
    )


def found(resources: Resources, today: date) -> list[tuple[str, str, str]]:
    return [(finding.level, finding.where, finding.message) for finding in check_content(resources, today)]


def test_the_projects_own_content_has_no_fault(resources: Resources, today: date) -> None:
    assert [finding for finding in found(resources, today) if finding[0] == "error"] == []


@pytest.mark.parametrize(
    "phrase",
    ["It is safe to report.", "The police will not share your name.", "They won't tell anyone.", "You qualify for a visa.",
     "You are eligible.", "You should apply now.", "We guarantee it.", "Don't worry.", "You will get leave to stay.",
     "The police will never ask.", "You are safe here.", "Leave is given automatically."],
)
def test_promises_and_advice_are_found(phrase: str, resources: Resources, today: date) -> None:
    faults = found(with_statement(resources, text=phrase), today)
    assert any(level == "error" and where == "protocol.announced" and message.startswith("says ") for level, where, message in faults)


@pytest.mark.parametrize(
    ("changes", "level", "message"),
    [
        ({"sources": ()}, "error", "has no source"),
        ({"facts": ()}, "error", "names no fact it rests on"),
        ({"checked_on": date(2999, 1, 1)}, "error", "was checked in the future"),
        ({"review_by": date(2001, 1, 1)}, "warning", "was to be reviewed by 2001-01-01; it is shown as possibly changed until 2027-08-21"),
        ({"review_by": date(2001, 1, 1), "withhold_after": date(2002, 1, 1)}, "error", "is no longer shown: it was to be reviewed by 2001-01-01"),
    ],
)
def test_each_fault_of_a_statement_is_found(
    changes: dict, level: str, message: str, resources: Resources, today: date
) -> None:
    assert (level, "protocol.announced", message) in found(with_statement(resources, **changes), today)


def test_an_unknown_needs_no_source(resources: Resources, today: date) -> None:
    changed = with_statement(resources, sources=(), certainty=Certainty.UNKNOWN)
    assert not [finding for finding in found(changed, today) if "no source" in finding[2]]


def test_a_first_answer_that_is_too_long_is_found(resources: Resources, today: date) -> None:
    short = resources.library.answers["protocol"].short * 3
    assert ("error", "protocol", "the first answer has more than 4 sentences") in found(
        with_answer(resources, short=short), today
    )


def test_a_button_that_is_too_long_is_found(resources: Resources, today: date) -> None:
    changed = with_answer(resources, title="x" * (MAX_TITLE + 1))
    assert ("error", "protocol", "the title is longer than 24 letters") in found(changed, today)


def test_a_statement_nothing_leads_to_is_found(resources: Resources, today: date) -> None:
    changed = with_answer(resources, short=(), more=())
    assert ("error", "protocol.announced", "is not used by any answer") in found(changed, today)


def test_texts_without_translation_are_counted(resources: Resources, today: date) -> None:
    before = [where for _, where, message in found(resources, today) if "not translated" in message]
    assert before == [], "the project's own content is translated"
    changed = found(with_statement(resources, text="A sentence nobody has translated yet."), today)
    assert {message for _, where, message in changed if where == "protocol.announced" and "not translated" in message} == {
        f"is not translated into {language.english}" for language in resources.languages if language.code != "en"
    }


@pytest.mark.parametrize(
    ("text", "count"),
    [("One.", 1), ("One. Two!", 2), ("Is it? Yes.", 2), ("Version 2.5 is out.", 1), ("No end", 0), ('Ask: "Who?"', 0)],
)
def test_sentences_are_counted(text: str, count: int) -> None:
    assert sentences(text) == count


def test_every_first_answer_has_four_sentences_at_most(resources: Resources) -> None:
    library = resources.library
    long = {
        answer.id: count
        for answer in library.answers.values()
        if (count := sum(sentences(library.statements[name].text) for name in answer.short)) > 4
    }
    assert not long


def test_a_statement_goes_stale_the_day_after_its_review() -> None:
    from bot.content.model import Statement

    review = date(2027, 2, 22)
    statement = Statement("a", "A.", ("uk",), Certainty.LAW, ("s",), ("f",), date(2026, 11, 22), review, date(2027, 8, 1))
    assert not statement.is_stale(review)
    assert statement.is_stale(review + timedelta(days=1))
