"""Offers and entitlements as cards: amount, why, from which facts and body, by which article, until when."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from django.urls import reverse
from django.utils.translation import gettext as _

from eligibility.awards.models import Decision, Entitlement, Offer
from eligibility.awards.presenting import Presenter, per, verdict_of
from eligibility.awards.queries import PaidInstalment, Progress, current_of
from eligibility.awards.states import OfferState
from eligibility.engine.api import VerdictState
from eligibility.matching.api import Match
from services.core.components.api import Action, ActionKind, Card, Tone
from services.core.languages.api import in_language
from services.core.money.api import Money


def is_open(offer: Offer, today: date) -> bool:
    return offer.state == OfferState.OFFERED and offer.confirm_by >= today


def is_snoozed(offer: Offer, today: date) -> bool:
    return offer.snoozed_until is not None and offer.snoozed_until > today


def is_over(offer: Offer, today: date) -> bool:
    """Ended without an entitlement. One that is overdue counts already, whether or not the nightly task has run."""
    ended = {OfferState.DECLINED, OfferState.LAPSED, OfferState.WITHDRAWN}
    return offer.state in ended or (offer.state == OfferState.OFFERED and offer.confirm_by < today)


def confirm_action(offer: Offer) -> Action:
    return Action(_("Confirm"), reverse("benefits:confirm", args=[offer.pk]), ActionKind.PRIMARY)


def contest_action(offer: Offer) -> Action:
    return Action(_("This is wrong"), reverse("benefits:contest", args=[offer.pk]))


def snooze_action(offer: Offer) -> Action:
    return Action(_("Not now"), reverse("benefits:snooze", args=[offer.pk]), post=True)


def decision_action(decision: Decision) -> Action:
    return Action(_("Read the decision"), reverse("benefits:decision", args=[decision.pk]))


def decline_action(offer: Offer) -> Action:
    return Action(_("I do not want this"), reverse("benefits:decline", args=[offer.pk]))


def offer_card(offer: Offer, presenter: Presenter, today: date) -> Card:
    verdict = verdict_of(offer)
    why = reverse("benefits:reasons", args=[offer.pk])
    return Card(
        title=presenter.title(offer),
        href=why,
        why=presenter.summary(offer),
        amount=offer.amount,
        per=per(offer.policy),
        facts=presenter.facts(verdict.facts),
        article=next(iter(presenter.basis(verdict)), None),
        body=presenter.body(offer),
        until=offer.confirm_by,
        days_left=(offer.confirm_by - today).days,
        main=confirm_action(offer),
        actions=[Action(_("Why this is yours"), why), snooze_action(offer), contest_action(offer)],
    )


def entitlement_card(entitlement: Entitlement, paid: Sequence[PaidInstalment], presenter: Presenter) -> Card:
    status, tone = payment_status(paid)
    return Card(
        title=presenter.title(entitlement),
        href=reverse("benefits:receipt", args=[entitlement.pk]),
        why="",
        amount=entitlement.amount,
        per=per(entitlement.policy),
        status=status,
        tone=tone,
    )


def payment_status(paid: Sequence[PaidInstalment]) -> tuple[str, Tone]:
    """Where the money stands, in the words of who waits for it."""
    if not paid:
        return _("Confirmed"), Tone.INFO
    return {
        Progress.UNDER_WAY: (_("On its way"), Tone.INFO),
        Progress.HELD: (_("Account being checked"), Tone.WARNING),
        Progress.DELAYED: (_("Delayed by us"), Tone.WARNING),
        Progress.REJECTED: (_("Please give another account"), Tone.DANGER),
        Progress.PAID: (_("Paid"), Tone.SUCCESS),
    }[current_of(paid).progress]


def ended_card(offer: Offer, presenter: Presenter) -> Card:
    overdue = offer.state == OfferState.OFFERED
    return Card(
        title=presenter.title(offer),
        href=reverse("benefits:reasons", args=[offer.pk]),
        why="",
        amount=offer.amount,
        per=per(offer.policy),
        status=str(OfferState.LAPSED.label) if overdue else offer.get_state_display(),
    )


def look_card(look: Match, presenter: Presenter) -> Card:
    """Where one stands with a policy; an amount is shown only where it is due, never a computed zero."""
    verdict, policy = look.verdict, look.policy
    status, tone = {
        VerdictState.ELIGIBLE: (_("You are eligible"), Tone.SUCCESS),
        VerdictState.NOT_ELIGIBLE: (_("Not granted"), Tone.NEUTRAL),
        VerdictState.UNKNOWN: (_("Not known yet"), Tone.WARNING),
    }[verdict.state]
    due = Money(verdict.amount) if verdict.state is VerdictState.ELIGIBLE and verdict.amount else None
    return Card(
        title=in_language(policy.titles),
        href=reverse("benefits:policy_reasons", args=[policy.code]),
        why=in_language(policy.summary),
        amount=due,
        per=per(policy.code) if due else "",
        status=status,
        tone=tone,
        body=presenter.body_name(policy.responsible),
    )
