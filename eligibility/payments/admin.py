"""The desk of payments: everything is read-only, accounts are masked, and each button calls one command."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any, ClassVar
from uuid import UUID

from django.contrib import admin, messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404
from django.urls import URLPattern, path, reverse
from django.utils.html import format_html
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST

from eligibility.payments import desk
from eligibility.payments.commands.batches import NothingToPay, build_batch
from eligibility.payments.commands.disputes import settle_dispute
from eligibility.payments.commands.orders import lift_hold
from eligibility.payments.forms import ExplanationForm, ReasonForm
from eligibility.payments.messages.masking import masked_account, masked_text
from eligibility.payments.models import (
    AccountCheck,
    BankMessage,
    BankStatement,
    Batch,
    LedgerEntry,
    LedgerLine,
    Payment,
)
from eligibility.payments.purposes import purpose_words
from eligibility.payments.states import CheckState, Hold
from services.core.calendar.api import now
from services.core.components.api import Action, ActionKind, Tone
from services.core.desk.api import PeriodFilter, ReadOnlyAdmin, ReadOnlyInline, money_column
from services.core.money.api import format_money
from services.core.routes.api import actor_of, clerk
from services.core.transitions.api import TransitionError
from services.identity.api import Role, User, masked_label, roles_of

_SUPERVISOR = clerk(Role.PAYMENT_SUPERVISOR)
_STAFF = clerk(*desk.STAFF)


class PaymentRoomInline(ReadOnlyInline):
    """Part of the page it stands on: who may see the page sees it."""

    tones: ClassVar = desk.TONES

    def has_view_permission(self, request: HttpRequest, obj: Any = None) -> bool:  # noqa: ARG002 - Django's signature
        return True


class StatementInline(PaymentRoomInline):
    model = BankStatement
    fields = ("reference", "status", "reason_code", "sum", "effect", "resolved_at")
    sum = money_column("amount", gettext_lazy("amount"))
    show_change_link = True


class LineInline(PaymentRoomInline):
    model = LedgerLine
    fields = ("account", "sum")
    sum = money_column("amount", gettext_lazy("amount"))
    show_change_link = False


class DeskAdmin(ReadOnlyAdmin):
    """A read-only page with buttons of its own."""

    def act(self, request: HttpRequest, command: Callable[[], object], done: object, back: str) -> HttpResponse:
        """Call one command; say in the clerk's language what came of it."""
        try:
            command()
        except (TransitionError, NothingToPay) as refusal:
            self.message_user(request, refusal.message, messages.ERROR)
        else:
            self.message_user(request, str(done), messages.SUCCESS)
        return HttpResponseRedirect(back)

    def button_url(self, route: str, name: str, view: Callable[..., HttpResponse], gate: Any) -> URLPattern:
        """An address that takes POST only, from who holds the role."""
        address: URLPattern = path(route, self.admin_site.admin_view(gate(require_POST(view))), name=f"payments_{name}")
        return address


def _is_clerk(request: HttpRequest) -> bool:
    """Auditors see the page too; buttons are for who may press them."""
    return isinstance(request.user, User) and not roles_of(request.user).isdisjoint(desk.STAFF)


def _is_supervisor(request: HttpRequest) -> bool:
    return isinstance(request.user, User) and Role.PAYMENT_SUPERVISOR in roles_of(request.user)


@admin.register(Batch)
class BatchAdmin(DeskAdmin):
    list_display = ("number", "state", "count", "sum", "execution_date", "created_at")
    list_filter = ("state",)
    search_fields = ("=number", "=id")
    search_help_text = gettext_lazy("The number of a batch or its MsgId")
    fields = ("number",)
    change_form_template = "payments/batch.html"
    change_list_template = "payments/batches.html"
    sum = money_column("total", gettext_lazy("total"))

    tones: ClassVar = desk.TONES
    about = gettext_lazy("Payments that go to the bank together, after two people signed for them.")
    nothing = gettext_lazy("Payments that were ordered wait until a payment clerk builds a batch of them.")

    def changelist_view(self, request: HttpRequest, extra_context: dict[str, Any] | None = None) -> HttpResponse:
        return super().changelist_view(request, {**(extra_context or {}), "may_build": _is_clerk(request)})

    def get_urls(self) -> list[URLPattern]:
        own = [
            self.button_url("build/", "batch_build", self.build, _STAFF),
            self.button_url("<uuid:pk>/step/<slug:name>/", "batch_step", self.step, _STAFF),
        ]
        return [*own, *super().get_urls()]

    def show(self, request: HttpRequest, row: Batch, extra_context: Mapping[str, Any] | None = None) -> HttpResponse:
        context = {
            "offered": desk.steps_offered(row, actor_of(request)) if _is_clerk(request) else None,
            "summary": desk.summary(row),
            "course": desk.course(row),
            "totals": desk.totals(row),
            "members": desk.members(row),
            "members_address": f"{reverse('admin:payments_payment_changelist')}?batch__id__exact={row.pk}",
            "abort_address": desk.step_address(row, "abort"),
            "abort_form": ReasonForm(),
            "bank_messages": row.messages.all(),
        }
        return super().show(request, row, {**context, **(extra_context or {})})

    def build(self, request: HttpRequest) -> HttpResponse:
        at = now()
        return self.act(
            request,
            lambda: build_batch(execution_date=at.date(), actor=actor_of(request), at=at),
            _("A draft was built from the payments that wait."),
            reverse("admin:payments_batch_changelist"),
        )

    def step(self, request: HttpRequest, pk: UUID, name: str) -> HttpResponse:
        step = desk.STEPS.get(name)
        batch = get_object_or_404(Batch, pk=pk)
        if step is None:
            raise Http404
        back = reverse("admin:payments_batch_change", args=[batch.pk])
        extra: dict[str, str] = {}
        if name == "abort":
            form = ReasonForm(request.POST)
            if not form.is_valid():
                self.message_user(request, _("Say why the batch is aborted."), messages.ERROR)
                return HttpResponseRedirect(back)
            extra = {"reason": form.cleaned_data["reason"]}
        return self.act(
            request, lambda: step.command(batch=batch.pk, actor=actor_of(request), at=now(), **extra), step.done, back
        )


@admin.register(Payment)
class PaymentAdmin(DeskAdmin):
    list_display = ("benefit", "sum", "account", "state", "why", "ordered_at")
    list_filter = ("state", "held", ("ordered_at", PeriodFilter))
    search_fields = ("=end_to_end_id", "=id", "=obligation_id", "=account_last4")
    search_help_text = gettext_lazy("EndToEndId, obligation, or the last four digits of the account")
    ordering = ("-ordered_at",)
    change_form_template = "payments/payment.html"
    list_select_related = ("batch", "previous")
    fields = (
        "end_to_end_id",
        "sum",
        "benefit",
        "payee_masked",
        "account",
        "bank_code",
        "state",
        "held",
        "reason_code",
        "batch",
        "obligation_id",
        "attempt",
        "previous",
        "ordered_at",
        "settled_at",
    )
    readonly_fields = ("account", "payee_masked", "obligation_id")
    inlines: ClassVar = [StatementInline]
    sum = money_column("amount", gettext_lazy("amount"))

    def called(self, row: Payment) -> str:
        return format_money(row.amount)

    @admin.display(description=gettext_lazy("why it waits or failed"))
    def why(self, payment: Payment) -> str:
        parts = (payment.get_held_display() if payment.held else "", payment.reason_code)
        return " · ".join(str(part) for part in parts if part)

    @admin.display(description=gettext_lazy("purpose"), ordering="purpose")
    def benefit(self, payment: Payment) -> str:
        return purpose_words(payment.purpose)

    @admin.display(description=gettext_lazy("account"))
    def account(self, payment: Payment) -> str:
        return masked_account(payment.account_last4)

    @admin.display(description=gettext_lazy("payee"))
    def payee_masked(self, payment: Payment) -> str:
        return masked_label(payment.payee_id)

    def get_urls(self) -> list[URLPattern]:
        own = [self.button_url("<uuid:pk>/lift-hold/", "payment_lift_hold", self.lift, _SUPERVISOR)]
        return [*own, *super().get_urls()]

    def show(self, request: HttpRequest, row: Payment, extra_context: Mapping[str, Any] | None = None) -> HttpResponse:
        context: dict[str, Any] = dict(extra_context or {})
        if row.held == Hold.SHARED_ACCOUNT and _is_supervisor(request):
            address = reverse("admin:payments_payment_lift_hold", args=[row.pk])
            context["act"] = Action(_("Let the payment go on"), address, ActionKind.PRIMARY, post=True)
        return super().show(request, row, context)

    def lift(self, request: HttpRequest, pk: UUID) -> HttpResponse:
        payment = get_object_or_404(Payment, pk=pk)
        return self.act(
            request,
            lambda: lift_hold(payment=payment.pk, actor=actor_of(request), at=now()),
            _("The payment goes on."),
            reverse("admin:payments_payment_change", args=[payment.pk]),
        )


@admin.register(AccountCheck)
class AccountCheckAdmin(ReadOnlyAdmin):
    list_display = ("account", "state", "reason_code", "payment", "requested_at", "answered_at")
    list_filter = ("state", ("requested_at", PeriodFilter))
    list_select_related = ("payment",)
    sortable_by = ()
    tones: ClassVar = {
        CheckState.VERIFIED: Tone.SUCCESS,
        CheckState.REFUSED: Tone.DANGER,
        CheckState.REQUESTED: Tone.INFO,
    }
    about = gettext_lazy(
        "Whether an account belongs to whoever is to be paid: asked of the bank before the first payment."
    )
    nothing = gettext_lazy("The bank is asked when somebody gives an account that no register knows.")
    fields = ("payment", "account", "state", "reason_code", "requested_at", "sent_at", "answered_at")
    readonly_fields = ("account",)
    ordering = ("-requested_at",)

    @admin.display(description=gettext_lazy("account"))
    def account(self, check: AccountCheck) -> str:
        return masked_account(check.payment.account_last4)


@admin.register(LedgerEntry)
class LedgerEntryAdmin(ReadOnlyAdmin):
    list_display = ("at", "kind", "benefit", "payment")
    list_filter = ("kind", ("at", PeriodFilter))
    list_select_related = ("payment",)
    search_fields = ("=obligation_id", "=payment__end_to_end_id")
    search_help_text = gettext_lazy("The whole obligation or EndToEndId")
    fields = ("at", "kind", "benefit", "payment", "obligation_id")
    inlines: ClassVar = [LineInline]
    sortable_by = ()
    about = gettext_lazy("What the city owes and paid, in double entry. Nothing here is ever changed.")
    nothing = gettext_lazy("The first entry is written when the first benefit is confirmed.")

    @admin.display(description=gettext_lazy("purpose"))
    def benefit(self, entry: LedgerEntry) -> str:
        return purpose_words(entry.purpose)


@admin.register(BankMessage)
class BankMessageAdmin(ReadOnlyAdmin):
    list_display = ("at", "direction", "name", "message_id", "reading", "times", "batch")
    list_filter = ("direction", "reading", ("at", PeriodFilter))
    list_select_related = ("batch",)
    search_fields = ("=message_id", "=sha256")
    search_help_text = gettext_lazy("The whole MsgId or SHA-256")
    sortable_by = ()
    about = gettext_lazy("What went to the bank and what came back, as it stands in the file.")
    nothing = gettext_lazy("A message is kept when the first batch is released or the first account is checked.")
    fields = ("direction", "name", "message_id", "at", "times", "reading", "error", "batch", "sha256", "text")
    readonly_fields = ("text",)
    inlines: ClassVar = [StatementInline]

    @admin.display(description=gettext_lazy("text, accounts and names masked"))
    def text(self, message: BankMessage) -> str:
        return format_html("<pre>{}</pre>", masked_text(message.body.encode()))


@admin.register(BankStatement)
class BankStatementAdmin(DeskAdmin):
    list_display = ("reference_or_file", "effect", "status", "reason_code", "sum", "resolved_at")
    list_filter = ("effect", ("resolved_at", admin.EmptyFieldListFilter))
    search_fields = ("=reference", "=about")
    search_help_text = gettext_lazy("The whole EndToEndId or MsgId")
    sortable_by = ()
    about = gettext_lazy("What the bank said about each payment, and what that changed.")
    nothing = gettext_lazy("The bank’s answers are read as they come.")
    change_form_template = "payments/statement.html"
    fields = (
        "message",
        "about",
        "reference",
        "status",
        "reason_code",
        "sum",
        "payment",
        "effect",
        "resolved_at",
        "resolution",
    )
    ordering = ("-id",)
    sum = money_column("amount", gettext_lazy("amount"))

    @admin.display(description=gettext_lazy("about"))
    def reference_or_file(self, statement: BankStatement) -> str:
        return statement.reference or statement.about

    def get_urls(self) -> list[URLPattern]:
        own = [self.button_url("<int:pk>/settle/", "bankstatement_settle", self.settle, _SUPERVISOR)]
        return [*own, *super().get_urls()]

    def show(
        self, request: HttpRequest, row: BankStatement, extra_context: Mapping[str, Any] | None = None
    ) -> HttpResponse:
        context: dict[str, Any] = dict(extra_context or {})
        if row.needs_an_answer and _is_supervisor(request):
            context["settle_address"] = reverse("admin:payments_bankstatement_settle", args=[row.pk])
            context["settle_form"] = ExplanationForm()
        return super().show(request, row, context)

    def settle(self, request: HttpRequest, pk: int) -> HttpResponse:
        statement = get_object_or_404(BankStatement, pk=pk)
        reason = request.POST.get("reason", "")
        return self.act(
            request,
            lambda: settle_dispute(statement=statement.pk, reason=reason, actor=actor_of(request), at=now()),
            _("Cleared up."),
            reverse("admin:payments_bankstatement_change", args=[statement.pk]),
        )
