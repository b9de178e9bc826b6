"""What the desk's start page says about money: what waits for me, what is held, what the last batches came to."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from django.db.models import Count, Q, Sum
from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from eligibility.payments import desk
from eligibility.payments.models import BankStatement, Batch, Payment
from eligibility.payments.states import BATCH_TABLE, BatchState, Hold, PaymentState
from services.core.audit.api import Actor
from services.core.components.api import Action, Chart, Figure, Point, TaskItem, Tone
from services.core.desk.api import Panel, PanelContent, register_panel
from services.core.money.api import Money, format_money
from services.core.routes.api import actor_of
from services.identity.api import User, roles_of

_CHARTED: Final = 6
_MOST: Final = 5
# What may still become of a batch by a clerk's hand, in the order of a batch's way.
_STEPS: Final = {
    BatchState.DRAFT: (gettext_lazy("to be sealed"), "sealed"),
    BatchState.SEALED: (gettext_lazy("to be submitted"), "submitted"),
    BatchState.IN_APPROVAL: (gettext_lazy("waits for your signature"), "signed"),
    BatchState.APPROVED: (gettext_lazy("to be released"), "released"),
    BatchState.RECONCILED: (gettext_lazy("to be closed"), "closed"),
}


def register() -> None:
    register_panel(Panel("payments", gettext_lazy("Payments"), "payments.view_batch", 20, money_that_waits))


def money_that_waits(request: HttpRequest) -> PanelContent:
    """Asks only of what is under way: the table of all payments grows without end."""
    ordered = _summed()
    waiting, held = ordered["free"], ordered["held"]
    disputes = BankStatement.objects.disputes().count()
    payments = reverse("admin:payments_payment_changelist")
    return PanelContent(
        figures=(
            Figure(_("To be paid"), waiting[1], _payments(waiting[0]), f"{payments}?state__exact=CREATED"),
            Figure(_("Held"), held[1], _payments(held[0]), f"{payments}?held__exact={Hold.SHARED_ACCOUNT}"),
            Figure(
                _("Disputed"), disputes, _("answers of the bank that contradict or match nothing"),
                reverse("admin:payments_bankstatement_changelist"),
            ),
        ),
        items=_batches_for(request),
        chart=_last_batches(),
        empty=_("No batch waits for you."),
        more=Action(_("All batches"), reverse("admin:payments_batch_changelist")),
    )  # fmt: skip


def _summed() -> dict[str, tuple[int, Money]]:
    """What is ordered and not yet in a batch: free to go, and held for a supervisor."""
    free, held = Q(held=Hold.NONE), Q(held=Hold.SHARED_ACCOUNT)
    found = (
        Payment.objects.filter(state=PaymentState.CREATED)
        .order_by()
        .aggregate(
            free_count=Count("pk", filter=free),
            free_sum=Sum("amount", filter=free),
            held_count=Count("pk", filter=held),
            held_sum=Sum("amount", filter=held),
        )
    )
    return {name: (found[f"{name}_count"], found[f"{name}_sum"] or Money.fen(0)) for name in ("free", "held")}


def _payments(count: int) -> str:
    return ngettext("%(count)d payment", "%(count)d payments", count) % {"count": count}


def _batches_for(request: HttpRequest) -> Sequence[TaskItem]:
    """Open batches whose next step this clerk may take, asked of the guards that the commands ask."""
    if not isinstance(request.user, User) or roles_of(request.user).isdisjoint(desk.STAFF):
        return []
    actor = actor_of(request)
    open_ones = Batch.objects.filter(state__in=list(_STEPS)).order_by("execution_date", "number")[:20]
    items = (_item(batch, actor) for batch in open_ones)
    return [item for item in items if item is not None][:_MOST]


def _item(batch: Batch, actor: Actor) -> TaskItem | None:
    words, step = _STEPS[BatchState(batch.state)]
    if batch.state == BatchState.IN_APPROVAL and batch.first_approver_id is not None:
        step = "approved"
    guard = BATCH_TABLE.get(step).guard
    if guard is not None and guard(batch, actor):
        return None
    tone = Tone.WARNING if batch.state == BatchState.IN_APPROVAL else Tone.INFO
    hint = _("%(sum)s in %(payments)s") % {"sum": format_money(batch.total), "payments": _payments(batch.count)}
    return TaskItem(str(batch), reverse("admin:payments_batch_change", args=[batch.pk]), hint, words, tone)


def _last_batches() -> Chart | None:
    batches = list(Batch.objects.exclude(state=BatchState.ABORTED).order_by("-number")[:_CHARTED])
    if not batches:
        return None
    points = [Point(str(batch), batch.total) for batch in reversed(batches)]
    return Chart(_("What the last batches come to"), "", points)
