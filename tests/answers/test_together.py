"""What is never said alone: a promise without its conditions, a door without its limits, a fear without what is free."""

from __future__ import annotations

import pytest

from bot.engine.engine import Engine
from bot.resources import Resources, shared_resources
from tests.answers.seen import Parts, parts
from tests.answers.table import Rule, rules
from tests.conftest import LANGUAGES

RULES = {rule.rule: rule for rule in rules()}
ANSWERS = tuple(shared_resources().library.answers)


def broken(rule: Rule, shown: Parts) -> bool:
    """Whether the answer says something of `when` without anything of `also` where the rule wants it."""
    read = shown.everything
    for part, ids in (("first", shown.first), ("rest", shown.rest)):
        for place, name in enumerate(ids):
            if name not in rule.when:
                continue
            before = ids[:place] if part == "first" else (*shown.first, *ids[:place])
            so_far = ids if part == "first" else read
            where = {"answer": read, "part": so_far, "before": before}[rule.where]
            if not set(where) & set(rule.also):
                return True
    return False


def test_every_rule_names_statements_and_answers_there_are(resources: Resources) -> None:
    assert len(RULES) == len(rules())
    for rule in RULES.values():
        assert {*rule.when, *rule.also} <= set(resources.library.statements)
        assert set(rule.exceptions) <= set(ANSWERS)


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("name", RULES)
async def test_a_statement_is_read_with_what_belongs_to_it(name: str, language: str, engine: Engine) -> None:
    rule = RULES[name]
    shown = {answer: await parts(engine, answer, language) for answer in ANSWERS}
    assert any(set(rule.when) & set(read.everything) for read in shown.values()), "the rule is about nothing"
    found = {answer for answer, read in shown.items() if broken(rule, read)}
    assert found == set(rule.exceptions), "an answer breaks the rule, or one that did is right now"


def test_a_rule_finds_what_breaks_it() -> None:
    rule = Rule("", ["promise"], ["doubt"], "part")
    assert broken(rule, Parts(("promise",), ("doubt",), (), ()))
    assert not broken(rule, Parts(("doubt",), ("promise",), (), ()))
    assert broken(Rule("", ["promise"], ["doubt"], "before"), Parts(("promise", "doubt"), (), (), ()))
    assert not broken(Rule("", ["promise"], ["doubt"], "answer"), Parts(("promise",), ("doubt",), (), ()))
