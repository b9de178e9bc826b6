"""The column of an amount: integer fen."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal
from typing import TYPE_CHECKING, Any, TypeVar

from django import forms
from django.core.exceptions import ValidationError
from django.db import models
from django.db.models.expressions import BaseExpression, Combinable
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _

from services.core.money.amount import InvalidMoney, Money

_ST = TypeVar("_ST", contravariant=True)
_GT = TypeVar("_GT", covariant=True)

# Django's fields take type parameters only in their stubs: what may be assigned, and what is read.
if TYPE_CHECKING:

    class _IntegerColumn(models.BigIntegerField[_ST, _GT]):
        pass

else:

    class _IntegerColumn(models.BigIntegerField):
        def __class_getitem__(cls, _types: object) -> type:
            return cls


class MoneyField(_IntegerColumn[_ST, _GT]):
    """Holds CNY as fen and gives `Money`. A bare number is refused on writing: is it yuan or fen?"""

    description = _("An amount of money in fen")
    _pyi_private_set_type: Money | Combinable  # type: ignore[assignment]  # neither is an integer here
    _pyi_private_get_type: Money  # type: ignore[assignment]

    @cached_property
    def validators(self) -> Sequence[Any]:  # type: ignore[override]  # the range is Money's own; IntegerField compares with ints
        return super(models.IntegerField, self).validators

    def from_db_value(self, value: Any, _expression: Any, _connection: Any) -> Money | None:
        # Sum() of bigint is numeric in PostgreSQL.
        return None if value is None else Money.fen(int(value))

    def to_python(self, value: Any) -> Money | None:
        if value is None or isinstance(value, Money):
            return value
        try:
            return Money(value if isinstance(value, Decimal) else Decimal(str(value)))
        except (InvalidMoney, ArithmeticError) as error:
            raise ValidationError(_("Enter an amount with at most two decimal places."), code="invalid") from error

    def get_prep_value(self, value: Any) -> Any:
        if value is None or isinstance(value, BaseExpression | Combinable):
            return value
        if not isinstance(value, Money) or value.currency != "CNY":
            message = f"{value!r} is not Money in CNY."
            raise TypeError(message)
        return value.minor

    def value_to_string(self, obj: models.Model) -> str:
        value = self.value_from_object(obj)
        return "" if value is None else str(value)

    def formfield(self, **kwargs: Any) -> Any:
        return models.Field.formfield(
            self, **{"form_class": forms.DecimalField, "decimal_places": 2, "max_digits": 18, **kwargs}
        )
