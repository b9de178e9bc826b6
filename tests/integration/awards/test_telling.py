"""Whom an offer's notice goes after, and when that ends."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest

from eligibility.awards.answering import decline_offer, lapse_offers
from eligibility.awards.models import Offer
from eligibility.awards.notices import offered_key
from services.core.audit.api import Actor
from services.core.outbox.api import drain
from services.identity.reaching import SubjectsReaders
from services.notices.models import Notice
from tests import story
from tests.fixtures import acting_as, enterprise, load, mandate, person
from tests.integration.pages import course
from tests.integration.pages.conftest import report_birth

READERS = SubjectsReaders()


@pytest.fixture
def offer(city: None, at: datetime) -> Offer:
    return report_birth(at)


def notice_of(offer: Offer) -> Notice:
    return Notice.objects.get(key=offered_key(offer.pk))


def test_an_offer_is_told_of_for_its_body_and_climbs(offer: Offer, at: datetime) -> None:
    notice = notice_of(offer)
    assert notice.climb_at == at
    assert notice.body


def test_a_confirmed_offer_is_settled(offer: Offer, at: datetime) -> None:
    course.confirmed(offer, at)
    drain(at=at)
    notice = notice_of(offer)
    assert (notice.settled_as, notice.climb_at) == ("done", None)


def test_a_declined_offer_is_over(offer: Offer, at: datetime) -> None:
    decline_offer(offer_id=offer.pk, reason="unwanted", actor=acting_as(story.MOTHER), at=at)
    drain(at=at)
    assert notice_of(offer).settled_as == "over"


def test_a_lapsed_offer_is_over(offer: Offer, at: datetime) -> None:
    late = offer.confirm_by + timedelta(days=1)
    assert lapse_offers(today=late, actor=Actor.system("awards"), at=at)
    drain(at=at)
    assert notice_of(offer).settled_as == "over"


def test_nobody_is_told_of_an_offer_that_ended_before_the_news_was_delivered(city: None, at: datetime) -> None:
    load({"birth": story.table([story.birth()])}, at)
    drain(at=at, limit=1)  # the offer is made, its notice not yet
    offer = Offer.objects.filter(subject=person(story.MOTHER)).first()
    assert offer is not None
    assert not Notice.objects.exists()
    decline_offer(offer_id=offer.pk, reason="unwanted", actor=acting_as(story.MOTHER), at=at)
    drain(at=at)
    assert not Notice.objects.filter(key=offered_key(offer.pk)).exists()


def test_parents_read_for_a_minor_and_agents_for_an_enterprise(city: None, at: datetime) -> None:
    on = at.date()
    parents = {reader.person for reader in READERS.readers_of(person(story.CHILD), on=on)}
    assert parents == {person(story.MOTHER), person(story.FATHER)}
    assert [reader.person for reader in READERS.readers_of(person(story.MOTHER), on=on)] == [person(story.MOTHER)]
    shop = enterprise(story.NOODLES)
    assert list(READERS.readers_of(shop, on=on)) == []
    mandate(story.BOSS, shop, at)
    assert [reader.name for reader in READERS.readers_of(shop, on=on)] == ["马建国"]
    assert READERS.may_read(person=person(story.BOSS), subject=shop, on=on)
    assert not READERS.may_read(person=person(story.MOTHER), subject=shop, on=on)


def test_a_grown_child_reads_for_themselves(city: None, at: datetime) -> None:
    later = at.replace(year=2044)
    assert [reader.person for reader in READERS.readers_of(person(story.CHILD), on=later.date())] == [
        person(story.CHILD)
    ]
