"""Cards to show: every fact on them is a reviewed statement, and they fit every language."""

from __future__ import annotations

from pathlib import Path

import pytest

from bot.content.cards import Cards
from bot.conversation.blocks import Card, Paragraph, Tone
from bot.engine.engine import Engine
from bot.errors import ContentError
from bot.resources import Resources
from tests.conftest import LANGUAGES

IDS = ["interpreter", "police", "gp", "hospital", "school", "council", "council-children", "employer", "helpline"]


def test_there_is_a_card_for_everybody_she_may_have_to_face(resources: Resources) -> None:
    assert list(resources.cards.by_id) == IDS


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("name", IDS)
def test_a_card_has_english_and_her_language_on_it(name: str, language: str, engine: Engine) -> None:
    blocks = engine.nlg.blocks("utter_card", language, {"card": name})
    card = next(block for block in blocks if isinstance(block, Card))
    speaker = engine.nlg.speaker(language)
    assert card.lang == language
    for line in card.lines:
        assert "{" not in line.english + line.own
        assert bool(line.own) is (language != "en")
    if any("interpreter in" in line.english for line in card.lines):
        asks = next(line for line in card.lines if "interpreter in" in line.english)
        assert speaker.language.english in asks.english
        assert language == "en" or speaker.language.name in asks.own


def test_facts_on_cards_bring_their_sources(resources: Resources, engine: Engine) -> None:
    for card in resources.cards.by_id.values():
        blocks = engine.nlg.blocks("utter_card", "en", {"card": card.id})
        assert any(block.type == "sources" for block in blocks) is bool(card.statements)


AUTHORITIES = ["police", "gp", "hospital", "school", "council", "council-children"]


@pytest.mark.parametrize("name", AUTHORITIES)
def test_whoever_may_pass_something_on_has_a_word_of_caution_above_the_card(name: str, engine: Engine, resources: Resources) -> None:
    blocks = engine.nlg.blocks("utter_card", "en", {"card": name})
    kinds = [block.type for block in blocks]
    caution = next(block for block in blocks if isinstance(block, Paragraph))
    assert caution.tone is Tone.CAUTION and kinds.index("text") < kinds.index("card")
    card = next(block for block in blocks if isinstance(block, Card))
    for line in resources.cards.by_id[name].note:
        assert line.text in caution.text
        assert line.text not in {shown.english for shown in card.lines}, "it is for her, not for those she shows it to"


@pytest.mark.parametrize(("nation", "kept"), [(None, True), ("england", True), ("scotland", False), ("atlantis", True)])
def test_a_fact_about_another_part_of_the_uk_is_not_on_her_card(nation: str | None, kept: bool, engine: Engine) -> None:
    blocks = engine.nlg.blocks("utter_card", "en", {"card": "gp", "slots": {"nation": nation}})
    card = next(block for block in blocks if isinstance(block, Card))
    assert any("In England" in line.english for line in card.lines) is kept
    assert any("interpreter" in line.english for line in card.lines)
    assert any(block.type == "sources" for block in blocks) is kept


@pytest.mark.parametrize("broken", ["- {id: a, title: b, heading: c, lines: ['My name is {name}']}", "- {id: a, title: b, heading: c, note: x, lines: [y]}", "3", "- 3", "- {id: a, title: b, heading: c}", "- {id: a, title: b, heading: c, lines: [{fact: nothing.there}]}", "- {id: a, title: a title that is far too long, heading: c, lines: [x]}", "- {id: a, heading: c, lines: [x]}", "- {id: a, title: b, heading: c, lines: [x]}\n- {id: a, title: b, heading: c, lines: [x]}", "- {id: a, title: b, heading: c, lines: [7]}"])
def test_a_broken_file_is_named(broken: str, resources: Resources, tmp_path: Path) -> None:
    path = tmp_path / "cards.yml"
    path.write_text(broken, "utf-8")
    with pytest.raises(ContentError, match=r"cards\.yml"):
        Cards.load(path, resources.library)
