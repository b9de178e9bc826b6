"""Who may answer for an award: its subject, a parent for a child, an agent for an enterprise."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from uuid import UUID

from eligibility.awards.errors import NotYours
from services.core.audit.api import Actor
from services.identity import api as identity


def answering_person(*, subjects: Iterable[UUID], actor: Actor, on: date) -> UUID:
    """The person at the keyboard, who may act for one of `subjects`; NotYours for anybody else.

    Asked in the transaction of each act, with the mandate locked: it may have ended since the page was opened.
    """
    if actor.person is None:
        raise NotYours
    for subject in subjects:
        try:
            identity.ensure_mandate(person=actor.person, subject=subject, on=on)
        except identity.MandateEnded:
            continue
        return actor.person
    raise NotYours
