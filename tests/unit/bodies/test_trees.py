"""What makes dated rows a tree on every day."""

from datetime import date

from hypothesis import given
from hypothesis import strategies as st

from services.bodies.trees import FOREVER, Flaw, Node, Wrong, flaws

START = date(2000, 1, 1)
CHANGE = date(2010, 1, 1)


def node(code: str, parent: str = "", since: date = START, until: date = FOREVER, *, rank: int | None = None) -> Node:
    return Node(code, parent, since, until, rank)


def test_a_sound_tree_has_no_flaws() -> None:
    assert flaws([node("city"), node("hrss", "city"), node("centre", "hrss")]) == []


def test_a_renamed_row_follows_the_old_one_on_the_day_it_ends() -> None:
    assert flaws([node("a", until=CHANGE), node("a", since=CHANGE)]) == []


def test_two_rows_of_one_code_on_one_day_are_found() -> None:
    overlapping = [node("a", until=date(2010, 1, 2)), node("a", since=CHANGE)]
    assert flaws(overlapping) == [Flaw(Wrong.OVERLAP, "a", CHANGE)]


def test_a_parent_that_ends_too_early_is_found_on_the_first_day_without_it() -> None:
    assert flaws([node("city", until=CHANGE), node("hrss", "city")]) == [Flaw(Wrong.NO_PARENT, "hrss", CHANGE)]


def test_a_parent_in_two_rows_covers_its_child() -> None:
    assert flaws([node("city", until=CHANGE), node("city", since=CHANGE), node("hrss", "city")]) == []


def test_a_gap_between_two_rows_of_the_parent_is_found() -> None:
    rows = [node("city", until=CHANGE), node("city", since=date(2011, 1, 1)), node("hrss", "city")]
    assert flaws(rows) == [Flaw(Wrong.NO_PARENT, "hrss", CHANGE)]


def test_an_unknown_parent_is_found() -> None:
    assert flaws([node("hrss", "city")]) == [Flaw(Wrong.NO_PARENT, "hrss", START)]


def test_a_circle_that_exists_on_some_days_only_is_found() -> None:
    rows = [
        node("a", until=CHANGE),
        node("a", "b", since=CHANGE, until=date(2011, 1, 1)),
        node("a", since=date(2011, 1, 1)),
        node("b", "a"),
    ]
    found = flaws(rows)
    assert [flaw.wrong for flaw in found] == [Wrong.CYCLE]
    assert found[0].on == CHANGE


def test_an_area_must_be_smaller_than_its_parent() -> None:
    rows = [node("district", rank=2), node("other", "district", rank=2)]
    assert flaws(rows) == [Flaw(Wrong.LEVEL, "other", START)]


@given(st.lists(st.tuples(st.integers(0, 8), st.integers(0, 8)), max_size=9))
def test_without_dates_a_tree_is_sound_exactly_if_every_code_reaches_a_root(edges: list[tuple[int, int]]) -> None:
    parent_of = {str(child): "" if parent == 0 else str(parent) for child, parent in edges if child}
    sound = True
    for start in parent_of:
        seen: set[str] = set()
        code = start
        while code and code in parent_of and code not in seen:
            seen.add(code)
            code = parent_of[code]
        sound = sound and code == ""
    assert (flaws(node(code, parent) for code, parent in parent_of.items()) == []) is sound
