"""The lifecycles of an offer, an entitlement, a contest and an appeal: the tables that alone move them.

An offer waits for one click; what was clicked is an entitlement. *Not now* and *This is wrong* end neither.
Source of the states: the recommended four rows (offer, entitlement, batch, payment), never one status field.
"""

from __future__ import annotations

from typing import Any

from django.db import models
from django.utils.translation import gettext as say
from django.utils.translation import gettext_lazy as _

from services.core.audit.api import Actor, ActorKind
from services.core.transitions.api import Transition, TransitionTable

PEOPLE = frozenset({ActorKind.USER})
RULES = frozenset({ActorKind.SYSTEM})
EITHER = PEOPLE | RULES


class OfferState(models.TextChoices):
    CANDIDATE = "CANDIDATE", _("Being prepared")
    OFFERED = "OFFERED", _("Waiting for you")
    CONFIRMED = "CONFIRMED", _("Confirmed")
    DECLINED = "DECLINED", _("Declined")
    LAPSED = "LAPSED", _("Lapsed")
    WITHDRAWN = "WITHDRAWN", _("Withdrawn")


class EntitlementState(models.TextChoices):
    PENDING_APPROVAL = "PENDING_APPROVAL", _("Waiting for approval")
    APPROVED = "APPROVED", _("Approved")
    ACTIVE = "ACTIVE", _("Active")
    SUSPENDED = "SUSPENDED", _("Suspended")
    ENDED = "ENDED", _("Ended")
    REJECTED = "REJECTED", _("Rejected")
    CANCELLED = "CANCELLED", _("Cancelled")
    EXPIRED = "EXPIRED", _("Expired")


class ContestState(models.TextChoices):
    """Of *This is wrong*."""

    RAISED = "RAISED", _("Being checked")
    CORRECTED = "CORRECTED", _("Put right")
    UPHELD = "UPHELD", _("Found to be right as it is")
    WITHDRAWN = "WITHDRAWN", _("Taken back")


class AppealState(models.TextChoices):
    """Of an objection to a decision, put to the body that made it."""

    LODGED = "LODGED", _("Received")
    UNDER_REVIEW = "UNDER_REVIEW", _("A person is looking at it")
    UPHELD = "UPHELD", _("The decision stands")
    OVERTURNED = "OVERTURNED", _("The decision was wrong")
    WITHDRAWN = "WITHDRAWN", _("Taken back")


def not_ones_own(row: Any, actor: Actor) -> str | None:
    """Nobody decides a matter of their own, in whatever office they sit (行政复议法 and 公务员法 ask for recusal)."""
    if actor.person is not None and actor.person in {row.raised_by_id, row.about}:
        return say("This is a matter of your own: somebody else has to decide it.")
    return None


_O = OfferState
_E = EntitlementState

OFFERS = TransitionTable(
    "offer",
    states=OfferState,
    initial=_O.CANDIDATE,
    transitions=[
        Transition("publish", frozenset({_O.CANDIDATE}), _O.OFFERED, RULES),
        Transition("confirm", frozenset({_O.OFFERED}), _O.CONFIRMED, PEOPLE, topic="awards.offer_confirmed"),
        Transition("decline", frozenset({_O.OFFERED}), _O.DECLINED, PEOPLE, topic="awards.offer_ended"),
        Transition("lapse", frozenset({_O.OFFERED}), _O.LAPSED, RULES, topic="awards.offer_ended"),
        # By the rules when facts or law changed, also when that shows in the moment of the subject's own click.
        Transition("withdraw", frozenset({_O.CANDIDATE, _O.OFFERED}), _O.WITHDRAWN, EITHER, topic="awards.offer_ended"),
    ],
)

ENTITLEMENTS = TransitionTable(
    "entitlement",
    states=EntitlementState,
    initial=_E.PENDING_APPROVAL,
    transitions=[
        # Approved by rule: the decision was evaluated again a moment ago, under the same lock.
        Transition("approve", frozenset({_E.PENDING_APPROVAL}), _E.APPROVED, RULES),
        Transition("reject", frozenset({_E.PENDING_APPROVAL}), _E.REJECTED, PEOPLE),
        Transition("activate", frozenset({_E.APPROVED}), _E.ACTIVE, RULES),
        Transition("suspend", frozenset({_E.ACTIVE}), _E.SUSPENDED, EITHER),
        Transition("resume", frozenset({_E.SUSPENDED}), _E.ACTIVE, EITHER),
        Transition("end", frozenset({_E.ACTIVE, _E.SUSPENDED}), _E.ENDED, RULES),
        Transition("cancel", frozenset({_E.PENDING_APPROVAL, _E.APPROVED}), _E.CANCELLED, PEOPLE),
        Transition("expire", frozenset({_E.APPROVED}), _E.EXPIRED, RULES),
    ],
)

_C = ContestState
_A = AppealState

CONTESTS = TransitionTable(
    "contest",
    states=ContestState,
    initial=_C.RAISED,
    transitions=[
        Transition("correct", frozenset({_C.RAISED}), _C.CORRECTED, PEOPLE, not_ones_own, "awards.contest_answered"),
        Transition("uphold", frozenset({_C.RAISED}), _C.UPHELD, PEOPLE, not_ones_own, "awards.contest_answered"),
        Transition("withdraw", frozenset({_C.RAISED}), _C.WITHDRAWN, PEOPLE),
    ],
)

_PENDING = frozenset({_A.LODGED, _A.UNDER_REVIEW})

APPEALS = TransitionTable(
    "appeal",
    states=AppealState,
    initial=_A.LODGED,
    transitions=[
        Transition("take_up", frozenset({_A.LODGED}), _A.UNDER_REVIEW, PEOPLE, not_ones_own),
        Transition("uphold", _PENDING, _A.UPHELD, PEOPLE, not_ones_own, "awards.appeal_answered"),
        Transition("overturn", _PENDING, _A.OVERTURNED, PEOPLE, not_ones_own, "awards.appeal_answered"),
        Transition("withdraw", _PENDING, _A.WITHDRAWN, PEOPLE),
    ],
)
