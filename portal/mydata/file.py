"""My file: what the registers say about a subject, body by body, and what was concluded from it by which model."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from functools import cached_property
from uuid import UUID

from django.utils.translation import gettext as _

from eligibility.awards import api as awards
from eligibility.facts import api as facts
from eligibility.facts.api import FactSheet
from eligibility.policies import api as policies
from services.bodies.api import body_names
from services.core.access.api import Purpose, reading
from services.core.audit.api import Actor
from services.core.languages.api import in_language


@dataclass(frozen=True, slots=True)
class Register:
    """A body's register with its rows about the subject, and the benefits that it is read for."""

    dataset: str
    title: str
    used_for: Sequence[str]
    sheets: Sequence[FactSheet]


@dataclass(frozen=True, slots=True)
class BodyFile:
    code: str
    name: str
    registers: Sequence[Register]


@dataclass(frozen=True)
class File:
    """Read once, as of a moment; the page, the data and the paper all show this one."""

    subject: UUID
    on: date
    at: datetime
    sheets: Sequence[FactSheet]
    labels: Sequence[awards.Label]

    @cached_property
    def bodies(self) -> list[BodyFile]:
        found: dict[str, dict[str, list[FactSheet]]] = {}
        for sheet in self.sheets:
            found.setdefault(sheet.body, {}).setdefault(sheet.dataset, []).append(sheet)
        return [
            BodyFile(code, self.body_names[code], [_register(name, rows) for name, rows in registers.items()])
            for code, registers in found.items()
        ]

    @cached_property
    def body_names(self) -> dict[str, str]:
        return body_names({sheet.body for sheet in self.sheets}, self.on)


def read_file(*, subject: UUID, actor: Actor, at: datetime) -> File:
    """Reading one's own file is a reading: it stands in the record of who read it."""
    datasets = sorted(facts.descriptors())
    with reading(actor=actor, at=at, purpose=Purpose.OWN_VIEW, datasets=datasets, subjects=[subject]):
        sheets = facts.facts_of(subject, on=at.date())
    return File(subject, at.date(), at, sheets, awards.labels_of(subject))


def _register(dataset: str, sheets: Sequence[FactSheet]) -> Register:
    return Register(dataset, sheets[0].title, used_for(dataset), sheets)


def used_for(dataset: str) -> list[str]:
    """The benefits whose rules read the register, in words."""
    reading_it = [one for one in policies.policies() if dataset in policies.datasets(one.code)]
    return sorted(in_language(one.titles) for one in reading_it)


def legal_basis() -> list[str]:
    """Why a body may hold and read these data without asking each time."""
    return [
        _(
            "Personal Information Protection Law (个人信息保护法), articles 13 and 34: what a public body needs to do "
            "its duty by law, and no more than that."
        ),
        _(
            "Articles 44 to 46: you may know what is held about you, take a copy with you, and have what is wrong "
            "put right."
        ),
    ]
