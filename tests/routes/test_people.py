"""Five invented people: exactly what each is shown, with the line of the fact base (routes.md) that justifies it."""

from __future__ import annotations

import pytest

from bot.routes import RouteBook, evaluate

CALM = {"danger": "nobody", "stage": "never", "money": "enough", "accounts": "free", "nation": "england"}

PEOPLE = {
    "care worker": (
        {**CALM, "came": "work", "work_kind": "job", "harmed_by": "boss", "harm": "forced", "permission": "under_3",
         "children": "none", "accounts": "held"},
        {
            "rt-006": "RT-022: If the facts look like forced labour, see RT-006 first. Q2, Q3, Q4",
            "rt-022": "Q2 Own work or care visa; Q3 Boss, agent, sponsor, landlord",
            "rt-036": "Q10 Abuser has papers, phone or eVisa",
        },
        {"w3", "w5", "w6", "w7", "w11", "w13", "w14"},
        {"adviser_first": False, "urgent": True},
    ),
    "spouse on a visa": (
        {**CALM, "came": "partner", "partner_of": "settled", "harmed_by": "partner", "harm": "control",
         "permission": "over_3", "children": "other", "money": "none", "accounts": "held"},
        {
            "rt-001": "Q2 Partner of British, settled, refugee or Forces person; Q3 Partner; Q4 Control; Q9 no money, child",
            "rt-002": "Q2 the same row; Q3 Partner; Q4 Control; Q5 Other child (include child)",
            "rt-036": "Q2 the same row; Q4 Control; Q10 Abuser has papers, phone or eVisa",
        },
        {"w2", "w3", "w4", "w5", "w6", "w10", "w11"},
        {"adviser_first": False, "urgent": False},
    ),
    "domestic worker": (
        {**CALM, "came": "work", "work_kind": "domestic", "harmed_by": "boss", "harm": "forced", "permission": "ended",
         "children": "none", "money": "none", "accounts": "held"},
        {
            "rt-006": "Q2 Domestic worker in a home; Q3 Boss; Q4 Forced work, passport taken",
            "rt-010": "Q2 Domestic worker in a home; Q3 Boss",
            "rt-011": "Q2 Domestic worker in a home; Q3 Boss; Q4 Forced work, passport taken",
        },
        {"w2", "w3", "w5", "w6", "w7", "w10", "w11", "w13", "w14"},
        {"adviser_first": True, "urgent": False},
    ),
    "student": (
        {**CALM, "came": "study", "harmed_by": "partner", "harm": "physical", "permission": "over_3",
         "children": "none", "money": "none", "nation": "scotland"},
        {
            "rt-005": "Q2 Own student visa; RT-005: no dedicated route for own student visa",
            "rt-022-student": "Q2 Own student visa: RT-022 (student)",
            "rt-012": "Q2 Own student visa",
        },
        {"w2", "w3", "w5", "w6", "w8", "w10", "w11", "w13", "w14"},
        {"adviser_first": False, "urgent": False},
    ),
    "refused asylum seeker": (
        {**CALM, "came": "asylum", "stage": "refused", "harmed_by": "stranger", "harm": "fear", "time": "shorter",
         "children": "none", "money": "none"},
        {
            "rt-012": "Q2 Asylum claim or refused; Q4 Fear of return; Q8 Refused",
            "rt-040": "Q8 Refused; Q2 Asylum claim or refused",
            "rt-029": "Q2 Asylum claim or refused; Q9 No money or home, no child",
        },
        {"w2", "w3", "w5", "w6", "w8", "w10", "w13", "w14"},
        {"adviser_first": False, "urgent": False},
    ),
}


@pytest.mark.parametrize("person", PEOPLE)
def test_each_person_is_shown_exactly_these_routes_with_these_warnings(person: str, book: RouteBook) -> None:
    answers, routes, warnings, marks = PEOPLE[person]
    result = evaluate(book.rules, answers)
    assert result.routes == tuple(routes)
    assert set(result.warnings) == warnings | {"now", "w1", "w12"}
    assert {name: getattr(result, name) for name in marks} == marks
    assert not result.stopped


@pytest.mark.parametrize("person", PEOPLE)
def test_each_route_is_named_by_a_row_that_holds_for_the_person(person: str, book: RouteBook) -> None:
    answers, routes, _, _ = PEOPLE[person]
    for route in routes:
        questions = {row.question for row in book.rules.rows if route in row.routes}
        assert questions & set(answers), route
