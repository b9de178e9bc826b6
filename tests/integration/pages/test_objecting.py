"""A decision in writing, objecting to it, and taking back what one has sent; in both languages."""

from __future__ import annotations

from datetime import datetime
from io import BytesIO

import pytest
from django.test import Client
from django.utils.translation import gettext as _
from pypdf import PdfReader

from eligibility.awards.appealing import answer_appeal
from eligibility.awards.contesting import answer_contest
from eligibility.awards.models import Appeal, Contest, Decision, Offer
from services.core.components.api import long_day
from services.identity import api as identity
from services.identity.api import Role
from services.tasks.api import open_tasks
from tests import story
from tests.fixtures import SETUP, acting_as, person
from tests.integration.pages.conftest import BACKEND, Comes, page_of
from tests.pages import Page, Visitor

REFUSED = "/benefits/all/elderly-allowance/"
REASON = "我已经六十五岁了。𠮷 <script>"


def decided(visitor: Visitor) -> Page:
    return visitor.presses(visitor.opens(REFUSED), _("Give me this in writing"))


def objects(visitor: Visitor, words: str = REASON) -> Page:
    page = visitor.opens(decided(visitor).links[_("Object to this decision")])
    return visitor.presses(page, _("Send the objection"), statement=words)


def disputes(visitor: Visitor, offer: Offer, words: str = REASON) -> Page:
    page = visitor.opens(page_of("contest", offer))
    fact = next(iter(page.form(_("Send it to be checked")).options("fact").values()))
    return visitor.presses(page, _("Send it to be checked"), fact=fact, right=words)


class TestAtTheDesk:
    @pytest.fixture
    def clerk(self, city: None, at: datetime, reads: str) -> Visitor:
        user = identity.open_account(
            username="anna",
            password="a long enough phrase",
            person=person(story.CLERKS["anna"]),
            roles=(Role.BENEFIT_CLERK,),
            actor=SETUP,
            at=at,
        )
        client = Client()
        client.force_login(user, backend=BACKEND)
        return Visitor(client, reads)

    def test_a_dispute_is_answered(self, offer: Offer, comes: Comes, clerk: Visitor, reads: str) -> None:
        disputes(comes(), offer)
        file = clerk.opens(f"/admin/awards/contest/{Contest.objects.get().pk}/change/")
        refused = clerk.presses(file, _("Send the answer"), answer="申报表为证")
        assert refused.errors == [_("Choose a result.")]
        assert refused.form(_("Send the answer")).filled()["answer"].strip() == "申报表为证"
        assert Contest.objects.get().state == "RAISED"
        done = clerk.presses(refused, _("Send the answer"), outcome="upheld")
        assert "申报表为证" in done.words
        assert Contest.objects.get().state == "UPHELD"

    def test_an_objection_is_answered(self, comes: Comes, clerk: Visitor, reads: str) -> None:
        objects(comes())
        file = clerk.opens(f"/admin/awards/appeal/{Appeal.objects.get().pk}/change/")
        refused = clerk.presses(file, _("Send the answer"), outcome="overturned")
        assert refused.errors == [_("Write what the person is to be answered.")]
        done = clerk.presses(refused, _("Send the answer"), outcome="overturned", answer="您说得对")
        assert "您说得对" in done.words
        assert Appeal.objects.get().state == "OVERTURNED"


class TestDecision:
    def test_gives_its_reasons_and_remedies_and_is_served_by_being_opened(
        self, city: None, comes: Comes, at: datetime, reads: str
    ) -> None:
        page = decided(comes())
        assert _("Object to this decision") in page.links
        assert long_day(at.date()) in page.words
        assert "¥" not in page.words
        assert Decision.objects.get().served_at is not None

    def test_asked_for_twice_is_the_same_page(self, city: None, comes: Comes, reads: str) -> None:
        mother = comes()
        assert decided(mother).address == decided(mother).address

    def test_on_paper_says_the_same(self, city: None, comes: Comes, reads: str) -> None:
        mother = comes()
        page = decided(mother)
        response = mother.client.get(page.links[_("Save the decision (PDF)")], headers={"accept-language": reads})
        text = "".join("".join(one.extract_text().split()) for one in PdfReader(BytesIO(response.content)).pages)
        assert "".join(page.heading.split()) in text
        assert story.NAMES[story.MOTHER] in text

    def test_nothing_is_refused_where_one_qualifies(self, offer: Offer, comes: Comes, reads: str) -> None:
        page = comes().sends("/benefits/all/maternity-allowance/decide/", {})
        assert page.messages == [
            _("This benefit is not refused to you: nothing has to be decided in writing. See below where you stand.")
        ]
        assert not Decision.objects.exists()

    def test_of_somebody_else_does_not_exist(self, city: None, comes: Comes, reads: str) -> None:
        address = decided(comes()).address
        father = comes(story.FATHER)
        for path in (address, f"{address}object/"):
            father.opens(path, status=404)
        father.sends(f"{address}object/take-back/", {}, status=404)


class TestObjection:
    def test_stands_on_the_decision_and_says_how_far_it_is(self, city: None, comes: Comes, reads: str) -> None:
        page = objects(comes())
        assert _("Your objection") in page.words
        assert REASON in page.words
        assert _("Object to this decision") not in page.links
        assert page.form(_("Take it back")).posts

    @pytest.mark.parametrize("words", ["", "   ", "长" * 3001])
    def test_that_cannot_be_sent_is_given_back_as_it_was_written(
        self, city: None, comes: Comes, reads: str, words: str
    ) -> None:
        page = objects(comes(), words)
        assert [field for _message, field in page.summary] == ["id_statement"]
        assert page.form(_("Send the objection")).filled()["statement"].strip() == words.strip()
        assert not Appeal.objects.exists()

    def test_taken_back_can_be_sent_again(self, city: None, comes: Comes, reads: str) -> None:
        mother = comes()
        page = mother.presses(objects(mother), _("Take it back"))
        assert _("Object to this decision") in page.links
        assert open_tasks(role="benefit_clerk") == []
        assert _("Your objection") in objects(mother, "第二次").words

    def test_answered_shows_the_answer_and_nothing_to_take_back(
        self, city: None, comes: Comes, at: datetime, reads: str
    ) -> None:
        mother = comes()
        page = objects(mother)
        clerk = acting_as(story.CLERKS["anna"])
        answer_appeal(
            appeal_id=Appeal.objects.get().pk, overturned=False, answer="维持。\n理由如下。", actor=clerk, at=at
        )
        answered = mother.opens(page.address)
        assert "维持。" in answered.words
        late = mother.presses(page, _("Take it back"))  # on a page that was open since before the answer
        assert "维持。" in late.words
        assert Appeal.objects.get().state == "UPHELD"


class TestDispute:
    def test_taken_back_leaves_nothing_to_do(self, offer: Offer, comes: Comes, reads: str) -> None:
        mother = comes()
        sent = disputes(mother, offer)
        assert REASON in sent.words
        page = mother.presses(sent, _("Take it back"))
        assert page.address == sent.address
        assert page.heading != sent.heading
        assert open_tasks(role="benefit_clerk") == []
        again = mother.presses(sent, _("Take it back"))  # pressed twice
        assert again.heading == page.heading

    @pytest.mark.parametrize("corrected", [True, False])
    def test_answered_shows_the_answer(
        self, offer: Offer, comes: Comes, at: datetime, reads: str, corrected: bool
    ) -> None:
        mother = comes()
        sent = disputes(mother, offer)
        answer_contest(
            contest_id=Contest.objects.get().pk,
            corrected=corrected,
            answer="已核对申报表 & 㛃",
            actor=acting_as(story.CLERKS["anna"]),
            at=at,
        )
        page = mother.opens(sent.address)
        assert "已核对申报表 & 㛃" in page.words
        assert mother.presses(sent, _("Take it back")).heading == page.heading
        decision = Decision.objects.filter(kind="fact_upheld").first()
        assert (decision is None) == corrected
        if decision is not None:
            assert f"/benefits/decisions/{decision.pk}/" in page.links.values()

    def test_too_long_is_given_back(self, offer: Offer, comes: Comes, reads: str) -> None:
        page = disputes(comes(), offer, "长" * 1001)
        assert [field for _message, field in page.summary] == ["id_right"]
        assert page.form(_("Send it to be checked")).filled()["right"].strip() == "长" * 1001

    def test_of_somebody_else_does_not_exist(self, offer: Offer, comes: Comes, reads: str) -> None:
        address = disputes(comes(), offer).address
        father = comes(story.FATHER)
        father.opens(address, status=404)
        father.sends(f"{address}take-back/", {}, status=404)
        assert Contest.objects.get().state == "RAISED"
