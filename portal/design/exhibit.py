"""A part of a page as an exhibit: the tag that is shown is the one that made what is seen."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.http import HttpRequest
from django.template import Context, Template
from django.utils.safestring import SafeString

from services.core.components.api import Words

# Made anew for each reader: what a part shows is in their language.
Values = Callable[[], Mapping[str, Any]]


def nothing() -> Mapping[str, Any]:
    return {}


@dataclass(frozen=True, slots=True)
class State:
    """One way in which a part can look."""

    caption: Words
    markup: str

    def render(self, values: Mapping[str, Any], request: HttpRequest) -> SafeString:
        return Template(self.markup).render(Context({**values, "request": request}))


@dataclass(frozen=True, slots=True)
class Exhibit:
    """A part with its states, and the two things that one asks before using it."""

    name: str
    title: Words
    use: Words
    avoid: Words
    states: Sequence[State]


@dataclass(frozen=True, slots=True)
class Group:
    """A page of exhibits."""

    slug: str
    title: Words
    lede: Words
    exhibits: Sequence[Exhibit]
    values: Values = field(default=nothing)

    def shown(self, request: HttpRequest) -> list[tuple[Exhibit, list[tuple[State, SafeString]]]]:
        values = self.values()
        return [
            (exhibit, [(state, state.render(values, request)) for state in exhibit.states]) for exhibit in self.exhibits
        ]
