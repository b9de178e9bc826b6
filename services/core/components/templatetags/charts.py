"""Charts and figures as template tags; every template has them without `{% load %}`."""

from __future__ import annotations

from typing import Any

from django import template

from services.core.components import charts
from services.core.components.parts import Chart, Figure, StackedChart

register = template.Library()


@register.inclusion_tag("components/charts/bar.html")
def bar_chart(chart: Chart) -> dict[str, Any]:
    """`{% bar_chart chart %}`: measures side by side, each with its name and figure; a table stands behind."""
    return charts.bar_chart(chart)


@register.inclusion_tag("components/charts/line.html")
def line_chart(chart: Chart) -> dict[str, Any]:
    """`{% line_chart chart %}`: how one measure went over time; a table stands behind."""
    return charts.line_chart(chart)


@register.inclusion_tag("components/charts/stacked.html")
def stacked_chart(chart: StackedChart) -> dict[str, Any]:
    """`{% stacked_chart chart %}`: a whole, or several, by their parts (five kinds at most); a table stands behind."""
    return charts.stacked_chart(chart)


@register.inclusion_tag("components/figure_tile.html")
def figure_tile(figure: Figure) -> dict[str, Any]:
    """`{% figure_tile figure %}`: one number, what it counts and what it means; stands in a `tb-tiles` list."""
    return {"figure": figure}
