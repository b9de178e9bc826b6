"""The pages of exhibits, in the order of the menu."""

from __future__ import annotations

from portal.design.catalogue import answers, charts, figures, forms, matters, messages
from portal.design.exhibit import Group

GROUPS: tuple[Group, ...] = (
    matters.GROUP,
    figures.GROUP,
    answers.GROUP,
    forms.GROUP,
    messages.GROUP,
    charts.GROUP,
)
