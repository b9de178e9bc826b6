"""Every page in every way of reading it: axe finds nothing, no word is cut, what one presses is large enough.

The HTML is valid, little is loaded and nothing moves. The pages themselves are listed in `pages.py`.
"""

from __future__ import annotations

from collections.abc import Sequence

import pytest

from tests import story
from tests.households import Household
from tests.journeys import awarded, clerks, pages
from tests.journeys.conftest import Town, Visit, sign_in_name
from tests.journeys.looking import PLAIN, look_at, misfits, prepare, violations
from tests.journeys.visitor import PHONE, Visitor

FIRM = "老马面馆"


@pytest.fixture
def reader(visit: Visit, language: str) -> Visitor:
    return visit(language=language)


@pytest.fixture
def mother(town: Town, reader: Visitor) -> Household:
    """Somebody signed in, to whom an allowance is offered."""
    household = town.move_in()
    town.report_birth(household.birth())
    reader.sign_in(sign_in_name(household.mother))
    reader.wait_for_text("¥63,200.00")
    return household


def offer_of(reader: Visitor) -> str:
    """The address of the offer that the home page shows, without its last step."""
    reader.open("/")
    why = reader.page.get_by_role("link", name=reader.say("Why this is yours"), exact=True).first.get_attribute("href")
    assert why is not None
    return why.removesuffix("reasons/")


both_languages = pytest.mark.parametrize("language", ["zh-hans", "en"])


@both_languages
@pytest.mark.parametrize("path", [*pages.SIGNED_OUT, *pages.DESIGN])
def test_what_everybody_sees(reader: Visitor, path: str) -> None:
    look_at(reader, path)


@both_languages
def test_what_a_mother_sees(town: Town, reader: Visitor, mother: Household) -> None:
    offer = offer_of(reader)
    for path in (*pages.MOTHER, *(offer + step for step in ("reasons/", "confirm/", "decline/", "wrong/"))):
        look_at(reader, path)
    reader.open(offer + "reasons/")
    digits = mother.account_of(mother.mother)[-4:]
    awarded.confirm(reader, "maternity-allowance", awarded.button_naming(reader, "¥63,200.00", digits))
    for path in (reader.path, "/", "/benefits/", "/notices/", "/my/access/"):
        look_at(reader, path)


@both_languages
def test_what_an_agent_sees(town: Town, reader: Visitor) -> None:
    reader.sign_in(sign_in_name(story.BOSS))
    reader.act_for(FIRM)
    for path in pages.AGENT:
        look_at(reader, path)


@both_languages
def test_what_a_clerk_sees(town: Town, reader: Visitor, mother: Household, visit: Visit) -> None:
    reader.open(offer_of(reader) + "reasons/")
    digits = mother.account_of(mother.mother)[-4:]
    awarded.confirm(reader, "maternity-allowance", awarded.button_naming(reader, "¥63,200.00", digits))
    first, second = visit(language=reader.language), visit(language=reader.language)
    first.sign_in("anna", next_page="/admin/")
    second.sign_in("bo", next_page="/admin/")
    batch = clerks.build_batch(first)
    look_at(first, clerks.BATCHES)
    look_at(first, batch)
    clerks.sign_and_release(first, second, batch)
    for path in ("/admin/", batch, "/admin/payments/payment/"):
        look_at(second, path)
    second.open("/admin/payments/payment/")
    second.page.locator("#result_list tbody th a").first.click()
    look_at(second, second.path)


def test_axe_would_find_something(visit: Visit) -> None:
    """A guard for the others: they must not be silent because nothing is looked at."""
    reader = visit()
    reader.open("/account/sign-in/")
    reader.page.set_viewport_size(PHONE)
    spoil = """
        document.querySelector("main label").remove();
        const [heading, button] = [document.querySelector("main h1"), document.querySelector("main button")];
        heading.style.width = "2000px";
        heading.style.whiteSpace = "nowrap";
        heading.textContent = heading.textContent.repeat(20);
        button.style.minHeight = button.style.height = "20px";
        button.style.padding = "0";
    """
    reader.page.evaluate(spoil)
    prepare(reader)
    assert [one for one in violations(reader) if one.startswith("label")]
    found = "\n".join(misfits(reader, PLAIN))
    for what in ("wider than the screen", "cut or hanging over", "too small to press"):
        assert what in found


@pytest.mark.parametrize("language", ["zh-hans"])
def test_every_list_of_the_desk(town: Town, reader: Visitor) -> None:
    reader.sign_in("chen", next_page="/admin/")
    lists = desk_lists(reader)
    assert len(lists) >= 10
    for path in lists:
        look_at(reader, path, sizes=[PHONE])


def desk_lists(clerk: Visitor) -> Sequence[str]:
    links = clerk.page.locator(".tb-desk-menu__list a").all()
    return sorted({address for link in links if (address := link.get_attribute("href"))})
