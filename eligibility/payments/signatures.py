"""Who may sign a batch: guards of the batch's table, asked under its lock.

Two signatures of two different people, the second of whom did not submit the batch; nobody signs what is paid to
themselves, to a child of theirs or to an enterprise that they act for. People are compared, not accounts: one person
with two accounts is still one. The database holds the rules about people as constraints
(`eligibility.payments.models.batches`).
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.utils import timezone
from django.utils.translation import gettext as _

from services.core.audit.api import Actor
from services.identity.api import interests_of

if TYPE_CHECKING:
    from eligibility.payments.models import Batch


def only_a_known_person(_batch: Batch, actor: Actor) -> str | None:
    return unknown_person(actor)


def unknown_person(actor: Actor) -> str | None:
    """An account that belongs to no registered person cannot be told from another of the same person."""
    if actor.person is None:
        return _("Your account belongs to no person in the register, so it cannot sign.")
    return None


def first_signature(batch: Batch, actor: Actor) -> str | None:
    """The first of the two; the clerk who submitted the batch may give it."""
    return only_a_known_person(batch, actor) or _not_paid_by(batch, actor)


def second_signature(batch: Batch, actor: Actor) -> str | None:
    """The one that counts: by somebody who has not had a hand in this batch."""
    refusal = first_signature(batch, actor)
    if refusal:
        return refusal
    if batch.first_approver_id is None:
        return _("The first signature is missing.")
    if actor.person == batch.first_approver_id:
        return _("You have signed this batch already. A second person must sign it too.")
    if actor.person == batch.submitted_by_id:
        return _("You submitted this batch. The second signature must be somebody else’s.")
    return None


def no_open_dispute(batch: Batch, actor: Actor) -> str | None:
    """A member whose former attempt the bank also calls paid would be paid twice."""
    refusal = only_a_known_person(batch, actor)
    if refusal:
        return refusal
    if batch.has_disputed_members():
        return _(
            "The bank contradicts itself about an earlier payment for the same purpose. "
            "Clear that up first, or abort this batch."
        )
    return None


def never_taken_by_the_bank(batch: Batch, _actor: Actor) -> str | None:
    """After release only the bank's refusal proves that nothing was, or will be, paid."""
    if batch.state == "RELEASED" and not batch.refusal:
        return _("This batch is on its way to the bank and can no longer be aborted.")
    return None


def only_after_a_refusal(batch: Batch, actor: Actor) -> str | None:
    """What the bank may still be working on is asked about, not sent a second time."""
    refusal = only_a_known_person(batch, actor)
    if refusal:
        return refusal
    return None if batch.refusal else _("The bank has not refused this batch, so there is nothing to send again.")


def all_accounted_for(batch: Batch, _actor: Actor) -> str | None:
    """A batch is closed over nothing that is still open."""
    if batch.has_disputed_members():
        return _("The bank contradicts itself about a payment of this batch. Clear that up before you close it.")
    return None


def _not_paid_by(batch: Batch, actor: Actor) -> str | None:
    """Nor to a child of theirs, nor to an enterprise that they acted for since the batch was built."""
    if actor.person is None:
        return unknown_person(actor)
    concerned = interests_of(actor.person, since=timezone.localdate(batch.created_at))
    paid = set(batch.members.filter(payee_id__in=concerned).values_list("payee_id", flat=True))
    if actor.person in paid:
        return _("This batch pays money to you, so somebody else must sign it.")
    if paid:
        return _("This batch pays a child of yours or an enterprise that you represent. Somebody else must sign it.")
    return None
