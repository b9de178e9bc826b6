"""The desk shows logs to who may see them and lets nobody edit them."""

from datetime import date, datetime, timedelta
from typing import Any

import pytest
from django.contrib import admin
from django.contrib.auth import get_user_model
from django.contrib.auth.models import Permission
from django.contrib.messages.storage.cookie import CookieStorage
from django.core.exceptions import PermissionDenied
from django.db import connection, transaction
from django.http import HttpRequest, QueryDict
from django.test import RequestFactory
from django.test.utils import CaptureQueriesContext
from django.utils import timezone, translation

from services.core.access.api import AccessEntry, Purpose
from services.core.audit.api import AuditEntry
from services.core.desk import paging
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


@pytest.mark.usefixtures("rows")
class TestLongLists:
    """Nothing is counted or read further than anybody turns pages, however long the table."""

    @pytest.fixture(autouse=True)
    def _many(self, monkeypatch: pytest.MonkeyPatch, at: datetime) -> None:
        monkeypatch.setattr(paging, "MOST_COUNTED", 100)
        who: dict[str, Any] = {"at": at, "actor_kind": CLERK.kind, "actor_id": CLERK.id}
        AuditEntry.objects.bulk_create(
            AuditEntry(**who, action="samples.sample.noted", object_type="x", object_id=str(number))
            for number in range(150)
        )

    def listed(self, user: Any, **query: str) -> Any:
        request = request_of(user)
        request.GET = QueryDict(mutable=True)
        request.GET.update(query)
        with CaptureQueriesContext(connection) as asked, translation.override("en"):
            response = page_of(AuditEntry).changelist_view(request)
            response.render()
        return response, [query["sql"] for query in asked.captured_queries if "audit_auditentry" in query["sql"]]

    def test_counting_stops_at_the_bound_and_says_so(self, auditor: Any) -> None:
        response, asked = self.listed(auditor)
        assert "More than 100. Search or filter to see the others." in response.content.decode()
        assert all("LIMIT" in statement for statement in asked), asked
        assert response.context_data["cl"].paginator.num_pages == 2

    def test_a_page_behind_the_bound_is_none(self, auditor: Any) -> None:
        response, _asked = self.listed(auditor, p="2")
        assert len(response.context_data["lines"]) == 50
        request = request_of(auditor)
        request.GET = QueryDict("p=3")
        assert page_of(AuditEntry).changelist_view(request).status_code == 302

    def test_what_is_counted_whole_is_told_whole(self, auditor: Any) -> None:
        response, _asked = self.listed(auditor, q="7")
        assert "1 in all" in response.content.decode()


@pytest.mark.parametrize(("days_ago", "found"), [(0, {"today", "week", "month"}), (3, {"week"}), (200, set())])
def test_periods_go_by_the_citys_date(days_ago: int, found: set[str], auditor: Any, settings: Any) -> None:
    """The demo fixes the date: what Django calls today is another day there."""
    settings.TONGBAN_TODAY = date(2025, 12, 1)
    then = timezone.make_aware(datetime(2025, 12, 1, 9)) - timedelta(days=days_ago)  # noqa: DTZ001 - made aware
    AuditEntry.objects.create(
        at=then, actor_kind=CLERK.kind, actor_id=CLERK.id, action="a.b.c", object_type="x", object_id="1"
    )
    for period in ("today", "week", "month"):
        request = request_of(auditor)
        request.GET = QueryDict(f"at__period={period}")
        response = page_of(AuditEntry).changelist_view(request)
        assert bool(response.context_data["lines"]) == (period in found), period


def test_an_empty_list_and_a_search_without_a_find_say_so(auditor: Any) -> None:
    with translation.override("en"):
        empty = page_of(Tick).changelist_view(request_of(auditor)).render().content.decode()
        request = request_of(auditor)
        request.GET = QueryDict("q=nothing")
        nothing = page_of(AuditEntry).changelist_view(request).render().content.decode()
    assert "Nothing here yet" in empty
    assert "Nothing found" in nothing


def test_a_row_that_is_gone_leads_back_to_the_list(auditor: Any) -> None:
    response = page_of(AuditEntry).change_view(request_of(auditor), "999999")
    assert (response.status_code, response["Location"]) == (302, "/admin/audit/auditentry/")
