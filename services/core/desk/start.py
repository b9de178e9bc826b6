"""The desk's start page: each room says in a panel what waits there for this clerk."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Final, TypeAlias

from django.http import HttpRequest

from services.core.components.api import Action, Chart, Figure, TaskItem, Words


@dataclass(frozen=True, slots=True)
class PanelContent:
    """What a panel shows. `empty` is said where there is nothing to do."""

    figures: Sequence[Figure] = ()
    items: Sequence[TaskItem] = ()
    chart: Chart | None = None
    empty: Words = ""
    more: Action | None = None


Content: TypeAlias = Callable[[HttpRequest], "PanelContent | None"]


@dataclass(frozen=True, slots=True)
class Panel:
    """`permission`: whoever lacks it has no such panel. `order`: the lowest first. None as content: not today."""

    name: str
    title: Words
    permission: str
    order: int
    content: Content = field(repr=False)


_panels: Final[dict[str, Panel]] = {}


def register_panel(panel: Panel) -> None:
    _panels[panel.name] = panel


def panels_for(request: HttpRequest) -> list[tuple[Panel, PanelContent]]:
    ordered = sorted(_panels.values(), key=lambda panel: panel.order)
    shown = ((panel, panel.content(request)) for panel in ordered if request.user.has_perm(panel.permission))
    return [(panel, content) for panel, content in shown if content is not None]
