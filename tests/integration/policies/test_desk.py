"""The clerks' pages of policies: everything to read, in both languages, and nothing to edit."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from django.contrib.auth import get_user_model
from django.test import Client
from django.urls import reverse
from django.utils import translation

from eligibility.policies.api import version_for
from eligibility.policies.models import Parameter, Policy, PolicyVersion
from tests.integration.policies.conftest import Publish

pytestmark = pytest.mark.django_db


@pytest.fixture
def client(publish: Publish) -> Client:
    publish()
    client = Client()
    client.force_login(get_user_model().objects.create_superuser("root", password="x"))
    return client


def page(client: Client, model: Any, row: Any = None, *, language: str = "en") -> str:
    name = f"admin:policies_{model._meta.model_name}_{'change' if row else 'changelist'}"
    with translation.override(language):
        response = client.get(reverse(name, args=[row.pk] if row else []), headers={"accept-language": language})
    assert response.status_code == 200
    return response.content.decode()


def test_lists(client: Client) -> None:
    policies = page(client, Policy)
    assert "Maternity allowance" in policies
    assert "To be verified" in policies
    assert "Read on a government page" in policies
    assert "2025-12-31" in page(client, PolicyVersion) or "Dec. 31, 2025" in page(client, PolicyVersion)
    assert "city_average_monthly_wage" in page(client, Parameter)


def test_a_version_says_what_it_decides_and_by_which_article(client: Client) -> None:
    version = version_for("maternity-allowance", date(2025, 11, 3))
    shown = page(client, PolicyVersion, version)
    assert "Days of leave under national law" in shown
    assert "98 days of maternity leave" in shown
    assert "round half up(base_of_all_months * days_of_leave / (30 * months_reckoned), 2)" in shown
    assert "whether they still apply is to be checked" in shown
    assert "a made-up figure" in shown
    assert "Every case comes out as written." in shown
    assert "eligible, 63200.00" in shown
    assert version.sha256 in shown


def test_a_version_in_chinese(client: Client) -> None:
    shown = page(client, PolicyVersion, version_for("elderly-allowance", date(2025, 12, 1)), language="zh-hans")
    assert "老年综合津贴" in shown
    assert "当月第一日已满65周岁" in shown
    assert "沪府发〔2016〕24号" in shown


def test_nothing_can_be_edited(client: Client) -> None:
    version = version_for("elderly-allowance", date(2025, 12, 1))
    address = reverse("admin:policies_policyversion_change", args=[version.pk])
    assert client.post(address, {"number": 9}).status_code == 403
    assert client.get(reverse("admin:policies_policy_add")).status_code == 403
    assert client.post(reverse("admin:policies_policyversion_delete", args=[version.pk])).status_code == 403


def test_only_for_staff(client: Client) -> None:
    client.logout()
    assert client.get(reverse("admin:policies_policy_changelist")).status_code == 302


def test_a_version_that_is_not_there(client: Client) -> None:
    address = reverse("admin:policies_policyversion_change", args=["00000000-0000-0000-0000-000000000000"])
    assert client.get(address).status_code in (302, 404)
