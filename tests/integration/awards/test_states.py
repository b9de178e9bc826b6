"""The two lifecycles of awards: every pair of states, allowed and not."""

from __future__ import annotations

from datetime import datetime
from itertools import product

import pytest
from django.db import IntegrityError, transaction
from django.db.models import TextChoices

from eligibility.awards.confirming import Shown, confirm_offer
from eligibility.awards.models import Entitlement, Offer
from eligibility.awards.states import ENTITLEMENTS, OFFERS, EntitlementState, OfferState
from services.core.audit.api import Actor, ActorKind
from services.core.transitions.api import NotAllowed, Transition, TransitionTable, WrongState, history, move
from tests import story
from tests.fixtures import acting_as

BY = {kind: Actor(kind=kind, id="tester") for kind in ActorKind}
ALLOWED_OFFERS = {
    ("CANDIDATE", "OFFERED"),
    ("CANDIDATE", "WITHDRAWN"),
    ("OFFERED", "CONFIRMED"),
    ("OFFERED", "DECLINED"),
    ("OFFERED", "LAPSED"),
    ("OFFERED", "WITHDRAWN"),
}
ALLOWED_ENTITLEMENTS = {
    ("PENDING_APPROVAL", "APPROVED"),
    ("PENDING_APPROVAL", "REJECTED"),
    ("PENDING_APPROVAL", "CANCELLED"),
    ("APPROVED", "ACTIVE"),
    ("APPROVED", "CANCELLED"),
    ("APPROVED", "EXPIRED"),
    ("ACTIVE", "SUSPENDED"),
    ("ACTIVE", "ENDED"),
    ("SUSPENDED", "ACTIVE"),
    ("SUSPENDED", "ENDED"),
}


@pytest.fixture
def entitlement(offer: Offer, at: datetime) -> Entitlement:
    shown = Shown(offer.amount, offer.subject_id, "1234")
    return confirm_offer(offer_id=offer.pk, shown=shown, account=None, actor=acting_as(story.MOTHER), at=at)


def in_state(instance: Offer | Entitlement, state: str) -> None:
    type(instance)._default_manager.filter(pk=instance.pk).update(state=state)
    instance.refresh_from_db()


def step(transition: Transition) -> Actor:
    return BY[next(iter(sorted(transition.actors)))]


def walk_all(
    instance: Offer | Entitlement,
    table: TransitionTable,
    states: type[TextChoices],
    allowed: set[tuple[str, str]],
    at: datetime,
) -> None:
    """Try every transition from every state; what works must be exactly what the table says."""
    found = set()
    for state, transition in product(states, table):
        in_state(instance, state)
        try:
            with transaction.atomic():
                moved = move(instance, transition.name, table=table, actor=step(transition), at=at)
        except WrongState:
            instance.refresh_from_db()
            assert instance.state == state
            continue
        found.add((str(state), str(moved.state)))
    assert found == allowed


def test_every_pair_of_an_offer(offer: Offer, at: datetime) -> None:
    walk_all(offer, OFFERS, OfferState, ALLOWED_OFFERS, at)


def test_every_pair_of_an_entitlement(entitlement: Entitlement, at: datetime) -> None:
    walk_all(entitlement, ENTITLEMENTS, EntitlementState, ALLOWED_ENTITLEMENTS, at)


def test_only_people_confirm_and_only_rules_lapse(offer: Offer, at: datetime) -> None:
    for name, kind in (("confirm", ActorKind.SYSTEM), ("decline", ActorKind.BANK), ("lapse", ActorKind.USER)):
        with pytest.raises(NotAllowed), transaction.atomic():
            move(offer, name, table=OFFERS, actor=BY[kind], at=at)


@pytest.mark.parametrize("model", [Offer, Entitlement])
def test_an_unknown_state_is_refused_by_the_database(entitlement: Entitlement, model: type[Offer]) -> None:
    with pytest.raises(IntegrityError), transaction.atomic():
        model.objects.update(state="PERHAPS")


def test_each_step_leaves_its_history(entitlement: Entitlement) -> None:
    assert [step.target for step in history("awards.entitlement", entitlement.pk)] == ["APPROVED", "ACTIVE"]
