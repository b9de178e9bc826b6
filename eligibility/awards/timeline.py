"""From the click to the money, as a timeline with honest dates: what happened has one, what will happen has none."""

from __future__ import annotations

from datetime import date

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from eligibility.awards.models import Appeal, Contest, Entitlement
from eligibility.awards.queries import PaidInstalment, Progress
from eligibility.awards.states import AppealState, ContestState
from eligibility.payments.api import PaymentState, PaymentView, Usual
from eligibility.policies import api as policies
from eligibility.policies.api import Instalments
from services.core.components.api import Step, StepState, long_day, long_month, long_year

_ORDERED = frozenset({PaymentState.CREATED})
_BATCHED = frozenset({PaymentState.BATCHED})
_STATES = {Progress.PAID: StepState.DONE, Progress.REJECTED: StepState.FAILED, Progress.DELAYED: StepState.FAILED}


def usual_words(usual: Usual | None) -> str:
    """What can be promised: what was measured. Where too little was, that is said instead of a guess."""
    if usual is None:
        return _("With the next batch to the bank. Too few payments have been made yet to say how long it takes.")
    return ngettext(
        "Of the last %(payments)s payments nine in ten were there within %(days)s day.",
        "Of the last %(payments)s payments nine in ten were there within %(days)s days.",
        usual.days,
    ) % {"payments": usual.payments, "days": usual.days}


def payment_steps(entitlement: Entitlement, current: PaidInstalment, usual: Usual | None) -> list[Step]:
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
    return [*steps, _at_the_bank(payment), _paid(payment, usual)]


def _at_the_bank(payment: PaymentView) -> Step:
    if payment.state in _ORDERED:
        text = _("It goes out with the next batch. Two clerks release every batch.")
        return Step(_("With the bank"), StepState.CURRENT, text=text)
    if payment.state in _BATCHED:
        return Step(_("With the bank"), StepState.CURRENT, text=_("Two clerks are releasing the batch."))
    done = StepState.DONE if payment.is_paid else StepState.CURRENT
    return Step(_("With the bank"), done, text=payment.state_label)


def _paid(payment: PaymentView, usual: Usual | None = None) -> Step:
    if payment.is_paid:
        return Step(_("Paid"), StepState.DONE, payment.settled_at)
    return Step(_("Paid"), StepState.UPCOMING, text=usual_words(usual) if usual else "")


def contest_steps(contest: Contest, body: str) -> list[Step]:
    """Sent, checked until a day, answered."""
    steps = [Step(_("You told us"), StepState.DONE, contest.raised_at)]
    if contest.state == ContestState.WITHDRAWN:
        return [*steps, Step(_("Taken back"), StepState.DONE)]
    words = {"body": body, "day": long_day(contest.answer_by)}
    if contest.answered_at is not None:
        checked = Step(_("Checked by %(body)s") % words, StepState.DONE)
        return [*steps, checked, Step(contest.get_state_display(), StepState.DONE, contest.answered_at)]
    text = _("You are answered by %(day)s.") % words
    return [
        *steps,
        Step(_("%(body)s checks the entry") % words, StepState.CURRENT, text=text),
        Step(_("Answer"), StepState.UPCOMING),
    ]


def appeal_steps(appeal: Appeal) -> list[Step]:
    """Received, looked at by a person until a day, answered."""
    steps = [Step(_("Your objection was received"), StepState.DONE, appeal.raised_at)]
    if appeal.state == AppealState.WITHDRAWN:
        return [*steps, Step(_("Taken back"), StepState.DONE)]
    looked = _("A person looks at it again")
    if appeal.answered_at is not None:
        answered = Step(appeal.get_state_display(), StepState.DONE, appeal.answered_at)
        return [*steps, Step(looked, StepState.DONE), answered]
    state = StepState.CURRENT if appeal.state == AppealState.UNDER_REVIEW else StepState.UPCOMING
    text = _("You are answered by %(day)s.") % {"day": long_day(appeal.answer_by)}
    return [*steps, Step(looked, state, text=text), Step(_("Answer"), StepState.UPCOMING)]


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
