"""The one story that must always work: a birth is reported, offered, confirmed, released by two clerks, paid."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from playwright.sync_api import expect

from services.core.access.api import Purpose, count_entries_for
from tests.fixtures import person
from tests.households import Household
from tests.journeys import awarded, clerks
from tests.journeys.conftest import Town, Visit, sign_in_name
from tests.journeys.visitor import DESKTOP, PHONE, Size, Visitor

ALLOWANCE = "maternity-allowance"
AMOUNT = "¥63,200.00"


@pytest.mark.parametrize(
    ("language", "size", "scripts"),
    [("zh-hans", PHONE, True), ("en", DESKTOP, True), ("zh-hans", DESKTOP, False)],
    ids=["chinese-on-a-phone", "english", "chinese-without-scripts"],
)
def test_from_the_birth_to_the_money(
    town: Town, visit: Visit, tmp_path: Path, language: str, size: Size, scripts: bool
) -> None:
    household = town.move_in()
    answer = town.report_birth(household.birth())
    assert (answer["state"], answer["applied"], answer["quarantined"]) == ("applied", 1, 0)

    mother = visit(size=size, scripts=scripts)
    mother.sign_in(sign_in_name(household.mother))
    if language != mother.language:
        mother.switch_language(language)
    find_the_offer(mother)
    read_why(mother)
    digits = household.account_of(household.mother)[-4:]
    awarded.confirm(mother, ALLOWANCE, awarded.button_naming(mother, AMOUNT, digits))
    read_the_receipt(mother, household)

    two_clerks_release(visit, language=language, scripts=scripts)

    mother.wait_for_heading("Paid")
    keep_the_receipt(mother, tmp_path)
    be_told(mother)
    find_every_reading(mother, household)


def find_the_offer(mother: Visitor) -> None:
    mother.wait_for_text(AMOUNT)
    card = mother.page.get_by_role("article").filter(has_text=AMOUNT)
    expect(card).to_contain_text(awarded.title(mother, ALLOWANCE))
    for body in ("health", "hrss"):
        expect(card).to_contain_text(awarded.body_name(mother, body))
    mother.follow("Why this is yours", within=card)


def read_why(mother: Visitor) -> None:
    """Every condition is met and says by which article; what was read stands there with its source."""
    expect(mother.heading).to_have_text(mother.say("Why this is yours"))
    expect(mother.page.locator(".tb-sum__line").last).to_contain_text(AMOUNT)
    conditions = mother.page.locator(".tb-condition")
    assert conditions.count() >= 3
    expect(mother.page.locator(".tb-condition--pass")).to_have_count(conditions.count())
    expect(mother.page.locator(".tb-condition__article")).to_have_count(conditions.count())
    values = conditions.locator(".tb-facts__row")
    assert values.count() >= 2
    expect(values.locator(".tb-source")).to_have_count(values.count())
    expect(conditions.filter(has_text=awarded.body_name(mother, "health"))).not_to_have_count(0)
    rule = conditions.first.locator("details")
    rule.locator("summary").click()
    expect(rule.locator("pre")).to_be_visible()


def read_the_receipt(mother: Visitor, household: Household) -> None:
    expect(mother.heading).to_have_text(mother.say("Confirmed"))
    mother.sees(AMOUNT)
    name = household.name_of(household.mother)
    assert {awarded.row(mother, key) for key in ("For", "Paid to", "Confirmed by")} == {name}
    assert awarded.row(mother, "Account").endswith(household.account_of(household.mother)[-4:])


def two_clerks_release(visit: Visit, *, language: str, scripts: bool) -> None:
    first, first_again, second = (visit(language=language, scripts=scripts) for _browser in range(3))
    for clerk, username in ((first, "anna"), (first_again, "anna"), (second, "bo")):
        clerk.sign_in(username, next_page="/admin/")
    batch = clerks.build_batch(first)
    clerks.press_and_see(first, "Seal the batch", "Sealed.")
    clerks.press_and_see(first, "Submit for signature", "Submitted: two people sign it now.")
    clerks.refuse_one_alone(first, first_again, batch)
    second.open(batch)
    clerks.press_and_see(second, "Sign the batch", "Signed.")
    clerks.press_and_see(second, "Release to the bank", "Released: it goes to the bank now.")


def keep_the_receipt(mother: Visitor, folder: Path) -> None:
    reference = mother.page.locator(".govuk-panel strong").inner_text().strip()
    assert len(reference) == 12
    text = awarded.receipt_text(mother, folder)
    for words in (reference, AMOUNT, awarded.title(mother, ALLOWANCE), mother.say("Paid")):
        assert words in text


def be_told(mother: Visitor) -> None:
    words = {"policy": awarded.title(mother, ALLOWANCE), "amount": AMOUNT}
    mother.open("/notices/")
    for text in ("%(policy)s: %(amount)s is waiting for you", "%(policy)s: %(amount)s has been paid"):
        expect(mother.page.get_by_role("heading", name=mother.say(text, **words))).to_be_visible()


def find_every_reading(mother: Visitor, household: Household) -> None:
    """As many as the access log has entries: those of the matching that found her, and of her own click."""
    mother.follow("My file")
    mother.follow("Who read my data")
    lines = mother.page.locator(".tb-entries__entry")
    expect(lines).not_to_have_count(0)
    # What repeats itself is one line that says how often.
    times = [re.search(r"×(\d+)", when) for when in lines.locator(".tb-entries__when").all_inner_texts()]
    assert sum(int(often[1]) if often else 1 for often in times) == count_entries_for(person(household.mother))
    purposes = {Purpose.MATCHING: "An automatic check of the portal", Purpose.CONFIRMATION: "You"}
    for purpose, reader in purposes.items():
        ours = lines.filter(has_text=mother.say("Purpose: %(purpose)s", purpose=mother.say(purpose.label)))
        expect(ours.filter(has_text=mother.say(reader))).not_to_have_count(0)
    expect(lines.filter(has_text=awarded.title(mother, ALLOWANCE))).not_to_have_count(0)
