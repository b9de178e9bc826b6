"""The kinds of notices. A room that tells people something registers its words once, in `AppConfig.ready`."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final, TypeAlias

from django.core.exceptions import ImproperlyConfigured
from django.utils.functional import Promise

from services.core.languages.api import Text, in_language

# A plain value, or one that differs by language (the name of a policy).
Param: TypeAlias = str | Text


@dataclass(frozen=True, slots=True)
class NoticeKind:
    """Words with named placeholders, lazily translated: `_("You may have %(benefit)s")`."""

    code: str
    title: Promise
    body: Promise

    def words(self, params: Mapping[str, Param]) -> tuple[str, str]:
        """Title and body in the reader's language. A KeyError names a placeholder without a parameter."""
        values = {name: value if isinstance(value, str) else in_language(value) for name, value in params.items()}
        return str(self.title) % values, str(self.body) % values


_kinds: Final[dict[str, NoticeKind]] = {}


def register_kind(kind: NoticeKind) -> None:
    if kind.code in _kinds:
        message = f"The kind of notice {kind.code} is registered already."
        raise ImproperlyConfigured(message)
    _kinds[kind.code] = kind


def kind_named(code: str) -> NoticeKind:
    """The registered kind. An unknown one is a spelling mistake, or a room that registers too late."""
    try:
        return _kinds[code]
    except KeyError:
        message = f"No room registered the kind of notice {code}."
        raise ImproperlyConfigured(message) from None
