"""Reading the trees as they stood on a day."""

import time
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any, Final, TypeVar

from django.db import connection
from django.db.models import Q, QuerySet

from services.bodies.models import Area, Body, BodyKind
from services.core.languages.api import Text, in_language

DatedRow = TypeVar("DatedRow", Body, Area)

_REMEMBERED_SECONDS: Final = 60
_remembered: Final[dict[str, Any]] = {}

# From a row towards the root or the leaves, in one statement. Parameters: the day twice, the code.
_WALK: Final = """
    WITH RECURSIVE valid AS (
        SELECT * FROM TREE WHERE valid_from <= %s AND (valid_to IS NULL OR valid_to > %s)
    ), walk AS (
        SELECT valid.*, 0 AS depth FROM valid WHERE code = %s
        UNION ALL
        SELECT valid.*, walk.depth + 1 FROM valid JOIN walk ON STEP
    )
    SELECT * FROM walk ORDER BY depth, code
"""
_UP: Final = _WALK.replace("STEP", "valid.code = walk.parent")
_DOWN: Final = _WALK.replace("STEP", "valid.parent = walk.code")
_AREAS_UP: Final = _UP.replace("TREE", "bodies_area")
_AREAS_DOWN: Final = _DOWN.replace("TREE", "bodies_area")
_BODIES_DOWN: Final = _DOWN.replace("TREE", "bodies_body")
_BODIES_UP: Final = _UP.replace("TREE", "bodies_body")


@dataclass(frozen=True, slots=True)
class Place:
    """An area as it stood on the day that was asked for."""

    code: str
    level: str
    names: Text

    @property
    def name(self) -> str:
        return in_language(self.names)


def body_exists(code: str, on: date) -> bool:
    return _on(Body.objects.all(), on).filter(code=code).exists()


def body_name(code: str, on: date, language: str | None = None) -> str:
    """The body's name on that day; the bare code where the tree does not know it."""
    return body_names([code], on, language)[code]


def body_names(codes: Iterable[str], on: date, language: str | None = None) -> dict[str, str]:
    """`body_name` of many in one statement."""
    wanted = set(codes)
    known = dict(_on(Body.objects.filter(code__in=wanted), on).values_list("code", "names"))
    return {code: in_language(known.get(code, {}), language) or code for code in wanted}


def remembered_body_names(codes: Iterable[str], on: date) -> dict[str, str]:
    """`body_names` as of this minute, for pages: bodies change on days, not between two clicks."""
    moment = (connection.settings_dict["NAME"], on, int(time.monotonic() / _REMEMBERED_SECONDS))
    if _remembered.get("moment") != moment:
        _remembered.clear()
        _remembered["moment"] = moment
    wanted = set(codes)
    if wanted - _remembered.keys():
        found = dict(_on(Body.objects.filter(code__in=wanted), on).values_list("code", "names"))
        if found:  # of an empty tree there is nothing to remember
            _remembered.update({code: found.get(code, {}) for code in wanted})
    return {code: in_language(_remembered.get(code, {})) or code for code in wanted}


def body_texts(codes: Iterable[str], on: date) -> dict[str, Text]:
    """The names of many bodies in every language: for what is worded when it is read."""
    wanted = set(codes)
    known = dict(_on(Body.objects.filter(code__in=wanted), on).values_list("code", "names"))
    return {code: known.get(code) or {"zh-hans": code, "en": code} for code in wanted}


def body_descendants(code: str, on: date) -> list[str]:
    """The codes of the body and of all below it, from the top; empty where it did not exist."""
    return [body.code for body in Body.objects.raw(_BODIES_DOWN, [on, on, code])]


def government_above(code: str, on: date, language: str | None = None) -> str:
    """The name of the nearest government over a body: it reconsiders what the body decided; "" where there is none."""
    chain = Body.objects.raw(_BODIES_UP, [on, on, code])
    return next((in_language(one.names, language) for one in chain if one.kind == BodyKind.GOVERNMENT), "")


def area_name(code: str, on: date, language: str | None = None) -> str:
    """The area's own name on that day; the bare code where the tree does not know it."""
    names = _on(Area.objects.filter(code=code), on).values_list("names", flat=True).first()
    return in_language(names or {}, language) or code


def area_chain(code: str, on: date) -> list[Place]:
    """From the largest area down to this one; empty where it did not exist."""
    rows = list(Area.objects.raw(_AREAS_UP, [on, on, code]))
    return [Place(row.code, row.level, row.names) for row in reversed(rows)]


def area_descendants(code: str, on: date) -> list[str]:
    """The codes of the area and of all inside it, from the largest; empty where it did not exist."""
    return [area.code for area in Area.objects.raw(_AREAS_DOWN, [on, on, code])]


def areas_at(level: str, on: date) -> list[Place]:
    """Every area of a level that existed on a day, by code."""
    rows = _on(Area.objects.filter(level=level), on).order_by("code")
    return [Place(row.code, row.level, row.names) for row in rows]


def _on(rows: QuerySet[DatedRow], on: date) -> QuerySet[DatedRow]:
    return rows.filter(Q(valid_to__isnull=True) | Q(valid_to__gt=on), valid_from__lte=on)
