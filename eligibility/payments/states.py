"""The lifecycles of a payment, a batch and an account check; nothing else assigns their states.

From BATCHED on a payment's states are ISO 20022's ExternalPaymentTransactionStatus1Code, verbatim. They only ever rise
(`RANK`): an answer that comes late, twice or in another order changes nothing that a later one has settled.
"""

from __future__ import annotations

from typing import Final

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _

from eligibility.payments import signatures
from services.core.audit.api import ActorKind
from services.core.transitions.api import Transition, TransitionTable


class PaymentState(TextChoices):
    CREATED = "CREATED", _("Ordered")
    BATCHED = "BATCHED", _("In a batch")
    RCVD = "RCVD", _("Received by the bank")
    PDNG = "PDNG", _("Pending at the bank")
    ACTC = "ACTC", _("Accepted by the bank, form checked")
    ACCP = "ACCP", _("Accepted by the bank, payee checked")
    ACSP = "ACSP", _("Being carried out by the bank")
    ACSC = "ACSC", _("Paid")
    RJCT = "RJCT", _("Rejected by the bank")
    CANC = "CANC", _("Cancelled")
    RETURNED = "RETURNED", _("Returned after payment")


class BatchState(TextChoices):
    DRAFT = "DRAFT", _("Draft")
    SEALED = "SEALED", _("Sealed")
    IN_APPROVAL = "IN_APPROVAL", _("In approval")
    APPROVED = "APPROVED", _("Approved")
    RELEASED = "RELEASED", _("Released")
    SENT = "SENT", _("Sent")
    SENT_UNKNOWN = "SENT_UNKNOWN", _("Sent, receipt unknown")
    PARTIALLY_SETTLED = "PARTIALLY_SETTLED", _("Partly settled")
    RECONCILED = "RECONCILED", _("Reconciled")
    CLOSED = "CLOSED", _("Closed")
    ABORTED = "ABORTED", _("Aborted")


class CheckState(TextChoices):
    REQUESTED = "REQUESTED", _("Asked")
    VERIFIED = "VERIFIED", _("Holder confirmed")
    REFUSED = "REFUSED", _("Holder not confirmed")


class Hold(TextChoices):
    """Why a payment waits although it is ordered."""

    NONE = "", _("Not held")
    ACCOUNT_CHECK = "account_check", _("The account is being checked")
    SHARED_ACCOUNT = "shared_account", _("Several people are paid to this account")


# The bank's codes in the order in which it takes its steps. PDNG asks for patience and may come at any time: it counts
# only where nothing more definite is known. The last three end a payment and none of them gives way to another.
RANK: Final[dict[str, int]] = {
    PaymentState.BATCHED: 0,
    PaymentState.RCVD: 1,
    PaymentState.PDNG: 2,
    PaymentState.ACTC: 3,
    PaymentState.ACCP: 4,
    PaymentState.ACSP: 5,
    PaymentState.ACSC: 6,
    PaymentState.RJCT: 6,
    PaymentState.CANC: 6,
}
FINAL: Final = frozenset({PaymentState.ACSC, PaymentState.RJCT, PaymentState.CANC, PaymentState.RETURNED})
# The money is (again) with the city: the obligation may be paid by another attempt.
UNPAID_FOR_GOOD: Final = frozenset({PaymentState.RJCT, PaymentState.CANC, PaymentState.RETURNED})
# What a batch in this state could still do with its members.
NOT_YET_SENT: Final = frozenset({BatchState.DRAFT, BatchState.SEALED, BatchState.IN_APPROVAL, BatchState.APPROVED})
AT_THE_BANK: Final = frozenset({BatchState.SENT, BatchState.PARTIALLY_SETTLED})

_BANK_STEPS: Final = {
    PaymentState.RCVD: "received",
    PaymentState.PDNG: "deferred",
    PaymentState.ACTC: "form_accepted",
    PaymentState.ACCP: "payee_accepted",
    PaymentState.ACSP: "started",
    PaymentState.ACSC: "settled",
    PaymentState.RJCT: "rejected",
    PaymentState.CANC: "cancelled_by_bank",
}
BANK_STEP: Final[dict[str, str]] = {str(state): name for state, name in _BANK_STEPS.items()}

_STAFF: Final = frozenset({ActorKind.USER})
_STAFF_OR_SYSTEM: Final = frozenset({ActorKind.USER, ActorKind.SYSTEM})
_BANK: Final = frozenset({ActorKind.BANK})
_SENDING: Final = frozenset({ActorKind.SYSTEM, ActorKind.BANK})


def lower_states(state: str) -> frozenset[str]:
    """The states from which the bank may raise a payment to this one."""
    return frozenset(lower for lower, rank in RANK.items() if rank < RANK[state])


PAYMENT_TABLE: Final = TransitionTable(
    "payments.payment",
    states=PaymentState,
    initial=PaymentState.CREATED,
    transitions=(
        Transition("batched", frozenset({PaymentState.CREATED}), PaymentState.BATCHED, _STAFF_OR_SYSTEM),
        Transition("unbatched", frozenset({PaymentState.BATCHED}), PaymentState.CREATED, _STAFF_OR_SYSTEM),
        Transition("account_refused", frozenset({PaymentState.CREATED}), PaymentState.CANC, _BANK),
        *(Transition(name, lower_states(state), state, _BANK) for state, name in _BANK_STEPS.items()),
        Transition("returned", frozenset({PaymentState.ACSC}), PaymentState.RETURNED, _BANK),
    ),
)

CHECK_TABLE: Final = TransitionTable(
    "payments.accountcheck",
    states=CheckState,
    initial=CheckState.REQUESTED,
    transitions=(
        Transition("verified", frozenset({CheckState.REQUESTED}), CheckState.VERIFIED, _BANK),
        Transition("refused", frozenset({CheckState.REQUESTED}), CheckState.REFUSED, _BANK),
    ),
)

BATCH_TABLE: Final = TransitionTable(
    "payments.batch",
    states=BatchState,
    initial=BatchState.DRAFT,
    transitions=(
        Transition("sealed", frozenset({BatchState.DRAFT}), BatchState.SEALED, _STAFF_OR_SYSTEM),
        Transition(
            "submitted",
            frozenset({BatchState.SEALED}),
            BatchState.IN_APPROVAL,
            _STAFF,
            guard=signatures.only_a_known_person,
        ),
        Transition(
            "signed",
            frozenset({BatchState.IN_APPROVAL}),
            BatchState.IN_APPROVAL,
            _STAFF,
            guard=signatures.first_signature,
        ),
        Transition(
            "approved",
            frozenset({BatchState.IN_APPROVAL}),
            BatchState.APPROVED,
            _STAFF,
            guard=signatures.second_signature,
        ),
        Transition(
            "released",
            frozenset({BatchState.APPROVED}),
            BatchState.RELEASED,
            _STAFF,
            guard=signatures.no_open_dispute,
            topic="payments.batch.released",
        ),
        # A refusal of the bank leaves the batch released: a clerk aborts it or has it sent again.
        Transition("refused", frozenset({BatchState.RELEASED, BatchState.SENT_UNKNOWN}), BatchState.RELEASED, _SENDING),
        Transition(
            "sent_again",
            frozenset({BatchState.RELEASED}),
            BatchState.RELEASED,
            _STAFF,
            guard=signatures.only_after_a_refusal,
            topic="payments.batch.released",
        ),
        Transition("lost", frozenset({BatchState.RELEASED}), BatchState.SENT_UNKNOWN, _SENDING),
        Transition("sent", frozenset({BatchState.RELEASED, BatchState.SENT_UNKNOWN}), BatchState.SENT, _SENDING),
        Transition("partly_settled", frozenset({BatchState.SENT}), BatchState.PARTIALLY_SETTLED, _BANK),
        Transition("reconciled", AT_THE_BANK, BatchState.RECONCILED, _BANK),
        Transition(
            "closed", frozenset({BatchState.RECONCILED}), BatchState.CLOSED, _STAFF, guard=signatures.all_accounted_for
        ),
        Transition(
            "aborted",
            NOT_YET_SENT | {BatchState.RELEASED},
            BatchState.ABORTED,
            _STAFF,
            guard=signatures.never_taken_by_the_bank,
        ),
    ),
)
