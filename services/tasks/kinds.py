"""The kinds of tasks. A room that gives clerks work registers its words once, in `AppConfig.ready`."""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Final, TypeAlias

from django.core.exceptions import ImproperlyConfigured
from django.utils.functional import Promise

from services.core.languages.api import Text, in_language

# A plain value, or one that differs by language.
Param: TypeAlias = str | Text

_PLACEHOLDER: Final = re.compile(r"%\(\w+\)s")


@dataclass(frozen=True, slots=True)
class TaskKind:
    """What is to be done, with named placeholders, lazily translated. Starts with a verb."""

    code: str
    title: Promise

    def words(self, params: Mapping[str, Param]) -> str:
        """The title in the reader's language. A KeyError names a placeholder without a parameter."""
        values = {name: value if isinstance(value, str) else in_language(value) for name, value in params.items()}
        return str(self.title) % values

    @property
    def short(self) -> str:
        """The title without what differs from task to task, to choose among kinds."""
        return _PLACEHOLDER.sub("…", str(self.title))


_kinds: Final[dict[str, TaskKind]] = {}


def register_kind(kind: TaskKind) -> None:
    if kind.code in _kinds:
        message = f"The kind of task {kind.code} is registered already."
        raise ImproperlyConfigured(message)
    _kinds[kind.code] = kind


def kind_named(code: str) -> TaskKind:
    """The registered kind. An unknown one is a spelling mistake, or a room that registers too late."""
    try:
        return _kinds[code]
    except KeyError:
        message = f"No room registered the kind of task {code}."
        raise ImproperlyConfigured(message) from None


def kinds() -> Iterable[TaskKind]:
    return _kinds.values()
