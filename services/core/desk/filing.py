"""The page of one object, read like a file: what it is, what belongs to it, what happened to it."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final, TypeAlias
from uuid import UUID

from django.contrib.admin.utils import flatten, label_for_field
from django.core.exceptions import FieldDoesNotExist
from django.db import models
from django.forms.models import _get_foreign_key  # how Django's own inlines find theirs
from django.http import HttpRequest
from django.urls import NoReverseMatch, reverse
from django.utils.translation import gettext as _

from services.core.audit.api import ActedRow, ActorKind, AuditEntry
from services.core.components.api import Entry, Row
from services.core.desk.showing import may_open, object_address, shown
from services.core.desk.verbs import verb_of

# Of a feed with a million rows in quarantine its page shows the first, the list all.
_ROWS: Final = 100
_HAPPENINGS: Final = 50

# What to call accounts, by id: asked of the room that keeps them, which stands above this one.
Namer: TypeAlias = Callable[[Iterable[UUID]], Mapping[UUID, str]]
# Why steps were taken, by (transition, moment): asked of the room that keeps the histories.
Reasons: TypeAlias = Callable[[Sequence[str], str], Mapping[tuple[str, Any], str]]
# What else concerns an object, as (title, address): tasks about it, say.
Related: TypeAlias = Callable[[HttpRequest, Sequence[str], str], Sequence[tuple[str, str]]]

_namers: Final[list[Namer]] = []
_reasons: Final[list[Reasons]] = []
_related: Final[list[Related]] = []


def register_namer(namer: Namer) -> None:
    _namers[:] = [namer]


def register_reasons(reasons: Reasons) -> None:
    _reasons[:] = [reasons]


def register_related(related: Related) -> None:
    if related not in _related:
        _related.append(related)


@dataclass(frozen=True, slots=True)
class Part:
    """Rows of another table that belong to the object."""

    title: str
    head: Sequence[str]
    rows: Sequence[tuple[str, Sequence[Any]]]  # the address of a row's own page or "", and its cells
    every: str = ""  # the address of the list that has them all, where there are more


@dataclass(frozen=True, slots=True)
class File:
    rows: Sequence[Row]
    parts: Sequence[Part]
    related: Sequence[tuple[str, str]]
    history: Sequence[Entry]


def file_of(page: Any, request: HttpRequest, row: Any, names: Sequence[str] | None = None) -> File:
    """`names`: the columns to show, where they are not simply the page's fields."""
    labels, key = (page.opts.label_lower, page.opts.label), str(row.pk)
    found = [link for ask in _related for link in ask(request, labels, key)]
    parts = [
        _part(inline, request, row)
        for inline in page.get_inline_instances(request, row)
        if inline.has_view_permission(request, row)
    ]
    shown_names = flatten(page.get_fields(request, row)) if names is None else names
    return File(_rows(page, request, row, shown_names), parts, found, happened(labels, key))


def _rows(page: Any, request: HttpRequest, row: Any, names: Sequence[str]) -> list[Row]:
    return [Row(_label(name, page, type(row)), shown(page, name, row, request)) for name in names]


def _part(inline: Any, request: HttpRequest, row: Any) -> Part:
    link = _get_foreign_key(type(row), inline.model, fk_name=inline.fk_name)
    names = list(flatten(inline.fields)) if inline.fields else _own_fields(inline.model, link)
    mine = inline.get_queryset(request).filter(**{link.name: row})
    listed = list(mine.select_related(*_followed(inline.model, names))[: _ROWS + 1])
    opens = inline.show_change_link and may_open(inline, request, inline.model)
    lines = [
        (
            object_address(inline.opts.label_lower, one.pk) if opens else "",
            [shown(inline, name, one) for name in names],
        )
        for one in listed[:_ROWS]
    ]
    every = _list_address(inline.opts, link, row) if opens and len(listed) > _ROWS else ""
    title = str(inline.verbose_name_plural)
    return Part(title[:1].upper() + title[1:], [_label(name, inline, inline.model) for name in names], lines, every)


def happened(labels: Sequence[str], key: str) -> list[Entry]:
    """What the audit log says of an object, by either way of writing its model's label; latest first."""
    audited = list(AuditEntry.objects.filter(object_type__in=labels, object_id=key).order_by("-id")[:_HAPPENINGS])
    names = _named(audited)
    why = _reasons[0](labels, key) if _reasons and audited else {}
    states = _state_words(labels[0])
    return [
        Entry(
            who=_who(entry, names),
            when=entry.at,
            what=verb_of(entry.action),
            more=_more(entry, states, why.get((entry.action.rpartition(".")[2], entry.at), "")),
        )
        for entry in audited
    ]


def _more(entry: AuditEntry, states: Mapping[str, str], reason: str) -> list[str]:
    before, after = entry.data.get("from"), entry.data.get("to")
    said = [f"{states.get(before, before)} → {states.get(after, after)}"] if after and before != after else []
    return [*said, *([_("“%(reason)s”") % {"reason": reason}] if reason else [])]


def _state_words(label: str) -> dict[str, str]:
    from django.apps import apps

    try:
        field = apps.get_model(label)._meta.get_field("state")
    except (LookupError, FieldDoesNotExist):
        return {}
    return {str(value): str(words) for value, words in field.flatchoices} if isinstance(field, models.Field) else {}


def acted_by(entries: Sequence[ActedRow]) -> dict[int, str]:
    """What to call whoever stands behind each entry of a log, in one statement for all of them."""
    names = _named(entries)
    return {entry.pk: _who(entry, names) for entry in entries}


def _named(entries: Sequence[ActedRow]) -> Mapping[UUID, str]:
    users = {UUID(entry.actor_id) for entry in entries if entry.actor_kind == ActorKind.USER and _is_uuid(entry)}
    return _namers[0](users) if _namers and users else {}


def _is_uuid(entry: ActedRow) -> bool:
    try:
        UUID(entry.actor_id)
    except ValueError:
        return False
    return True


def _who(entry: ActedRow, names: Mapping[UUID, str]) -> str:
    if entry.actor_kind == ActorKind.USER:
        return names.get(UUID(entry.actor_id), _("An account")) if _is_uuid(entry) else _("An account")
    if entry.actor_kind == ActorKind.SYSTEM:
        return _("The portal itself (%(part)s)") % {"part": entry.actor_id}
    return f"{ActorKind(entry.actor_kind).label} {entry.actor_id}"


def _label(name: str, page: Any, model: type[models.Model]) -> str:
    text = str(label_for_field(name, model, page))
    return text[:1].upper() + text[1:]


def _own_fields(model: type[models.Model], link: Any) -> list[str]:
    return [field.name for field in model._meta.fields if field.name != link.name and field.editable]


def _followed(model: type[models.Model], names: Sequence[str]) -> list[str]:
    """Foreign keys among the columns, and the link back: fetched along, so that a part is one statement."""
    keys = {field.name for field in model._meta.fields if isinstance(field, models.ForeignKey)}
    return [name for name in names if name in keys] or []


def _list_address(opts: Any, link: Any, row: Any) -> str:
    try:
        address = reverse(f"admin:{opts.app_label}_{opts.model_name}_changelist")
    except NoReverseMatch:
        return ""
    return f"{address}?{link.name}__{link.target_field.name}__exact={row.pk}"
