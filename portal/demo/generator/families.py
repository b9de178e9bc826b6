"""Who married whom and whose children they are; then what everybody is called and where they are registered."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterator, Sequence
from datetime import date, timedelta
from random import Random
from typing import Final

from portal.demo.generator.identifiers import ResidentIds
from portal.demo.generator.model import AS_OF, LAST_DAY, Delivery, Resident, years_before
from portal.demo.generator.names import given_name, surname

REPORTED_SINCE: Final = date(2022, 1, 1)  # births before are not in the health commission's feed

_MARRIED_AT: Final = 22
_MOTHER_FROM, _MOTHER_TO, _MOTHER_MEAN, _MOTHER_SPREAD = 20.5, 45.0, 29.0, 4.2
_BETWEEN_CHILDREN: Final = timedelta(days=400)
_KNOWN_PARENTS_UNTIL: Final = 45  # older people's parents are often not in the register
_TWINS: Final = 0.016
_DIVORCES_BEFORE: Final = 60


def marry(people: Sequence[Resident], rng: Random) -> None:
    """Pair women with men who are a little older, walking along both rows in order of age."""
    men = [one for one in people if one.sex == "M" and one.age() >= _MARRIED_AT]
    wished = sorted(
        ((_wished_husband(woman, rng), number, woman) for number, woman in enumerate(people) if _may_marry(woman, rng)),
    )
    at = 0
    for birth, _number, woman in wished:
        while at < len(men) and men[at].birth < birth - timedelta(days=500):
            at += 1
        if at < len(men) and men[at].birth < birth + timedelta(days=900):
            _wed(woman, men[at], rng)
            at += 1


def _may_marry(one: Resident, rng: Random) -> bool:
    chance = min(0.9, 0.12 + 0.1 * (one.age() - _MARRIED_AT))
    return one.sex == "F" and one.age() >= _MARRIED_AT and rng.random() < chance


def _wished_husband(woman: Resident, rng: Random) -> date:
    return woman.birth - timedelta(days=round(rng.gauss(800, 700)))


def _wed(woman: Resident, man: Resident, rng: Random) -> None:
    woman.spouse, man.spouse = man, woman
    earliest = years_before(max(woman.birth, man.birth), -_MARRIED_AT)
    day = min(LAST_DAY, earliest + timedelta(days=round(rng.expovariate(1 / 900))))
    woman.married = man.married = day
    if rng.random() < 0.08 and woman.age() < _DIVORCES_BEFORE and day < LAST_DAY - timedelta(days=1500):
        woman.divorced = man.divorced = LAST_DAY - timedelta(days=rng.randrange(700))


class Mothers:
    """The women who may be a child's mother, found by the age that fits."""

    def __init__(self, people: Sequence[Resident], rng: Random) -> None:
        self._women = [one for one in people if one.sex == "F" and one.age() >= _MOTHER_FROM]
        self._births = [one.birth for one in self._women]
        self._rng = rng
        self._room = {id(one): rng.choices((1, 2, 3), (45, 48, 7))[0] for one in self._women}

    def of(self, day: date) -> Resident | None:
        """A mother for a child of this day, as near to the usual age as the city has one with room for a child."""
        years = min(max(self._rng.gauss(_MOTHER_MEAN, _MOTHER_SPREAD), _MOTHER_FROM), _MOTHER_TO)
        start = bisect_left(self._births, years_before(day, years))
        for index in self._outward(start):
            if self._may_bear(self._women[index], day):
                return self._women[index]
        return None

    def _outward(self, start: int) -> Iterator[int]:
        for distance in range(300):
            for index in (start + distance, start - distance - 1):
                if 0 <= index < len(self._women):
                    yield index

    def _may_bear(self, woman: Resident, day: date) -> bool:
        return (
            len(woman.children) < self._room[id(woman)]
            and years_before(day, _MOTHER_TO) <= woman.birth <= years_before(day, _MOTHER_FROM)
            and (woman.spouse is not None or self._rng.random() < 0.02)
            and all(abs(day - child.birth) >= _BETWEEN_CHILDREN for child in woman.children)
        )


def give_birth(people: Sequence[Resident], rng: Random) -> list[Delivery]:
    """Give children their parents, the youngest first; the deliveries since the feed began, in order of date."""
    mothers = Mothers(people, rng)
    deliveries = []
    children = [one for one in reversed(people) if one.age() < _KNOWN_PARENTS_UNTIL and one.mother is None]
    while children:
        babies = [children.pop(0)]
        day = babies[0].birth
        recent = day >= REPORTED_SINCE
        if not recent and rng.random() > 0.8:
            continue
        if recent and children and children[0].birth >= REPORTED_SINCE and rng.random() < _TWINS:
            babies.append(children.pop(0))
            babies[1].birth = day
        mother = mothers.of(day)
        if mother is not None:
            _adopt(mother, babies)
            if recent:
                deliveries.append(Delivery(mother, day, tuple(babies)))
    return deliveries[::-1]


def _adopt(mother: Resident, babies: Sequence[Resident]) -> None:
    father = mother.spouse
    for baby in babies:
        baby.mother, baby.father = mother, father
        mother.children.append(baby)
        if father is not None:
            father.children.append(baby)
    if father is not None and mother.married is not None:
        # Nobody is asked to marry before the first child, but most did.
        mother.married = father.married = min(mother.married, babies[0].birth - timedelta(days=300))


def register(
    people: Sequence[Resident], ids: ResidentIds, *, home: Sequence[str], elsewhere: Sequence[str], rng: Random
) -> None:
    """Settle households, names and resident IDs, parents before their children."""
    for one in sorted(people, key=lambda resident: resident.birth):
        if not one.id:
            one.district = _household(one, home, rng)
            area = one.district if one.district and rng.random() < 0.92 else rng.choice(elsewhere)
            one.id = ids.next(area=area, birth=one.birth, sex=one.sex)
            one.name = _surname(one, rng) + given_name(rng, sex=one.sex, year=one.birth.year)


def _household(one: Resident, home: Sequence[str], rng: Random) -> str | None:
    """Children follow a parent, spouses mostly one another; a newborn may not have been registered yet."""
    parent = one.mother or one.father
    if parent is not None and one.age() < 1 and (AS_OF - one.birth).days < 45 and rng.random() < 0.3:
        return None
    if parent is not None and one.age() < _MARRIED_AT:
        return parent.district or (one.father.district if one.father else None)
    if one.spouse is not None and one.spouse.id and rng.random() < 0.85:
        return one.spouse.district
    return rng.choice(home) if rng.random() < (0.9 if one.age() >= 60 else 0.76) else None


def _surname(one: Resident, rng: Random) -> str:
    parents = [parent for parent in (one.father, one.mother) if parent is not None and parent.name]
    if not parents:
        return surname(rng)
    return (parents[0] if rng.random() < 0.9 else parents[-1]).name[0]
