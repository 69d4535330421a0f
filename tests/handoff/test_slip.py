"""What a slip says: only what was chosen, whatever it is made from."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from bot.directory.codes import Nation, Need
from bot.handoff.slip import MAX_LINE, Days, Hours, Limit, Slip, Visa, one_line

anything = (
    st.none()
    | st.booleans()
    | st.integers()
    | st.text(max_size=30)
    | st.lists(st.text(max_size=12) | st.none(), max_size=4)
)
NAMES = ("needs", "nation", "language", "interpreter", "visa", "limits", "days", "hours", "burn", "line")
slips = st.builds(
    Slip,
    needs=st.lists(st.sampled_from(list(Need)), unique=True).map(
        lambda found: tuple(need for need in Need if need in found)
    ),
    nation=st.none() | st.sampled_from(list(Nation)),
    language=st.sampled_from(["en", "ur", "ar"]),
    interpreter=st.booleans(),
    visa=st.none() | st.sampled_from(list(Visa)),
    limits=st.lists(st.sampled_from(list(Limit)), unique=True).map(
        lambda found: tuple(item for item in Limit if item in found)
    ),
    days=st.none() | st.sampled_from(list(Days)),
    hours=st.lists(st.sampled_from(list(Hours)), unique=True).map(
        lambda found: tuple(item for item in Hours if item in found)
    ),
    burn=st.booleans(),
)


@given(st.dictionaries(st.sampled_from(NAMES) | st.text(max_size=8), anything, max_size=12))
def test_anything_makes_a_slip_of_known_choices(values: dict[str, object]) -> None:
    slip = Slip.read(values)
    assert set(slip.needs) <= set(Need) and set(slip.limits) <= set(Limit) and set(slip.hours) <= set(Hours)
    assert len(slip.line) <= MAX_LINE and len(slip.language) <= 12


@given(slips)
def test_a_slip_survives_its_json_and_its_codes(slip: Slip) -> None:
    assert Slip.read(slip.to_json()) == slip
    assert Slip.from_codes(slip.to_codes()) == slip


def test_by_default_there_is_nothing_in_it_but_the_language() -> None:
    assert Slip(language="ur").to_json() == {"v": 1, "language": "ur"}


def test_her_own_line_is_in_no_slot() -> None:
    assert "sentinel" not in Slip.read({"line": "sentinel", "needs": ["health"]}).to_codes()
    assert "sentinel" not in repr(Slip.read({"line": "sentinel"}))


def test_a_line_is_one_line_and_keeps_joiners_of_its_script() -> None:
    assert one_line("  a\nb\t\x00c \u202e d ") == "a b c d"
    assert one_line("می\u200cخواهم") == "می\u200cخواهم"
    assert len(one_line("x" * 5000)) == MAX_LINE
    assert one_line(None) == one_line(["x"]) == ""
