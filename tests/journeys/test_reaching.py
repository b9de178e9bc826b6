"""A text message that leads back to the portal; the portal as an app that keeps nothing of anybody's."""

from __future__ import annotations

import json
import time
from http.client import HTTPConnection
from typing import Any
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import expect

from services.notices.api import NEVER, ContactKind, choose
from tests import reaching
from tests.fixtures import SETUP, person
from tests.journeys.conftest import Town, Visit, sign_in_name
from tests.journeys.looking import look_here
from tests.journeys.visitor import PATIENCE, PHONE
from tests.moments import AT

_REGISTERED = "navigator.serviceWorker.register('/service-worker.js', {scope: '/'})"
_KEPT = """async () => {
    const names = await caches.keys();
    const kept = await Promise.all(names.map(async (name) => (await caches.open(name)).keys()));
    return kept.flat().map(({ url }) => new URL(url).pathname).sort();
}"""
_ASKING = """
    window.asked = 0;
    Object.defineProperty(Notification, "permission", { get: () => "default" });
    Notification.requestPermission = async () => { window.asked += 1; return "%s"; };
"""


def texts_to(town: Town, number: str) -> list[str]:
    """What the gateway has taken for a number, once there is something."""
    where, deadline = urlsplit(town.running.sms), time.monotonic() + PATIENCE
    while True:
        caller = HTTPConnection(where.hostname or "", where.port, timeout=20)
        caller.request("GET", "/sent")
        sent: list[dict[str, Any]] = json.load(caller.getresponse())["sent"]
        caller.close()
        found = [one["text"] for one in sent if one["to"] == number]
        if found or time.monotonic() > deadline:
            return found
        time.sleep(0.3)


def test_a_text_message_leads_back(town: Town, visit: Visit) -> None:
    household = town.move_in()
    number = f"139{household.mother[-9:-1]}"
    reaching.contact(person(household.mother), ContactKind.PHONE, AT, number)
    choose(person=person(household.mother), off=(), quiet=NEVER, actor=SETUP, at=AT)
    town.report_birth(household.birth())
    (text,) = texts_to(town, number)
    link = next(word for word in text.split() if "/n/" in word).partition("：")[2]
    code = link.split("/n/")[1].split("/")[0]

    anybody = visit(size=PHONE)
    anybody.open("/check/")
    anybody.page.get_by_label(anybody.say("Code of the message")).fill(code.lower())
    anybody.press("Check")
    anybody.sees(anybody.say("Yes, we sent a message with this code"))
    look_here(anybody)

    mother = visit(size=PHONE)
    mother.sign_in(sign_in_name(household.mother), next_page=link.removeprefix(town.address))
    mother.sees("¥63,200.00")
    look_here(mother)
    mother.press("Continue", within=mother.main)
    expect(mother.page).to_have_url(f"{town.address}{mother.path}")
    mother.open("/notices/")
    mother.page.locator("main summary").first.click()
    mother.sees(mother.say("Opened"))


def test_the_app_keeps_nothing_of_anybodys(town: Town, visit: Visit) -> None:
    household = town.move_in()
    mother = visit(size=PHONE)
    mother.sign_in(sign_in_name(household.mother))
    scope = mother.page.evaluate(f"async () => (await {_REGISTERED}).scope")
    assert scope == f"{town.address}/"
    mother.page.evaluate("async () => { await navigator.serviceWorker.ready; }")
    for path in ("/notices/", "/my/access/", "/benefits/"):
        mother.open(path)
    kept = mother.page.evaluate(_KEPT)
    assert kept[0] == "/offline/"
    assert [path for path in kept if not path.startswith(("/offline/", "/static/"))] == []

    mother.context.set_offline(True)
    mother.open("/notices/")
    mother.sees("没有网络")
    expect(mother.page.locator("body")).not_to_contain_text("通知（")
    mother.context.set_offline(False)
    mother.open("/notices/")
    expect(mother.heading).to_have_text(mother.say("Notices"))
    mother.problems.clear()  # Chromium complains of each page that it could not load


@pytest.mark.parametrize("allowed", [True, False])
def test_permission_is_asked_only_on_request(town: Town, visit: Visit, *, allowed: bool) -> None:
    household = town.move_in()
    mother = visit(language="en")
    mother.context.add_init_script(_ASKING % ("granted" if allowed else "denied"))
    mother.sign_in(sign_in_name(household.mother), next_page="/notices/preferences/")
    button = mother.page.get_by_role("button", name="Show notices on this device")
    expect(button).to_be_visible()
    assert mother.page.evaluate("window.asked") == 0
    button.click()
    # There is no push service behind this browser, so even who agrees is told that it can't be had here.
    said = "needs a browser with scripts" if allowed else "set to show no messages"
    expect(mother.main.get_by_text(said)).to_be_visible(timeout=20_000)
    assert mother.page.evaluate("window.asked") == 1
    expect(button).to_be_hidden()
    mother.problems[:] = [one for one in mother.problems if "incognito" not in one]  # Chromium's own remark


def test_preferences_without_scripts(town: Town, visit: Visit) -> None:
    household = town.move_in()
    mother = visit(scripts=False, language="en")
    mother.sign_in(sign_in_name(household.mother), next_page="/notices/preferences/")
    mother.sees("needs a browser with scripts")
    expect(mother.page.get_by_role("button", name="Show notices on this device")).to_be_hidden()
    mother.page.get_by_label("Text message").first.uncheck()
    mother.press("Save")
    mother.sees("Saved.")
    expect(mother.page.get_by_label("Text message").first).not_to_be_checked()
