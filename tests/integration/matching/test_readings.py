"""Whoever's facts a decision reads finds it in their own record, also when it was about somebody else."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

import pytest

from eligibility.awards.api import Offer, Shown, confirm_offer
from eligibility.matching.api import decide_for_subject
from services.core.access.api import AccessEntry, Purpose
from services.core.outbox.api import drain
from tests import story
from tests.fixtures import acting_as, enterprise, load, person

pytestmark = pytest.mark.usefixtures("city")

CODE = "childcare-subsidy"


@pytest.fixture(autouse=True)
def _born(city: None, at: datetime) -> None:
    load({"birth": story.table([story.birth(child=story.CHILD, date="2025-06-10")])}, at)
    drain(at=at)


def read(subject: UUID, purpose: Purpose) -> set[tuple[str, ...]]:
    entries = AccessEntry.objects.filter(subject=subject, purpose=purpose, policy=CODE)
    return {tuple(entry.datasets) for entry in entries}


def test_a_childs_match_is_in_its_parents_record() -> None:
    assert read(person(story.CHILD), Purpose.MATCHING)
    assert any("birth" in datasets for datasets in read(person(story.MOTHER), Purpose.MATCHING))
    assert read(person(story.FATHER), Purpose.MATCHING)


def test_what_one_parent_confirms_is_in_the_record_of_the_other(at: datetime) -> None:
    child, father = person(story.CHILD), acting_as(story.FATHER, for_subject=person(story.CHILD))
    offer = Offer.objects.get(policy=CODE)
    shown = Shown(offer.amount, person(story.FATHER), "5678")
    confirm_offer(offer_id=offer.pk, shown=shown, account=None, actor=father, at=at)
    assert read(person(story.MOTHER), Purpose.CONFIRMATION) == {("birth", "person")}
    [entry] = AccessEntry.objects.filter(subject=person(story.MOTHER), purpose=Purpose.CONFIRMATION)
    assert (entry.actor_person, entry.on_behalf_of) == (person(story.FATHER), child)


def test_looking_at_where_a_child_stands_is_in_its_parents_record(at: datetime) -> None:
    mother = acting_as(story.MOTHER, for_subject=person(story.CHILD))
    decide_for_subject(subject=person(story.CHILD), codes=[CODE], purpose=Purpose.OWN_VIEW, actor=mother, at=at)
    assert read(person(story.FATHER), Purpose.OWN_VIEW) == {("person",)}


def test_an_employer_does_not_learn_who_gave_birth() -> None:
    assert AccessEntry.objects.filter(policy="maternity-allowance", subject=person(story.MOTHER)).exists()
    assert not AccessEntry.objects.filter(policy="maternity-allowance", subject=enterprise(story.EMPLOYER)).exists()
