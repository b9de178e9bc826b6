"""Charts: drawn to scale, told in words, with a table behind; nothing unknown is drawn as a zero."""

from __future__ import annotations

import re
from decimal import Decimal
from typing import Any

import pytest
from django.template import Context, Template
from django.utils.html import strip_tags
from django.utils.translation import override
from hypothesis import given
from hypothesis import strategies as st

from services.core.components import charts, lettering
from services.core.components.api import Bar, Chart, Figure, Point, StackedChart
from services.core.money.api import Money


def drawn(markup: str, language: str = "en", **context: Any) -> str:
    with override(language):
        return Template(markup).render(Context(context))


def words(html: str) -> str:
    return " ".join(strip_tags(html).split())


BODIES = Chart(
    "Paid this month",
    "yuan",
    [
        Point("Health", Money(Decimal("12345678.90"))),
        Point("Civil affairs", Money(Decimal("0.01"))),
        Point("Tax", None),
    ],
)


def test_bars_are_to_scale_and_unknown_is_no_bar() -> None:
    html = drawn("{% bar_chart chart %}", chart=BODIES)
    assert re.findall(r'tb-chart__bar" x="0" y="[\d.]+em" width="([\d.]+)%"', html) == ["100.0", "0.0"]
    assert html.count("tb-chart__unknown") == 1
    assert "Highest: Health, ¥12,345,678.90. Lowest: Civil affairs, ¥0.01." in html


def test_a_chart_is_named_and_its_table_says_the_same() -> None:
    html = drawn("{% bar_chart chart %}", chart=BODIES)
    named = re.search(r'<svg[^>]+role="img" aria-labelledby="([\w-]+) ([\w-]+)"', html)
    assert named
    assert f'<title id="{named[1]}">Paid this month</title>' in html
    assert f'<desc id="{named[2]}">' in html
    for cell in ("¥12,345,678.90", "¥0.01", "Not known yet"):
        assert re.search(rf"<td [^>]+>{re.escape(cell)}</td>", html)


def test_charts_on_a_page_do_not_share_their_identities() -> None:
    other = Chart("Paid this month", "yuan", [Point("Health", 1)])
    html = drawn("{% bar_chart one %}{% bar_chart two %}", one=BODIES, two=other)
    found = re.findall(r'\bid="([^"]+)"', html)
    assert len(found) == len(set(found))


@pytest.mark.parametrize("tag", ["bar_chart", "line_chart"])
def test_of_nothing_there_is_no_drawing(tag: str) -> None:
    html = drawn(f"{{% {tag} chart %}}", chart=Chart("Paid", "", []))
    assert "<svg" not in html
    assert "Nothing is known yet." in html


@pytest.mark.parametrize("value", [-1, Decimal("-0.01"), float("nan"), float("inf")])
def test_what_cannot_be_drawn_is_refused(value: Any) -> None:
    with pytest.raises(ValueError, match="from zero on"):
        charts.bar_chart(Chart("Paid", "", [Point("Health", value)]))


def test_a_line_breaks_where_nothing_is_known() -> None:
    points = [Point(f"{month}", value) for month, value in enumerate([1, 2, None, 3, 4], start=1)]
    drawing = charts.line_chart(Chart("Paid", "", points))
    assert drawing["lines"] == ["2,75 26,50", "74,25 98,0"]
    assert len(drawing["dots"]) == 4


def test_a_line_of_one_point_stands_in_the_middle() -> None:
    drawing = charts.line_chart(Chart("Paid", "", [Point("May", 7)]))
    assert [label.x for label in drawing["labels"]] == [50.0]
    assert drawing["lines"] == []


def test_the_scale_ends_at_a_round_number() -> None:
    points = [Point(str(value), value) for value in (3, 137)]
    assert [tick.text for tick in charts.line_chart(Chart("Paid", "", points))["ticks"]] == ["50", "100", "150"]


def test_the_scale_gives_way_to_what_it_measures() -> None:
    points = [Point(str(value), value) for value in (212, 268, 251, 342, 417)]
    assert [tick.text for tick in charts.line_chart(Chart("Offers", "", points))["ticks"]] == ["400", "600"]


@given(st.lists(st.integers(0, 10**12), min_size=1, max_size=40))
def test_a_line_stays_inside_its_drawing(values: list[int]) -> None:
    points = [Point(f"2025-{index}", value) for index, value in enumerate(values)]
    drawing = charts.line_chart(Chart("Paid", "", points))
    assert all(charts._ABOVE <= y <= drawing["base"] for _x, y in drawing["dots"])
    assert all(0 <= x <= 100 for x, _y in drawing["dots"])
    names = drawing["labels"]
    assert names[0].text == points[0].label
    assert names[-1].text == points[-1].label


@given(st.lists(st.integers(0, 10**9), min_size=1, max_size=9))
def test_shares_add_up_to_a_hundred(parts: list[int]) -> None:
    found = charts.shares(parts)
    assert sum(found) == (100 if sum(parts) else 0)
    assert all(abs(share - part * 100 / sum(parts)) < 1 for share, part in zip(found, parts, strict=True) if sum(parts))


def test_a_whole_shows_its_parts_with_their_shares() -> None:
    chart = StackedChart("How offers ended", "offers", ["Confirmed", "Declined", "Open"], [Bar("All", [200, 1, 99])])
    html = drawn("{% stacked_chart chart %}", chart=chart)
    assert "Confirmed 200 67%" in words(html)
    assert "Declined 1 0%" in words(html)
    assert len(re.findall(r'fill="url\(#chart-\w+-[123]\)"', html)) == 6


def test_no_more_kinds_than_a_reader_tells_apart() -> None:
    with pytest.raises(ValueError, match="5 kinds apart"):
        charts.stacked_chart(StackedChart("Too many", "", list("abcdef"), [Bar("All", [1] * 6)]))


@given(st.text(min_size=1, max_size=80), st.integers(3, 20))
def test_no_word_is_lost_and_no_line_too_wide(text: str, room: int) -> None:
    broken = lettering.lines(text, room)
    assert "".join("".join(broken).split()) == "".join(text.split())
    assert all(lettering.width(line) <= room for line in broken)


def test_marks_stay_with_the_words_that_they_belong_to() -> None:
    assert lettering.lines("育儿补贴（三岁以下），每年", 5) == ["育儿补贴", "（三岁以", "下），每年"]
    assert lettering.lines("Job stabilisation refund", 7) == ["Job", "stabilisati", "on refund"]


def test_a_tile_says_what_its_number_means() -> None:
    html = drawn("{% figure_tile tile %}", tile=Figure("Paid", Money(Decimal("12345678.90")), "All by rule.", "/open/"))
    assert words(html) == "Paid ¥12,345,678.90 All by rule."
    assert 'href="/open/"' in html
