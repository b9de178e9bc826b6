"""The data steward's desk: read-only lists of feeds and of what was held back."""

from __future__ import annotations

import pytest
from django.contrib.auth.models import Permission
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from eligibility.facts.api import Feed
from services.identity.api import User
from tests.integration.facts.conftest import Load
from tests.unit.facts.deliveries import MOTHER, golden

pytestmark = pytest.mark.django_db


@pytest.fixture
def steward() -> Client:
    user = User.objects.create_user("steward", is_staff=True)
    user.user_permissions.set(Permission.objects.filter(content_type__app_label="facts", codename__startswith="view_"))
    browser = Client(headers={"Accept-Language": "en"})
    browser.force_login(user)
    return browser


def page(browser: Client, address: str) -> str:
    response = browser.get(address)
    assert response.status_code == 200
    return str(response.content.decode())


def test_a_feed_shows_its_quarantine(steward: Client, load: Load) -> None:
    wrong = MOTHER[:-1] + ("0" if MOTHER[-1] != "0" else "1")
    feed = load("birth", golden("birth", mother=wrong, kind="twins"))
    text = page(steward, reverse("admin:facts_feed_change", args=[feed.pk]))
    assert "The value is not in the list of codes: live_birth, loss." in text
    assert "twins" in text
    assert wrong not in text
    assert bytes(feed.sha256).hex() in text
    assert f"?feed__id__exact={feed.pk}" in text


def test_a_rejected_feed_says_why(steward: Client, load: Load) -> None:
    feed = load("birth", content="出生".encode("gb18030"))
    assert "looks like GBK" in page(steward, reverse("admin:facts_feed_change", args=[feed.pk]))


def test_lists_are_filtered(steward: Client, load: Load) -> None:
    births = load("birth", golden("birth", kind="twins"))
    load("employer_wage", golden("employer_wage", average_monthly_wage="-7.77"))
    feeds = reverse("admin:facts_feed_changelist")
    assert "Average wages of employers" in page(steward, f"{feeds}?dataset=birth"), "as a choice of the filter"
    assert "employer_wage.csv" in page(steward, feeds)
    assert "employer_wage.csv" not in page(steward, f"{feeds}?dataset=birth")
    rows = reverse("admin:facts_quarantinedrow_changelist")
    assert "-7.77" in page(steward, f"{rows}?dataset=employer_wage")
    assert "-7.77" not in page(steward, f"{rows}?feed__id__exact={births.pk}")


def test_a_long_quarantine_has_a_short_page(steward: Client, load: Load) -> None:
    feed = load("birth", *(golden("birth", birth_no=f"B{number}", kind=f"kind{number}x") for number in range(300)))
    with CaptureQueriesContext(connection) as queries:
        text = page(steward, reverse("admin:facts_feed_change", args=[feed.pk]))
    assert "kind99x" in text
    assert "kind100x" not in text
    assert len(queries) <= 12


@pytest.mark.parametrize("model", ["feed", "quarantinedrow"])
def test_nothing_is_changed_by_hand(model: str, steward: Client, load: Load) -> None:
    feed = load("birth", golden("birth", kind="twins"))
    found = feed if model == "feed" else feed.quarantine.get()
    assert steward.get(reverse(f"admin:facts_{model}_add")).status_code == 403
    assert steward.post(reverse(f"admin:facts_{model}_change", args=[found.pk]), {"rows": "9"}).status_code == 403
    assert steward.post(reverse(f"admin:facts_{model}_delete", args=[found.pk]), {"post": "yes"}).status_code == 403
    assert Feed.objects.get().rows == 1
