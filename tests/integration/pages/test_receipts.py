"""What was confirmed, from the click to the money, on the page and on paper; and giving another account."""

from __future__ import annotations

from datetime import datetime
from io import BytesIO
from typing import Any

import pytest
from django.core.management import call_command
from django.utils.translation import gettext as _
from pypdf import PdfReader

from eligibility.awards.models import Entitlement, Instalment, Offer
from eligibility.payments.api import Hold, Payment
from services.core.components.api import long_day
from services.core.outbox.api import drain
from tests import story
from tests.fixtures import person
from tests.integration.pages import course
from tests.integration.pages.conftest import Comes, page_of, report_birth
from tests.integration.pages.test_my_benefits import TITLE
from tests.pages import CHINESE, ENGLISH, Visitor

MENDED = {"bank_code": "104", "number": "6217 0000 1111 2222"}


@pytest.fixture
def entitlement(offer: Offer, at: datetime) -> Entitlement:
    return course.confirmed(offer, at)


@pytest.fixture
def held(city: None, at: datetime) -> Entitlement:
    """The second mother's, to an account that she gave with the click."""
    return course.held(report_birth(at, mother=story.SECOND_MOTHER, number="QD-2"), at)


def refused(entitlement: Entitlement, at: datetime, reason: str = "AC04") -> Entitlement:
    course.released()
    course.bank_says("RJCT", reason=reason, at=at)
    return entitlement


class TestStates:
    def test_under_way(self, entitlement: Entitlement, comes: Comes, reads: str) -> None:
        page = comes().opens(page_of("receipt", entitlement))
        assert page.heading == _("Confirmed")
        assert page.rows()[_("Account")] == "•••• 1234"
        assert page.rows()[_("Confirmed on")].startswith(long_day(entitlement.created_at.date()))
        assert _("It goes out with the next batch. Two clerks release every batch.") in page.words
        assert _("You need do nothing. We tell you when the money is there.") in page.words
        assert entitlement.pk.hex[:12].upper() in page.words

    def test_in_a_batch(self, entitlement: Entitlement, comes: Comes, reads: str) -> None:
        course.released()
        assert _("Two clerks are releasing the batch.") in comes().opens(page_of("receipt", entitlement)).words

    def test_at_the_bank(self, entitlement: Entitlement, comes: Comes, at: datetime, reads: str) -> None:
        course.released()
        course.bank_says("ACSP", at=at)
        assert _("Being carried out by the bank") in comes().opens(page_of("receipt", entitlement)).words

    def test_held(self, held: Entitlement, comes: Comes, reads: str) -> None:
        mother = comes(story.SECOND_MOTHER)
        page = mother.opens(page_of("receipt", held))
        assert page.heading == _("Confirmed; your account is being checked")
        assert _("The account is being checked") in page.words
        assert _("Account being checked") in mother.opens("/benefits/").words

    def test_let_go_when_the_bank_knows_the_holder(
        self, held: Entitlement, comes: Comes, at: datetime, reads: str
    ) -> None:
        course.bank_knows_holder(knows=True, at=at)
        mother = comes(story.SECOND_MOTHER)
        assert mother.opens(page_of("receipt", held)).heading == _("Confirmed")
        told = _("%(policy)s: your account has been checked") % {"policy": TITLE[reads]}
        assert told in mother.opens("/notices/").words

    def test_paid(self, entitlement: Entitlement, comes: Comes, at: datetime, reads: str) -> None:
        course.released()
        course.bank_says("ACSC", at=at)
        mother = comes()
        page = mother.opens(page_of("receipt", entitlement))
        assert page.heading == _("Paid")
        assert _("How it went") in page.words
        assert _("Paid") in mother.opens("/benefits/").cards()[TITLE[reads]]
        told = _("%(policy)s: %(amount)s has been paid") % {"policy": TITLE[reads], "amount": "¥63,200.00"}
        assert told in mother.opens("/notices/").words
        entitlement.refresh_from_db()
        assert entitlement.state == "ENDED"

    def test_rejected(self, entitlement: Entitlement, comes: Comes, at: datetime, reads: str) -> None:
        refused(entitlement, at)
        mother = comes()
        page = mother.opens(page_of("receipt", entitlement))
        assert page.heading == _("The bank could not pay")
        assert _("This account has been closed.") in page.words
        assert page.links[_("Give another account")] == page_of("account", entitlement)
        assert _("Please give another account") in mother.opens("/benefits/").words
        assert mother.opens("/").links[_("Give another account")] == page_of("account", entitlement)
        told = _("The bank sent %(amount)s back: %(reason)s Please give another account; nothing is lost.")
        words = {"amount": "¥63,200.00", "reason": _("This account has been closed.")}
        notices = mother.opens("/notices/").words
        assert told % words in notices
        assert "AC04" not in notices

    def test_refused_for_our_fault_asks_nothing_of_the_payee(
        self, entitlement: Entitlement, comes: Comes, at: datetime, reads: str
    ) -> None:
        refused(entitlement, at, "AM04")
        mother = comes()
        page = mother.opens(page_of("receipt", entitlement))
        assert page.heading == _("Confirmed; the payment is delayed by us")
        assert _("Give another account") not in page.links
        assert _("You need do nothing. We tell you when the money is there.") in page.words
        assert _("Delayed by us") in mother.opens("/benefits/").words
        notices = mother.opens("/notices/").words
        assert _("%(policy)s: the payment is delayed") % {"policy": TITLE[reads]} in notices
        assert mother.opens(page_of("account", entitlement)).address == page_of("receipt", entitlement)

    def test_money_that_came_back(self, entitlement: Entitlement, comes: Comes, at: datetime, reads: str) -> None:
        course.released()
        course.bank_says("ACSC", at=at)
        course.bank_says("RETURNED", reason="AC04", at=at)
        mother = comes()
        page = mother.opens(page_of("receipt", entitlement))
        assert page.heading == _("The bank could not pay")
        assert _("%(policy)s: the bank could not pay") % {"policy": TITLE[reads]} in mother.opens("/notices/").words
        assert Instalment.objects.get().settled_at is None
        call_command("invariants")

    def test_somebody_elses_receipt_does_not_exist(self, entitlement: Entitlement, comes: Comes) -> None:
        for name in ("receipt", "account"):
            comes(story.FATHER).opens(page_of(name, entitlement), status=404)
        assert comes(story.FATHER).client.get(page_of("receipt_pdf", entitlement)).status_code == 404

    def test_the_facts_are_those_of_the_click(self, entitlement: Entitlement, comes: Comes, reads: str) -> None:
        page = comes().opens(page_of("receipt", entitlement))
        assert {CHINESE: "每月 ¥12,000.00", ENGLISH: "¥12,000.00 a month"}[reads] in page.words
        assert page.links[_("Why this is yours")] == page_of("reasons", entitlement.offer)


class TestOnPaper:
    def paper(self, visitor: Visitor, entitlement: Entitlement) -> tuple[PdfReader, str]:
        headers = {"accept-language": visitor.language}
        response = visitor.client.get(page_of("receipt_pdf", entitlement), headers=headers)
        assert (response.status_code, response["Content-Type"]) == (200, "application/pdf")
        assert response["Content-Disposition"].startswith('attachment; filename="tongban-')
        document = PdfReader(BytesIO(response.content))
        return document, "".join(page.extract_text() for page in document.pages)

    def test_says_what_the_page_says(self, entitlement: Entitlement, comes: Comes, reads: str) -> None:
        _document, text = self.paper(comes(), entitlement)
        words = "".join(text.split())
        reference = entitlement.pk.hex[:12].upper()
        expected = [
            "¥63,200.00",
            "林晓雯",
            "••••1234",
            reference,
            TITLE[reads],
            long_day(entitlement.created_at.date()),
        ]
        for one in expected:
            assert "".join(one.split()) in words, text
        assert story.ACCOUNTS[story.MOTHER] not in words

    def test_can_be_read_aloud(self, entitlement: Entitlement, comes: Comes, reads: str) -> None:
        """PDF/UA-1 (ISO 14289-1): tagged, with a title that is shown and the language of its text."""
        document, _text = self.paper(comes(), entitlement)
        root: Any = document.trailer["/Root"]
        assert document.metadata is not None
        assert document.metadata.title == f"{_('Receipt')} {entitlement.pk.hex[:12].upper()}"
        assert root["/Lang"] == reads
        assert root["/MarkInfo"]["/Marked"]
        assert root["/ViewerPreferences"]["/DisplayDocTitle"]
        assert "pdfuaid" in root["/Metadata"].get_object().get_data().decode()

    def test_carries_its_own_fonts(self, entitlement: Entitlement, comes: Comes) -> None:
        document, text = self.paper(comes(), entitlement)
        fonts = [font.get_object() for font in document.pages[0]["/Resources"]["/Font"].values()]  # type: ignore[index]
        assert fonts
        for font in fonts:
            for part in font.get("/DescendantFonts", [font]):
                descriptor = part.get_object()["/FontDescriptor"].get_object()
                assert {"/FontFile2", "/FontFile3"} & set(descriptor)
        assert "\ufffd" not in text

    def test_of_what_is_paid_says_so(self, entitlement: Entitlement, comes: Comes, at: datetime, reads: str) -> None:
        course.released()
        course.bank_says("ACSC", at=at)
        _document, text = self.paper(comes(), entitlement)
        assert _("Paid") in text


class TestAnotherAccount:
    @pytest.fixture
    def mother(self, entitlement: Entitlement, comes: Comes, at: datetime) -> Visitor:
        refused(entitlement, at)
        return comes()

    def test_the_page_says_why_and_asks_only_for_the_account(
        self, mother: Visitor, entitlement: Entitlement, reads: str
    ) -> None:
        page = mother.opens(page_of("account", entitlement))
        assert _("This account has been closed.") in page.words
        assert "1234" in page.words
        form = page.form(_("Use this account"))
        assert set(form.filled()) <= {"bank_code", "number", "csrfmiddlewaretoken"}

    def test_is_checked_and_then_paid_once(
        self, mother: Visitor, entitlement: Entitlement, at: datetime, reads: str
    ) -> None:
        page = mother.presses(mother.opens(page_of("account", entitlement)), _("Use this account"), typed=MENDED)
        assert page.address == page_of("receipt", entitlement)
        assert page.messages == [_("Thank you. The bank checks the name, then the money goes out.")]
        assert page.heading == _("Confirmed; your account is being checked")
        drain(at=at)
        course.bank_knows_holder(knows=True, at=at)
        course.released()
        course.bank_says("ACSC", at=at)
        page = mother.opens(page_of("receipt", entitlement))
        assert page.heading == _("Paid")
        assert page.rows()[_("Account")] == "•••• 2222"
        assert sorted(Payment.objects.values_list("state", flat=True)) == ["ACSC", "RJCT"]
        call_command("invariants")

    def test_whose_holder_is_somebody_else_is_refused_and_asked_for_again(
        self, held: Entitlement, comes: Comes, at: datetime, reads: str
    ) -> None:
        course.bank_knows_holder(knows=False, at=at)
        mother = comes(story.SECOND_MOTHER)
        receipt = mother.opens(page_of("receipt", held))
        assert _("The account belongs to somebody else: the name does not match.") in receipt.words
        told = _("%(policy)s: the account is not in your name") % {"policy": TITLE[reads]}
        assert told in mother.opens("/notices/").words
        mended = mother.presses(mother.opens(page_of("account", held)), _("Use this account"), typed=MENDED)
        assert mended.heading == _("Confirmed; your account is being checked")
        assert Payment.objects.get(next=None).held == Hold.ACCOUNT_CHECK
        call_command("invariants")

    def test_pressing_twice_orders_one_payment(self, mother: Visitor, entitlement: Entitlement, reads: str) -> None:
        page = mother.opens(page_of("account", entitlement))
        mother.presses(page, _("Use this account"), typed=MENDED)
        again = mother.presses(page, _("Use this account"), typed=MENDED)
        assert again.messages[-1] == _("Nothing needs to be mended: this payment is on its way.")
        assert Payment.objects.count() == 2

    @pytest.mark.parametrize(
        ("given", "field"),
        [
            ({"bank_code": "", "number": "6217000011112222"}, "id_bank_code"),
            ({"bank_code": "104", "number": ""}, "id_number"),
            ({"bank_code": "104", "number": "12-34"}, "id_number"),
        ],
    )
    def test_of_a_wrong_shape_is_refused_at_its_field(
        self, mother: Visitor, entitlement: Entitlement, reads: str, given: dict[str, str], field: str
    ) -> None:
        page = mother.presses(mother.opens(page_of("account", entitlement)), _("Use this account"), typed=given)
        assert [where for _message, where in page.summary] == [field]
        assert Payment.objects.count() == 1

    def test_there_is_nothing_to_mend_while_the_money_is_on_its_way(
        self, entitlement: Entitlement, comes: Comes, reads: str
    ) -> None:
        page = comes().opens(page_of("account", entitlement))
        assert page.messages == [_("Nothing needs to be mended: this payment is on its way.")]
        assert page.address == page_of("receipt", entitlement)

    def test_the_other_parent_who_is_paid_mends_it(self, city: None, comes: Comes, at: datetime, reads: str) -> None:
        report_birth(at, number="QD-3", child=story.CHILD, date="2025-06-10")
        subsidy = Offer.objects.get(policy="childcare-subsidy")
        father = person(story.FATHER)
        entitlement = course.confirmed(subsidy, at, payee=father, last4="5678")
        refused(entitlement, at)
        visitor = comes(story.FATHER)
        page = visitor.presses(visitor.opens(page_of("account", entitlement)), _("Use this account"), typed=MENDED)
        assert page.heading == _("Confirmed; your account is being checked")
        assert Payment.objects.get(next=None).holder_name == story.NAMES[story.FATHER]
