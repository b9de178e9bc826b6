"""The terms of a policy: everything besides the model that a decision depends on. They are frozen with a version."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, fields
from datetime import date
from enum import StrEnum
from typing import Any, Final

AS_OF: Final = "as_of"
"""In place of the path of an event's date: the day for which a run decides."""


class ConfirmedBy(StrEnum):
    SUBJECT = "subject"
    PARENT = "parent"
    REPRESENTATIVE = "representative"


class Per(StrEnum):
    """How often a subject can have the award."""

    EVENT = "event"
    SUBJECT = "subject"
    YEAR = "year"


class Instalments(StrEnum):
    NONE = "none"
    MONTHLY = "monthly"
    YEARLY = "yearly"


@dataclass(frozen=True, slots=True, kw_only=True)
class Terms:
    """Paths are dotted and begin with the unit: `birth.mother`."""

    unit: str
    """The dataset for whose rows the policy is decided."""
    subject: str
    """Who is owed the benefit."""
    confirmed_by: ConfirmedBy
    payees: tuple[str, ...]
    """Who may be paid; the one who confirms chooses where there are several."""
    event_date: str
    """The date that picks the version, or AS_OF."""
    not_before: date | None
    """Events before this day count as of this day."""
    award_per: Per
    instalments: Instalments
    confirm_within_days: int
    responsible: str
    """The body that answers for the policy."""

    @classmethod
    def from_json(cls, document: Mapping[str, Any]) -> Terms:
        not_before = document.get("not_before")
        return cls(
            unit=document["unit"],
            subject=document["subject"],
            confirmed_by=ConfirmedBy(document["confirmed_by"]),
            payees=tuple(document["payees"]),
            event_date=document["event_date"],
            not_before=date.fromisoformat(not_before) if not_before else None,
            award_per=Per(document["award"]["per"]),
            instalments=Instalments(document["instalments"]),
            confirm_within_days=document["confirm_within_days"],
            responsible=document["bodies"]["responsible"],
        )

    def to_json(self) -> dict[str, Any]:
        return {
            "unit": self.unit,
            "subject": self.subject,
            "confirmed_by": self.confirmed_by.value,
            "payees": list(self.payees),
            "event_date": self.event_date,
            "not_before": self.not_before.isoformat() if self.not_before else None,
            "award": {"per": self.award_per.value},
            "instalments": self.instalments.value,
            "confirm_within_days": self.confirm_within_days,
            "bodies": {"responsible": self.responsible},
        }

    def as_mapping(self) -> dict[str, Any]:
        """The terms as keyword arguments of a class that extends them."""
        return {one.name: getattr(self, one.name) for one in fields(Terms)}
