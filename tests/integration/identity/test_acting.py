"""Acting for another: chosen on a page, asked of the register at each request, recorded under both names."""

from datetime import date, datetime
from uuid import UUID

import pytest
from django.test import Client
from django.urls import reverse
from pytest_django import DjangoAssertNumQueries, Settings

from services.core.audit.api import AuditEntry
from services.identity.api import MandateRole, end_mandate, grant_mandate
from services.notices.api import send
from tests.integration.identity.conftest import Families
from tests.integration.identity.people import PASSWORD, REGISTER, account

TODAY = date(2025, 12, 1)


@pytest.fixture(autouse=True)
def _today(settings: Settings) -> None:
    settings.TONGBAN_TODAY = TODAY


@pytest.fixture
def browser(wang: UUID, at: datetime) -> Client:
    account("wangfang", at, person=wang)
    return signed_in("wangfang")


@pytest.fixture
def mandate(wang: UUID, firm: UUID, at: datetime) -> UUID:
    role = MandateRole.AGENT
    return grant_mandate(agent=wang, enterprise=firm, role=role, valid_from=TODAY, actor=REGISTER, at=at).id


def signed_in(username: str) -> Client:
    browser = Client()
    browser.post(reverse("account_login"), {"login": username, "password": PASSWORD})
    return browser


def choose(browser: Client, subject: UUID, **more: str) -> int:
    return browser.post(reverse("acting:choose"), {"subject": str(subject), **more}).status_code


def acting_for(browser: Client) -> UUID:
    response = browser.get(reverse("notices:list"))
    assert response.status_code == 200
    subject: UUID = response.wsgi_request.acting.subject
    return subject


def test_the_page_offers_oneself_children_and_enterprises(
    browser: Client, wang: UUID, child: UUID, firm: UUID, mandate: UUID, families: Families
) -> None:
    families.add(wang, child)
    page = browser.get(reverse("acting:choose")).content.decode()
    for subject, name in ((wang, "王芳"), (child, "王小宝"), (firm, "示例科技有限公司")):
        assert str(subject) in page
        assert name in page


def test_acting_for_an_enterprise_shows_on_every_page_and_in_the_record(
    browser: Client, wang: UUID, firm: UUID, mandate: UUID, at: datetime
) -> None:
    assert choose(browser, firm) == 302
    assert acting_for(browser) == firm
    assert "示例科技有限公司" in browser.get(reverse("notices:list")).content.decode()
    # What is done now carries both identities.
    send(subject=firm, kind="tests.plain", params={}, path="/", actor=REGISTER, at=at, key="1")
    notice = browser.get(reverse("notices:list")).context["page"].object_list[0]
    browser.post(reverse("notices:open", args=[notice.id]))
    entry = AuditEntry.objects.get(action="notices.notice.read")
    assert (entry.actor_person, entry.on_behalf_of) == (wang, firm)


def test_starting_to_act_is_recorded(browser: Client, wang: UUID, firm: UUID, mandate: UUID) -> None:
    choose(browser, firm)
    entry = AuditEntry.objects.get(action="identity.acting.started")
    assert (entry.actor_person, entry.object_id, entry.data) == (wang, str(firm), {"relation": "enterprise"})


def test_a_parent_acts_for_their_child_only(
    browser: Client, wang: UUID, li: UUID, child: UUID, families: Families
) -> None:
    families.add(li, child)
    assert choose(browser, child) == 404
    assert acting_for(browser) == wang
    families.add(wang, child)
    assert choose(browser, child) == 302
    assert acting_for(browser) == child


def test_another_enterprise_does_not_exist(browser: Client, wang: UUID, firm: UUID) -> None:
    assert choose(browser, firm) == 404
    assert acting_for(browser) == wang


@pytest.mark.parametrize("subject", ["", "nonsense", "1"])
def test_what_is_no_choice_is_said_on_the_page(browser: Client, wang: UUID, subject: str) -> None:
    response = browser.post(reverse("acting:choose"), {"subject": subject})
    assert response.status_code == 200
    assert response.context["form"].errors
    assert str(wang) in response.content.decode()


def test_a_mandate_revoked_between_page_and_post_is_refused(
    browser: Client, wang: UUID, firm: UUID, mandate: UUID, at: datetime
) -> None:
    send(subject=firm, kind="tests.plain", params={}, path="/", actor=REGISTER, at=at, key="1")
    choose(browser, firm)
    notice = browser.get(reverse("notices:list")).context["page"].object_list[0]
    end_mandate(mandate=mandate, on=TODAY, actor=REGISTER, at=at)

    assert browser.post(reverse("notices:open", args=[notice.id])).status_code == 403
    assert not AuditEntry.objects.filter(action="notices.notice.read").exists()
    # Afterwards the same browser acts for its person again.
    assert acting_for(browser) == wang
    assert browser.post(reverse("notices:open", args=[notice.id])).status_code == 404


def test_a_page_opened_after_the_mandate_ended_falls_back_and_says_so(
    browser: Client, wang: UUID, firm: UUID, mandate: UUID, at: datetime
) -> None:
    choose(browser, firm)
    end_mandate(mandate=mandate, on=TODAY, actor=REGISTER, at=at)
    response = browser.get(reverse("notices:list"))
    assert response.wsgi_request.acting.subject == wang
    assert len(response.context["messages"]) == 1
    assert len(browser.get(reverse("notices:list")).context["messages"]) == 0


def test_choosing_an_enterprise_whose_mandate_ended_is_forbidden_not_hidden(
    browser: Client, wang: UUID, firm: UUID, mandate: UUID, at: datetime
) -> None:
    end_mandate(mandate=mandate, on=TODAY, actor=REGISTER, at=at)
    assert choose(browser, firm) == 403
    assert acting_for(browser) == wang


def test_two_browsers_of_one_person_act_for_different_subjects(
    browser: Client, wang: UUID, firm: UUID, mandate: UUID
) -> None:
    second = signed_in("wangfang")
    choose(browser, firm)
    assert acting_for(browser) == firm
    assert acting_for(second) == wang


def test_the_end_of_a_mandate_reaches_every_browser(
    browser: Client, wang: UUID, firm: UUID, mandate: UUID, at: datetime
) -> None:
    second = signed_in("wangfang")
    for each in (browser, second):
        choose(each, firm)
    end_mandate(mandate=mandate, on=TODAY, actor=REGISTER, at=at)
    assert acting_for(browser) == acting_for(second) == wang


def test_signing_out_forgets_for_whom_one_acted(browser: Client, wang: UUID, firm: UUID, mandate: UUID) -> None:
    choose(browser, firm)
    browser.post(reverse("account_logout"))
    browser.post(reverse("account_login"), {"login": "wangfang", "password": PASSWORD})
    assert acting_for(browser) == wang


@pytest.mark.parametrize(
    ("wanted", "leads_to"), [("/notices/", "/notices/"), ("https://evil.example/", "/"), ("//evil.example/", "/")]
)
def test_choosing_leads_back_to_a_page_of_ours_only(browser: Client, wang: UUID, wanted: str, leads_to: str) -> None:
    response = browser.post(reverse("acting:choose"), {"subject": str(wang), "next": wanted})
    assert response.headers["Location"] == leads_to


def test_acting_for_an_enterprise_costs_one_statement_a_request(
    browser: Client, firm: UUID, mandate: UUID, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    choose(browser, firm)
    with django_assert_max_num_queries(9):
        # session, user, mandate; notices: count and page; number at the bell; label: person and enterprise
        browser.get(reverse("notices:list"))
