"""The clerks' desk: what its lists and objects ask of the database, and that they are pages that can be read."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

import pytest
from django.contrib import admin
from django.db import models
from django.test import Client
from django.urls import reverse

from eligibility.awards.appealing import lodge_appeal
from eligibility.awards.contesting import DisputedFact, contest_fact
from eligibility.awards.deciding import ask_for_decision
from eligibility.awards.models import Offer
from services.core.outbox.api import drain
from services.identity import api as identity
from services.identity.api import Role, SubjectKind
from services.notices.climbing import climb_due
from services.notices.models import ContactKind
from tests import reaching, story
from tests.fixtures import SETUP, acting_as, person, run_match
from tests.integration.pages import course
from tests.integration.pages.conftest import BACKEND, report_birth
from tests.pages import Page, problems_of, query_budget

# The session, the account with its rights (2), the rows with how many there are, and what their columns name.
LIST = 9
# The row, what it refers to and what belongs to it; tasks about it, the audit of it, who acted, and why.
OBJECT = 11
# Somebody who holds every role at once: their groups, and two to five statements for each of four panels.
START = 18
# A batch shows its members, its course with who signed, what may be done next and the messages about it.
OBJECTS = {"payments.batch": 19, "identity.user": 13}

MODELS = sorted(model._meta.label_lower for model in admin.site._registry)
EMPTY = {"facts.quarantinedrow", "outbox.tick"}  # of these the story has none


@pytest.fixture
def clerk(offer: Offer, at: datetime, language: str) -> Client:
    """Somebody who holds every role, after a story in which something of everything has happened."""
    run_match(at)
    course.confirmed(offer, at)
    course.held(report_birth(at, mother=story.SECOND_MOTHER, number="QD-2"), at)
    course.released()
    course.bank_says("RJCT", reason="AC04", at=at)
    contest(Offer.objects.get(policy="elderly-allowance"), at)
    shop = identity.find_enterprises([story.NOODLES])[story.NOODLES]
    identity.grant_mandate(
        agent=person(story.BOSS),
        enterprise=shop,
        role=identity.MandateRole.AGENT,
        valid_from=at.date(),
        actor=SETUP,
        at=at,
    )
    refused = ask_for_decision(
        subject=person(story.MOTHER),
        code="elderly-allowance",
        kind=SubjectKind.PERSON,
        actor=acting_as(story.MOTHER),
        at=at,
    )
    lodge_appeal(decision_id=refused.pk, statement="我已满六十五周岁", actor=acting_as(story.MOTHER), at=at)
    identity.issue_key(body="health", datasets=["birth"], actor=SETUP, at=at)
    somebody_is_gone_after(at)
    user = identity.open_account(
        username="all",
        password="a long enough phrase",
        person=person(story.CLERKS["anna"]),
        roles=tuple(Role),
        actor=SETUP,
        at=at,
    )
    client = Client(headers={"accept-language": language})
    client.force_login(user, backend=BACKEND)
    client.get("/admin/")
    return client


def somebody_is_gone_after(at: datetime) -> None:
    """Up to the letter, which waits to be printed."""
    mother = person(story.MOTHER)
    reaching.contact(mother, ContactKind.POST, at)
    reaching.browser(mother, at)
    climb_due(at=at + timedelta(days=30))
    drain(at=at + timedelta(days=30))


def contest(offer: Offer, at: datetime) -> None:
    fact = DisputedFact("person", "birth_date", "person.birth_date")
    contest_fact(
        subject=offer.subject_id,
        offer_id=offer.pk,
        fact=fact,
        statement="二月三日",
        actor=acting_as(story.GRANDMOTHER),
        at=at,
    )


def wrong_with(client: Client, path: str, language: str, most: int) -> list[str]:
    client.get(path)
    with query_budget(most):
        response = client.get(path)
    assert response.status_code == 200, path
    return [f"{path}: {one}" for one in problems_of(Page(response, path), language)]


def rows_of(label: str) -> models.QuerySet[Any]:
    found = next(model for model in admin.site._registry if model._meta.label_lower == label)
    return found._default_manager.all()


def test_every_list_and_every_object(clerk: Client, language: str) -> None:
    empty, wrong = set(), []
    for label in MODELS:
        address = f"admin:{label.replace('.', '_')}"
        wrong += wrong_with(clerk, reverse(f"{address}_changelist"), language, LIST)
        row = rows_of(label).first()
        if row is None:
            empty.add(label)
            continue
        path = reverse(f"{address}_change", args=[row.pk])
        wrong += wrong_with(clerk, path, language, OBJECTS.get(label, OBJECT))
    assert empty <= EMPTY
    assert not wrong, "\n".join(wrong)


def test_the_index(clerk: Client, language: str) -> None:
    assert wrong_with(clerk, "/admin/", language, START) == []
