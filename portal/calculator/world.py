"""What a what-if is about: who asks, their child, the event; and each fact of them once, whoever reads it.

One policy calls the mother's register `birth.mother`, another one `person`. Here she is `me` for both, so that nobody
is asked twice. Which relation leads to whom follows from the descriptors; what they can't say is in _KIN.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from functools import cached_property
from typing import Any, Final

from eligibility.engine.api import Record, Source, Unknown
from eligibility.facts.api import Descriptor, Field, FieldType, Missing, Relation, descriptor
from eligibility.policies.api import ConfirmedBy, LifeEvent, Policy, Rulebook

ME: Final = "me"
CHILD: Final = "child"
# Whose parent, child and record of birth the others in a what-if are: kinship is a dataset of its own.
_KIN: Final = {
    (CHILD, "parents"): ME,
    (CHILD, "guardians"): ME,
    (ME, "children"): CHILD,
    ("birth", "child"): CHILD,
}
_DAY_OF_BIRTH: Final = ("birth", "date")
# An answer that says: I do not know. It is not asked again, and stays unknown.
NOT_KNOWN: Final = Unknown()

Place = tuple[str, ...]
Answers = Mapping[str, object]


@dataclass(frozen=True)
class World:
    """Everybody and everything that some policies are about, by name and dataset."""

    event: LifeEvent
    policies: Sequence[Policy]
    me: str  # the dataset of who asks: person or enterprise
    as_of: date
    book: Rulebook

    @cached_property
    def roots(self) -> Mapping[str, str]:
        return {ME: self.me, **{self.root_of(policy): policy.unit for policy in self.policies}}

    def root_of(self, policy: Policy) -> str:
        """Whose row a policy is decided for: what a parent confirms is the child's."""
        if policy.unit == self.me:
            return CHILD if policy.confirmed_by is ConfirmedBy.PARENT else ME
        return policy.unit

    @cached_property
    def gates(self) -> frozenset[str]:
        """What may not be there at all, so that one is asked first: a certificate, a second event.

        Without saying there is the one event that gave the occasion its name.
        """
        events = {root for root in self.roots if root not in (ME, CHILD)}
        named = {self.root_of(one) for one in self.policies if one.life_events[0] is self.event} & events
        return frozenset(events - named if len(named) == 1 else events)

    def described(self, place: Place) -> tuple[Descriptor, Field | Relation]:
        """The dataset in which a place stands, and what describes it; KeyError where there is no such place."""
        here = descriptor(self.roots[place[0]])
        *steps, last = place[1:]
        for step in steps:
            if not step.isdigit():
                here = descriptor(here.relations[step].to)
        return here, here.relations.get(last) or here.fields[last]

    def place_of(self, root: str, path: str) -> str | None:
        """The one place of a fact that a policy calls `path`; None for what is no fact (a parameter of the law)."""
        at: Place = (root,)
        passed = False  # whether a list was left for somebody with a place of their own
        for step in path.split(".")[1:]:
            if step.isdigit() and passed:
                passed = False
                continue
            relation = None if step.isdigit() else descriptor(self._dataset(at)).relations.get(step)
            target = self.linked(at, relation) if relation else None
            passed = target is not None
            at = (target,) if target else (*at, step)
        return ".".join(at) if path.split(".")[0] == self.roots[root] else None

    def linked(self, place: Place, relation: Relation) -> str | None:
        """Whom a relation leads to, where it is one of those whom this is about."""
        if len(place) > 1:
            return None
        [root] = place
        kin = _KIN.get((root, relation.name))
        if kin in self.roots:
            return kin
        here = descriptor(self.roots[root])
        if root not in (ME, CHILD) and _is_reference(relation) and relation.column == here.subject:
            return ME if relation.to == self.me else None
        return next((name for name in self.roots if self._leads_back(name, relation, root)), None)

    def leads_somewhere(self, place: Place, relation: Relation) -> bool:
        """Whether it goes without saying that there is a row: nobody is asked whether a birth has a mother."""
        return _is_reference(relation) or self.linked(place, relation) is not None

    def _leads_back(self, other: str, relation: Relation, root: str) -> bool:
        """Whether `relation` is the way from `root` to the event that names it: a mother's births, a birth's mother."""
        if other in (ME, CHILD) or self.roots[other] != relation.to or not relation.match:
            return False
        ways = descriptor(relation.to).relations.values()
        return any(
            way.column == relation.match and _is_reference(way) and self.linked((other,), way) == root for way in ways
        )

    @cached_property
    def own_paths(self) -> frozenset[Place]:
        """What the policies read of who asks, from their dataset on: what a register could tell."""
        found: set[Place] = set()
        for policy in self.policies:
            for version in self.book.versions(policy.code):
                found.update(self._own(self.root_of(policy), path[1:]) for path in version.paths)
        return frozenset(path for path in found if path)

    def _own(self, root: str, steps: Iterable[str]) -> Place:
        at: Place = (root,)
        for step in steps:
            relation = descriptor(self._dataset(at)).relations.get(step)
            target = self.linked(at, relation) if relation else None
            at = (target,) if target else (*at, step)
        return (self.me, *at[1:]) if at[0] == ME and len(at) > 1 else ()

    def _dataset(self, place: Place) -> str:
        here = descriptor(self.roots[place[0]])
        for step in place[1:]:
            if not step.isdigit():
                here = descriptor(here.relations[step].to)
        return here.name


def _is_reference(relation: Relation) -> bool:
    """Whether a row names who it leads to, so that there always is one."""
    return not relation.match and not relation.via


@dataclass(frozen=True)
class Supposed:
    """The facts of a world: what was answered, else what a register knows, else unknown under its own place."""

    world: World
    answers: Answers
    known: Record | None = None

    def unit(self, group: Sequence[Policy]) -> Record:
        """The row that some policies are decided for, with all that they read."""
        wanted: dict[str, Any] = {}
        for path in {path for one in group for version in self.world.book.versions(one.code) for path in version.paths}:
            branch = wanted
            for step in path[1:]:
                branch = branch.setdefault(step, {})
        return self._root(self.world.root_of(group[0]), wanted)

    def _root(self, name: str, wanted: Mapping[str, Any]) -> Record:
        return self._row((name,), self.world.roots[name], wanted, self.known if name == ME else None)

    def _row(self, place: Place, dataset: str, wanted: Mapping[str, Any], known: Record | None) -> Record:
        here = descriptor(dataset)
        cells: dict[str, object] = {}
        for name, below in wanted.items():
            relation = here.relations.get(name)
            at = (*place, name)
            if relation is None:
                cells[name] = self._value(at, here, here.fields[name], known)
            else:
                cells[name] = self._related(at, relation, below, known)
        return Record(dataset, ".".join(place), known.source if known else Source(), cells)

    def _value(self, place: Place, here: Descriptor, field: Field, known: Record | None) -> object:
        answer = self.answers.get(".".join(place))
        if answer is not None and not isinstance(answer, Unknown):
            return answer
        if answer is None and known is not None and field.name not in known.unknown and field.name in known.cells:
            return known.cells[field.name]
        if answer is None:
            return self._understood(place, here, field)
        return Unknown((".".join(place),))

    def _understood(self, place: Place, here: Descriptor, field: Field) -> object:
        """What goes without saying: nobody in a what-if has died or left, and last year's row is last year's."""
        if field.type is FieldType.DATE and field.missing is Missing.ABSENT and not field.required:
            return None
        if len(place) > 2 and field.unit == "year" and field.name in here.key:
            return Decimal(self.year)
        if place == (CHILD, "birth_date") and "birth.date" in self.answers:
            return self._value(_DAY_OF_BIRTH, here, field, None)
        return Unknown((".".join(place),))

    @property
    def year(self) -> int:
        """The year before the event, whose declarations count."""
        dates = [value for place, value in self.answers.items() if self._is_event_date(place)]
        event = next((value for value in dates if isinstance(value, date)), self.world.as_of)
        return event.year - 1

    def _is_event_date(self, place: str) -> bool:
        root, _, rest = place.partition(".")
        return root in self.world.roots and descriptor(self.world.roots[root]).event_date == rest

    def _related(self, place: Place, relation: Relation, wanted: Mapping[str, Any], known: Record | None) -> object:
        rows = self._known_rows(relation, known)
        target = self.world.linked(place[:-1], relation)
        if target is not None:
            row = self._root(target, wanted)
            return [row] if relation.many else row
        if _is_reference(relation):
            return self._row(place, relation.to, wanted, rows[0] if rows else None)
        count = self._count(place, rows)
        if count is None:
            return Unknown((".".join(place),))
        if not relation.many:
            return self._row(place, relation.to, wanted, rows[0] if rows else None) if count else None
        known_rows: list[Record | None] = [*(rows or ()), *[None] * count][:count]
        return [self._row((*place, str(at)), relation.to, wanted, row) for at, row in enumerate(known_rows)]

    def _known_rows(self, relation: Relation, known: Record | None) -> list[Record] | None:
        """The rows that the register tells of; none where it does not know."""
        if known is None or relation.name in known.unknown or relation.name not in known.cells:
            return None
        value = known.cells[relation.name]
        if isinstance(value, Unknown):
            return None
        return [one for one in (value if isinstance(value, list) else [value]) if isinstance(one, Record)]

    def _count(self, place: Place, rows: Sequence[Record] | None) -> int | None:
        answer = self.answers.get(".".join(place))
        if isinstance(answer, Unknown):
            return None
        if answer is not None:
            return int(answer)  # type: ignore[call-overload,no-any-return]  # a question about rows is answered by their number
        return None if rows is None else len(rows)
