"""A crawl over every address: each is classified, lets in whom it should, and shows nobody else's things."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID, uuid4

import pytest
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver, reverse

from eligibility.awards.api import Offer, Shown, confirm_offer
from eligibility.awards.contesting import DisputedFact, contest_fact
from eligibility.awards.deciding import ask_for_decision
from eligibility.facts import api as facts
from eligibility.facts.api import Feed
from services.core.access.api import Purpose, reading
from services.core.outbox.api import drain
from services.core.routes.api import Audience
from services.identity import api as identity
from services.identity.api import Role
from services.notices.contacts import claim_contact
from services.notices.models import ContactKind, Notice
from tests import reaching, story
from tests.fixtures import SETUP, acting_as, load, person

PASSWORD = "a-long-enough-pass-1"
SIGN_IN = "/account/sign-in/"


@dataclass(frozen=True)
class Route:
    name: str
    pattern: str
    view: Any

    @property
    def audience(self) -> Audience | None:
        """How the view is classified; a class's view wears it on its dispatch."""
        found = getattr(self.view, "audience", None)
        if found is None and hasattr(self.view, "view_class"):
            found = getattr(self.view.view_class.dispatch, "audience", None)
        return found

    @property
    def is_admin(self) -> bool:
        return self.name.startswith("admin:")


def walk(patterns: list[Any], prefix: str = "", namespace: str = "") -> Iterator[Route]:
    for entry in patterns:
        path = prefix + str(entry.pattern)
        if isinstance(entry, URLResolver):
            inner = f"{namespace}{entry.namespace}:" if entry.namespace else namespace
            yield from walk(entry.url_patterns, path, inner)
        elif isinstance(entry, URLPattern):
            yield Route(f"{namespace}{entry.name}", path, entry.callback)


ROUTES = list(walk(get_resolver().url_patterns))
OURS = [route for route in ROUTES if not route.is_admin]
ADMIN = [route for route in ROUTES if route.is_admin]


def named(routes: list[Route]) -> Any:
    return pytest.mark.parametrize("route", routes, ids=[route.name for route in routes])


@named(OURS)
def test_every_route_is_classified(route: Route) -> None:
    assert route.audience is not None, f"{route.pattern}: say who may come: public, signed_in, owner, clerk or machine"


@dataclass(frozen=True)
class World:
    """What belongs to the mother, by the name of the route that shows it."""

    theirs: dict[str, dict[str, Any]]
    secrets: tuple[str, ...]

    def kwargs(self, route: Route) -> dict[str, Any]:
        return self.theirs.get(route.name, {})


@pytest.fixture
def world(city: None, at: datetime, settings: Any) -> World:
    settings.TONGBAN_TODAY = at.date()
    mother_id = person(story.MOTHER)
    earlier = story.birth(number="QD-2", date="2025-02-01", kind="loss", live_births=0, gestation_months=5)
    load({"birth": story.table([story.birth(), earlier])}, at)
    drain(at=at)
    first, second = Offer.objects.filter(subject=person(story.MOTHER)).order_by("event_date")
    done = confirm_offer(
        offer_id=first.pk,
        shown=Shown(first.amount, first.subject_id, "1234"),
        account=None,
        actor=acting_as(story.MOTHER),
        at=at,
    )
    for who, name in ((story.MOTHER, "mother"), (story.GRANDMOTHER, "stranger")):
        open_account(name, who, at)
    notice = Notice.objects.filter(subject=person(story.MOTHER))[0]
    claim = claim_contact(
        person=person(story.MOTHER),
        kind=ContactKind.PHONE,
        value=reaching.PHONE,
        language="zh-hans",
        actor=acting_as(story.MOTHER),
        at=at,
    )
    offer = {"offer_id": second.pk}
    receipt = {"entitlement_id": done.pk}
    mother = acting_as(story.MOTHER)
    refused = ask_for_decision(
        subject=mother_id, code="elderly-allowance", kind=identity.SubjectKind.PERSON, actor=mother, at=at
    )
    fact = DisputedFact("birth", "date", record="r-1", value="2025-11-18")
    disputed = contest_fact(subject=mother_id, fact=fact, statement="x", actor=mother, at=at)
    drain(at=at)
    theirs: dict[str, dict[str, Any]] = {
        **{f"benefits:{page}": offer for page in ("reasons", "derivation", "confirm", "snooze", "decline", "contest")},
        "benefits:derivation_file": {**offer, "form": "json"},
        **{f"benefits:{page}": receipt for page in ("receipt", "receipt_pdf", "account")},
        "design:group": {"group": "matters"},
        "benefits:policy_reasons": {"code": "maternity-allowance"},
        "benefits:policy_derivation": {"code": "maternity-allowance"},
        "benefits:policy_derivation_file": {"code": "maternity-allowance", "form": "json"},
        "benefits:ask": {"code": "maternity-allowance"},
        **{f"benefits:{page}": {"contest_id": disputed.pk} for page in ("contested", "contest_back")},
        **{
            f"benefits:{page}": {"decision_id": refused.pk}
            for page in ("decision", "decision_pdf", "appeal", "appeal_back")
        },
        "access:wrong": {"dataset": "birth", "record": record_of(mother_id, "birth", at)},
        "notices:open": {"notice": notice.pk},
        "notices:contact": {"kind": "phone"},
        "notices:remove": {"kind": "email"},
        "notices:prove": {"claim": claim.pk},
        "notices:push_remove": {"subscription": reaching.browser(person(story.MOTHER), at).pk},
        "reach:link": {"code": notice.code},
        "facts:feed": {"feed": Feed.objects.all()[0].pk},
        "facts:feeds": {"dataset": "birth"},
        "calculator:event": {"name": "child"},
        "policies:policy": {"code": "unemployment-benefit"},
    }
    return World(theirs, ("林晓雯", story.MOTHER, "6222000000001234", "1234", "63,200.00"))


def record_of(subject: UUID, dataset: str, at: datetime) -> UUID:
    """An entry about the subject in a register."""
    everything = sorted(facts.descriptors())
    with reading(actor=SETUP, at=at, purpose=Purpose.OWN_VIEW, datasets=everything, subjects=[subject]):
        return next(one.record for one in facts.facts_of(subject, on=at.date()) if one.dataset == dataset)


def open_account(username: str, who: str, at: datetime, *roles: Role) -> None:
    actor = acting_as(story.MOTHER)
    identity.open_account(username=username, password=PASSWORD, person=person(who), roles=roles, actor=actor, at=at)


def client_of(username: str) -> Client:
    client = Client()
    assert client.login(username=username, password=PASSWORD)
    return client


def address(route: Route, world: World) -> str:
    return reverse(route.name, kwargs=world.kwargs(route))


def those(*audiences: Audience, with_object: bool | None = None) -> list[Route]:
    """Our routes of these audiences; `with_object`: with or without somebody's object in the address."""
    found = [route for route in OURS if route.audience in audiences]
    return [route for route in found if with_object is None or ("<uuid" in route.pattern) == with_object]


def test_the_crawl_knows_an_object_for_every_route(world: World) -> None:
    missing = [route.name for route in OURS if "<" in route.pattern and not world.kwargs(route)]
    assert not missing, "give the crawl an object of the mother's for these"


@pytest.mark.parametrize("method", ["get", "post"])
def test_nobody_gets_in_without_signing_in(world: World, method: str) -> None:
    for route in those(Audience.SIGNED_IN, Audience.OWNER, Audience.CLERK):
        response = getattr(Client(), method)(address(route, world))
        assert response.status_code == 302, route.name
        assert response["Location"].startswith(SIGN_IN), route.name


@pytest.mark.parametrize("method", ["get", "post"])
def test_a_machine_needs_its_key(world: World, method: str) -> None:
    for route in those(Audience.MACHINE):
        assert getattr(Client(), method)(address(route, world)).status_code in {401, 405}, route.name


def test_an_owner_sees_their_own(world: World) -> None:
    client = client_of("mother")
    for route in those(Audience.OWNER):
        assert client.get(address(route, world)).status_code in {200, 302, 405}, route.name


@pytest.mark.parametrize("method", ["get", "post"])
def test_what_is_somebody_elses_does_not_exist(world: World, method: str) -> None:
    client = client_of("stranger")
    for route in those(Audience.OWNER, with_object=True):
        response = getattr(client, method)(address(route, world))
        assert response.status_code in {404, 405}, route.name
        check_nothing_leaks(response, world)


def test_nothing_of_somebody_else_is_on_a_page(world: World) -> None:
    client = client_of("stranger")
    for route in those(Audience.OWNER, Audience.SIGNED_IN, with_object=False):
        check_nothing_leaks(client.get(address(route, world)), world)


def test_an_unknown_object_does_not_exist(world: World) -> None:
    client = client_of("mother")
    for route in those(Audience.OWNER, with_object=True):
        unknown = {name: uuid4() if isinstance(value, UUID) else value for name, value in world.kwargs(route).items()}
        assert client.get(reverse(route.name, kwargs=unknown)).status_code in {404, 405}, route.name


def check_nothing_leaks(response: Any, world: World) -> None:
    body = response.content.decode(errors="replace") if not response.streaming else ""
    for secret in world.secrets:
        assert secret not in body


def test_a_form_that_another_site_posts_is_refused(world: World) -> None:
    client = Client(enforce_csrf_checks=True)
    client.force_login(identity.User.objects.get(username="mother"))
    for route in OURS:
        if route.audience is not Audience.MACHINE:
            assert client.post(address(route, world)).status_code in {403, 405}, route.name
    for route in ADMIN:
        if "<" not in route.pattern:
            assert client.post(reverse(route.name)).status_code == 403, route.name


def test_every_answer_is_fenced_in(world: World) -> None:
    """No script of others, no frame around it, nothing kept by a shared computer."""
    client = client_of("mother")
    for route in [*OURS, *ADMIN]:
        if route.is_admin and "<" in route.pattern:
            continue
        response = client.get(address(route, world))
        policy = response.headers["Content-Security-Policy"]
        for directive in ("default-src 'self'", "frame-ancestors 'none'", "form-action 'self'", "object-src 'none'"):
            assert directive in policy, route.name
        assert "unsafe" not in policy, route.name
        assert response.headers["X-Frame-Options"] == "DENY", route.name
        assert response.headers["X-Content-Type-Options"] == "nosniff", route.name
        assert response.headers["Referrer-Policy"] == "same-origin", route.name
        if route.audience is not Audience.PUBLIC and response.status_code == 200:
            assert "no-store" in response.headers["Cache-Control"], route.name


ADMIN_LISTS = [route for route in ADMIN if route.name.endswith("_changelist")]


class TestAdmin:
    """Who opens which list is said in portal/roles.py; the crawl tries every list as every role."""

    def test_it_sends_to_the_one_sign_in(self, world: World) -> None:
        response = Client().get("/admin/")
        assert response.status_code == 302
        assert SIGN_IN in response["Location"] or "/admin/login" in response["Location"]

    def test_citizens_stay_outside(self, world: World) -> None:
        client = client_of("mother")
        for route in ADMIN:
            if "<" not in route.pattern and route.name != "admin:None":
                assert client.get(reverse(route.name)).status_code in {302, 403, 404, 405}, route.name

    @pytest.mark.parametrize("role", Role.values)
    def test_a_role_opens_its_lists_and_no_others(self, role: str, world: World, at: datetime) -> None:
        open_account("clerk", story.CLERKS["anna"], at, Role(role))
        client = client_of("clerk")
        user = identity.User.objects.get(username="clerk")
        for route in ADMIN_LISTS:
            app, model = route.name.removeprefix("admin:").removesuffix("_changelist").split("_", 1)
            may = user.has_perm(f"{app}.view_{model}")
            response = client.get(reverse(route.name))
            assert response.status_code == (200 if may else 403), route.name
            check_no_numbers(response)

    @pytest.mark.parametrize("role", Role.values)
    def test_nobody_adds_or_deletes(self, role: str, world: World, at: datetime) -> None:
        open_account("clerk", story.CLERKS["anna"], at, Role(role))
        client = client_of("clerk")
        for route in ADMIN:
            if route.name.endswith("_add"):
                assert client.get(reverse(route.name)).status_code == 403
                assert client.post(reverse(route.name), {}).status_code == 403


def check_no_numbers(response: Any) -> None:
    """Lists of the desk name no identity number and no account."""
    body = response.content.decode()
    for secret in (story.MOTHER, story.ACCOUNTS[story.MOTHER], "林晓雯"):
        assert secret not in body
