"""The desk shows logs to who may see them and lets nobody edit them."""

from datetime import datetime
from typing import Any

import pytest
from django.contrib import admin
from django.contrib.auth import get_user_model
from django.contrib.auth.models import Permission
from django.contrib.messages.storage.cookie import CookieStorage
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.http import HttpRequest
from django.test import RequestFactory

from services.core.access.api import AccessEntry, Purpose
from services.core.audit.api import AuditEntry
from services.core.desk.api import ReadOnlyAdmin
from services.core.outbox.api import Delivery, DeliveryState, Event, Tick, emit, handler
from services.core.outbox.registry import Registry
from services.core.transitions.api import HistoryEntry
from tests.integration.core.samples import CLERK

pytestmark = pytest.mark.django_db
LOGS = [AuditEntry, Event, Delivery, Tick, HistoryEntry, AccessEntry]


@pytest.fixture
def rows(at: datetime, handlers: Registry) -> None:
    handler("samples.sample.confirmed", "nobody")(lambda payload, /, *, at: None)  # noqa: ARG005 - a handler's signature
    with transaction.atomic():
        emit("samples.sample.confirmed", {"id": "7"})
    Delivery.objects.update(state=DeliveryState.DEAD, attempts=15, finished_at=at)
    who: dict[str, Any] = {"at": at, "actor_kind": CLERK.kind, "actor_id": CLERK.id}
    AuditEntry.objects.create(**who, action="samples.sample.noted", object_type="x", object_id="1")
    HistoryEntry.objects.create(**who, object_type="x", object_id="1", transition="noted", source="a", target="b")
    AccessEntry.objects.create(**who, scope="all", purpose=Purpose.MATCHING, datasets=["birth"])
    Tick.objects.create(name="tick", began_at=at)


def request_of(user: Any, data: dict[str, Any] | None = None) -> HttpRequest:
    factory = RequestFactory()
    request = factory.post("/", data) if data is not None else factory.get("/")
    request.user = user
    request._messages = CookieStorage(request)  # type: ignore[attr-defined]  # what the middleware does
    request._dont_enforce_csrf_checks = True  # type: ignore[attr-defined]  # as Django's test client does
    return request


@pytest.fixture
def superuser() -> Any:
    return get_user_model().objects.create_superuser("root", password="x")


@pytest.fixture
def auditor() -> Any:
    """Staff who may see each log, and nothing else."""
    user = get_user_model().objects.create_user("auditor", password="x", is_staff=True)
    names = [f"view_{model._meta.model_name}" for model in LOGS]
    user.user_permissions.set(Permission.objects.filter(codename__in=names))
    return user


def page_of(model: Any) -> ReadOnlyAdmin:
    page = admin.site._registry[model]
    assert isinstance(page, ReadOnlyAdmin)
    return page


@pytest.mark.usefixtures("rows")
@pytest.mark.parametrize("model", LOGS)
class TestPages:
    def test_the_list_and_a_row_open(self, model: Any, auditor: Any) -> None:
        page = page_of(model)
        listed = page.changelist_view(request_of(auditor))
        assert listed.status_code == 200
        listed.render()
        shown = page.change_view(request_of(auditor), str(model.objects.first().pk))
        assert shown.status_code == 200
        shown.render()

    def test_searching_finds(self, model: Any, auditor: Any) -> None:
        request = request_of(auditor)
        request.GET = request.GET.copy()
        request.GET["q"] = "nothing like that"
        assert page_of(model).changelist_view(request).status_code == 200

    def test_nobody_edits(self, model: Any, superuser: Any) -> None:
        page, key = page_of(model), str(model.objects.first().pk)
        for act in (
            lambda: page.add_view(request_of(superuser, {})),
            lambda: page.change_view(request_of(superuser, {"object_id": "9"}), key),
            lambda: page.delete_view(request_of(superuser, {"post": "yes"}), key),
        ):
            with pytest.raises(PermissionDenied):
                act()
        assert "delete_selected" not in page.get_actions(request_of(superuser))

    def test_a_stranger_sees_nothing(self, model: Any) -> None:
        stranger = get_user_model().objects.create_user("stranger", password="x", is_staff=True)
        with pytest.raises(PermissionDenied):
            page_of(model).changelist_view(request_of(stranger))


@pytest.mark.usefixtures("rows")
class TestRetrying:
    def ask(self, user: Any) -> None:
        chosen = {"action": "retry_dead", "_selected_action": [str(Delivery.objects.get().pk)], "index": "0"}
        page_of(Delivery).changelist_view(request_of(user, chosen))

    def test_a_dead_letter_gets_another_chance_and_it_is_on_record(self, auditor: Any) -> None:
        auditor.user_permissions.add(Permission.objects.get(codename="retry_delivery"))
        self.ask(auditor)
        assert (Delivery.objects.get().state, Delivery.objects.get().attempts) == (DeliveryState.PENDING, 0)
        audited = AuditEntry.objects.get(action="outbox.delivery.retried")
        assert (audited.actor_id, audited.data["handler"]) == (str(auditor.pk), "nobody")
        self.ask(auditor)
        assert AuditEntry.objects.filter(action="outbox.delivery.retried").count() == 1

    def test_seeing_is_not_retrying(self, auditor: Any) -> None:
        assert "retry_dead" not in page_of(Delivery).get_actions(request_of(auditor))
        self.ask(auditor)
        assert Delivery.objects.get().state == DeliveryState.DEAD
