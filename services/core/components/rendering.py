"""A form field with its label, hint and error, in the structure that govuk-frontend and screen readers expect."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any, Final

from django import forms
from django.forms.boundfield import BoundField
from django.utils.html import format_html
from django.utils.safestring import SafeString

from services.core.components import figures
from services.core.components.dates import DatePartsInput
from services.core.money.api import Money

_CONTROLS: Final[tuple[tuple[type[forms.Widget], str], ...]] = (
    (DatePartsInput, "date"),
    (forms.CheckboxSelectMultiple, "checkboxes"),
    (forms.RadioSelect, "radios"),
    (forms.CheckboxInput, "checkbox"),
    (forms.Select, "select"),
    (forms.Textarea, "textarea"),
    (forms.Widget, "input"),
)
# Those made of several inputs: a group with a legend, whose first input an error leads to.
_GROUPS: Final = frozenset({"date", "checkboxes", "radios"})
_CLASSES: Final = {"select": "govuk-select", "textarea": "govuk-textarea", "input": "govuk-input"}


def money_markup(amount: Money, size: str = "") -> SafeString:
    """An amount that never breaks over a line; its sign and its fen stand back."""
    text = figures.money_text(amount)
    whole, point, minor = text.rpartition(".")
    start = next(index for index, character in enumerate(whole) if character.isdigit())
    return format_html(
        '<span class="tb-money{}"><span class="tb-money__sign">{}</span>{}'
        '<span class="tb-money__minor">{}{}</span></span>',
        f" tb-money--{size}" if size else "",
        whole[:start],
        whole[start:],
        point,
        minor,
    )


def control_of(bound: BoundField) -> str:
    return next(name for widget, name in _CONTROLS if isinstance(bound.field.widget, widget))


def field_context(bound: BoundField, *, width: str = "", legend: str = "m") -> dict[str, Any]:
    control = control_of(bound)
    identity = bound.id_for_label if control not in _GROUPS else bound.auto_id
    described = [f"{identity}-hint"] if bound.help_text else []
    described += [f"{identity}-error"] if bound.errors else []
    return {
        "field": bound,
        "identity": identity,
        "control": control,
        "template": f"components/controls/{control}.html",
        "group": control in _GROUPS,
        "legend": legend,
        "described_by": " ".join(described),
        "input": _input(bound, control, width=width, described=described),
        "items": _items(bound, control),
    }


def error_links(form: forms.BaseForm) -> Iterator[tuple[str, str]]:
    """(message, id of the input to mend or ""), in the order of the page."""
    for message in form.non_field_errors():
        yield str(message), ""
    for bound in form.visible_fields():
        for message in bound.errors:
            yield str(message), first_input(bound)
    for bound in form.hidden_fields():
        for message in bound.errors:
            yield str(message), ""


def first_input(bound: BoundField) -> str:
    if control_of(bound) in _GROUPS:
        return f"{bound.auto_id}_0"
    return bound.id_for_label


def _input(bound: BoundField, control: str, *, width: str, described: list[str]) -> str:
    """The one input of a simple field, with our classes beside those that its widget already has."""
    if control not in _CLASSES:
        return ""
    base = _CLASSES[control]
    classes = [base, str(bound.field.widget.attrs.get("class", ""))]
    classes += [f"govuk-input--width-{width}"] if width else []
    classes += [f"{base}--error"] if bound.errors else []
    attrs: dict[str, Any] = {"class": " ".join(filter(None, classes))}
    if described:
        attrs["aria-describedby"] = " ".join(described)
    return bound.as_widget(attrs=attrs)


def _items(bound: BoundField, control: str) -> list[dict[str, Any]]:
    if control == "date":
        return list(_date_items(bound))
    if control in {"radios", "checkboxes"}:
        return [dict(item.data) for item in bound.subwidgets]
    return []


def _date_items(bound: BoundField) -> Iterable[dict[str, Any]]:
    widget = bound.field.widget
    attrs = {"id": bound.auto_id}
    parts = widget.get_context(bound.html_name, bound.value(), attrs)["widget"]["subwidgets"]
    for label, part in zip(DatePartsInput.labels, parts, strict=True):
        yield {**part, "label": label}
