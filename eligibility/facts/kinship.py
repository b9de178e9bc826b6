"""Who may act for a child: what the kinship facts answer when identity asks."""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import AbstractContextManager
from datetime import date
from typing import Final
from uuid import UUID

from django.db import connection

from eligibility.engine.api import Record
from eligibility.facts.gathering import gather
from services.core.access import api as access
from services.core.audit.api import Actor
from services.core.calendar.api import now

_OF_AGE: Final = 18  # Civil Code (民法典) art. 17
_CHILDREN: Final = """
    SELECT DISTINCT CASE kind WHEN 'child' THEN relative ELSE person END FROM "facts"."kinship"
    WHERE (relative = %(parent)s AND kind IN ('parent', 'guardian') OR person = %(parent)s AND kind = 'child')
    AND superseded_at IS NULL AND (since IS NULL OR since <= %(on)s) AND (until IS NULL OR until >= %(on)s)
"""

_PARENTS: Final = """
    SELECT DISTINCT CASE kind WHEN 'parent' THEN relative ELSE person END FROM "facts"."kinship"
    WHERE (person = %(child)s AND kind = 'parent' OR relative = %(child)s AND kind = 'child')
    AND superseded_at IS NULL AND (since IS NULL OR since <= %(on)s) AND (until IS NULL OR until >= %(on)s)
    ORDER BY 1
"""


class KinshipFacts:
    """The RelationshipSource that identity asks: parents and guardians act for minors (Civil Code art. 23 and 27)."""

    def children_of(self, person: UUID, on: date) -> Sequence[UUID]:
        """A child of whom no date of birth is known is left out: nobody acts for an adult by mistake."""
        with _opened("kinship", [person]), connection.cursor() as cursor:
            cursor.execute(_CHILDREN, {"parent": person, "on": on})
            children = [child for (child,) in cursor.fetchall()]
        if not children:
            return []
        with _opened("person", children):
            found = list(gather(unit="person", paths={("person", "birth_date")}, valid_on=on, subjects=children))
        return [child.subject for child in found if child.subject is not None and _is_minor(child, on)]

    def guardians_of(self, person: UUID, on: date) -> Sequence[UUID]:
        """The parents of a minor. Asked of the age first: of most people nothing else is read."""
        with _opened("person", [person]):
            found = list(gather(unit="person", paths={("person", "birth_date")}, valid_on=on, subjects=[person]))
        if not any(_is_minor(record, on) for record in found):
            return []
        with _opened("kinship", [person]), connection.cursor() as cursor:
            cursor.execute(_PARENTS, {"child": person, "on": on})
            return [parent for (parent,) in cursor.fetchall()]


def _opened(dataset: str, subjects: Sequence[UUID]) -> AbstractContextManager[None]:
    return access.reading(
        actor=Actor.system("identity"),
        at=now(),  # the port is asked by the middleware of each request and has no moment to pass on
        purpose=access.Purpose.REPRESENTATION,
        datasets=[dataset],
        subjects=subjects,
    )


def _is_minor(child: Record, on: date) -> bool:
    born = child.get("birth_date")
    if not isinstance(born, date):
        return False
    return (on.year - _OF_AGE, on.month, on.day) < (born.year, born.month, born.day)
