"""Who somebody is called, and who may act for whom on a day."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from uuid import UUID

from django.core.exceptions import PermissionDenied
from django.db.models import Q, QuerySet
from django.utils.translation import gettext as _

from services.identity.identifiers import masked_name, masked_resident_id
from services.identity.models import Enterprise, Person, Representation
from services.identity.ports import children_of, remembered_children


class Relation(StrEnum):
    SELF = "self"
    CHILD = "child"
    ENTERPRISE = "enterprise"


@dataclass(frozen=True, slots=True)
class Represented:
    """A choice of the switcher: whom one may act for, and as what."""

    subject: UUID
    relation: Relation
    label: str


class MandateEnded(PermissionDenied):
    """Somebody acts for a subject whom they may not act for (any more). The web layer answers 403."""

    def __init__(self) -> None:
        super().__init__(_("You may no longer act for this person or enterprise. Nothing was changed."))


def name_of(subject: UUID) -> str:
    """The recorded legal name, empty where no register gave one yet."""
    return names([subject]).get(subject, "")


def subject_label(subject: UUID) -> str:
    """What to call a subject on a page: the name, or that none is recorded."""
    return name_of(subject) or _("Name not recorded")


def labels(subjects: Iterable[UUID]) -> dict[UUID, str]:
    """`subject_label` of many in two statements."""
    wanted = set(subjects)
    recorded = names(wanted)
    return {subject: recorded.get(subject) or _("Name not recorded") for subject in wanted}


def masked_label(subject: UUID) -> str:
    return masked_labels([subject])[subject]


def masked_labels(subjects: Iterable[UUID]) -> dict[UUID, str]:
    """Like `labels` for readers who need to tell people apart, not to know them. Enterprises' names are public."""
    wanted = set(subjects)
    people = Person.objects.filter(subject_id__in=wanted).only("name")
    found = {person.subject_id: masked_name(person.name) for person in people}
    found.update(_names_of_enterprises(wanted - found.keys()))
    return {subject: found.get(subject) or _("Name not recorded") for subject in wanted}


def masked_id(subject: UUID) -> str:
    """A person's resident ID with its middle covered; an enterprise's credit code, which is public."""
    person = Person.objects.filter(subject_id=subject).first()
    if person is not None:
        return masked_resident_id(person.resident_id)
    return Enterprise.objects.filter(subject_id=subject).values_list("credit_code", flat=True).first() or ""


def may_represent(*, person: UUID, subject: UUID, on: date) -> Relation | None:
    """As what this person may act for this subject on that day, or None."""
    if person == subject:
        return Relation.SELF
    if mandates_in_force(on).filter(agent_id=person, enterprise_id=subject).exists():
        return Relation.ENTERPRISE
    return Relation.CHILD if subject in remembered_children(person, on) else None


def ensure_mandate(*, person: UUID, subject: UUID, on: date) -> Relation:
    """`may_represent` inside the transaction of the act itself, or MandateEnded.

    The mandate's row stays locked until the act commits, so that it can't end between this check and the act.
    """
    if person == subject:
        return Relation.SELF
    mandates = mandates_in_force(on).filter(agent_id=person, enterprise_id=subject)
    if list(mandates.select_for_update(no_key=True).order_by("id")):
        return Relation.ENTERPRISE
    if subject in children_of(person, on):
        return Relation.CHILD
    raise MandateEnded


def others_represented(person: UUID, on: date) -> list[UUID]:
    """For whom else this person may act on that day, for those who need no names: children, then enterprises."""
    return [*remembered_children(person, on), *_enterprises_of(person, on)]


def interests_of(person: UUID, *, since: date) -> list[UUID]:
    """Whose money is this person's concern as much as their own: their children, and enterprises that they represented
    on any day from `since` on. A mandate that ended yesterday still counts, or one would end it to sign today.
    """
    mandates = Representation.objects.filter(Q(valid_to__isnull=True) | Q(valid_to__gt=since), agent_id=person)
    enterprises = mandates.values_list("enterprise_id", flat=True).distinct()
    return [person, *remembered_children(person, since), *enterprises]


def represented(person: UUID, on: date) -> list[Represented]:
    """Everyone for whom this person may act on that day: themselves first, then children, then enterprises."""
    children, enterprises = remembered_children(person, on), _enterprises_of(person, on)
    named = labels([person, *children, *enterprises])
    choices = [Represented(person, Relation.SELF, named[person])]
    choices += [Represented(child, Relation.CHILD, named[child]) for child in children]
    companies = [Represented(company, Relation.ENTERPRISE, named[company]) for company in enterprises]
    return choices + sorted(companies, key=lambda choice: choice.label)


def _enterprises_of(person: UUID, on: date) -> list[UUID]:
    return list(mandates_in_force(on).filter(agent_id=person).values_list("enterprise_id", flat=True).distinct())


def had_mandate(*, person: UUID, subject: UUID) -> bool:
    """Whether there ever was a mandate: to its holder its end may be said openly, to anybody else nothing."""
    return Representation.objects.filter(agent_id=person, enterprise_id=subject).exists()


def mandates_in_force(on: date) -> QuerySet[Representation]:
    return Representation.objects.filter(Q(valid_to__isnull=True) | Q(valid_to__gt=on), valid_from__lte=on)


def names(subjects: Iterable[UUID]) -> dict[UUID, str]:
    """The recorded legal names, "" where the register gave none."""
    wanted = set(subjects)
    people = {person.subject_id: person.name for person in Person.objects.filter(subject_id__in=wanted).only("name")}
    return people | _names_of_enterprises(wanted - people.keys())


def _names_of_enterprises(subjects: set[UUID]) -> dict[UUID, str]:
    """Most pages name people only: whoever has been found needs no second question."""
    if not subjects:
        return {}
    return dict(Enterprise.objects.filter(subject_id__in=subjects).values_list("subject_id", "name"))
