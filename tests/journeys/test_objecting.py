"""Whoever disagrees is heard by a person: a fact disputed, a refusal in writing and objected to; each answered."""

from __future__ import annotations

import re
from typing import Any

import pytest
from playwright.sync_api import expect

from eligibility.awards.models import Appeal
from tests.journeys.conftest import Town, Visit, sign_in_name
from tests.journeys.looking import PLAIN, look_here
from tests.journeys.visitor import PHONE, Visitor

AMOUNT = "¥63,200.00"
WAGE = {"zh-hans": "职工月平均工资", "en": "Average monthly wage"}


@pytest.fixture
def clerk(town: Town, visit: Visit) -> Visitor:
    reader = visit()
    reader.sign_in("chen", next_page="/admin/")
    return reader


def answer(clerk: Visitor, model: str, key: str, outcome: str, words: str) -> None:
    """At the desk, on the page of what is objected to; an empty answer is sent back first."""
    clerk.open(f"/admin/awards/{model}/{key}/change/")
    clerk.press("Send the answer")
    clerk.sees(clerk.say("Choose a result."))
    look_here(clerk, ways=[PLAIN])
    clerk.page.get_by_label(clerk.say(outcome)).check()
    clerk.page.get_by_label(clerk.say("Answer to the person, with its reasons")).fill(words)
    clerk.press("Send the answer")
    clerk.sees(clerk.say("Answered: the person is told."))
    expect(clerk.page.get_by_role("button", name=clerk.say("Send the answer"), exact=True)).to_have_count(0)


def signed_in(town: Town, visit: Visit, language: str, *, scripts: bool) -> tuple[Visitor, dict[str, Any]]:
    household = town.move_in()
    mother = visit(language=language, size=PHONE, scripts=scripts)
    mother.sign_in(sign_in_name(household.mother))
    return mother, household.birth()


def key_in(visitor: Visitor, room: str) -> str:
    expect(visitor.page).to_have_url(re.compile(rf"/benefits/{room}/[0-9a-f-]{{36}}/$"))
    return visitor.path.split("/")[-2]


@pytest.mark.parametrize(("language", "scripts"), [("zh-hans", True), ("en", False)])
def test_a_wrong_fact_is_answered_by_the_office(
    town: Town, visit: Visit, clerk: Visitor, language: str, scripts: bool
) -> None:
    mother, birth = signed_in(town, visit, language, scripts=scripts)
    town.report_birth(birth)
    mother.wait_for_text(AMOUNT)
    mother.open("/benefits/")
    mother.follow("This is wrong", within=mother.main)
    mother.press("Send it to be checked")
    mother.sees(mother.say("Choose the fact that is wrong."))
    if scripts:
        look_here(mother)
    mother.page.get_by_role("radio", name=re.compile(WAGE[language])).first.check()
    mother.page.get_by_label(mother.say("What is right?")).fill("应为 13000 元")
    mother.press("Send it to be checked")
    key = key_in(mother, "contests")
    expect(mother.heading).to_have_text(mother.say("Being checked"))
    if scripts:
        look_here(mother)

    answer(clerk, "contest", key, "The person is right: we correct the entry in our register", "工资已经更正。")

    mother.page.reload()
    mother.sees("工资已经更正。", within=mother.main)
    expect(mother.page.get_by_role("button", name=mother.say("Take it back"), exact=True)).to_have_count(0)
    if scripts:
        look_here(mother)


@pytest.mark.parametrize(("language", "scripts"), [("zh-hans", True), ("en", False)])
def test_a_refusal_in_writing_is_objected_to_and_looked_at_again(
    town: Town, visit: Visit, clerk: Visitor, language: str, scripts: bool
) -> None:
    mother, _birth = signed_in(town, visit, language, scripts=scripts)
    mother.open("/benefits/all/elderly-allowance/")
    mother.press("Give me this in writing")
    key_in(mother, "decisions")
    if scripts:
        look_here(mother)
    mother.main.locator("a", has_text=mother.say("Object to this decision")).click()
    mother.press("Send the objection")
    mother.sees(mother.say("Say why you think that the decision is wrong."))
    if scripts:
        look_here(mother)
    mother.page.get_by_role("textbox").last.fill("我已经六十五岁了。")
    mother.press("Send the objection")
    decision = key_in(mother, "decisions")
    mother.sees(mother.say("Your objection"))
    expect(mother.main.locator("a", has_text=mother.say("Object to this decision"))).to_have_count(0)
    if scripts:
        look_here(mother)

    appeal = str(Appeal.objects.get(decision=decision).pk)
    answer(clerk, "appeal", appeal, "The decision stands", "登记的出生日期有户口簿为证。")

    mother.page.reload()
    mother.sees("登记的出生日期有户口簿为证。", within=mother.main)
    if scripts:
        look_here(mother)
    mother.wait_until(lambda: told(mother), what="the notice of the answer")


def told(mother: Visitor) -> bool:
    mother.open("/notices/")
    words = mother.say("Your objection has been answered")
    return mother.page.get_by_role("heading", name=words).count() == 1
