"""The kinds of notices. A room that tells people something registers its words once, in `AppConfig.ready`."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Final, TypeAlias

from django.core.exceptions import ImproperlyConfigured
from django.db import models
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from services.core.languages.api import Text, in_language
from services.notices.ladders import INBOX_ONLY, Ladder

# A plain value, or one that differs by language (the name of a policy).
Param: TypeAlias = str | Text


class NoticeGroup(models.TextChoices):
    """What people choose channels for: a few groups, not every kind."""

    OFFERS = "offers", _("Benefits found for you")
    MONEY = "money", _("How your money gets on")
    DECISIONS = "decisions", _("Decisions, and what needs you")
    OTHER = "other", _("Other news")


_NEWS: Final[Promise] = _("There is news for you.")


@dataclass(frozen=True, slots=True)
class NoticeKind:
    """Words with named placeholders, lazily translated: `_("You may have %(benefit)s")`.

    `outside` is what stands in a text message, an e-mail, on a locked screen: one sentence without placeholders, since
    who sees it need not be whom it is for. The rest is read after signing in.
    """

    code: str
    title: Promise
    body: Promise
    outside: Promise = _NEWS
    group: NoticeGroup = NoticeGroup.OTHER
    ladder: Ladder = INBOX_ONLY
    statutory: bool = False  # the law has people told: can't be switched off
    asks: bool = False  # its reader has to do something
    urgent: bool = False  # would come too late in the morning: quiet hours don't hold it back

    def words(self, params: Mapping[str, Param]) -> tuple[str, str]:
        """Title and body in the reader's language. A KeyError names a placeholder without a parameter."""
        values = {name: value if isinstance(value, str) else in_language(value) for name, value in params.items()}
        return str(self.title) % values, str(self.body) % values


_kinds: Final[dict[str, NoticeKind]] = {}


def register_kind(kind: NoticeKind) -> None:
    if kind.code in _kinds:
        message = f"The kind of notice {kind.code} is registered already."
        raise ImproperlyConfigured(message)
    if kind.statutory and not kind.ladder:
        message = f"The law has people told of {kind.code}: it needs a ladder."
        raise ImproperlyConfigured(message)
    _kinds[kind.code] = kind


def kind_named(code: str) -> NoticeKind:
    """The registered kind. An unknown one is a spelling mistake, or a room that registers too late."""
    try:
        return _kinds[code]
    except KeyError:
        message = f"No room registered the kind of notice {code}."
        raise ImproperlyConfigured(message) from None


def every_kind() -> Iterator[NoticeKind]:
    yield from _kinds.values()


def codes_that_ask() -> list[str]:
    return [kind.code for kind in _kinds.values() if kind.asks]
