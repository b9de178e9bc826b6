"""After commit: tell people, and end what is fully paid."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from uuid import UUID

from django.conf import settings
from django.db import transaction
from django.urls import reverse
from django.utils.translation import override

from eligibility.awards import notices
from eligibility.awards.answering import lapse_offers
from eligibility.awards.models import Appeal, Contest, Decision, Entitlement, Instalment, Offer
from eligibility.awards.states import ENTITLEMENTS, ContestState, EntitlementState, OfferState
from eligibility.facts import api as facts
from eligibility.payments.api import CITYS_FAULT, payment_for, reason_text
from eligibility.policies import api as policies
from eligibility.policies.api import Instalments
from services.bodies.api import body_texts
from services.core.audit.api import Actor
from services.core.money.api import Money, format_money
from services.core.outbox.api import every, handler
from services.core.transitions.api import move
from services.notices.api import Param, Settled, send, settle

AWARDS = Actor.system("awards")
Payload = Mapping[str, object]


@handler("awards.offers_published", "awards.tell_of_offers")
def tell_of_offers(payload: Payload, *, at: datetime) -> None:
    ids = payload["offers"]
    assert isinstance(ids, list)  # noqa: S101 - our own event
    # Locked, so that an offer that is answered this moment is either not told of, or settled after it was.
    offers = Offer.objects.select_for_update(of=("self",), no_key=True).filter(pk__in=ids, state=OfferState.OFFERED)
    for offer in offers.order_by("pk"):
        send(
            subject=offer.subject_id,
            kind=notices.OFFERED,
            params=_params(offer.policy, offer.amount),
            path=reverse("benefits:reasons", args=[offer.pk]),
            actor=AWARDS,
            at=at,
            key=notices.offered_key(offer.pk),
            body=policies.policy(offer.policy).responsible,
        )


@handler("awards.offer_confirmed", "awards.stop_telling_of_confirmed")
def stop_telling_of_confirmed(payload: Payload, *, at: datetime) -> None:
    key = notices.offered_key(UUID(str(payload["id"])))
    settle(key=key, settled_as=Settled.DONE, actor=AWARDS, at=at)


@handler("awards.offer_ended", "awards.stop_telling_of_ended")
def stop_telling_of_ended(payload: Payload, *, at: datetime) -> None:
    """Declined, lapsed or withdrawn: nobody is gone after any more for what can't be confirmed."""
    key = notices.offered_key(UUID(str(payload["id"])))
    settle(key=key, settled_as=Settled.OVER, actor=AWARDS, at=at)


@handler("awards.offer_confirmed", "awards.tell_of_confirmation")
def tell_of_confirmation(payload: Payload, *, at: datetime) -> None:
    """To the subject and to who is paid: it may have been the other parent who pressed."""
    entitlement = Entitlement.objects.get(offer=UUID(str(payload["id"])))
    _tell_both(entitlement, notices.CONFIRMED, entitlement.amount, key=str(entitlement.pk), at=at)


@handler("awards.decision_issued", "awards.tell_of_decision")
def tell_of_decision(payload: Payload, *, at: datetime) -> None:
    decision = Decision.objects.select_related("contest").get(pk=UUID(str(payload["decision"])))
    if decision.contest is not None:
        kind, params = notices.FACT_DECIDED, _dataset(decision.contest)
    else:
        kind, params = notices.DECIDED, {"policy": dict(policies.policy(decision.policy).titles)}
    path = reverse("benefits:decision", args=[decision.pk])
    _tell_subject(decision.subject_id, kind, params, path, key=str(decision.pk), at=at)


@handler("awards.contest_answered", "awards.tell_of_contest")
def tell_of_contest(payload: Payload, *, at: datetime) -> None:
    """A fact that stays as it is has its decision, which is told above."""
    contest = Contest.objects.get(pk=UUID(str(payload["id"])))
    if contest.state == ContestState.CORRECTED:
        path = reverse("benefits:contested", args=[contest.pk])
        _tell_subject(contest.subject_id, notices.FACT_CORRECTED, _dataset(contest), path, key=str(contest.pk), at=at)


@handler("awards.appeal_answered", "awards.tell_of_appeal")
def tell_of_appeal(payload: Payload, *, at: datetime) -> None:
    appeal = Appeal.objects.select_related("decision").get(pk=UUID(str(payload["id"])))
    body = appeal.decision.body
    params: dict[str, Param] = {"body": dict(body_texts([body], at.date())[body])}
    path = reverse("benefits:decision", args=[appeal.decision_id])
    _tell_subject(appeal.about, notices.APPEAL_ANSWERED, params, path, key=str(appeal.pk), at=at)


@handler("payments.payment.settled", "awards.money_arrived")
def money_arrived(payload: Payload, *, at: datetime) -> None:
    instalment = _instalment(payload)
    _follow_payment(instalment)
    _tell(instalment, notices.PAID, payload, at)
    _end_when_whole(instalment.entitlement_id, at)


@handler("payments.payment.rejected", "awards.bank_refused")
def bank_refused(payload: Payload, *, at: datetime) -> None:
    _tell_of_refusal(_instalment(payload), payload, at)


@handler("payments.payment.returned", "awards.money_returned")
def money_returned(payload: Payload, *, at: datetime) -> None:
    """It was credited, and came back: the instalment is open again."""
    instalment = _instalment(payload)
    _follow_payment(instalment)
    _tell_of_refusal(instalment, payload, at)


@handler("payments.account.refused", "awards.account_refused")
def account_refused(payload: Payload, *, at: datetime) -> None:
    _tell(_instalment(payload), notices.ACCOUNT_REFUSED, payload, at)


@handler("payments.account.verified", "awards.account_verified")
def account_verified(payload: Payload, *, at: datetime) -> None:
    _tell(_instalment(payload), notices.ACCOUNT_VERIFIED, payload, at)


@handler("awards.account_replaced", "awards.stop_telling_of_account")
def stop_telling_of_account(payload: Payload, *, at: datetime) -> None:
    """Another account was given: what asked for one is settled."""
    entitlement = Entitlement.objects.get(pk=UUID(str(payload["entitlement"])))
    for payment in payload["payments"]:  # type: ignore[attr-defined]  # our own event
        for kind in (notices.REJECTED, notices.ACCOUNT_REFUSED):
            for subject in sorted({entitlement.subject_id, entitlement.payee_id}):
                settle(key=f"{kind}:{payment}:{subject}", settled_as=Settled.DONE, actor=AWARDS, at=at)


@every(3600, "awards.lapse")
def lapse(*, at: datetime) -> None:
    lapse_offers(today=at.date(), actor=AWARDS, at=at)


def _instalment(payload: Payload) -> Instalment:
    return Instalment.objects.select_related("entitlement").get(pk=UUID(str(payload["obligation"])))


def _follow_payment(instalment: Instalment) -> None:
    """Paid when its latest payment is, whatever order the news come in."""
    payment = payment_for(instalment.pk)
    settled = payment.settled_at if payment is not None and payment.is_paid else None
    Instalment.objects.filter(pk=instalment.pk).update(settled_at=settled)


def _tell_of_refusal(instalment: Instalment, payload: Payload, at: datetime) -> None:
    """Only who can do something about it is asked to."""
    code = str(payload.get("reason", ""))
    kind = notices.DELAYED if code in CITYS_FAULT else notices.REJECTED
    _tell(instalment, kind, payload, at, reason=_in_every_language(code))


def _in_every_language(code: str) -> dict[str, str]:
    """The bank's reason: worded when the notice is read, in its reader's language."""
    texts = {}
    for language, _name in settings.LANGUAGES:
        with override(language):
            texts[language] = reason_text(code)
    return texts


def _tell(instalment: Instalment, kind: str, payload: Payload, at: datetime, reason: Param = "") -> None:
    payment = str(payload["payment"])
    _tell_both(instalment.entitlement, kind, instalment.amount, key=payment, at=at, reason=reason)


def _tell_both(
    entitlement: Entitlement, kind: str, amount: Money, *, key: str, at: datetime, reason: Param = ""
) -> None:
    """The subject whose award it is, and the payee where that is somebody else."""
    for subject in sorted({entitlement.subject_id, entitlement.payee_id}):
        send(
            subject=subject,
            kind=kind,
            params={**_params(entitlement.policy, amount), "reason": reason},
            path=reverse("benefits:receipt", args=[entitlement.pk]),
            actor=AWARDS,
            at=at,
            key=f"{kind}:{key}:{subject}",
            body=policies.policy(entitlement.policy).responsible,
        )


def _tell_subject(subject: UUID, kind: str, params: Mapping[str, Param], path: str, *, key: str, at: datetime) -> None:
    send(subject=subject, kind=kind, params=params, path=path, actor=AWARDS, at=at, key=f"{kind}:{key}")


def _dataset(contest: Contest) -> dict[str, Param]:
    return {"dataset": dict(facts.descriptor(contest.dataset).titles)}


def _params(code: str, amount: Money) -> dict[str, Param]:
    """The policy's name in every language: the notice is worded when it is read, in its reader's."""
    return {"policy": dict(policies.policy(code).titles), "amount": format_money(amount)}


def _end_when_whole(pk: UUID, at: datetime) -> None:
    """A benefit paid once has ended when its money arrived; instalments go on until a rule ends them."""
    with transaction.atomic():
        entitlement = Entitlement.objects.select_for_update(of=("self",)).get(pk=pk)
        once = policies.compiled(entitlement.version_id).terms.instalments is Instalments.NONE
        if once and entitlement.state == EntitlementState.ACTIVE:
            move(entitlement, "end", table=ENTITLEMENTS, actor=AWARDS, at=at, reason="paid in full")
