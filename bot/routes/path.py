"""Which questions are asked: a question comes up only where earlier answers make it matter."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from bot.routes.model import IMPLICIT, SKIP, Question, holds


def asked(questions: Sequence[Question], answers: Mapping[str, str]) -> dict[str, str]:
    """The answers that count, by question in order of asking.

    What was answered to a question that is no longer asked, because an earlier answer was changed, is left out; a
    missing answer, or one the question does not have, counts as skipped.
    """
    return {question.id: known for question, known in _walk(questions, answers)}


def next_question(questions: Sequence[Question], answers: Mapping[str, str]) -> Question | None:
    """The first question that comes up and has no answer yet, or None when all are answered."""
    return next((question for question, _ in _walk(questions, answers) if question.id not in answers), None)


def _walk(questions: Sequence[Question], answers: Mapping[str, str]) -> Iterator[tuple[Question, str]]:
    counted: dict[str, str] = {}
    left: frozenset[str] | None = None
    for question in questions:
        if (left is not None and question.id not in left) or not holds(question.when, counted):
            continue
        answer = answers.get(question.id, SKIP)
        choice = question.choice(answer)
        counted[question.id] = answer if choice or answer in IMPLICIT else SKIP
        yield question, counted[question.id]
        if choice and choice.then is not None:
            left = choice.then if left is None else left & choice.then
