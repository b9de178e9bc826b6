"""What a clerk sees of a batch and may do next: the page of the batch desk, made of the portal's components."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from django.db.models import Count, Sum
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from eligibility.payments.commands import batches, orders
from eligibility.payments.messages.masking import masked_account
from eligibility.payments.models import Batch, Payment
from eligibility.payments.purposes import purpose_words
from eligibility.payments.reasons import CITYS_FAULT
from eligibility.payments.states import BATCH_TABLE, UNPAID_FOR_GOOD, BatchState, PaymentState
from services.core.audit.api import Actor
from services.core.components.api import Action, ActionKind, Row, Step, StepState, Tone
from services.core.money.api import Money
from services.core.transitions.api import history
from services.identity.api import Role, labels, masked_labels

SHOWN_MEMBERS: Final = 50
STAFF: Final = (Role.PAYMENT_CLERK, Role.PAYMENT_SUPERVISOR)

TONES: Final[Mapping[str, Tone]] = {
    BatchState.RECONCILED: Tone.SUCCESS,
    BatchState.CLOSED: Tone.NEUTRAL,
    BatchState.ABORTED: Tone.NEUTRAL,
    BatchState.SENT_UNKNOWN: Tone.WARNING,
    PaymentState.ACSC: Tone.SUCCESS,
    PaymentState.RJCT: Tone.DANGER,
    PaymentState.CANC: Tone.DANGER,
    PaymentState.RETURNED: Tone.DANGER,
}
# The way of a batch that meets no obstacle.
_WAY: Final = (
    BatchState.DRAFT,
    BatchState.SEALED,
    BatchState.IN_APPROVAL,
    BatchState.APPROVED,
    BatchState.RELEASED,
    BatchState.SENT,
    BatchState.RECONCILED,
    BatchState.CLOSED,
)
_BESIDE_THE_WAY: Final = {
    BatchState.SENT_UNKNOWN: BatchState.RELEASED,
    BatchState.PARTIALLY_SETTLED: BatchState.SENT,
}


@dataclass(frozen=True, slots=True)
class DeskStep:
    """A button: what it says, which command it calls, and the move whose guard may refuse it."""

    name: str
    text: str | Promise
    done: str | Promise
    command: Callable[..., object]
    consequence: str | Promise = ""
    moves: tuple[str, ...] = ()
    kind: ActionKind = ActionKind.PRIMARY


STEPS: Final = {
    step.name: step
    for step in (
        DeskStep(
            "seal",
            gettext_lazy("Seal the batch"),
            gettext_lazy("Sealed."),
            batches.seal_batch,
            consequence=gettext_lazy("Members, sum and file are frozen; the batch can still be aborted."),
            moves=("sealed",),
        ),
        DeskStep(
            "submit",
            gettext_lazy("Submit for signature"),
            gettext_lazy("Submitted: two people sign it now."),
            batches.submit_batch,
            consequence=gettext_lazy(
                "Two different people sign it next. You may give the first signature, not the second."
            ),
            moves=("submitted",),
        ),
        DeskStep(
            "sign",
            gettext_lazy("Sign the batch"),
            gettext_lazy("Signed."),
            batches.approve_batch,
            consequence=gettext_lazy("You answer with your name for every payment in it."),
            moves=("signed", "approved"),
        ),
        DeskStep(
            "release",
            gettext_lazy("Release to the bank"),
            gettext_lazy("Released: it goes to the bank now."),
            batches.release_batch,
            consequence=gettext_lazy("The file goes to the bank at once. After this the batch can’t be called back."),
            moves=("released",),
        ),
        DeskStep(
            "send-again",
            gettext_lazy("Send the same file again"),
            gettext_lazy("It goes to the bank again."),
            batches.send_batch_again,
            consequence=gettext_lazy("The bank tells by its MsgId that it is the same file, so nothing is paid twice."),
            moves=("sent_again",),
        ),
        DeskStep(
            "pay-again",
            gettext_lazy("Pay again what failed because of us"),
            gettext_lazy("Ordered again: the payments wait for the next batch."),
            orders.pay_again,
            consequence=gettext_lazy("A new attempt is ordered for each; they wait for the next batch."),
            kind=ActionKind.SECONDARY,
        ),
        DeskStep(
            "close",
            gettext_lazy("Close the batch"),
            gettext_lazy("Closed."),
            batches.close_batch,
            consequence=gettext_lazy("Nothing more can be done with the batch afterwards."),
            moves=("closed",),
        ),
        DeskStep(
            "abort",
            gettext_lazy("Abort the batch"),
            gettext_lazy("Aborted: its payments wait for another batch."),
            batches.abort_batch,
            moves=("aborted",),
            kind=ActionKind.WARNING,
        ),
    )
}


@dataclass(frozen=True, slots=True)
class Offered:
    """The steps from here: the buttons, and in words why others are not for this clerk."""

    actions: tuple[tuple[Action, str | Promise], ...]  # a button, and what comes of it
    may_abort: bool
    sentences: tuple[str, ...]


def steps_offered(batch: Batch, actor: Actor) -> Offered:
    """What this clerk may do with the batch now, asked of the same guards that the commands ask."""
    actions, sentences, may_abort = [], [], False
    for step in STEPS.values():
        refusal = _refusal(step, batch, actor)
        if refusal is None:
            if step.name == "abort":
                may_abort = True
            else:
                button = Action(step.text, step_address(batch, step.name), step.kind, post=True)
                actions.append((button, step.consequence))
        elif refusal and step.name in {"sign", "release", "close"}:
            sentences.append(refusal)
    return Offered(tuple(actions), may_abort, tuple(dict.fromkeys(sentences)))


def step_address(batch: Batch, name: str) -> str:
    return reverse("admin:payments_batch_step", args=[batch.pk, name])


def summary(batch: Batch) -> list[Row]:
    """The batch in lines: what is paid, when, and who signed."""
    signers = (
        (_("Submitted by"), batch.submitted_by_id),
        (_("First signature"), batch.first_approver_id),
        (_("Second signature"), batch.second_approver_id),
        (_("Released by"), batch.released_by_id),
    )
    names = labels([person for _label, person in signers if person is not None])
    rows = [
        Row(_("Number of payments"), batch.count),
        Row(_("Total"), batch.total),
        Row(_("Execution date"), batch.execution_date),
        *(Row(label, names[person]) for label, person in signers if person is not None),
    ]
    if batch.file_sha256:
        rows.append(Row(_("MsgId of the file"), batch.message_id))
        rows.append(Row(_("SHA-256 of the file"), batch.file_sha256))
    if batch.refusal:
        rows.append(Row(_("The bank’s refusal"), batch.refusal))
    return rows


def course(batch: Batch) -> list[Step]:
    """Where the batch stands on its way, with the moments that are behind it."""
    when: dict[str, datetime] = {BatchState.DRAFT: batch.created_at}
    when.update((entry.target, entry.at) for entry in history("payments.batch", batch.pk))
    state = BatchState(batch.state)
    reached = [each for each in _WAY if each in when]
    if state is BatchState.ABORTED:
        done = [Step(each.label, StepState.DONE, when[each]) for each in reached]
        return [*done, Step(state.label, StepState.FAILED, when.get(state))]
    here = _WAY.index(_BESIDE_THE_WAY.get(state, state))
    steps = []
    for position, each in enumerate(_WAY):
        if position < here:
            steps.append(Step(each.label, StepState.DONE, when.get(each)))
        elif position == here:
            finished = state is BatchState.CLOSED
            steps.append(Step(state.label, StepState.DONE if finished else StepState.CURRENT, when.get(state)))
        else:
            steps.append(Step(each.label, StepState.UPCOMING))
    return steps


@dataclass(frozen=True, slots=True)
class StateTotal:
    label: str
    tone: Tone
    count: int
    total: Money


def totals(batch: Batch) -> list[StateTotal]:
    """How many members, and how much money, are in each state."""
    order = list(PaymentState.values)
    rows = batch.members.order_by().values("state").annotate(count=Count("pk"), sum=Sum("amount"))
    return [
        StateTotal(
            str(PaymentState(row["state"]).label),
            TONES.get(PaymentState(row["state"]), Tone.INFO),
            row["count"],
            row["sum"],
        )
        for row in sorted(rows, key=lambda row: order.index(row["state"]))
    ]


@dataclass(frozen=True, slots=True)
class Member:
    """A line of the table of members, account and payee masked."""

    href: str
    reference: str
    payee: str
    account: str
    purpose: str
    amount: Money
    state: str
    tone: Tone
    reason: str


def members(batch: Batch) -> Sequence[Member]:
    """The first members in the order of the file."""
    shown = list(batch.members.order_by("end_to_end_id")[:SHOWN_MEMBERS])
    names = masked_labels([payment.payee_id for payment in shown])
    return [
        Member(
            href=reverse("admin:payments_payment_change", args=[payment.pk]),
            reference=payment.end_to_end_id,
            payee=names[payment.payee_id],
            account=masked_account(payment.account_last4),
            purpose=purpose_words(payment.purpose),
            amount=payment.amount,
            state=str(PaymentState(payment.state).label),
            tone=TONES.get(PaymentState(payment.state), Tone.INFO),
            reason=payment.reason_code,
        )
        for payment in shown
    ]


def _refusal(step: DeskStep, batch: Batch, actor: Actor) -> str | None:
    """None where the step is open; "" where it is not a step from here; else the guard's sentence."""
    if step.name == "pay-again":
        return None if _failed_because_of_us(batch) else ""
    name = _move_of(step, batch)
    transition = BATCH_TABLE.get(name)
    if batch.state not in transition.sources or (step.name == "send-again" and not batch.refusal):
        return ""
    return transition.guard(batch, actor) if transition.guard else None


def _move_of(step: DeskStep, batch: Batch) -> str:
    """Signing is one button for two moves: which of them depends on whether somebody has signed."""
    return step.moves[-1] if batch.first_approver_id is not None else step.moves[0]


def _failed_because_of_us(batch: Batch) -> bool:
    if batch.state not in {BatchState.PARTIALLY_SETTLED, BatchState.RECONCILED, BatchState.CLOSED}:
        return False
    failed = Payment.objects.filter(batch=batch, state__in=UNPAID_FOR_GOOD, reason_code__in=CITYS_FAULT)
    return failed.filter(next__isnull=True).exists()
