"""A firm is owed part of its premiums back: its legal representative confirms in its name."""

from __future__ import annotations

from playwright.sync_api import expect

from services.core.audit.api import AuditEntry
from tests import story
from tests.fixtures import enterprise, person
from tests.journeys import awarded, clerks
from tests.journeys.conftest import Town, Visit, sign_in_name

REFUND = "job-stabilisation-refund"
AMOUNT = "¥60,000.00"
FIRM = "老马面馆"


def test_a_refund_for_the_noodle_shop(town: Town, visit: Visit) -> None:
    agent = visit()
    agent.sign_in(sign_in_name(story.BOSS))
    agent.act_for(FIRM)
    agent.follow("Our policies")
    expect(agent.heading).to_have_text(agent.say("Our policies"))
    agent.wait_for_text(AMOUNT)
    expect(agent.page.get_by_role("article").filter(has_text=AMOUNT)).to_contain_text(awarded.title(agent, REFUND))
    awarded.confirm(agent, REFUND, awarded.button_naming(agent, AMOUNT, story.ACCOUNTS[story.NOODLES][-4:]))

    assert (awarded.row(agent, "For"), awarded.row(agent, "Confirmed by")) == (FIRM, story.NAMES[story.BOSS])
    both = {"actor_person": person(story.BOSS), "on_behalf_of": enterprise(story.NOODLES)}
    assert AuditEntry.objects.filter(action="awards.offer.confirm", **both).count() == 1

    first, second = visit(), visit()
    first.sign_in("anna", next_page="/admin/")
    second.sign_in("bo", next_page="/admin/")
    clerks.release_together(first, second)
    agent.wait_for_heading("Paid")
    expect(agent.page.get_by_role("region", name=agent.say("For whom you act"))).to_contain_text(FIRM)
