"""What two clerks do at the desk until a batch is with the bank."""

from __future__ import annotations

from playwright.sync_api import expect

from tests.journeys.visitor import Visitor

BATCHES = "/admin/payments/batch/"


def build_batch(clerk: Visitor) -> str:
    """A draft of what waits; gives the address of its page."""
    clerk.open(BATCHES)
    clerk.press("Build a batch")
    clerk.sees(clerk.say("A draft was built from the payments that wait."))
    clerk.page.locator("#result_list tbody tr").first.locator("th a").click()
    return clerk.page.url


def press_and_see(clerk: Visitor, button: str, done: str) -> None:
    clerk.press(button)
    clerk.sees(clerk.say(done))


def release_together(first: Visitor, second: Visitor) -> str:
    """Built, sealed, submitted and signed by one; signed and released by the other."""
    batch = build_batch(first)
    sign_and_release(first, second, batch)
    return batch


def sign_and_release(first: Visitor, second: Visitor, batch: str) -> None:
    press_and_see(first, "Seal the batch", "Sealed.")
    press_and_see(first, "Submit for signature", "Submitted: two people sign it now.")
    press_and_see(first, "Sign the batch", "Signed.")
    second.open(batch)
    press_and_see(second, "Sign the batch", "Signed.")
    press_and_see(second, "Release to the bank", "Released: it goes to the bank now.")


def refuse_one_alone(clerk: Visitor, stale: Visitor, batch: str) -> None:
    """Who has signed is not offered a second signature, and is refused one where an old page still offers it."""
    stale.open(batch)
    expect(stale.page.get_by_role("button", name=stale.say("Sign the batch"), exact=True)).to_be_visible()
    press_and_see(clerk, "Sign the batch", "Signed.")
    alone = "You have signed this batch already. A second person must sign it too."
    clerk.sees(clerk.say(alone))
    expect(clerk.page.get_by_role("button", name=clerk.say("Sign the batch"), exact=True)).to_have_count(0)
    press_and_see(stale, "Sign the batch", alone)
