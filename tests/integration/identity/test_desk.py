"""The admin of identity: masked, read-only but for commands, nothing set by posting it."""

from datetime import date, datetime
from uuid import UUID

import pytest
from django.contrib.auth.models import Permission
from django.test import Client
from django.urls import reverse
from pytest_django import Settings

from services.core.audit.api import AuditEntry
from services.identity.api import MandateRole, Role, User, end_mandate, grant_mandate, roles_of
from tests.integration.identity.people import PASSWORD, REGISTER, account, credit_code, person, resident_id

TODAY = date(2025, 12, 1)
LISTS = ("subject", "representation", "servicekey", "user")


@pytest.fixture(autouse=True)
def _today(settings: Settings) -> None:
    settings.TONGBAN_TODAY = TODAY


def staff(at: datetime, *permissions: str) -> tuple[User, Client]:
    user = account("clerk", at, roles=(Role.AUDITOR,))
    user.groups.get().permissions.clear()
    user.user_permissions.set(Permission.objects.filter(content_type__app_label="identity", codename__in=permissions))
    browser = Client()
    browser.post(reverse("account_login"), {"login": "clerk", "password": PASSWORD})
    return user, browser


def page(browser: Client, address: str) -> str:
    response = browser.get(address)
    assert response.status_code == 200
    text: str = response.content.decode()
    return text


def test_people_are_masked_in_lists_and_pages(wang: UUID, firm: UUID, at: datetime) -> None:
    _user, browser = staff(at, "view_subject")
    for address in (
        reverse("admin:identity_subject_changelist"),
        reverse("admin:identity_subject_change", args=[wang]),
    ):
        text = page(browser, address)
        assert "王*" in text
        assert "王芳" not in text
        assert resident_id(1) not in text
        assert resident_id(1)[-4:] in text
    assert credit_code(1) in page(browser, f"{reverse('admin:identity_subject_changelist')}?q={credit_code(1)}")
    assert str(wang) in page(browser, f"{reverse('admin:identity_subject_changelist')}?q={wang}")


@pytest.mark.parametrize(
    ("model", "asked", "status"),
    [
        ("user", "password__startswith=pbkdf2", 400),
        ("user", "is_active__exact=1", 200),
        ("subject", "person__resident_id_index__isnull=0", 400),
        ("subject", "person__isnull=0", 400),
        ("subject", "kind__exact=person", 200),
        ("servicekey", "body__exact=hrss", 200),
    ],
)
def test_a_list_answers_nothing_about_what_it_does_not_show(
    wang: UUID, model: str, asked: str, status: int, at: datetime
) -> None:
    _user, browser = staff(at, *(f"view_{name}" for name in LISTS))
    address = reverse(f"admin:identity_{model}_changelist")
    assert browser.get(f"{address}?{asked}").status_code == status


def test_a_list_of_subjects_takes_the_same_statements_whatever_its_length(
    wang: UUID, at: datetime, django_assert_max_num_queries: object
) -> None:
    _user, browser = staff(at, "view_subject")
    for number in range(10, 40):
        person(number, "李四", at)
    with django_assert_max_num_queries(9):  # type: ignore[operator]
        browser.get(reverse("admin:identity_subject_changelist"))


def test_without_the_right_there_is_no_list(db: None, at: datetime) -> None:
    _user, browser = staff(at)
    for model in LISTS:
        assert browser.get(reverse(f"admin:identity_{model}_changelist")).status_code == 403


@pytest.mark.parametrize("model", ["subject", "representation", "servicekey"])
def test_nothing_is_added_by_hand(db: None, at: datetime, model: str) -> None:
    _user, browser = staff(at, *(f"{verb}_{model}" for verb in ("view", "add", "change", "delete")))
    assert browser.get(reverse(f"admin:identity_{model}_add")).status_code == 403
    assert browser.get(reverse(f"admin:identity_{model}_changelist")).status_code == 200


def test_a_mandate_is_ended_from_the_list_by_who_may(wang: UUID, firm: UUID, at: datetime) -> None:
    role = MandateRole.AGENT
    mandate = grant_mandate(agent=wang, enterprise=firm, role=role, valid_from=TODAY, actor=REGISTER, at=at)
    address = reverse("admin:identity_representation_changelist")
    action = {"action": "end_today", "_selected_action": str(mandate.id)}

    user, browser = staff(at, "view_representation")
    assert "王*" in page(browser, address)
    browser.post(address, action)
    mandate.refresh_from_db()
    assert mandate.valid_to is None

    user.user_permissions.add(Permission.objects.get(codename="end_representation"))
    browser.post(address, action)
    mandate.refresh_from_db()
    assert mandate.valid_to == TODAY
    assert AuditEntry.objects.get(action="identity.mandate.ended").actor_id == str(user.pk)


def test_what_a_clerk_does_at_the_desk_is_done_in_office(wang: UUID, firm: UUID, at: datetime) -> None:
    """Even while the same browser acts for an enterprise, whose mandate may meanwhile have ended."""
    clerk = person(9, "赵静", at)
    role = MandateRole.AGENT
    own = grant_mandate(agent=clerk, enterprise=firm, role=role, valid_from=TODAY, actor=REGISTER, at=at)
    first, second = (
        grant_mandate(agent=wang, enterprise=firm, role=kind, valid_from=TODAY, actor=REGISTER, at=at)
        for kind in MandateRole
    )
    user, browser = staff(at, "view_representation", "end_representation")
    User.objects.filter(pk=user.pk).update(person=clerk)
    address = reverse("admin:identity_representation_changelist")
    assert browser.post(reverse("acting:choose"), {"subject": str(firm)}).status_code == 302

    browser.post(address, {"action": "end_today", "_selected_action": str(first.id)})
    end_mandate(mandate=own.id, on=TODAY, actor=REGISTER, at=at)
    browser.post(address, {"action": "end_today", "_selected_action": str(second.id)})

    for mandate in (first, second):
        entry = AuditEntry.objects.get(action="identity.mandate.ended", object_id=str(mandate.id))
        assert (entry.actor_person, entry.on_behalf_of) == (clerk, None)


def test_an_account_is_opened_with_its_person_and_roles_and_nothing_else(wang: UUID, at: datetime) -> None:
    _user, browser = staff(at, "view_user", "add_user")
    fields = {
        "username": "newclerk",
        "password": "a long enough phrase",
        "password_again": "a long enough phrase",
        "resident_id": f" {resident_id(1).lower()}",
        "roles": ["payment_clerk"],
        "is_superuser": "on",
        "user_permissions": ["1"],
    }
    response = browser.post(reverse("admin:identity_user_add"), fields)
    assert response.status_code == 302, response.context["adminform"].errors
    opened = User.objects.get(username="newclerk")
    assert (opened.person_id, opened.is_superuser, opened.is_staff) == (wang, False, True)
    assert roles_of(opened) == {Role.PAYMENT_CLERK}
    assert opened.user_permissions.count() == 0
    assert opened.check_password("a long enough phrase")
    assert resident_id(1) not in str(list(AuditEntry.objects.values()))


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("username", "CLERK"),
        ("password_again", "different phrase"),
        ("resident_id", "110105194912310021"),
        ("resident_id", "11010519491231002X"),
        ("roles", ["mayor"]),
        ("password", "123"),
    ],
)
def test_a_mistake_in_a_new_account_is_said_at_its_field(db: None, at: datetime, field: str, value: object) -> None:
    _user, browser = staff(at, "view_user", "add_user")
    phrase = "a long enough phrase"
    fields = {"username": "newclerk", "password": phrase, "password_again": phrase, "resident_id": "", field: value}
    response = browser.post(reverse("admin:identity_user_add"), fields)
    assert response.status_code == 200
    assert field in response.context["adminform"].form.errors
    assert User.objects.filter(username="newclerk").count() == 0


def test_roles_and_closing_are_the_only_things_changed(wang: UUID, at: datetime) -> None:
    _user, browser = staff(at, "view_user", "change_user")
    other = account("other", at, person=wang)
    fields = {"roles": ["auditor"], "username": "renamed", "is_superuser": "on", "is_staff": "on", "person": ""}
    assert browser.post(reverse("admin:identity_user_change", args=[other.pk]), fields).status_code == 302
    other = User.objects.get(pk=other.pk)
    assert (other.username, other.is_active, other.is_superuser, other.person_id) == ("other", False, False, wang)
    assert roles_of(other) == {Role.AUDITOR}
    actions = set(AuditEntry.objects.filter(object_id=str(other.pk)).values_list("action", flat=True))
    assert actions >= {"identity.account.closed", "identity.account.roles_set"}


def test_nobody_changes_their_own_account(db: None, at: datetime) -> None:
    user, browser = staff(at, "view_user", "change_user")
    address = reverse("admin:identity_user_change", args=[user.pk])
    assert "clerk" in page(browser, address)
    browser.post(address, {"roles": [role.value for role in Role], "is_active": "on"})
    assert roles_of(User.objects.get(pk=user.pk)) == {Role.AUDITOR}


def test_a_viewer_sees_an_account_and_changes_nothing(wang: UUID, at: datetime) -> None:
    _user, browser = staff(at, "view_user")
    other = account("other", at, person=wang)
    text = page(browser, reverse("admin:identity_user_change", args=[other.pk]))
    assert "王*" in text
    assert "王芳" not in text
    assert browser.post(reverse("admin:identity_user_change", args=[other.pk]), {"roles": []}).status_code == 403
    assert page(browser, reverse("admin:identity_user_changelist"))
