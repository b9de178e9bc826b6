"""A child is owed a subsidy: either parent confirms for it, and says which of them is paid."""

from __future__ import annotations

from playwright.sync_api import expect

from tests.journeys import awarded
from tests.journeys.conftest import Town, Visit, sign_in_name
from tests.journeys.looking import look_here
from tests.journeys.visitor import PHONE

SUBSIDY = "childcare-subsidy"
AMOUNT = "¥3,600.00"


def test_a_father_confirms_and_the_mother_is_paid(town: Town, visit: Visit) -> None:
    household = town.move_in(with_family=True)
    child, mother = (household.name_of(who) for who in (household.child, household.mother))
    town.report_birth(household.birth_of_the_child())
    father = visit(size=PHONE)
    father.sign_in(sign_in_name(household.father))
    act_for_child = father.page.get_by_role("button", name=father.say("Act for %(name)s", name=child))
    father.wait_until(lambda: act_for_child.count() == 1, what="what waits for his child")
    act_for_child.click()
    expect(father.page.get_by_role("region", name=father.say("For whom you act"))).to_contain_text(child)
    father.sees(AMOUNT, within=father.main)

    father.press("Confirm", within=father.main)
    confirm = father.page.get_by_role("button", name=father.say("Confirm: %(amount)s", amount=AMOUNT), exact=True)
    confirm.click()
    father.sees(father.say("Choose who should be paid."))
    look_here(father)
    father.page.get_by_label(mother).check()
    confirm.click()

    expect(father.heading).to_have_text(father.say("Confirmed"))
    father.sees(awarded.title(father, SUBSIDY))
    assert awarded.row(father, "For") == child
    assert awarded.row(father, "Paid to") == mother
    assert awarded.row(father, "Confirmed by") == household.name_of(household.father)
    assert awarded.row(father, "Account").endswith(household.account_of(household.mother)[-4:])
