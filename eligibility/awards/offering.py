"""From matches to offers: made once, refreshed, replaced when the amount changed, withdrawn when no longer true."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date, datetime, timedelta
from uuid import UUID

from django.db import transaction

from eligibility.awards.deciding import issue_withdrawal
from eligibility.awards.models import LIVE_OFFERS, Offer
from eligibility.awards.states import OFFERS, OfferState
from eligibility.awards.verdicts import verdict_hash
from eligibility.engine.api import VerdictState
from eligibility.matching.api import Match
from services.core.audit.api import Actor, record
from services.core.money.api import Money
from services.core.outbox.api import emit
from services.core.transitions.api import move, move_many

AwardIdentity = tuple[str, str, str]


class OfferMaker:
    """What matching hands its results to (a `MatchSink`)."""

    def standing(self, codes: Sequence[str]) -> Iterable[tuple[str, UUID]]:
        live = Offer.objects.filter(policy__in=codes, state__in=LIVE_OFFERS)
        return live.values_list("policy", "subject_id").iterator(chunk_size=10_000)

    def accept(self, matches: Sequence[Match], *, as_of: date, actor: Actor, at: datetime) -> None:
        make_offers(matches=matches, as_of=as_of, actor=actor, at=at)


@transaction.atomic
def make_offers(*, matches: Sequence[Match], as_of: date, actor: Actor, at: datetime) -> None:
    """Bring the offers of these awards in line with the matches. Safe to repeat and to run twice at once.

    A verdict with the outcome `notice` or `task` makes no offer. Nobody is refused here: what is not eligible merely
    loses an offer that is no longer true (decision 16).
    """
    standing = _lock_standing(matches)
    fresh: list[Offer] = []
    for match in matches:
        offer = standing.get(_identity(match))
        wanted = match.verdict.state is VerdictState.ELIGIBLE and match.verdict.outcome == "offer"
        if offer is None:
            fresh += [_offer(match, as_of=as_of, at=at)] if wanted else []
        elif offer.state in LIVE_OFFERS:
            fresh += _revise(offer, match, as_of=as_of, actor=actor, at=at) if wanted else []
            if not wanted:
                take_back(offer=offer, match=match, reason="no longer eligible", actor=actor, at=at)
    # Another run may have made the same offer a moment ago: the constraint decides, and nothing is lost.
    Offer.objects.bulk_create(fresh, ignore_conflicts=True)
    made = list(Offer.objects.filter(pk__in=[offer.pk for offer in fresh]).order_by("pk").values_list("pk", flat=True))
    if made:
        _publish(made, at=at)


def _identity(match: Match) -> AwardIdentity:
    return match.policy.code, str(match.subject), match.award_key


def _lock_standing(matches: Sequence[Match]) -> dict[AwardIdentity, Offer]:
    """The offers that stand for these awards, locked in one order so that two runs can't wait for each other."""
    offers = (
        Offer.objects.select_for_update(of=("self",))
        .filter(policy__in={match.policy.code for match in matches}, subject__in={match.subject for match in matches})
        .exclude(state=OfferState.WITHDRAWN)
        .order_by("pk")
    )
    return {(offer.policy, str(offer.subject_id), offer.award_key): offer for offer in offers}


def _offer(match: Match, *, as_of: date, at: datetime) -> Offer:
    verdict = match.verdict
    if verdict.amount is None:
        message = f"{match.policy.code}: eligible without an amount."
        raise ValueError(message)
    return Offer(
        policy=match.policy.code,
        version_id=match.version.id,
        subject_id=match.subject,
        award_key=match.award_key,
        unit_key=match.unit_key,
        event_date=match.event_date,
        period_start=match.period.start if match.period else None,
        period_end=match.period.end if match.period else None,
        amount=Money(verdict.amount),
        total=Money(verdict.total) if verdict.total is not None else None,
        verdict=verdict.to_json(),
        verdict_hash=verdict_hash(verdict),
        payees=[str(payee) for payee in match.payees],
        confirm_by=as_of + timedelta(days=match.version.terms.confirm_within_days),
        created_at=at,
    )


def _revise(offer: Offer, match: Match, *, as_of: date, actor: Actor, at: datetime) -> list[Offer]:
    """The offer that replaces `offer`, if one must: another amount is another offer, never a silent change."""
    same_payees = {str(payee) for payee in match.payees} == set(offer.payees)
    if same_payees and verdict_hash(match.verdict) == offer.verdict_hash:
        return []
    new = _offer(match, as_of=as_of, at=at)
    if (new.amount, new.total) == (offer.amount, offer.total):
        _refresh(offer, new, actor=actor, at=at)
        return []
    move(offer, "withdraw", table=OFFERS, actor=actor, at=at, reason="another amount")
    new.replaces = offer
    return [new]


def take_back(*, offer: Offer, match: Match | None, reason: str, actor: Actor, at: datetime) -> None:
    """Withdraw an offer that nothing replaces: who had it is told why in writing, and how to object.

    One that was never shown is withdrawn without a word.
    """
    shown = offer.state == OfferState.OFFERED
    move(offer, "withdraw", table=OFFERS, actor=actor, at=at, reason=reason)
    if shown:
        issue_withdrawal(offer=offer, match=match, actor=actor, at=at)


def _refresh(offer: Offer, new: Offer, *, actor: Actor, at: datetime) -> None:
    """Same amount, other facts or version: the reasons shown are today's, the deadline stays."""
    fields = ("version_id", "verdict", "verdict_hash", "payees", "unit_key", "event_date")
    for name in fields:
        setattr(offer, name, getattr(new, name))
    offer.save(update_fields=fields)
    record(
        actor=actor,
        action="awards.offer.refreshed",
        object_type="awards.Offer",
        object_id=str(offer.pk),
        at=at,
        data={"verdict_hash": new.verdict_hash},
    )


def _publish(made: Sequence[UUID], *, at: datetime) -> None:
    move_many(Offer, made, "publish", table=OFFERS, actor=Actor.system("matching"), at=at)
    emit("awards.offers_published", {"offers": [str(offer) for offer in made]})
