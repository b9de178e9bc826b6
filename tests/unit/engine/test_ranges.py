"""Relations between points and ranges: every example of the standard's table (DMN 1.5, 10.3.4.9, table 79)."""

from __future__ import annotations

import pytest

from tests.unit.engine.models import feel

TRUE = """
before(1, 10); before(1, (1..10]); before(1, [5..10]); before([1..10), 10); before([1..10], 15)
before([1..10], [15..20]); before([1..10), [10..20]); before([1..10], (10..20])
after(10, 5); after(12, [1..10]); after(10, [1..10)); after([11..20], 10); after((11..20], 11)
after([11..20], [1..10]); after([11..20], [1..11)); after((11..20], [1..11])
meets([1..5], [5..10]); met by([5..10], [1..5])
overlaps([1..5], [3..8]); overlaps([3..8], [1..5]); overlaps([1..8], [3..5]); overlaps([3..5], [1..8])
overlaps([1..5], [5..8]); overlaps([5..8], [1..5])
overlaps before([1..5], [3..8]); overlaps before([1..5], [5..8]); overlaps before([1..5), (1..5])
overlaps before([1..5], (1..5])
overlaps after([3..8], [1..5]); overlaps after([5..8], [1..5]); overlaps after((1..5], [1..5))
overlaps after((1..5], [1..5])
finishes(10, [1..10]); finishes([5..10], [1..10]); finishes([5..10), [1..10)); finishes([1..10], [1..10])
finishes((1..10], [1..10])
finished by([1..10], 10); finished by([1..10], [5..10]); finished by([1..10), [5..10))
finished by([1..10], [1..10]); finished by([1..10], (1..10])
includes([1..10], 5); includes([1..10], 1); includes([1..10], 10); includes([1..10], [4..6]); includes([1..10], [1..5])
includes((1..10], (1..5]); includes([1..10], (1..10)); includes([1..10), [5..10)); includes([1..10], [1..10))
includes([1..10], (1..10]); includes([1..10], [1..10])
during(5, [1..10]); during(1, [1..10]); during(10, [1..10]); during([4..6], [1..10]); during([1..5], [1..10])
during((1..5], (1..10]); during((1..10), [1..10]); during([5..10), [1..10)); during([1..10), [1..10])
during((1..10], [1..10]); during([1..10], [1..10])
starts(1, [1..10]); starts([1..5], [1..10]); starts((1..5], (1..10]); starts([1..10], [1..10])
starts([1..10), [1..10]); starts((1..10), (1..10))
started by([1..10], 1); started by([1..10], [1..5]); started by((1..10], (1..5]); started by([1..10], [1..10])
started by([1..10], [1..10)); started by((1..10), (1..10))
coincides(5, 5); coincides([1..5], [1..5])
"""
FALSE = """
before(10, 1); before(1, [1..10]); before([1..10], 10); before([1..10], [10..20])
after(5, 10); after(10, [1..10]); after([11..20], 12); after([11..20], 11); after([1..10], [11..20])
meets([1..5), [5..10]); meets([1..5], (5..10]); meets([1..5], [6..10])
met by([5..10], [1..5)); met by((5..10], [1..5]); met by([6..10], [1..5])
overlaps([1..5], [6..8]); overlaps([6..8], [1..5]); overlaps([1..5], (5..8]); overlaps([1..5), [5..8])
overlaps([1..5), (5..8]); overlaps((5..8], [1..5]); overlaps([5..8], [1..5)); overlaps((5..8], [1..5))
overlaps before([1..5], [6..8]); overlaps before([1..5], (5..8]); overlaps before([1..5), [5..8])
overlaps before([1..5), [1..5]); overlaps before([1..5], [1..5])
overlaps after([6..8], [1..5]); overlaps after((5..8], [1..5]); overlaps after([5..8], [1..5))
overlaps after([1..5), [1..5]); overlaps after([1..5], [1..5]); overlaps after([1..5], [1..5))
finishes(10, [1..10)); finishes([5..10), [1..10]); finished by([1..10), 10); finished by([1..10], [5..10))
includes([1..10], 12); includes((1..10], 1); includes([1..10), 10)
during(12, [1..10]); during(1, (1..10]); during(10, [1..10))
starts(1, (1..10]); starts(2, [1..10]); starts((1..5], [1..10]); starts([1..5], (1..10])
started by((1..10], 1); started by([1..10], 2); started by([1..10], (1..5]); started by((1..10], [1..5])
coincides(3, 4); coincides((1..5), [1..5]); coincides([1..5], [2..6])
"""
CASES = [
    (text.strip(), expected)
    for block, expected in ((TRUE, True), (FALSE, False))
    for text in block.replace("\n", ";").split(";")
    if text.strip()
]


@pytest.mark.parametrize(("text", "expected"), CASES)
def test_the_examples_of_the_standard(text: str, expected: object) -> None:
    assert feel(text) is expected


@pytest.mark.parametrize(("text", "expected"), [case for case in CASES if "." in case[0]])
def test_dates_behave_as_numbers_do(text: str, expected: object) -> None:
    """Day n of January stands for n: every relation must come out the same."""
    name, _, arguments = text.partition("(")
    dated = ""
    for part in _pieces(arguments):
        dated += f'@"2024-01-{int(part):02d}"' if part.isdigit() else part
    assert feel(f"{name}({dated}") is expected


def _pieces(text: str) -> list[str]:
    found: list[str] = []
    for char in text:
        if char.isdigit() and found and found[-1].isdigit():
            found[-1] += char
        else:
            found.append(char)
    return found


@pytest.mark.parametrize(
    "text",
    [
        "before(1)", "before(1, null)", "before(null, [1..2])", 'before(1, "a")', "overlaps([1..2], 1)", "meets(1, 2)",
        "includes(null, 1)", 'during("a", [1..2])', "starts([1..2])", "coincides(1, [1..1])",
    ],
)  # fmt: skip
def test_what_cannot_be_related_gives_null(text: str) -> None:
    assert feel(text) is None
