"""Charts drawn on the server, without a script: where each bar, line and word stands.

Lengths are ems down and per cent across. So one drawing fits any screen, grows with the reader's type, prints, and
needs no style of its own, which the content security policy would refuse.
"""

from __future__ import annotations

import hashlib
import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any, Final

from django.utils.translation import gettext

from services.core.components import figures, lettering
from services.core.components.parts import Chart, Measure, Point, StackedChart
from services.core.money.api import Money

# The narrowest place that a chart has, in its own ems: a phone of 390 pixels with the largest type.
ROOM: Final = 16.0
LARGEST_KINDS: Final = 5
_LINE = 1.45  # from one line of words to the next
_BAR = 1.0
_GAP = 0.85
_PLOT = 12.0
_ABOVE = 1.9  # room for the word over the highest point
_TICKS = 4
_WHOLE = 100


@dataclass(frozen=True, slots=True)
class Label:
    """A word in a drawing; `side` is its text-anchor."""

    text: str
    x: float
    y: float
    side: str = "start"


def bar_chart(chart: Chart) -> dict[str, Any]:
    """One bar under another, each under its own words: long names and large sums need no axis."""
    sizes = [_size(point.value) for point in chart.points]
    largest = _largest(sizes)
    bars: list[dict[str, Any]] = []
    top = 0.0
    for point, size in zip(chart.points, sizes, strict=True):
        words, height = _heading(str(point.label), written(point), top)
        bars.append({"words": words, "y": height, "share": _percent(size, largest), "known": size is not None})
        top = height + _BAR + _GAP
    return {**_shared(chart, chart.points), "bars": bars, "bar_height": _BAR, "height": _em(top - _GAP)}


def line_chart(chart: Chart) -> dict[str, Any]:
    """How a measure went. The scale begins at zero, so that a small change looks small; what is unknown is a gap."""
    sizes = [_size(point.value) for point in chart.points]
    ceiling, ticks = _scale(_largest(sizes))
    at = [(_across(index, len(sizes)), size) for index, size in enumerate(sizes)]
    dots = [(x, size) for x, size in at if size is not None]
    base = _em(_ABOVE + _PLOT)
    return {
        **_shared(chart, chart.points),
        "lines": [" ".join(f"{x:g},{100 - _percent(size, ceiling):g}" for x, size in run) for run in _runs(at)],
        "dots": [(x, _level(size, ceiling)) for x, size in dots],
        "grid": [_level(tick, ceiling) for tick in ticks],
        "ticks": _ticks(ticks[1:], ceiling, dots),
        "values": _values(chart.points, at, ceiling),
        "labels": _axis([str(point.label) for point in chart.points], base + _LINE),
        "above": _ABOVE,
        "plot": _PLOT,
        "base": base,
        "height": _em(base + _LINE + 0.5),
    }


def stacked_chart(chart: StackedChart) -> dict[str, Any]:
    """Wholes by their parts. Each kind has its colour, its pattern and its place in the key."""
    if len(chart.kinds) > LARGEST_KINDS:
        message = f"A stacked chart tells {LARGEST_KINDS} kinds apart, not {len(chart.kinds)}: {chart.title}"
        raise ValueError(message)
    sizes = [[_size(value) or 0.0 for value in bar.values] for bar in chart.bars]
    largest = _largest([sum(parts) for parts in sizes])
    bars: list[dict[str, Any]] = []
    top = 0.0
    for bar, parts in zip(chart.bars, sizes, strict=True):
        words, height = _heading(str(bar.label), _total(bar.values), top)
        bars.append({"words": words, "y": height, "parts": _parts(parts, largest)})
        top = height + 1.6 * _BAR + _GAP
    points = [Point(bar.label, sum(parts), _total(bar.values)) for bar, parts in zip(chart.bars, sizes, strict=True)]
    return {
        **_shared(chart, points),
        "bars": bars,
        "bar_height": 1.6 * _BAR,
        "height": _em(top - _GAP),
        "key": _key(chart, sizes),
        "head": [gettext("Measure"), *chart.kinds],
        "rows": [[bar.label, *(_text(value) for value in bar.values)] for bar in chart.bars],
        "figures": ",".join(str(column + 1) for column in range(len(chart.kinds))),
    }


def written(point: Point) -> str:
    return str(point.text) or _text(point.value)


def shares(parts: Sequence[float]) -> list[int]:
    """Whole per cents that add up to a hundred, by largest remainder."""
    total = sum(parts)
    if not total:
        return [0 for _part in parts]
    exact = [part * _WHOLE / total for part in parts]
    whole = [math.floor(part) for part in exact]
    behind = sorted(range(len(parts)), key=lambda index: (whole[index] - exact[index], index))
    for index in behind[: _WHOLE - sum(whole)]:
        whole[index] += 1
    return whole


def _shared(chart: Chart | StackedChart, points: Sequence[Point]) -> dict[str, Any]:
    """What every chart has: a name that no other on the page has, what it says in words, and the table behind it."""
    named = "|".join([str(chart.title), *(f"{point.label}={written(point)}" for point in points)])
    return {
        "chart": chart,
        "identity": f"chart-{hashlib.sha256(named.encode()).hexdigest()[:10]}",
        "summary": _summary(points),
        "head": [gettext("Measure"), chart.unit or gettext("Value")],
        "rows": [[point.label, written(point)] for point in points],
        "figures": "1",
    }


def _summary(points: Sequence[Point]) -> str:
    known = [(size, point) for point in points if (size := _size(point.value)) is not None]
    if not known:
        return gettext("Nothing is known yet.")
    low, high = min(known, key=lambda one: one[0])[1], max(known, key=lambda one: one[0])[1]
    if len(known) == 1:
        return f"{high.label}: {written(high)}"
    return gettext("Highest: %(high)s, %(most)s. Lowest: %(low)s, %(least)s.") % {
        "high": high.label,
        "most": written(high),
        "low": low.label,
        "least": written(low),
    }


def _size(value: Measure) -> float | None:
    if value is None:
        return None
    size = float(value.amount if isinstance(value, Money) else value)
    if size < 0 or not math.isfinite(size):
        message = f"A chart draws measures from zero on, not {value}."
        raise ValueError(message)
    return size


def _text(value: Measure) -> str:
    return gettext("Not known yet") if value is None else figures.plain_value(value)


def _total(values: Sequence[Measure]) -> str:
    """Of money it is money; unknown parts are left out, as the drawing leaves them out."""
    known = [value for value in values if value is not None]
    sums = [value for value in known if isinstance(value, Money)]
    if sums:
        return figures.plain_value(sum(sums[1:], start=sums[0]))
    return figures.plain_value(sum(value for value in known if not isinstance(value, Money)))


def _heading(label: str, value: str, top: float) -> tuple[list[Label], float]:
    """The words over a bar: its name, broken where need be, at the far side its figure; and where the bar begins."""
    room = max(ROOM - lettering.width(value) - 0.8, 5.0)
    broken = lettering.lines(label, room)
    beside = lettering.width(value) + 0.8 + max(map(lettering.width, broken), default=0) <= ROOM
    words = [Label(text, 0, _em(top + 1.05 + row * _LINE)) for row, text in enumerate(broken)]
    rows = max(len(broken), 1) + (0 if beside else 1)
    words.append(Label(value, 100, _em(top + 1.05 + (0 if beside else rows - 1) * _LINE), "end"))
    return words, _em(top + rows * _LINE + 0.1)


def _parts(parts: Sequence[float], largest: float) -> list[dict[str, Any]]:
    drawn, start = [], 0.0
    for kind, size in enumerate(parts, start=1):
        share = _percent(size, largest)
        if share:
            drawn.append({"kind": kind, "x": round(start, 2), "share": share})
        start += share
    return drawn


def _key(chart: StackedChart, sizes: Sequence[Sequence[float]]) -> list[dict[str, Any]]:
    """Each kind with its pattern; of a single whole its figure and its share too."""
    single = len(chart.bars) == 1
    parts = shares(sizes[0]) if single else []
    return [
        {
            "kind": number,
            "words": words,
            "value": _text(chart.bars[0].values[number - 1]) if single else "",
            "share": parts[number - 1] if single else None,
        }
        for number, words in enumerate(chart.kinds, start=1)
    ]


def _values(points: Sequence[Point], at: Sequence[tuple[float, float | None]], ceiling: float) -> list[Label]:
    """All figures where there is room; else that of the last and, where it stands clear of it, of the highest point."""
    known = [(index, x, size) for index, (x, size) in enumerate(at) if size is not None]
    if not known:
        return []
    texts = {index: written(points[index]) for index, _x, _size in known}
    shown = known
    if max(map(lettering.width, texts.values())) + 0.8 > ROOM / max(len(points), 1):
        last, high = known[-1], max(known, key=lambda one: one[2])
        needed = lettering.width(texts[last[0]]) + lettering.width(texts[high[0]]) + 1
        clear = (last[1] - high[1]) / _WHOLE * ROOM >= needed
        shown = [high, last] if clear else [last]
    return [Label(texts[index], x, _em(_level(size, ceiling) - 0.65), _side(x)) for index, x, size in shown]


def _ticks(ticks: Sequence[float | int], ceiling: float, dots: Sequence[tuple[float, float]]) -> list[Label]:
    """The scale's figures stand on their lines at the left; one that a point or its figure would cover is left out."""
    labels = [Label(figures.plain_value(tick), 0, _level(tick, ceiling)) for tick in ticks]

    def covered(label: Label) -> bool:
        reach = (lettering.width(label.text) + 2) / ROOM * _WHOLE
        return any(x < reach and -0.8 < _level(size, ceiling) - label.y < 1.9 for x, size in dots)

    return [label for label in labels if not covered(label)]


def _axis(labels: Sequence[str], y: float) -> list[Label]:
    """As many names as have room, from the first to the last at even distance."""
    if not labels:
        return []
    fitting = max(int(ROOM / (max(map(lettering.width, labels)) + 1)), 2)
    gaps = len(labels) - 1
    parts = next((parts for parts in range(min(fitting - 1, gaps), 0, -1) if gaps % parts == 0), 1)
    step = max(gaps // parts, 1)
    across = [(index, _across(index, len(labels))) for index in range(0, len(labels), step)]
    return [Label(labels[index], x, _em(y), _side(x)) for index, x in across]


def _across(index: int, count: int) -> float:
    """From 2 to 98, so that the first and the last point stand whole."""
    return 50.0 if count == 1 else round(2 + 96 * index / (count - 1), 2)


def _side(x: float) -> str:
    near, far = 15, 85
    if x <= near:
        return "start"
    return "end" if x >= far else "middle"


def _level(size: float, ceiling: float) -> float:
    return _em(_ABOVE + _PLOT * (1 - size / ceiling))


def _scale(largest: float) -> tuple[float, list[float | int]]:
    """A round number to end at, and the round numbers on the way to it."""
    if not largest:
        return 1.0, [0]
    raw = largest / _TICKS
    power = 10.0 ** math.floor(math.log10(raw))
    step = next(size * power for size in (1, 2, 2.5, 5, 10) if size * power >= raw * 0.999999)
    count = math.ceil(largest / step - 1e-9)
    return step * count, [_tidy(step * number) for number in range(count + 1)]


def _tidy(number: float) -> float | int:
    rounded = round(number, 6)
    return int(rounded) if rounded.is_integer() else rounded


def _runs(at: Sequence[tuple[float, float | None]]) -> list[list[tuple[float, float]]]:
    """The points that follow each other without a gap."""
    runs: list[list[tuple[float, float]]] = [[]]
    for x, size in at:
        if size is None:
            runs.append([])
        else:
            runs[-1].append((x, size))
    return [run for run in runs if len(run) > 1]


def _percent(size: float | None, whole: float) -> float:
    return round(100 * size / whole, 2) if size and whole else 0.0


def _largest(sizes: Iterable[float | None]) -> float:
    return max((size for size in sizes if size is not None), default=0.0)


def _em(value: float) -> float:
    return round(value, 2)
