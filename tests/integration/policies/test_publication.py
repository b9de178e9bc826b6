"""Loading the library: new is added, ended is ended, gone is withdrawn, and what was published is never rewritten."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from decimal import Decimal
from io import StringIO
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command

from eligibility.policies.api import (
    LIBRARY_LOADED,
    CasesFail,
    ChangedAfterPublication,
    LifeEvent,
    NoVersionInForce,
    UnknownPolicy,
    compiled,
    datasets,
    paths,
    policies,
    policy,
    terms_of,
    version_for,
)
from eligibility.policies.models import Edition, Parameter, ParameterVersion, Policy, PolicyVersion
from eligibility.policies.rulebook import shipped
from services.core.audit.api import AuditEntry
from services.core.outbox.api import Event
from tests.integration.policies.conftest import Publish
from tests.unit.policies.libraries import edit

pytestmark = pytest.mark.django_db
SHIPPED, BOOK = shipped()
# Every version of a policy, and every value of a parameter.
PUBLISHED = sum(len(one.versions) for one in SHIPPED.policies) + sum(
    len(SHIPPED.parameters.history(name)) for name in SHIPPED.parameters.names()
)
REFUND, ELDERLY, MATERNITY = "job-stabilisation-refund", "elderly-allowance", "maternity-allowance"
SECOND = "  - {version: 2, valid_from: 2025-01-01, valid_to: 2025-12-31, model: model.dmn, cases: cases.yaml}\n"


def test_nothing_is_published_before_the_first_loading() -> None:
    assert policies() == ()
    with pytest.raises(UnknownPolicy):
        version_for(REFUND, date(2025, 6, 1))


def test_the_first_loading_publishes_everything(publish: Publish, at: datetime) -> None:
    loaded = publish()
    assert (len(loaded.published), loaded.withdrawn, loaded.ended) == (PUBLISHED, [], [])
    assert loaded.cases >= 148
    assert [one.code for one in policies()] == sorted(BOOK.policies)
    version = version_for(REFUND, date(2025, 12, 31))
    assert (version.number, version.published_at) == (1, at)
    assert version.pk == BOOK.versions(REFUND)[0].id
    assert terms_of(version) == BOOK.versions(REFUND)[0].terms
    actions = AuditEntry.objects.filter(action__startswith="policies.").values_list("action", flat=True)
    assert sorted(set(actions)) == ["policies.parameter.published", "policies.version.published"]
    assert len(actions) == PUBLISHED
    event = Event.objects.get(topic=LIBRARY_LOADED)
    assert event.payload["edition"] == str(Edition.objects.get().pk)


def test_repeating_changes_nothing(publish: Publish) -> None:
    publish()
    loaded = publish()
    assert not loaded.changed
    assert loaded.unchanged == PUBLISHED
    assert Edition.objects.count() == 1
    assert Event.objects.filter(topic=LIBRARY_LOADED).count() == 1


def test_what_decides_a_published_version_cannot_change(publish: Publish, folder: Path) -> None:
    publish()
    edit(folder / REFUND / "policy.yaml", ("confirm_within_days: 90", "confirm_within_days: 91"))
    with pytest.raises(ChangedAfterPublication) as caught:
        publish(folder)
    assert (caught.value.name, caught.value.number) == (REFUND, 1)
    assert terms_of(version_for(REFUND, date(2025, 6, 1))).confirm_within_days == 90


def test_a_corrected_version_takes_the_place_of_a_withdrawn_one(publish: Publish, folder: Path, at: datetime) -> None:
    publish()
    first = version_for(REFUND, date(2025, 6, 1))
    text = (folder / REFUND / "policy.yaml").read_text(encoding="utf-8")
    (folder / REFUND / "policy.yaml").write_text(text[: text.index("versions:\n")] + "versions:\n" + SECOND, "utf-8")
    edit(folder / REFUND / "policy.yaml", ("confirm_within_days: 90", "confirm_within_days: 60"))
    later = at + timedelta(days=1)
    loaded = publish(folder, at=later)
    assert (loaded.published, loaded.withdrawn) == ([f"{REFUND} 2"], [f"{REFUND} 1"])
    second = version_for(REFUND, date(2025, 6, 1))
    assert (second.number, terms_of(second).confirm_within_days) == (2, 60)
    assert compiled(first.pk).terms.confirm_within_days == 90, "what was decided by it can still be explained"
    assert PolicyVersion.objects.get(pk=first.pk).withdrawn_at == later
    with pytest.raises(ChangedAfterPublication):
        publish(at=later)  # the withdrawn version does not come back


def test_an_open_version_can_be_given_an_end(publish: Publish, folder: Path) -> None:
    publish()
    cases = (folder / ELDERLY / "cases.yaml").read_text(encoding="utf-8")
    late = "  - name: {zh-hans: 参数期满之后"
    (folder / ELDERLY / "cases.yaml").write_text(cases[: cases.index(late)], encoding="utf-8")
    edit(folder / ELDERLY / "policy.yaml", ("valid_to: null", "valid_to: 2027-12-31"))
    loaded = publish(folder)
    assert loaded.ended == [f"{ELDERLY} 1"]
    assert version_for(ELDERLY, date(2027, 12, 31)).number == 1
    with pytest.raises(NoVersionInForce):
        version_for(ELDERLY, date(2028, 1, 1))
    edit(folder / ELDERLY / "policy.yaml", ("valid_to: 2027-12-31", "valid_to: 2028-12-31"))
    with pytest.raises(ChangedAfterPublication):
        publish(folder)


def test_words_and_marks_may_be_corrected(publish: Publish, folder: Path) -> None:
    publish()
    edit(folder / ELDERLY / "policy.yaml", ("mark: T", "mark: G"))
    loaded = publish(folder)
    assert (loaded.corrected, loaded.published) == ([ELDERLY], [])
    assert not policy(ELDERLY).to_be_verified
    assert AuditEntry.objects.filter(action="policies.policy.corrected").count() == 1


def test_life_events_and_words_lead_to_a_policy_and_may_be_corrected(publish: Publish, folder: Path) -> None:
    publish(folder)
    assert (policy(ELDERLY).life_events, policy(ELDERLY).words["en"]) == (
        (LifeEvent.RETIREMENT,),
        ["old age", "senior", "over 65"],
    )
    edit(folder / ELDERLY / "policy.yaml", ("life_events: [retirement]", "life_events: [retirement, hardship]"))
    assert publish(folder).corrected == [ELDERLY]
    assert policy(ELDERLY).life_events == (LifeEvent.RETIREMENT, LifeEvent.HARDSHIP)


def test_a_corrected_parameter_leaves_the_old_value_as_it_was_known(
    publish: Publish, folder: Path, at: datetime
) -> None:
    publish()
    path = folder / "parameters" / "city_average_monthly_wage.yaml"
    edit(path, ('"9800.00"', '"9800.01"'))
    cases = folder / MATERNITY / "cases.yaml"
    text = cases.read_text(encoding="utf-8")
    cases.write_text(text[: text.index("  # The base\n")], encoding="utf-8")
    later = at + timedelta(days=30)
    loaded = publish(folder, at=later)
    assert len(loaded.published) == len(loaded.withdrawn) == 1
    version = version_for(MATERNITY, date(2025, 11, 3))
    now = compiled(version).parameters(date(2025, 11, 3))
    then = compiled(version, known_at=at).parameters(date(2025, 11, 3))
    assert now is not None
    assert then is not None
    assert now["city_average_monthly_wage"] == Decimal("9800.01")
    assert then["city_average_monthly_wage"] == Decimal("9800.00")


def test_a_library_whose_cases_fail_is_not_published(publish: Publish, folder: Path) -> None:
    edit(folder / MATERNITY / "model.dmn", ("<text>98</text>", "<text>97</text>"))
    with pytest.raises(CasesFail, match=r"62800\.00"):
        publish(folder)
    assert not Policy.objects.exists()
    assert not Parameter.objects.exists()
    assert not ParameterVersion.objects.exists()


def test_reading_asks_once_in_a_transaction(publish: Publish, django_assert_num_queries: object) -> None:
    publish()
    version_for(REFUND, date(2025, 6, 1))
    with django_assert_num_queries(0):  # type: ignore[operator]  # pytest-django's fixture has no type
        for day in range(1, 29):
            version = version_for(REFUND, date(2025, 6, day))
            assert compiled(version).number == 1
        assert datasets(REFUND) == {"enterprise", "unemployment_insurance"}
        assert ("enterprise", "size") in paths(REFUND)


def test_the_command(at: datetime) -> None:
    out = StringIO()
    call_command("load_policies", stdout=out, stderr=StringIO())
    assert f"{MATERNITY} 1" in out.getvalue()
    again = StringIO()
    call_command("load_policies", stdout=again, stderr=StringIO())
    assert MATERNITY not in again.getvalue()


def test_the_command_says_why_it_refuses(publish: Publish, folder: Path) -> None:
    edit(folder / REFUND / "policy.yaml", ("confirm_within_days: 90", "confirm_within_days: 91"))
    publish(folder)
    with pytest.raises(CommandError, match=REFUND):
        call_command("load_policies", stdout=StringIO(), stderr=StringIO())
