"""Facts in the reader's words: titles of fields, values as people write them."""

from __future__ import annotations

from datetime import date
from decimal import Decimal, InvalidOperation

from django.utils.translation import gettext, ngettext

from eligibility.facts.descriptors import DescriptorError, Field, FieldType, descriptor, descriptors
from services.core.components.api import plain_value
from services.core.languages.api import in_language
from services.core.money.api import Money, format_money


def field_title(dataset: str, field: str) -> str:
    """The title of a field or of a relation; the bare name where the descriptor no longer has it."""
    described = descriptor(dataset)
    found = described.fields.get(field) or described.relations.get(field)
    return in_language(found.titles) if found else field


def shown_value(dataset: str, field: str, value: object) -> str:
    """A value as people write it, from a row or from a stored verdict (where dates and numbers are text)."""
    described = descriptor(dataset).fields.get(field)
    if described is None or value is None:
        return plain_value(value)
    if described.enum:
        return in_language(described.enum[str(value)]) if str(value) in described.enum else str(value)
    typed = _typed(described, value)
    return _with_unit(typed, described.unit) if isinstance(typed, Decimal | int) else plain_value(typed)


def owner_of(path: str) -> tuple[str, str]:
    """The dataset that would have to say what a dotted path asks for, and the field; "" where a whole row is missing.

    Steps that are positions in a list (`person.children.0.birth_date`) are passed over.
    """
    unit, *steps = path.split(".")
    here = descriptor(unit)
    for step in steps:
        if step in here.relations:
            here = descriptor(here.relations[step].to)
        elif step in here.fields:
            return here.name, step
        elif not step.isdigit():
            message = f"{path}: {here.name} has no {step!r}"
            raise DescriptorError(message)
    return here.name, ""


def dataset_title(dataset: str) -> str:
    """The title of a dataset; the bare name where there is none any more."""
    known = descriptors().get(dataset)
    return in_language(known.titles) if known else dataset


def _typed(field: Field, value: object) -> object:
    if not isinstance(value, str):
        return value
    try:
        if field.type is FieldType.DATE:
            return date.fromisoformat(value)
        if field.type in (FieldType.NUMBER, FieldType.INTEGER):
            return Decimal(value)
    except (ValueError, InvalidOperation):
        return value
    return value


def _with_unit(number: Decimal | int, unit: str) -> str:
    if isinstance(number, bool) or unit not in _UNITS:
        return plain_value(number)
    return _UNITS[unit](Decimal(number))


def _yuan(number: Decimal) -> str:
    return format_money(Money(number))


def _yuan_a_month(number: Decimal) -> str:
    return gettext("%(amount)s a month") % {"amount": _yuan(number)}


def _months(number: Decimal) -> str:
    return ngettext("%(count)s month", "%(count)s months", int(number)) % {"count": plain_value(number)}


def _year(number: Decimal) -> str:
    return str(number)


_UNITS = {"CNY": _yuan, "CNY/month": _yuan_a_month, "month": _months, "year": _year}
