"""Instalments follow without clicks: each period is decided again by rule, and paid where it is still due."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from django.db import transaction

from eligibility.awards.confirming import RULE, pay_instalment
from eligibility.awards.deciding import issue_ending
from eligibility.awards.models import Entitlement
from eligibility.awards.states import ENTITLEMENTS, EntitlementState
from eligibility.awards.verdicts import verdict_hash
from eligibility.engine.api import VerdictState
from eligibility.matching.api import Occasion, decide_again
from eligibility.payments.api import AccountDetails, is_account_verified
from eligibility.policies import api as policies
from eligibility.policies.api import Instalments, Period
from services.core.access.api import Purpose
from services.core.audit.api import Actor, record
from services.core.money.api import Money
from services.core.transitions.api import move

AT_ONCE = 36  # periods that one run catches up with for one entitlement


@dataclass(slots=True)
class Paid:
    """What a run did: entitlements looked at, instalments ordered, entitlements ended."""

    entitlements: int = 0
    instalments: int = 0
    ended: int = 0
    left_open: int = 0  # unknown facts: nothing is paid and nothing is refused


def pay_due_instalments(*, today: date, actor: Actor, at: datetime, progress: Callable[[int], None]) -> Paid:
    """Order what has become due since the last run; safe to repeat, each entitlement in a transaction of its own."""
    paid = Paid()
    once = {"instalments": Instalments.NONE.value}
    active = (
        Entitlement.objects.filter(state=EntitlementState.ACTIVE).exclude(version__terms__contains=once).order_by("pk")
    )
    for pk in active.values_list("pk", flat=True).iterator(chunk_size=1000):
        for _period in range(AT_ONCE):
            if not _pay_next(pk, paid, today=today, actor=actor, at=at):
                break
        paid.entitlements += 1
        progress(paid.entitlements)
    return paid


def _pay_next(pk: UUID, paid: Paid, *, today: date, actor: Actor, at: datetime) -> bool:
    """Decide and pay one entitlement's next period; whether there may be another one."""
    with transaction.atomic():
        entitlement = Entitlement.objects.select_for_update(of=("self",)).get(pk=pk)
        if entitlement.state != EntitlementState.ACTIVE:
            return False
        period = _next_period(entitlement)
        if period is None or period.start > today:
            return False
        return _pay_period(entitlement, period, paid, actor=actor, at=at)


def _next_period(entitlement: Entitlement) -> Period | None:
    last = entitlement.instalments.order_by("-period_start").first()
    if last is None or last.period_start is None or last.period_end is None:
        return None
    terms = policies.compiled(entitlement.version_id).terms
    return policies.next_period(terms, Period(last.period_start, last.period_end))


def _pay_period(entitlement: Entitlement, period: Period, paid: Paid, *, actor: Actor, at: datetime) -> bool:
    match = decide_again(
        code=entitlement.policy,
        unit_key=entitlement.offer.unit_key,
        occasion=Occasion(_event_date(entitlement, period), period),
        subjects=[entitlement.subject_id],
        purpose=Purpose.MATCHING,
        actor=actor,
        at=at,
    )
    if match is None or match.verdict.state is VerdictState.UNKNOWN:
        paid.left_open += 1
        return False
    if match.verdict.state is VerdictState.NOT_ELIGIBLE:
        move(entitlement, "end", table=ENTITLEMENTS, actor=RULE, at=at, reason="no longer due")
        issue_ending(entitlement=entitlement, match=match, since=period.start, actor=actor, at=at)
        paid.ended += 1
        return False
    if not match.verdict.amount:  # nothing to order, and no reason to keep the others waiting
        paid.left_open += 1
        return False
    pay_instalment(
        entitlement=entitlement,
        period=period,
        amount=Money(match.verdict.amount),
        decided=verdict_hash(match.verdict),
        account=AccountDetails(
            number=entitlement.account_number,
            bank_code=entitlement.account_bank,
            holder_name=entitlement.account_holder,
        ),
        verified=entitlement.account_known or is_account_verified(entitlement.payee_id, entitlement.account_number),
        actor=actor,
        at=at,
    )
    record(
        actor=actor,
        action="awards.instalment.ordered",
        object_type="awards.Entitlement",
        object_id=str(entitlement.pk),
        at=at,
        data={"from": period.start.isoformat(), "to": period.end.isoformat()},
    )
    paid.instalments += 1
    return True


def _event_date(entitlement: Entitlement, period: Period) -> date:
    """A benefit without an event is decided by the law of each period; one with an event by that of its day."""
    policy = policies.policy(entitlement.policy)
    return period.start if policy.event_date == policies.AS_OF else entitlement.event_date
