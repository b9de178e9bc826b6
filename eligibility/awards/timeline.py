"""From the click to the money, as a timeline with honest dates: what happened has one, what will happen has none."""

from __future__ import annotations

from datetime import date

from django.utils.translation import gettext as _

from eligibility.awards.models import Entitlement
from eligibility.awards.queries import PaidInstalment, Progress
from eligibility.payments.api import PaymentState, PaymentView
from eligibility.policies import api as policies
from eligibility.policies.api import Instalments
from services.core.components.api import Step, StepState, long_month, long_year

_ORDERED = frozenset({PaymentState.CREATED})
_BATCHED = frozenset({PaymentState.BATCHED})
_STATES = {Progress.PAID: StepState.DONE, Progress.REJECTED: StepState.FAILED, Progress.DELAYED: StepState.FAILED}


def payment_steps(entitlement: Entitlement, current: PaidInstalment) -> list[Step]:
    """Confirmed, account checked where that was needed, with the bank, paid."""
    payment, progress = current.payment, current.progress
    steps = [Step(_("Confirmed and approved"), StepState.DONE, entitlement.created_at)]
    if progress is Progress.REJECTED:
        return [*steps, Step(_("The bank could not pay"), StepState.FAILED, text=payment.reason)]
    if progress is Progress.DELAYED:
        return [*steps, Step(_("The bank could not pay"), StepState.FAILED, text=payment.reason), _paid(payment)]
    if progress is Progress.HELD:
        waiting = Step(_("The account is being checked"), StepState.CURRENT, text=payment.held_label)
        return [*steps, waiting, Step(_("With the bank"), StepState.UPCOMING), _paid(payment)]
    return [*steps, _at_the_bank(payment), _paid(payment)]


def _at_the_bank(payment: PaymentView) -> Step:
    if payment.state in _ORDERED:
        text = _("It goes out with the next batch. Two clerks release every batch.")
        return Step(_("With the bank"), StepState.CURRENT, text=text)
    if payment.state in _BATCHED:
        return Step(_("With the bank"), StepState.CURRENT, text=_("Two clerks are releasing the batch."))
    done = StepState.DONE if payment.is_paid else StepState.CURRENT
    return Step(_("With the bank"), done, text=payment.state_label)


def _paid(payment: PaymentView) -> Step:
    if payment.is_paid:
        return Step(_("Paid"), StepState.DONE, payment.settled_at)
    return Step(_("Paid"), StepState.UPCOMING)


def instalment_steps(entitlement: Entitlement, paid: list[PaidInstalment]) -> list[Step]:
    """Every period that was ordered, and the one that follows; empty for what is paid once."""
    terms = policies.compiled(entitlement.version_id).terms
    rhythm = terms.instalments
    if rhythm is Instalments.NONE:
        return []
    steps = [_instalment(one, rhythm) for one in paid]
    last = paid[-1].instalment
    if entitlement.state == "ACTIVE" and last.period_start and last.period_end:
        following = policies.next_period(terms, policies.Period(last.period_start, last.period_end))
        if following is not None:
            text = _("Follows by itself if you are still eligible then.")
            steps.append(Step(_period(following.start, rhythm), StepState.UPCOMING, text=text))
    return steps


def _instalment(one: PaidInstalment, rhythm: Instalments) -> Step:
    state = _STATES.get(one.progress, StepState.CURRENT)
    when = one.payment.settled_at if one.payment.is_paid else None
    return Step(_period(one.instalment.period_start, rhythm), state, when, one.payment.state_label)


def _period(start: date | None, rhythm: Instalments) -> str:
    words = long_month if rhythm is Instalments.MONTHLY else long_year
    return _("Payment for %(period)s") % {"period": words(start) if start else ""}
