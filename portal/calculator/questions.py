"""A question for a fact: its words, its kind and what may be answered, all from the dataset's descriptor."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum
from typing import Final

from django.utils.translation import gettext as _

from eligibility.facts import api as facts
from eligibility.facts.api import Descriptor, Field, FieldType, Relation
from portal.calculator.world import CHILD, ME, NOT_KNOWN, Place, World
from services.bodies.api import AreaLevel, areas_at
from services.core.languages.api import in_language

ELSEWHERE: Final = "000000"  # no area of GB/T 2260 has this code
# The law of next year is not written: what lies further ahead can't be reckoned.
AHEAD: Final = timedelta(days=366)
EARLIEST: Final = date(1900, 1, 1)
_LARGEST: Final = 10**12
_MOST_ROWS: Final = 20
_COUNTED: Final = frozenset({"children"})  # of what else there may be several, one row is enough to decide by


class Kind(StrEnum):
    YES_NO = "yes_no"
    CHOICE = "choice"
    DATE = "date"
    NUMBER = "number"
    TEXT = "text"
    COUNT = "count"  # of rows that are people: how many children
    EXISTS = "exists"  # whether there is a row


@dataclass(frozen=True, slots=True)
class Question:
    place: str
    kind: Kind
    text: str
    about: str
    """Whom or what it is about, where that is not the event itself."""
    unit: str = ""
    choices: Sequence[tuple[str, str]] = ()
    minimum: float | None = None
    maximum: float | None = None
    scale: int = 0
    earliest: date | None = None
    latest: date | None = None
    pattern: str = ""
    dataset: str = ""
    field: str = ""
    """Empty for the question whether there is any row."""


def question_for(place: str, world: World) -> Question:
    """The question for a place; KeyError where no dataset has it."""
    steps = tuple(place.split("."))
    if place in world.gates:
        return _gate(place, world)
    here, described = world.described(steps)
    if isinstance(described, Relation):
        if world.leads_somewhere(steps[:-1], described):
            raise KeyError(place)
        return Question(
            place=place,
            kind=Kind.COUNT if described.many and described.name in _COUNTED else Kind.EXISTS,
            text=in_language(described.ask) or _existence(described),
            about=_about(steps, here, world),
            maximum=_MOST_ROWS,
            minimum=0,
            dataset=described.to,
        )
    return _question_about(place, steps, here, described, world)


def _gate(root: str, world: World) -> Question:
    here = facts.descriptor(world.roots[root])
    text = in_language(here.ask) or _("Is there a record of this: %(what)s?") % {"what": in_language(here.titles)}
    return Question(place=root, kind=Kind.EXISTS, text=text, about="", minimum=0, dataset=here.name)


def _existence(relation: Relation) -> str:
    return _("Is there a record of this: %(what)s?") % {"what": in_language(relation.titles)}


def _question_about(place: str, steps: Place, here: Descriptor, field: Field, world: World) -> Question:
    is_event = here.event_date == field.name
    latest = world.as_of + AHEAD if is_event or not field.past else world.as_of
    return Question(
        place=place,
        kind=_kind(field),
        text=in_language(field.ask) or in_language(field.titles),
        about=_about(steps, here, world),
        unit=field.unit,
        choices=_choices(field, world),
        minimum=field.minimum,
        maximum=min(field.maximum if field.maximum is not None else _LARGEST, _LARGEST),
        scale=field.scale,
        earliest=EARLIEST,
        latest=latest,
        pattern=field.pattern.pattern if field.pattern else "",
        dataset=here.name,
        field=field.name,
    )


def _kind(field: Field) -> Kind:
    if field.enum or field.among:
        return Kind.CHOICE
    return {
        FieldType.BOOLEAN: Kind.YES_NO,
        FieldType.DATE: Kind.DATE,
        FieldType.NUMBER: Kind.NUMBER,
        FieldType.INTEGER: Kind.NUMBER,
        FieldType.STRING: Kind.TEXT,
    }[field.type]


def _choices(field: Field, world: World) -> list[tuple[str, str]]:
    if field.among:
        districts = [(place.code, place.name) for place in areas_at(AreaLevel.DISTRICT, world.as_of)]
        return [*districts, (ELSEWHERE, _("Outside this city"))]
    return [(code, in_language(titles)) for code, titles in field.enum.items()]


def _about(steps: Place, here: Descriptor, world: World) -> str:
    """Of whom: oneself, the child, or the register's row that one said there is."""
    if len(steps) > 2:
        return facts.dataset_title(here.name)
    if steps[0] == CHILD:
        return _("The child")
    if steps[0] == ME:
        return _("Your company") if world.me == "enterprise" else _("You")
    return ""


def shown_answer(question: Question, value: object) -> str:
    """An answer as people write it."""
    if value is NOT_KNOWN:
        return _("I do not know")
    if question.kind is Kind.EXISTS:
        return _("Yes") if value else _("No")
    if question.kind is Kind.CHOICE:
        return dict(question.choices).get(str(value), str(value))
    if question.kind is Kind.COUNT:
        return str(value)
    return facts.shown_value(question.dataset, question.field, value)
