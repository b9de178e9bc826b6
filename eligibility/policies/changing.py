"""Which facts may be otherwise when somebody asks what would have to change, and the answer in plain words."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date
from typing import Any, Final

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from eligibility.engine import api as engine
from eligibility.facts.api import Field, Relation, descriptors, field_title, owner_of, shown_value
from eligibility.policies.terms import AS_OF
from eligibility.policies.worksheet import Cell
from services.core.components.api import plain_value
from services.core.languages.api import in_language

MOST_ROWS: Final = 3


def movable(cell: Cell) -> bool:
    """Whether a fact may be imagined otherwise: no key, no reference, nothing that nobody can change."""
    described = cell.described
    if described.immutable:
        return False
    if isinstance(described, Relation):
        return described.many and isinstance(cell.given, list)
    return described.feel is not None and cell.name not in cell.owner.key and not described.references


def possible(field: Field, value: Any) -> bool:
    """Whether a text could be reported at all."""
    return not isinstance(value, str) or field.pattern is None or field.pattern.fullmatch(value) is not None


def more_and_fewer(relation: Relation, rows: Sequence[Any]) -> Iterator[list[Any]]:
    """A list with some rows more, like the last one or like one of which nothing is known, and with some fewer."""
    like = rows[-1] if rows else engine.Record(relation.to, "", None, {})
    for count in range(1, MOST_ROWS + 1):
        yield [*rows, *([like] * count)]
    for place in range(len(rows)):
        yield [*rows[:place], *rows[place + 1 :]]
    for count in range(2, min(MOST_ROWS, len(rows)) + 1):
        yield list(rows[:-count])


def ways_in_words(nearest: engine.Nearest) -> list[str]:
    """One sentence for each way, in the reader's language."""
    return [way_in_words(way) for way in nearest.ways]


def way_in_words(way: engine.Way) -> str:
    days = [change.after for change in way.changes if change.path == AS_OF]
    facts = [_condition(change) for change in way.changes if change.path != AS_OF]
    both = _(" and ").join(facts)
    if days and facts:
        return _("You would qualify from %(day)s, if %(facts)s.") % {"day": plain_value(days[0]), "facts": both}
    if days:
        return _("You would qualify from %(day)s.") % {"day": plain_value(days[0])}
    return _("You would qualify if %(facts)s.") % {"facts": both}


def _condition(change: engine.Change) -> str:
    dataset, field = owner_of(change.path)
    if not field:
        return _rows(change)
    words = {
        "fact": field_title(dataset, field),
        "after": shown_value(dataset, field, change.after),
        "before": shown_value(dataset, field, change.before),
    }
    if isinstance(change.after, bool):
        return (_("“%(fact)s” were true") if change.after else _("“%(fact)s” were not true")) % words
    if change.after is None:
        return _("there were no “%(fact)s”") % words
    if change.before is None:
        return _("“%(fact)s” were %(after)s") % words
    return _BOUNDS[change.bound, isinstance(change.after, date)]() % words


def _rows(change: engine.Change) -> str:
    more = len(change.after) - len(change.before)
    words = {"count": abs(more), "fact": _relation_title(change.path)}
    if more > 0:
        text = ngettext("there were one more under “%(fact)s”", "there were %(count)s more under “%(fact)s”", more)
    else:
        text = ngettext("there were one fewer under “%(fact)s”", "there were %(count)s fewer under “%(fact)s”", -more)
    return text % words


def _relation_title(path: str) -> str:
    unit, *steps = path.split(".")
    here, title = descriptors()[unit], ""
    for step in steps:
        relation = here.relations.get(step)
        if relation is not None:
            here, title = descriptors()[relation.to], in_language(relation.titles)
    return title


_BOUNDS: Final = {
    ("at_least", False): lambda: _("“%(fact)s” were at least %(after)s (now %(before)s)"),
    ("at_most", False): lambda: _("“%(fact)s” were at most %(after)s (now %(before)s)"),
    ("exactly", False): lambda: _("“%(fact)s” were %(after)s (now %(before)s)"),
    ("at_least", True): lambda: _("“%(fact)s” were %(after)s or later (now %(before)s)"),
    ("at_most", True): lambda: _("“%(fact)s” were %(after)s or earlier (now %(before)s)"),
    ("exactly", True): lambda: _("“%(fact)s” were %(after)s (now %(before)s)"),
}
