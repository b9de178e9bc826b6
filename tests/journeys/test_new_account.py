"""Where the money should go is not known, or the bank can't pay there: people say it once, and the bank checks."""

from __future__ import annotations

from playwright.sync_api import expect

from tests.journeys import awarded, clerks
from tests.journeys.conftest import Town, Visit, sign_in_name
from tests.journeys.looking import look_here
from tests.journeys.visitor import PHONE, Visitor

ALLOWANCE = "maternity-allowance"
AMOUNT = "¥63,200.00"
CHECKED = "Confirmed; your account is being checked"


def test_an_account_is_asked_for_once_and_checked(town: Town, visit: Visit) -> None:
    household = town.move_in(account_ends="")
    town.report_birth(household.birth())
    mother = visit(size=PHONE)
    mother.sign_in(sign_in_name(household.mother))
    mother.wait_for_text(AMOUNT)
    mother.press("Confirm", within=mother.main)
    button = mother.page.get_by_role("button", name=mother.say("Confirm: %(amount)s", amount=AMOUNT), exact=True)
    button.click()
    mother.sees(mother.say("Enter your account number."))
    look_here(mother)

    town.bank_will("late", polls=1)
    awarded.give_account(mother, "6222 0000 1234 5678 903")
    button.click()
    expect(mother.heading).to_have_text(mother.say(CHECKED))
    mother.wait_for_heading("Confirmed")
    release(visit)
    mother.wait_for_heading("Paid")
    assert awarded.row(mother, "Account").endswith("8903")


def test_a_closed_account_is_mended(town: Town, visit: Visit) -> None:
    household = town.move_in(account_ends="9904")
    town.report_birth(household.birth())
    mother = visit(language="en")
    mother.sign_in(sign_in_name(household.mother))
    mother.wait_for_text(AMOUNT)
    awarded.confirm(mother, ALLOWANCE, awarded.button_naming(mother, AMOUNT, "9904"))
    release(visit)

    mother.wait_for_heading("The bank could not pay")
    be_told(mother)
    look_here(mother)
    mother.press("Give another account")
    look_here(mother)
    awarded.give_account(mother, "6222000000009951")  # somebody else's, as the bank knows
    mother.press("Use this account")
    mother.sees(mother.say("Thank you. The bank checks the name, then the money goes out."))
    mother.wait_for_heading("The bank could not pay")
    mother.press("Give another account")
    awarded.give_account(mother, "6222000000001111")
    mother.press("Use this account")
    mother.wait_for_heading("Confirmed")
    release(visit)
    mother.wait_for_heading("Paid")
    assert awarded.row(mother, "Account").endswith("1111")


def be_told(mother: Visitor) -> None:
    """The notice leads back to the receipt, where the account can be mended."""
    name = mother.say("%(policy)s: the bank could not pay", policy=awarded.title(mother, ALLOWANCE))
    mother.open("/notices/")
    told = mother.page.get_by_role("listitem").filter(has_text=name)
    told.get_by_role("button").click()
    expect(mother.heading).to_have_text(mother.say("The bank could not pay"))


def release(visit: Visit) -> None:
    first, second = visit(), visit()
    first.sign_in("anna", next_page="/admin/")
    second.sign_in("bo", next_page="/admin/")
    clerks.release_together(first, second)
