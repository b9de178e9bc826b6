"""The database itself keeps what was published: no overlap, no change, no deletion."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import Any

import pytest
from django.db import IntegrityError, transaction

from eligibility.policies.models import Parameter, ParameterVersion, Policy, PolicyVersion
from tests.integration.policies.conftest import Publish

pytestmark = pytest.mark.django_db
REFUND = "job-stabilisation-refund"


@pytest.fixture(autouse=True)
def published(publish: Publish) -> None:
    publish()


def another(at: datetime, **changes: Any) -> dict[str, Any]:
    values = {
        "policy": Policy.objects.get(code=REFUND),
        "number": 2,
        "valid_from": date(2026, 1, 1),
        "valid_to": date(2026, 12, 31),
        "terms": {},
        "model": "",
        "sha256": "0" * 64,
        "cases": "",
        "published_at": at,
    }
    return {**values, **changes}


def refused(act: Any) -> None:
    with pytest.raises(IntegrityError), transaction.atomic():
        act()


def test_a_version_that_follows_is_welcome(at: datetime) -> None:
    PolicyVersion.objects.create(**another(at))


@pytest.mark.parametrize(
    "changes",
    [
        {"valid_from": date(2025, 12, 31)},
        {"valid_from": date(2024, 1, 1), "valid_to": None},
        {"number": 1},
        {"number": 0},
        {"valid_to": date(2025, 12, 30)},
        {"sha256": "no hash"},
    ],
)
def test_versions_that_cannot_be(changes: dict[str, Any], at: datetime) -> None:
    refused(lambda: PolicyVersion.objects.create(**another(at, **changes)))


def test_a_withdrawn_version_leaves_room(at: datetime) -> None:
    PolicyVersion.objects.filter(policy__code=REFUND).update(withdrawn_at=at)
    PolicyVersion.objects.create(**another(at, valid_from=date(2025, 6, 1)))


def test_another_policy_is_another_matter(at: datetime) -> None:
    elsewhere = Policy.objects.get(code="elderly-allowance")
    PolicyVersion.objects.filter(policy=elsewhere).update(valid_to=date(2016, 12, 31))
    PolicyVersion.objects.create(**another(at, policy=elsewhere, valid_from=date(2017, 1, 1), valid_to=None))


@pytest.mark.parametrize("field", ["number", "valid_from", "terms", "model", "sha256", "published_at"])
def test_a_published_version_is_never_changed(field: str, at: datetime) -> None:
    values = another(at - timedelta(days=1), valid_from=date(2025, 2, 1))
    refused(lambda: PolicyVersion.objects.filter(policy__code=REFUND).update(**{field: values[field]}))


@pytest.mark.parametrize("changes", [{"valid_to": date(2025, 12, 30)}, {"valid_to": None}])
def test_an_end_is_never_moved(changes: dict[str, Any]) -> None:
    refused(lambda: PolicyVersion.objects.filter(policy__code=REFUND).update(**changes))


def test_a_withdrawal_is_never_taken_back(at: datetime) -> None:
    PolicyVersion.objects.filter(policy__code=REFUND).update(withdrawn_at=at)
    refused(lambda: PolicyVersion.objects.filter(policy__code=REFUND).update(withdrawn_at=None))


def test_nothing_published_is_deleted() -> None:
    refused(lambda: PolicyVersion.objects.filter(policy__code=REFUND).delete())
    refused(lambda: ParameterVersion.objects.all().delete())


def test_parameter_values_neither_overlap_nor_change(at: datetime) -> None:
    parameter = Parameter.objects.get(name="city_average_monthly_wage")
    values = {"parameter": parameter, "value": "1", "source": {}, "published_at": at, "valid_to": date(2027, 6, 30)}
    ParameterVersion.objects.create(**values, valid_from=date(2026, 7, 1))
    refused(lambda: ParameterVersion.objects.create(**values, valid_from=date(2026, 6, 30)))
    refused(lambda: ParameterVersion.objects.create(**{**values, "value": ""}, valid_from=date(2027, 7, 1)))
    for changes in ({"value": "2"}, {"valid_to": date(2028, 6, 30)}, {"valid_from": date(2026, 8, 1)}):
        refused(lambda changes=changes: ParameterVersion.objects.filter(parameter=parameter).update(**changes))
