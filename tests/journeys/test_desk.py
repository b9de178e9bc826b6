"""The clerks' desk in a browser: every page keeps the strict policy, axe finds nothing, and the keyboard is enough."""

from __future__ import annotations

from uuid import UUID

import pytest
from playwright.sync_api import expect

from eligibility.awards.contesting import DisputedFact, contest_fact
from eligibility.awards.models import Offer
from services.tasks.models import Task
from tests.fixtures import acting_as, person
from tests.households import Household
from tests.journeys import awarded, clerks
from tests.journeys.conftest import Town, Visit, sign_in_name
from tests.journeys.looking import look_here, prepare, violations
from tests.journeys.visitor import DESKTOP, PHONE, Visitor
from tests.moments import AT


@pytest.fixture
def chief(town: Town, visit: Visit) -> Visitor:
    """Somebody who holds every role, so that no page of the desk stays closed."""
    reader = visit()
    reader.sign_in("chen", next_page="/admin/")
    return reader


@pytest.fixture
def busy(town: Town, visit: Visit) -> Household:
    """A town in which something was confirmed, disputed, batched and paid."""
    household = town.move_in()
    town.report_birth(household.birth())
    mother = visit()
    mother.sign_in(sign_in_name(household.mother))
    mother.wait_for_text("¥63,200.00")
    mother.open("/")
    mother.page.get_by_role("link", name=mother.say("Why this is yours"), exact=True).first.click()
    digits = household.account_of(household.mother)[-4:]
    awarded.confirm(mother, "maternity-allowance", awarded.button_naming(mother, "¥63,200.00", digits))
    first, second = visit(), visit()
    first.sign_in("anna", next_page="/admin/")
    second.sign_in("bo", next_page="/admin/")
    clerks.release_together(first, second)
    return household


def menu(clerk: Visitor) -> list[str]:
    links = clerk.page.locator(".tb-desk-menu__list a").all()
    return [address for link in links if (address := link.get_attribute("href"))]


def first_row(clerk: Visitor) -> str | None:
    row = clerk.page.locator("#result_list tbody th a").first
    return row.get_attribute("href") if row.count() else None


def disputed_fact(town: Town, visit: Visit) -> UUID:
    """The task that comes of a fact that a mother disputes."""
    household = town.move_in()
    town.report_birth(household.birth())
    mother = visit()
    mother.sign_in(sign_in_name(household.mother))
    mother.wait_for_text("¥63,200.00")
    contest = contest_fact(
        subject=person(household.mother),
        offer_id=Offer.objects.get(subject=person(household.mother)).pk,
        fact=DisputedFact("birth", "date", "birth.date"),
        statement="晚一天",
        actor=acting_as(household.mother),
        at=AT,
    )
    return Task.objects.get(object_id=contest.pk).pk


def test_every_page_of_the_desk_keeps_the_policy_and_can_be_read(chief: Visitor, busy: Household) -> None:
    """What a browser says of a policy that was not kept is an error on its console: `visit` fails with it."""
    chief.open("/admin/")
    look_here(chief)
    files = 0
    for path in menu(chief):
        chief.open(path)
        look_here(chief, sizes=[DESKTOP])
        row = first_row(chief)
        if row is not None:
            chief.open(row)
            look_here(chief)
            files += 1
    assert files >= 15


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_in_english_light_and_dark(town: Town, visit: Visit, theme: str) -> None:
    reader = visit(language="en", size=PHONE)
    reader.sign_in("chen", next_page="/admin/")
    reader.page.emulate_media(color_scheme=theme)  # type: ignore[arg-type]  # one of two words
    for path in ("/admin/", "/admin/tasks/task/", "/admin/payments/payment/", "/admin/facts/feed/"):
        reader.open(path)
        prepare(reader)
        assert not list(violations(reader)), path


def test_the_keyboard_is_enough(chief: Visitor, busy: Household) -> None:
    page = chief.page
    chief.open("/admin/facts/feed/")
    rows = page.locator("#result_list tbody th a")
    assert rows.count() >= 2
    page.keyboard.press("j")
    expect(rows.nth(0)).to_be_focused()
    page.keyboard.press("j")
    expect(rows.nth(1)).to_be_focused()
    page.keyboard.press("k")
    expect(rows.nth(0)).to_be_focused()
    page.keyboard.press("ArrowDown")
    expect(rows.nth(1)).to_be_focused()
    page.keyboard.press("/")
    expect(page.locator("#searchbar")).to_be_focused()
    page.keyboard.type("j?k")
    expect(page.locator("#searchbar")).to_have_value("j?k")
    page.keyboard.press("Escape")
    page.keyboard.press("?")
    dialog = page.get_by_role("dialog", name=chief.say("Keyboard shortcuts"))
    expect(dialog).to_be_visible()
    page.keyboard.press("Escape")
    expect(dialog).to_be_hidden()
    page.keyboard.press("j")
    page.keyboard.press("Enter")
    expect(page.locator(".tb-desk-kind")).to_be_visible()
    page.keyboard.press("g")
    expect(page).to_have_url(chief.address + "/admin/")


def test_a_task_is_taken_and_closed_with_words(town: Town, visit: Visit, chief: Visitor) -> None:
    task = disputed_fact(town, visit)
    chief.open(f"/admin/tasks/task/{task}/change/")
    chief.press("Take it in hand")
    chief.sees(chief.say("The task is yours."))
    chief.page.locator("summary", has_text=chief.say("Close the task")).click()
    chief.press("Close the task")
    look_here(chief)
    chief.sees(chief.say("Say what you did, and why."))
    chief.page.get_by_label(chief.say("Settled: what was wrong is put right")).check()
    chief.page.get_by_label(chief.say("What did you do, and why?")).fill("电话核对后更正")
    chief.press("Close the task")
    chief.sees(chief.say("The task is closed."))
    chief.sees("电话核对后更正")
    look_here(chief)
