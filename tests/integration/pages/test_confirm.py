"""The one click: what the page asks, what it refuses, and where it leads, in both languages."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

import pytest
from django.utils import timezone
from django.utils.translation import gettext as _
from pytest_django import Settings

from eligibility.awards.models import Entitlement, Offer
from eligibility.awards.states import OfferState
from eligibility.payments.api import Hold, Payment
from services.core.components.api import long_day
from services.core.outbox.api import drain
from services.identity.models import Person
from services.notices.api import notices_of
from tests import story
from tests.fixtures import load, person
from tests.integration.pages import course
from tests.integration.pages.conftest import Comes, page_of, report_birth
from tests.integration.pages.test_my_benefits import lower_wage
from tests.pages import Page, Visitor

BANK = "102"


def button() -> str:
    """How the words of the one button begin."""
    return (_("Confirm: %(amount)s") % {"amount": ""}).split("：")[0].strip()


def nothing_happened(offer: Offer, state: str = OfferState.OFFERED) -> bool:
    offer.refresh_from_db()
    return (offer.state, Entitlement.objects.count(), Payment.objects.count()) == (state, 0, 0)


def account(holder: str, number: str) -> dict[str, bytes]:
    row = {"holder": holder, "account_no": number, "bank_code": "102100000021", "holder_name": story.NAMES[holder]}
    return {"bank_account": story.table([{**row, "kind": "personal"}])}


class TestKnownAccount:
    def test_the_page_shows_exactly_what_will_be_paid(self, offer: Offer, comes: Comes, reads: str) -> None:
        page = comes().opens(page_of("confirm", offer))
        rows = page.rows()
        assert rows[_("Amount")] == "¥63,200.00"
        assert rows[_("Paid to")] == "林晓雯"
        assert rows[_("Account")] == _("account ending in %(digits)s") % {"digits": "1234"}
        assert story.ACCOUNTS[story.MOTHER] not in page.html

    def test_the_button_names_amount_and_account(self, offer: Offer, comes: Comes, reads: str) -> None:
        words = {"amount": "¥63,200.00", "digits": "1234"}
        page = comes().opens(page_of("confirm", offer))
        assert page.form(_("Confirm: %(amount)s to the account ending in %(digits)s") % words).posts

    def test_it_asks_for_nothing_that_is_known(self, offer: Offer, comes: Comes) -> None:
        assert set(page_form(comes().opens(page_of("confirm", offer)))) <= {"shown", "csrfmiddlewaretoken"}

    def test_one_click_leads_to_the_receipt(self, offer: Offer, comes: Comes, reads: str) -> None:
        mother = comes()
        page = mother.presses(mother.opens(page_of("confirm", offer)), button())
        assert page.address == page_of("receipt", Entitlement.objects.get())
        assert page.heading == _("Confirmed")
        assert Payment.objects.get().account_last4 == "1234"

    def test_pressing_twice_leads_to_the_same_receipt(self, offer: Offer, comes: Comes, reads: str) -> None:
        mother = comes()
        page = mother.opens(page_of("confirm", offer))
        first, second = mother.presses(page, button()), mother.presses(page, button())
        assert first.address == second.address
        assert Payment.objects.count() == 1

    def test_the_page_of_what_is_confirmed_leads_to_its_receipt(self, offer: Offer, comes: Comes, at: datetime) -> None:
        entitlement = course.confirmed(offer, at)
        assert comes().opens(page_of("confirm", offer)).address == page_of("receipt", entitlement)

    def test_a_click_asks_for_the_account_once(self, offer: Offer, comes: Comes, reads: str) -> None:
        """Each reading stands in the record: the page's own, and the one under the lock."""
        mother = comes()
        mother.presses(mother.opens(page_of("confirm", offer)), button())
        title = {"en": "Social security card accounts", "zh-hans": "社会保障卡银行账户"}[reads]
        assert mother.opens("/my/access/").words.count(title) == 2

    def test_who_confirmed_is_told_in_their_language(
        self, offer: Offer, comes: Comes, at: datetime, reads: str
    ) -> None:
        mother = comes()
        mother.presses(mother.opens(page_of("confirm", offer)), button())
        drain(at=at)
        body = _("%(amount)s has been confirmed. The receipt shows how far the money has come.")
        assert body % {"amount": "¥63,200.00"} in mother.opens("/notices/").words


class TestNewAccount:
    @pytest.fixture
    def offer(self, city: None, at: datetime) -> Offer:
        return report_birth(at, mother=story.SECOND_MOTHER, number="QD-2")

    def gives(self, comes: Comes, offer: Offer, number: str, bank: str = BANK, status: int = 200) -> Page:
        mother = comes(story.SECOND_MOTHER)
        return mother.presses(
            mother.opens(page_of("confirm", offer)), button(), number=number, bank_code=bank, status=status
        )

    @pytest.mark.parametrize(
        "typed",
        ["6222000000007777", " 6222 0000 0000 7777 ", "６２２２００００００００７７７７", "6222-0000-0000-7777"],
    )
    def test_is_taken_as_people_copy_it(self, offer: Offer, comes: Comes, reads: str, typed: str) -> None:
        page = self.gives(comes, offer, typed)
        assert page.heading == _("Confirmed; your account is being checked")
        payment = Payment.objects.get()
        assert (payment.held, payment.account_number) == (Hold.ACCOUNT_CHECK, "6222000000007777")
        assert payment.holder_name == story.NAMES[story.SECOND_MOTHER]  # nobody is asked for it

    @pytest.mark.parametrize("typed", ["1234", "62220000000077770000000000000000000", "6222ABCD00007777", "六二二二"])
    def test_of_a_wrong_shape_is_refused_at_its_field(self, offer: Offer, comes: Comes, reads: str, typed: str) -> None:
        page = self.gives(comes, offer, typed)
        assert page.summary == [(_("Enter an account number of 8 to 34 digits."), "id_number")]
        [form] = [one for one in page.forms if "number" in one.filled()]
        assert form.filled()["number"] == typed  # what was typed is kept
        assert form.filled()["bank_code"] == BANK
        assert nothing_happened(offer)

    def test_without_bank_or_number_says_so_at_both(self, offer: Offer, comes: Comes, reads: str) -> None:
        page = self.gives(comes, offer, "", bank="")
        assert page.summary == [
            (_("Choose your bank."), "id_bank_code"),
            (_("Enter your account number."), "id_number"),
        ]
        assert nothing_happened(offer)

    def test_at_a_bank_that_is_not_offered_is_refused(self, offer: Offer, comes: Comes, reads: str) -> None:
        page = self.gives(comes, offer, "6222000000007777", bank="999")
        assert [field for _message, field in page.summary] == ["id_bank_code"]
        assert nothing_happened(offer)

    def test_of_somebody_whose_name_no_register_holds_cannot_be_checked(
        self, offer: Offer, comes: Comes, reads: str
    ) -> None:
        someone = Person.objects.get(subject_id=offer.subject_id)
        someone.name = ""
        someone.save(update_fields=["name"])
        page = self.gives(comes, offer, "6222000000007777", status=409)
        assert page.errors == [
            _(
                "No register holds this payee's name, so the bank could not check an account. "
                "Please ask at the service counter of your street."
            )
        ]
        assert nothing_happened(offer)

    def test_somebody_elses_holder_cannot_be_given(self, offer: Offer, comes: Comes) -> None:
        """A forged field changes nothing: the holder is who is paid."""
        mother = comes(story.SECOND_MOTHER)
        page = mother.opens(page_of("confirm", offer))
        forged = {"number": "6222000000007777", "bank_code": BANK, "holder_name": "周启明"}
        mother.sends(page_of("confirm", offer), {**page_form(page), **forged})
        assert Payment.objects.get().holder_name == story.NAMES[story.SECOND_MOTHER]


def page_form(page: Page) -> dict[str, str]:
    [form] = [one for one in page.forms if "shown" in one.filled()]
    return form.filled()


class TestStale:
    """What was shown is all that can be confirmed: anything else brings the page again, as it is now."""

    def test_another_known_account(self, offer: Offer, comes: Comes, at: datetime, reads: str) -> None:
        mother = comes()
        page = mother.opens(page_of("confirm", offer))
        load(account(story.MOTHER, "6222000000009999"), at)
        again = mother.presses(page, button(), status=409)
        assert again.errors == [_("Your known account has changed since you opened the page. Please look again.")]
        assert "9999" in again.rows()[_("Account")]
        assert nothing_happened(offer)
        assert mother.presses(again, button()).heading == _("Confirmed")
        assert Payment.objects.get().account_last4 == "9999"

    def test_a_signature_that_was_tampered_with(self, offer: Offer, comes: Comes, reads: str) -> None:
        mother = comes()
        page = mother.opens(page_of("confirm", offer))
        for forged in (page_form(page)["shown"] + "x", "", "eyJ9"):
            again = mother.presses(page, button(), shown=forged, status=409)
            assert again.errors == [_("This page is no longer up to date. Please look again and confirm once more.")]
        assert nothing_happened(offer)

    def test_the_signature_of_another_offer(self, offer: Offer, comes: Comes, at: datetime, reads: str) -> None:
        other = report_birth(at, number="QD-9", date="2025-02-01", kind="loss", live_births=0, gestation_months=5)
        older = Offer.objects.get(event_date=datetime(2025, 2, 1).date())  # noqa: DTZ001 - a date
        mother = comes()
        borrowed = page_form(mother.opens(page_of("confirm", older)))["shown"]
        page = mother.presses(mother.opens(page_of("confirm", offer)), button(), shown=borrowed, status=409)
        assert page.errors
        assert nothing_happened(other)

    def test_a_page_that_was_open_for_more_than_four_hours(
        self, offer: Offer, comes: Comes, reads: str, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        mother = comes()
        page = mother.opens(page_of("confirm", offer))
        later = timezone.now().timestamp() + timedelta(hours=4, minutes=1).total_seconds()
        monkeypatch.setattr("django.core.signing.time.time", lambda: later)
        again = mother.presses(page, button(), status=409)
        assert again.errors == [_("This page is no longer up to date. Please look again and confirm once more.")]
        assert nothing_happened(offer)

    def test_a_form_without_anything(self, offer: Offer, comes: Comes) -> None:
        comes().sends(page_of("confirm", offer), {}, status=409)
        assert nothing_happened(offer)

    def test_facts_that_changed_lead_to_the_new_offer(
        self, offer: Offer, comes: Comes, at: datetime, reads: str
    ) -> None:
        mother = comes()
        page = mother.opens(page_of("confirm", offer))
        row = {"employer": story.EMPLOYER, "year": 2024, "average_monthly_wage": "9000.00"}
        load({"employer_wage": story.table([row])}, at)
        there = mother.presses(page, button())
        successor = Offer.objects.get(replaces=offer)
        assert there.address == page_of("reasons", successor)
        assert there.messages == [
            _("The facts behind this offer have changed, and so has the amount. Please look at the new offer.")
        ]
        assert "¥47,400.00" in there.words
        assert nothing_happened(offer, OfferState.WITHDRAWN)

    def test_facts_that_no_longer_hold_lead_back_to_the_list(
        self, offer: Offer, comes: Comes, at: datetime, reads: str
    ) -> None:
        mother = comes()
        page = mother.opens(page_of("confirm", offer))
        load({"birth": story.table([story.birth(facility_designated="false")])}, at)
        there = mother.presses(page, button())
        assert there.address == "/benefits/"
        assert there.messages == [
            _("The facts behind this offer have changed: it no longer holds, and nothing has been paid.")
        ]
        assert nothing_happened(offer, OfferState.WITHDRAWN)

    def test_an_offer_that_was_replaced_meanwhile_leads_to_its_reasons(
        self, offer: Offer, comes: Comes, at: datetime, reads: str
    ) -> None:
        mother = comes()
        page = mother.opens(page_of("confirm", offer))
        lower_wage(at)
        there = mother.presses(page, button())
        assert there.address == page_of("reasons", offer)
        assert there.messages == [_("This offer is no longer open.")]
        assert _("See the new offer") in there.links

    def test_an_offer_that_lapsed_meanwhile(self, offer: Offer, comes: Comes, reads: str, settings: Settings) -> None:
        mother = comes()
        page = mother.opens(page_of("confirm", offer))
        settings.TONGBAN_TODAY = offer.confirm_by + timedelta(days=1)
        there = mother.presses(page, button())
        assert there.address == page_of("reasons", offer)
        assert long_day(offer.confirm_by) in there.words
        assert nothing_happened(offer)


class TestSomebodyElse:
    def test_neither_sees_nor_presses(self, offer: Offer, comes: Comes) -> None:
        seen = page_form(comes().opens(page_of("confirm", offer)))
        father = comes(story.FATHER)
        father.opens(page_of("confirm", offer), status=404)
        father.sends(page_of("confirm", offer), seen, status=404)
        assert nothing_happened(offer)


class TestForAChild:
    """A parent confirms and says which of the two is paid."""

    @pytest.fixture
    def subsidy(self, city: None, at: datetime) -> Offer:
        report_birth(at, number="QD-3", child=story.CHILD, date="2025-06-10")
        return Offer.objects.get(policy="childcare-subsidy")

    @pytest.fixture
    def mother(self, comes: Comes, subsidy: Offer) -> Visitor:
        visitor = comes()
        visitor.sends("/acting/", {"subject": str(subsidy.subject_id), "next": "/benefits/"})
        return visitor

    def options(self, page: Page) -> dict[str, str]:
        [form] = [one for one in page.forms if "shown" in one.filled()]
        return form.options("payee")

    def test_both_parents_are_offered_with_their_accounts(self, mother: Visitor, subsidy: Offer, reads: str) -> None:
        page = mother.opens(page_of("confirm", subsidy))
        assert list(self.options(page)) == ["林晓雯", "周启明"]  # who presses stands first
        for digits in ("1234", "5678"):
            assert _("account ending in %(digits)s") % {"digits": digits} in page.words
        assert _("Who should be paid?") in page.words
        assert page.rows()[_("In all")] == "¥10,800.00"

    def test_the_one_who_is_chosen_is_paid_and_told(
        self, mother: Visitor, subsidy: Offer, at: datetime, reads: str
    ) -> None:
        page = mother.opens(page_of("confirm", subsidy))
        receipt = mother.presses(page, button(), payee=self.options(page)["周启明"])
        drain(at=at)
        assert receipt.rows()[_("Paid to")] == "周启明"
        assert receipt.rows()[_("For")] == story.NAMES[story.CHILD]
        assert receipt.rows()[_("Confirmed by")] == "林晓雯"
        father = person(story.FATHER)
        assert Entitlement.objects.get().payee_id == father
        assert [notice for notice in notices_of(father) if "3,600.00" in notice.title + notice.body]

    def test_one_must_be_chosen(self, mother: Visitor, subsidy: Offer, reads: str) -> None:
        page = mother.presses(mother.opens(page_of("confirm", subsidy)), button())
        assert page.errors == [_("Choose who should be paid.")]
        assert nothing_happened(subsidy)

    def test_nobody_else_can_be_chosen(self, mother: Visitor, subsidy: Offer, reads: str) -> None:
        page = mother.opens(page_of("confirm", subsidy))
        answer = mother.presses(page, button(), payee=str(person(story.BOSS)))
        assert [field for _message, field in answer.summary]
        assert nothing_happened(subsidy)

    def test_who_was_named_as_a_parent_after_the_page_was_made_must_be_seen_first(
        self, mother: Visitor, subsidy: Offer, at: datetime, reads: str
    ) -> None:
        page = mother.opens(page_of("confirm", subsidy))
        chosen = self.options(page)["周启明"]
        ended = {"person": story.CHILD, "relative": story.FATHER, "kind": "parent", "since": "2025-06-10"}
        load({"kinship": story.table([{**ended, "until": "2025-11-30"}])}, at)
        answer = mother.presses(page, button(), payee=chosen, status=409)
        assert answer.errors == [_("This person cannot be paid for this benefit. Choose one of those shown.")]
        assert nothing_happened(subsidy)

    def test_an_account_is_asked_for_only_of_the_payee_who_has_none(
        self, city: None, comes: Comes, at: datetime, reads: str
    ) -> None:
        child = story.resident_id(datetime(2025, 7, 1).date(), 246)  # noqa: DTZ001 - a date
        load({"person": story.table([person_row(child, "何宝")])}, at)
        kin = [{"person": child, "relative": one, "kind": "parent"} for one in (story.SECOND_MOTHER, story.MOTHER)]
        load({"kinship": story.table([{**one, "since": "2025-07-01", "until": ""} for one in kin])}, at)
        report_birth(at, mother=story.SECOND_MOTHER, number="QD-4", child=child, date="2025-07-01")
        subsidy = Offer.objects.get(policy="childcare-subsidy")
        visitor = comes(story.MOTHER)
        visitor.sends("/acting/", {"subject": str(subsidy.subject_id), "next": "/benefits/"})
        page = visitor.opens(page_of("confirm", subsidy))
        options = self.options(page)
        asked = visitor.presses(page, button(), payee=options[story.NAMES[story.SECOND_MOTHER]])
        assert asked.errors == [_("Choose your bank."), _("Enter your account number.")]
        done = visitor.presses(asked, button(), payee=options["林晓雯"])
        assert done.heading == _("Confirmed")
        assert Payment.objects.get().account_last4 == "1234"


def person_row(who: str, name: str) -> dict[str, Any]:
    born = f"{who[6:10]}-{who[10:12]}-{who[12:14]}"
    return {
        "id": who,
        "name": name,
        "birth_date": born,
        "sex": "F",
        "hukou_district": story.AREA,
        "death_date": "",
    }


def test_a_mandate_that_ended_while_the_page_was_open_confirms_nothing(
    city: None, comes: Comes, at: datetime, reads: str
) -> None:
    report_birth(at, number="QD-3", child=story.CHILD, date="2025-06-10")
    subsidy = Offer.objects.get(policy="childcare-subsidy")
    mother = comes()
    mother.sends("/acting/", {"subject": str(subsidy.subject_id), "next": "/benefits/"})
    page = mother.opens(page_of("confirm", subsidy))
    ended = {"person": story.CHILD, "relative": story.MOTHER, "kind": "parent", "since": "2025-06-10"}
    load({"kinship": story.table([{**ended, "until": "2025-11-30"}])}, at)
    answer = mother.sends(
        page_of("confirm", subsidy), {**page_form(page), "payee": str(person(story.FATHER))}, status=409
    )
    assert answer.errors == [_("This offer is for somebody else, whom you may not act for.")]
    assert nothing_happened(subsidy)
