"""Every step of a decision: in plain words in both languages, as a PDF, as data; and what would have to change."""

from __future__ import annotations

import json
from datetime import datetime
from io import BytesIO

import pytest
from django.urls import reverse
from django.utils.translation import gettext as _
from pypdf import PdfReader

from eligibility.awards.models import Offer
from eligibility.engine.api import Verdict
from tests.integration.pages.conftest import Comes, page_of


class TestOfAnOffer:
    def test_each_step_has_its_facts_its_rule_and_its_article(self, offer: Offer, comes: Comes, reads: str) -> None:
        page = comes().opens(page_of("derivation", offer))
        assert page.heading == _("Every step of this decision")
        assert _("All conditions are met.") in page.words
        assert "birth.facility_designated" in page.words
        assert _("Rows tried") in page.words
        assert "98" in page.words

    def test_the_reasons_lead_to_it(self, offer: Offer, comes: Comes) -> None:
        assert page_of("derivation", offer) in comes().opens(page_of("reasons", offer)).html

    def test_as_a_pdf(self, offer: Offer, comes: Comes, reads: str) -> None:
        answer = comes().client.get(reverse("benefits:derivation_file", args=[offer.pk, "pdf"]))
        assert answer["Content-Type"] == "application/pdf"
        words = "".join(page.extract_text() for page in PdfReader(BytesIO(answer.content)).pages)
        assert "birth.facility_designated" in words.replace("\n", "")

    def test_as_data(self, offer: Offer, comes: Comes) -> None:
        answer = comes().client.get(reverse("benefits:derivation_file", args=[offer.pk, "json"]))
        data = json.loads(answer.content)
        assert data["policy"] == offer.policy
        assert Verdict.from_json(data["verdict"]).to_json() == offer.verdict

    @pytest.mark.parametrize("form", ["exe", "xml"])
    def test_in_no_other_form(self, offer: Offer, comes: Comes, form: str) -> None:
        assert comes().client.get(reverse("benefits:derivation_file", args=[offer.pk, form])).status_code == 404


class TestDecidedNow:
    def test_it_is_there_for_every_policy_that_is_about_them(
        self, offer: Offer, comes: Comes, at: datetime, reads: str
    ) -> None:
        page = comes().opens(reverse("benefits:policy_derivation", args=["elderly-allowance"]))
        assert page.heading == _("Every step of this decision")
        assert _("At least one condition is not met.") in page.words

    def test_of_no_policy_that_does_not_exist(self, offer: Offer, comes: Comes) -> None:
        assert comes().client.get(reverse("benefits:policy_derivation", args=["no-such-thing"])).status_code == 404
