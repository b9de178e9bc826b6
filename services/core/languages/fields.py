"""The column of a text in several languages."""

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, TypeVar

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import models
from django.utils.translation import gettext_lazy as _

from services.core.languages.texts import Text

_ST = TypeVar("_ST", contravariant=True)
_GT = TypeVar("_GT", covariant=True)

# Django's fields take type parameters only in their stubs: what may be assigned, and what is read.
if TYPE_CHECKING:

    class _JSONColumn(models.JSONField[_ST, _GT]):
        pass

else:

    class _JSONColumn(models.JSONField):
        def __class_getitem__(cls, _types: object) -> type:
            return cls


class TextsField(_JSONColumn[_ST, _GT]):
    """`{"zh-hans": "…", "en": "…"}`: only languages of the portal, only strings, Chinese always there."""

    description = _("A text in several languages")
    _pyi_private_set_type: Mapping[str, str]
    _pyi_private_get_type: Text

    def validate(self, value: Any, model_instance: models.Model | None) -> None:
        super().validate(value, model_instance)
        if value is None:
            return
        known = {code for code, _name in settings.LANGUAGES}
        if (
            not isinstance(value, dict)
            or not set(value) <= known
            or not all(isinstance(v, str) for v in value.values())
        ):
            raise ValidationError(_("Give one text for each language of the portal."), code="texts")
        if value and not value.get("zh-hans"):
            raise ValidationError(_("The Chinese text is missing."), code="chinese")
