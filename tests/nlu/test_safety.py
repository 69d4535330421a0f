"""How the scanner decides, and that danger comes before anything else."""

from __future__ import annotations

import numpy as np
import pytest

from bot.engine.engine import Engine
from bot.nlu.linear_classifier import SAFETY_KINDS as SAFETY_KINDS
from bot.nlu.safety_scanner import decide, evidence

SOFT = {"emergency": 0.3, "self_harm": 0.4, "device_unsafe": 0.2}
HARD = {"emergency": 0.8, "self_harm": 0.9, "device_unsafe": 0.7}


@pytest.mark.parametrize(
    ("pieces", "expected"),
    [
        ([[0.1, 0.1, 0.1]], ("none", None)),
        ([[0.3, 0.1, 0.1]], ("soft", "emergency")),
        ([[0.29, 0.39, 0.19]], ("none", None)),
        ([[0.8, 0.1, 0.1]], ("hard", "emergency")),
        ([[0.1, 0.1, 0.1], [0.1, 0.95, 0.1]], ("hard", "self_harm")),
        ([[0.85, 0.1, 0.9]], ("hard", "device_unsafe")),
        ([[0.81, 0.99, 0.71]], ("hard", "self_harm")),
        ([[0.5, 0.45, 0.1]], ("soft", "emergency")),
        ([[0.79, 0.39, 0.75]], ("hard", "device_unsafe")),
    ],
)
def test_the_kind_furthest_over_its_threshold_wins(pieces: list[list[float]], expected: tuple[str, str | None]) -> None:
    level, kind, score = decide(np.array(pieces), SOFT, HARD)
    assert (level, kind) == expected
    best = np.array(pieces).max(axis=0)
    assert score == pytest.approx(best[SAFETY_KINDS.index(kind)] if kind else best.max())


def test_evidence_is_the_log_odds_and_never_infinite() -> None:
    assert evidence(np.array([[0.5, 0.9, 0.1]])) == pytest.approx(np.array([[0, np.log(9), -np.log(9)]]))
    assert np.isfinite(evidence(np.array([[0.0, 1.0, 0.5]]))).all()


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("he is breaking the door now, he has a knife", "emergency"),
        ("está rompiendo la puerta ahora, tiene un cuchillo", "emergency"),
        ("انه يكسر الباب الآن ومعه سكين", "emergency"),
        ("وہ ابھی دروازہ توڑ رہا ہے اس کے ہاتھ میں چاقو ہے", "emergency"),
        ("I want to kill myself", "self_harm"),
        ("quiero morirme, no quiero vivir más", "self_harm"),
        ("أريد أن أموت لا أريد أن أعيش", "self_harm"),
        ("میں مرنا چاہتی ہوں", "self_harm"),
        ("my husband checks my phone, he can see this screen", "device_unsafe"),
        ("mi marido me revisa el celular y ve lo que escribo", "device_unsafe"),
    ],
)
async def test_danger_is_found_in_every_language(text: str, kind: str, engine: Engine) -> None:
    parsed = await engine.parse(text)
    assert parsed["safety"]["level"] in ("soft", "hard")
    if parsed["safety"]["level"] == "hard":
        assert parsed["intent"]["name"] == parsed["safety"]["kind"] in SAFETY_KINDS
    assert kind in (parsed["safety"]["kind"], parsed["intent"]["name"])


async def test_danger_inside_a_story_is_found(engine: Engine) -> None:
    story = (
        "Hello, I came to the UK two years ago with a work visa and I clean houses in Leeds. My sister lives here too. "
        "He is outside my door now with a knife and says he will kill me. I have a question about my visa too. Thank you."
    )
    parsed = await engine.parse(story)
    assert parsed["safety"]["level"] in ("soft", "hard")
    assert parsed["safety"]["kind"] == "emergency"


@pytest.mark.parametrize("text", ["hello", "thank you", "how do I get a visa", "gracias", "شكرا", "ویزا کیسے ملے گا"])
async def test_ordinary_messages_are_no_danger(text: str, engine: Engine) -> None:
    assert (await engine.parse(text))["safety"]["level"] != "hard"
