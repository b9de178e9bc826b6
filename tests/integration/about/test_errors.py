"""When something is wrong: a page in the reader's language, or in both where that can't be known."""

from __future__ import annotations

from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from django.core.management import CommandError, call_command
from django.test import Client, RequestFactory
from django.urls import path
from django.utils import timezone

from portal.about import maintenance
from portal.about.views import bad_request, server_error
from tests.pages import CHINESE, ENGLISH, Visitor, query_budget


@pytest.mark.django_db
@pytest.mark.parametrize(("language", "words"), [(CHINESE, "找不到"), (ENGLISH, "There is no such page")])
def test_a_dead_address(language: str, words: str) -> None:
    assert words in Visitor(Client(), language).opens("/no/such/page/", status=404).heading


@pytest.mark.parametrize(("view", "status"), [(server_error, 500), (bad_request, 400)])
def test_what_is_broken_says_so_in_both_languages_without_asking_anything(view: Any, status: int) -> None:
    response = view(RequestFactory().get("/"))
    said = response.content.decode()
    assert response.status_code == status
    assert "0000-800 0800" in said
    assert 'lang="en"' in said
    assert "青渡通办" in said


def _fails(_request: Any) -> None:
    message = "planted"
    raise RuntimeError(message)


handler500 = "portal.about.views.server_error"
urlpatterns = [path("fails/", _fails)]


@pytest.mark.urls(__name__)
@pytest.mark.django_db
def test_a_fault_shows_that_page() -> None:
    response = Client(raise_request_exception=False).get("/fails/")
    assert response.status_code == 500
    assert "抱歉" in response.content.decode()
    assert "planted" not in response.content.decode()


class TestMaintenance:
    @pytest.fixture(autouse=True)
    def _file(self, settings: Any, tmp_path: Path) -> None:
        settings.MAINTENANCE_FILE = tmp_path / "deep" / "maintenance.json"

    @pytest.mark.django_db
    def test_it_closes_and_opens(self) -> None:
        with query_budget(0):
            call_command("maintenance", "on", "--chinese", "升级数据库", "--english", "An upgrade")
            closed = Client().get("/")
        assert closed.status_code == 503
        assert closed["Retry-After"] == "600"
        assert closed["Cache-Control"] == "no-store"
        assert "升级数据库" in closed.content.decode()
        assert "An upgrade" in closed.content.decode()
        call_command("maintenance", "off")
        assert maintenance.note() is None

    def test_a_moment_ahead_is_said_and_one_gone_by_is_not_promised(self) -> None:
        soon = timezone.localtime() + timedelta(hours=2)
        maintenance.close(maintenance.Note(until=soon))
        response = Client().get("/my/access/")
        assert response["Retry-After"].endswith("GMT")
        assert f"{soon:%H:%M}" in response.content.decode()
        maintenance.close(maintenance.Note(until=soon - timedelta(days=1)))
        assert Client().get("/")["Retry-After"] == "600"

    def test_machines_hear_it_as_json(self) -> None:
        maintenance.close(maintenance.Note())
        response = Client().post("/api/v1/feeds/birth/")
        assert response.status_code == 503
        assert response.json() == {"error": "maintenance", "until": None}

    @pytest.mark.django_db
    def test_probes_and_the_desk_stay_open(self) -> None:
        maintenance.close(maintenance.Note())
        assert Client().get("/health/live").status_code == 200
        assert Client().get("/account/sign-in/").status_code == 200

    def test_what_is_no_moment_is_refused(self) -> None:
        with pytest.raises(CommandError, match="no moment"):
            call_command("maintenance", "on", "--until", "tomorrow")
        assert maintenance.note() is None

    def test_a_moment_without_a_zone_is_the_citys(self) -> None:
        call_command("maintenance", "on", "--until", "2026-03-01T06:00")
        note = maintenance.note()
        assert note is not None
        assert note.until == timezone.make_aware(datetime.fromisoformat("2026-03-01T06:00"))
