"""A text column that is encrypted at rest and plain on the instance."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final, TypeVar

from django.core.exceptions import FieldError
from django.db import models
from django.db.models.query_utils import DeferredAttribute
from django.utils.translation import gettext_lazy as _

from services.core.crypto.cipher import decrypt, encrypt

_ALLOWED_LOOKUPS: Final = frozenset({"isnull"})

_ST = TypeVar("_ST", contravariant=True)
_GT = TypeVar("_GT", covariant=True)

# Django's fields take type parameters only in their stubs: what may be assigned, and what is read.
if TYPE_CHECKING:

    class _BytesColumn(models.BinaryField[_ST, _GT]):
        pass

else:

    class _BytesColumn(models.BinaryField):
        def __class_getitem__(cls, _types: object) -> type:
            return cls


class Ciphertext(bytes):
    """What the column holds, not decrypted yet."""

    __slots__ = ()


class EncryptedAttribute(DeferredAttribute):
    """Decrypts when somebody looks, so that a list which shows no secrets opens none."""

    field: EncryptedTextField[Any, Any]

    def __get__(self, instance: models.Model | None, cls: type[models.Model] | None = None) -> Any:
        if instance is None:
            return self
        value = super().__get__(instance, cls)
        if isinstance(value, Ciphertext):
            value = decrypt(value, context=self.field.context_of(instance))
            self.__set__(instance, value)
        return value

    def __set__(self, instance: models.Model, value: Any) -> None:
        instance.__dict__[self.field.attname] = value


class EncryptedTextField(_BytesColumn[_ST, _GT]):
    """Bound to its row, so the key of the row must be known before it is saved (UUIDs are).

    Written by save(), create() and bulk_create(); update() and bulk_update() have no row to bind to and are refused.
    """

    description = _("A text, encrypted")
    descriptor_class = EncryptedAttribute
    _pyi_private_set_type: str
    _pyi_private_get_type: str  # type: ignore[assignment]  # bytes are only what the column holds

    def context_of(self, instance: models.Model) -> str:
        if instance.pk is None:
            message = f"{self.name} is encrypted for its row, but the row has no key yet."
            raise ValueError(message)
        return f"{instance._meta.db_table}:{self.column}:{instance.pk}"

    def from_db_value(self, value: Any, _expression: Any, _connection: Any) -> Ciphertext | None:
        return None if value is None else Ciphertext(value)

    def pre_save(self, model_instance: models.Model, add: bool) -> Ciphertext | None:  # noqa: ARG002, FBT001 - Django's signature
        kept = model_instance.__dict__.get(self.attname)
        if kept is None or isinstance(kept, Ciphertext):
            return kept
        return Ciphertext(encrypt(str(kept), context=self.context_of(model_instance)))

    def get_db_prep_value(self, value: Any, connection: Any, prepared: bool = False) -> Any:  # noqa: FBT001, FBT002 - Django's
        if value is not None and not isinstance(value, Ciphertext):
            message = f"{self.name} is encrypted row by row: save the instance."
            raise TypeError(message)
        return super().get_db_prep_value(value, connection, prepared)

    def get_lookup(self, lookup_name: str) -> Any:
        if lookup_name not in _ALLOWED_LOOKUPS:
            message = f"{self.name} is encrypted and can't be searched; keep a blind index beside it."
            raise FieldError(message)
        return super().get_lookup(lookup_name)

    def to_python(self, value: Any) -> Any:
        return value

    def value_to_string(self, obj: models.Model) -> str:  # noqa: ARG002 - Django's signature
        """Serialised only as a mark: a fixture or a log must not carry the text."""
        return ""
