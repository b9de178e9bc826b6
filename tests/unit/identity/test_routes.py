"""Who may open a page: each class lets in whom it names, and nobody else."""

from collections.abc import Callable
from dataclasses import dataclass, field
from uuid import UUID, uuid4

import pytest
from django.contrib.auth.models import AnonymousUser
from django.core.exceptions import ImproperlyConfigured, PermissionDenied
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.test import RequestFactory
from django.utils.decorators import method_decorator
from django.views import View

from services.core.audit.api import Actor, ActorKind
from services.core.routes import audience
from services.core.routes.api import Acting
from services.identity.api import Audience, Role, actor_of, clerk, machine, owner, public, signed_in


def page(request: HttpRequest) -> HttpResponse:
    return HttpResponse("shown")


@dataclass
class Groups:
    names: set[str]

    def filter(self, *, name__in: tuple[str, ...]) -> "Groups":
        return Groups(self.names & set(name__in))

    def exists(self) -> bool:
        return bool(self.names)


@dataclass
class Somebody:
    groups: Groups = field(default_factory=lambda: Groups(set()))
    pk: UUID = field(default_factory=uuid4)
    is_authenticated: bool = True
    is_superuser: bool = True


def request(user: object = None, *, method: str = "GET", acting: Acting | None = None, **headers: str) -> HttpRequest:
    made = RequestFactory().generic(method, "/page/?a=1", headers=headers)
    made.user = user or AnonymousUser()  # type: ignore[assignment]
    made.acting = acting  # type: ignore[attr-defined]
    return made


def acting(subject: UUID | None = None) -> Acting:
    person = uuid4()
    return Acting(user=uuid4(), person=person, subject=subject or person, relation="self", label_of=str)


def test_each_classification_can_be_read_off_the_view() -> None:
    assert public(page).audience == Audience.PUBLIC  # type: ignore[attr-defined]
    assert signed_in(page).audience == Audience.SIGNED_IN  # type: ignore[attr-defined]
    assert owner(page).audience == Audience.OWNER  # type: ignore[attr-defined]
    assert machine(page).audience == Audience.MACHINE  # type: ignore[attr-defined]
    view = clerk(Role.AUDITOR, Role.PAYMENT_CLERK)(page)
    assert view.audience == Audience.CLERK  # type: ignore[attr-defined]
    assert view.roles == {"auditor", "payment_clerk"}  # type: ignore[attr-defined]


@pytest.mark.parametrize("wrong", [lambda: owner(public(page)), clerk])
def test_a_view_is_classified_once_and_a_clerks_page_names_roles(wrong: Callable[[], object]) -> None:
    with pytest.raises(ImproperlyConfigured):
        wrong()


def test_a_class_view_carries_its_classification() -> None:
    @method_decorator(owner, name="dispatch")
    class Page(View):
        def get(self, request: HttpRequest) -> HttpResponse:
            return page(request)

    view = Page.as_view()
    assert view.audience == Audience.OWNER  # type: ignore[attr-defined]
    assert view(request()).status_code == 302
    assert view(request(Somebody(), acting=acting())).status_code == 200


def test_anybody_opens_a_public_page() -> None:
    assert public(page)(request()).status_code == 200


@pytest.mark.parametrize("gate", [signed_in, owner, clerk(Role.AUDITOR)])
def test_strangers_are_sent_to_sign_in_and_back(gate: Callable[..., Callable[..., HttpResponseBase]]) -> None:
    answer = gate(page)(request())
    assert answer.status_code == 302
    assert "next=/page/%3Fa%3D1" in answer.headers["Location"]
    posted = gate(page)(request(method="POST"))
    assert "next=/" in posted.headers["Location"]
    assert "page" not in posted.headers["Location"]
    swapped = gate(page)(request(**{"HX-Request": "true"}))
    assert swapped.status_code == 204
    assert "next=" in swapped.headers["HX-Redirect"]


def test_only_a_person_has_pages_of_an_owner() -> None:
    with pytest.raises(PermissionDenied):
        owner(page)(request(Somebody()))
    assert owner(page)(request(Somebody(), acting=acting())).status_code == 200


def test_a_clerk_holds_the_role_and_a_superuser_is_no_clerk() -> None:
    auditor = Somebody(Groups({"auditor"}))
    assert clerk(Role.AUDITOR)(page)(request(auditor)).status_code == 200
    for other in (auditor, Somebody()):
        with pytest.raises(PermissionDenied):
            clerk(Role.PAYMENT_CLERK)(page)(request(other))


def test_pages_about_people_are_not_kept_by_browsers() -> None:
    kept = public(page)(request())
    shown = owner(page)(request(Somebody(), acting=acting()))
    assert "Cache-Control" not in kept.headers
    assert "no-store" in shown.headers["Cache-Control"]


@dataclass
class Key:
    body: str = "hrss"


def test_a_machine_shows_its_key_and_needs_no_token(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(audience, "_authenticators", [lambda header: Key() if header == "Bearer good" else None])
    seen: list[Actor] = []

    def view(request: HttpRequest) -> HttpResponse:
        seen.append(actor_of(request))
        return page(request)

    guarded = machine(view)
    refused = guarded(request(Somebody(), acting=acting(), method="POST"))
    assert refused.status_code == 401
    assert "Bearer" in refused.headers["WWW-Authenticate"]
    assert guarded(request(method="POST", Authorization="Bearer good")).status_code == 200
    assert seen == [Actor(ActorKind.BODY, "hrss")]
    assert guarded.csrf_exempt  # type: ignore[attr-defined]


def test_without_a_keeper_of_keys_every_machine_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(audience, "_authenticators", [])
    assert machine(page)(request(Authorization="Bearer good")).status_code == 401


def test_both_identities_are_named_where_they_differ() -> None:
    own, other = acting(), acting(uuid4())
    assert actor_of(request(Somebody(), acting=own)).on_behalf_of is None
    actor = actor_of(request(Somebody(), acting=other))
    assert (actor.person, actor.on_behalf_of) == (other.person, other.subject)


def test_an_account_without_a_person_is_still_somebody() -> None:
    somebody = Somebody()
    assert actor_of(request(somebody)) == Actor(ActorKind.USER, str(somebody.pk))
    with pytest.raises(PermissionDenied):
        actor_of(request())
