"""Loading the two trees. Both doors are idempotent: the same data again changes nothing."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, Final, TypeVar

from django.core.exceptions import ValidationError
from django.db import connection, transaction
from django.utils.translation import gettext as _

from services.bodies.models import Area, AreaLevel, Body
from services.bodies.trees import FOREVER, Flaw, Node, Wrong, flaws
from services.core.audit.api import Actor, record

DatedRow = TypeVar("DatedRow", Body, Area)
_COMMON: Final = frozenset({"code", "names", "parent", "valid_from", "valid_to"})
_REQUIRED: Final = frozenset({"code", "names", "valid_from"})
_RANKS: Final = {level: rank for rank, level in enumerate(AreaLevel.values)}


class TreeRefused(ValueError):
    """The data would not make a tree on every day; nothing was changed. Each message is a whole sentence."""

    def __init__(self, messages: list[str]) -> None:
        super().__init__("\n".join(messages))
        self.messages = messages


@dataclass(frozen=True, slots=True)
class Loaded:
    added: int
    changed: int
    unchanged: int


def load_bodies(*, data: Iterable[Mapping[str, Any]], actor: Actor, at: datetime) -> Loaded:
    """Rows {code, names, kind, parent, valid_from, valid_to}, told apart by code and valid_from.

    Rows that the data does not name stay as they are.
    """
    return _load(Body, data, own="kind", actor=actor, at=at)


def load_areas(*, data: Iterable[Mapping[str, Any]], actor: Actor, at: datetime) -> Loaded:
    """Rows {code, names, level, parent, valid_from, valid_to}; see `load_bodies`."""
    return _load(Area, data, own="level", actor=actor, at=at)


@transaction.atomic
def _load(model: type[DatedRow], data: Iterable[Mapping[str, Any]], *, own: str, actor: Actor, at: datetime) -> Loaded:
    _lock(model)
    known = {(row.code, row.valid_from): row for row in model._default_manager.all()}
    added: dict[tuple[str, date], DatedRow] = {}
    changed: dict[tuple[str, date], DatedRow] = {}
    unchanged = 0
    for entry in data:
        values = _values(entry, own)
        key = (values["code"], values["valid_from"])
        if key in added or key in changed:
            raise TreeRefused([_sentence(Flaw(Wrong.OVERLAP, *key))])
        if key not in known:
            known[key] = added[key] = _checked(model(**values))
        elif _differs(known[key], values):
            changed[key] = _checked(known[key])
        else:
            unchanged += 1
    _check_tree(known.values())
    # A row that ends makes room for the one that follows it, so ends are written first.
    if changed:
        model._default_manager.bulk_update(changed.values(), ["names", "parent", "valid_to", own])
    model._default_manager.bulk_create(added.values())
    loaded = Loaded(len(added), len(changed), unchanged)
    if added or changed:
        kind = model._meta.label_lower
        data_of = {"added": loaded.added, "changed": loaded.changed}
        record(actor=actor, action=f"{kind}.loaded", object_type=kind, object_id="", at=at, data=data_of)
    return loaded


def _lock(model: type[Body] | type[Area]) -> None:
    """Two loads one after the other: what each proves about the whole tree must still hold when it commits."""
    with connection.cursor() as cursor:
        cursor.execute(f'LOCK TABLE "{model._meta.db_table}" IN SHARE ROW EXCLUSIVE MODE')


def _values(entry: Mapping[str, Any], own: str) -> dict[str, Any]:
    if not isinstance(entry, Mapping):
        raise TreeRefused([_("%(entry)s is no entry with keys.") % {"entry": entry}])
    missing = (_REQUIRED | {own}) - entry.keys()
    unknown = entry.keys() - _COMMON - {own}
    if missing or unknown:
        text = (
            _("The entry %(code)s lacks: %(names)s.")
            if missing
            else _("The entry %(code)s has unknown keys: %(names)s.")
        )
        names = ", ".join(sorted(missing or unknown))
        raise TreeRefused([text % {"code": entry.get("code", "?"), "names": names}])
    code = str(entry["code"])
    return {
        **entry,
        "code": code,
        "parent": str(entry.get("parent") or ""),
        "valid_from": _day(code, entry["valid_from"]),
        "valid_to": _day(code, entry["valid_to"]) if entry.get("valid_to") else None,
    }


def _day(code: str, value: Any) -> date:
    """YAML brings dates, JSON their text."""
    try:
        return date.fromisoformat(str(value))
    except ValueError:
        raise TreeRefused([_("%(code)s: %(day)s is no date.") % {"code": code, "day": value}]) from None


def _differs(row: DatedRow, values: Mapping[str, Any]) -> bool:
    """Whether these values say something new about the row, which then has them."""
    new = {name: value for name, value in values.items() if getattr(row, name) != value}
    for name, value in new.items():
        setattr(row, name, value)
    return bool(new)


def _checked(row: DatedRow) -> DatedRow:
    try:
        row.clean_fields()
        row.clean()
    except ValidationError as error:
        raise TreeRefused([f"{row.code}: {' '.join(error.messages)}"]) from error
    return row


def _check_tree(rows: Iterable[Body | Area]) -> None:
    found = flaws(
        Node(
            row.code,
            row.parent,
            row.valid_from,
            row.valid_to or FOREVER,
            _RANKS[row.level] if isinstance(row, Area) else None,
        )
        for row in rows
    )
    if found:
        raise TreeRefused([_sentence(flaw) for flaw in found])


def _sentence(flaw: Flaw) -> str:
    sentences = {
        Wrong.OVERLAP: _("%(code)s has two rows on %(day)s."),
        Wrong.NO_PARENT: _("The parent of %(code)s does not exist on %(day)s."),
        Wrong.CYCLE: _("%(code)s is above itself on %(day)s."),
        Wrong.LEVEL: _("%(code)s is not smaller than its parent on %(day)s."),
    }
    return sentences[flaw.wrong] % {"code": flaw.code, "day": flaw.on.isoformat()}
