"""What everybody does who is owed something: read why, confirm, follow the money."""

from __future__ import annotations

import re
import subprocess
from pathlib import Path

from playwright.sync_api import expect

from eligibility.policies import api as policies
from services.core.languages.api import in_language
from tests.city import CITY
from tests.journeys.visitor import Visitor


def title(reader: Visitor, code: str) -> str:
    return in_language(policies.policy(code).titles, reader.language)


def body_name(reader: Visitor, code: str) -> str:
    """As the tree of bodies calls it in the reader's language."""
    names: dict[str, str] = next(body["names"] for body in CITY["bodies"] if body["code"] == code)
    return names[reader.language]


def confirm(owner: Visitor, code: str, button: str) -> None:
    """From the offer's card or reasons: look once more, press the one button, hold the receipt."""
    owner.press("Confirm", within=owner.main)
    owner.sees(owner.say("Check, then confirm once"))
    owner.sees(title(owner, code))
    owner.page.get_by_role("button", name=button, exact=True).click()
    expect(owner.page).to_have_url(re.compile(r"/benefits/receipts/[0-9a-f-]{36}/$"))


def button_naming(owner: Visitor, amount: str, digits: str) -> str:
    return owner.say("Confirm: %(amount)s to the account ending in %(digits)s", amount=amount, digits=digits)


def give_account(owner: Visitor, number: str) -> None:
    owner.page.get_by_label(owner.say("Bank")).select_option("102")
    owner.page.get_by_label(owner.say("Account number")).fill(number)


def row(owner: Visitor, key: str) -> str:
    """What the receipt says under this key."""
    rows = owner.page.locator(".govuk-summary-list__row")
    exact = owner.page.get_by_text(owner.say(key), exact=True)
    return rows.filter(has=exact).locator(".govuk-summary-list__value").inner_text()


def receipt_text(owner: Visitor, folder: Path) -> str:
    """The words of the receipt's PDF."""
    with owner.page.expect_download() as started:
        owner.follow("Save the receipt (PDF)")
    file = folder / "receipt.pdf"
    started.value.save_as(file)
    assert file.read_bytes().startswith(b"%PDF-")
    return subprocess.run(
        ["/usr/bin/pdftotext", "-layout", str(file), "-"], capture_output=True, text=True, check=True
    ).stdout
