from __future__ import annotations

from datetime import datetime
from typing import Any, ClassVar
from uuid import UUID

from django.contrib import admin, messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import URLPattern, path, reverse
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_POST

from eligibility.awards.appealing import answer_appeal, take_up_appeal
from eligibility.awards.contesting import answer_contest
from eligibility.awards.errors import AwardError
from eligibility.awards.forms import AnswerForm
from eligibility.awards.models import Appeal, Contest, Decision, Entitlement, Instalment, Offer
from eligibility.awards.states import EntitlementState, OfferState
from eligibility.facts.api import dataset_title, field_title
from eligibility.policies import api as policies
from services.core.audit.api import Actor
from services.core.calendar.api import now
from services.core.components.api import Tone
from services.core.desk.api import (
    PeriodFilter,
    ReadOnlyAdmin,
    ReadOnlyInline,
    desk_action,
    money_column,
    values_filter,
)
from services.core.languages.api import in_language
from services.core.money.api import format_money
from services.core.routes.api import actor_of, clerk
from services.identity.api import Role, masked_label

_FROZEN = (
    "benefit",
    "version",
    "who",
    "award_key",
    "event_date",
    "period_start",
    "period_end",
    "sum",
    "sum_in_all",
    "verdict_hash",
    "created_at",
)


def _policies() -> list[tuple[str, str]]:
    return [(each.code, in_language(each.titles)) for each in policies.policies()]


class AwardAdmin(ReadOnlyAdmin):
    """Lists name nobody; a single page shows the masked name, for who has the case in hand."""

    list_filter = ("state", values_filter("policy", _("policy"), _policies), ("created_at", PeriodFilter))
    search_fields = ("=id", "=award_key")
    search_help_text = _("The whole identifier or award key, not a part of it")
    list_select_related: ClassVar[tuple[str, ...]] = ("version__policy",)
    sortable_by = ()
    state_words: ClassVar = {OfferState.OFFERED: _("Waits for one click")}
    tones: ClassVar = {
        OfferState.OFFERED: Tone.INFO,
        OfferState.CONFIRMED: Tone.SUCCESS,
        EntitlementState.ACTIVE: Tone.SUCCESS,
        EntitlementState.SUSPENDED: Tone.WARNING,
    }
    sum = money_column("amount", _("amount"))
    sum_in_all = money_column("total", _("amount in all"))

    def called(self, row: Offer | Entitlement) -> str:
        return f"{self.benefit(row)}, {format_money(row.amount)}"

    @admin.display(description=_("policy"), ordering="policy")
    def benefit(self, award: Offer | Entitlement) -> str:
        return in_language(policies.policy(award.policy).titles)

    @admin.display(description=_("subject"))
    def who(self, award: Offer | Entitlement) -> str:
        return masked_label(award.subject_id)


@admin.register(Offer)
class OfferAdmin(AwardAdmin):
    list_display = ("benefit", "state", "sum", "confirm_by", "created_at")
    about = _("What was found for somebody and waits, or waited, for one click.")
    nothing = _("Offers are made when the policies are decided.")
    fields = (*_FROZEN, "state", "confirm_by", "snoozed_until", "replaces")


class InstalmentInline(ReadOnlyInline):
    model = Instalment
    fields = ("id", "period_start", "period_end", "sum", "created_at", "settled_at")
    sum = money_column("amount", _("amount"))


@admin.register(Entitlement)
class EntitlementAdmin(AwardAdmin):
    list_select_related = ("version__policy", "offer__version__policy")
    list_display = ("benefit", "state", "sum", "created_at")
    about = _("What was confirmed: amount, account, policy version and facts as they were in that moment.")
    nothing = _("An entitlement begins when an offer is confirmed.")
    fields = (*_FROZEN, "state", "account_end", "account_bank", "account_known", "offer")
    inlines: ClassVar = (InstalmentInline,)

    @admin.display(description=_("account"))
    def account_end(self, entitlement: Entitlement) -> str:
        return f"•••• {entitlement.account_number[-4:]}"


class ObjectionAdmin(ReadOnlyAdmin):
    """What somebody objects to, with a form for the answer while none was given. Nobody answers their own."""

    date_hierarchy = "raised_at"
    change_form_template = "awards/objection.html"
    outcomes: ClassVar[tuple[tuple[str, Any], ...]] = ()

    def get_urls(self) -> list[URLPattern]:
        gate = clerk(Role.BENEFIT_CLERK)
        name = f"{self.opts.app_label}_{self.opts.model_name}_answer"
        own = [path("<uuid:pk>/answer/", self.admin_site.admin_view(gate(require_POST(self.answer))), name=name)]
        return [*own, *super().get_urls()]

    def change_view(
        self, request: HttpRequest, object_id: str, form_url: str = "", extra_context: dict[str, Any] | None = None
    ) -> HttpResponse:
        row = self.get_object(request, object_id)
        if row is None or not self.is_open(row):
            return super().change_view(request, object_id, form_url, extra_context)
        context = {"answer_form": AnswerForm(outcomes=self.outcomes), "answer_address": self._address(row)}
        return super().change_view(request, object_id, form_url, {**context, **(extra_context or {})})

    def answer(self, request: HttpRequest, pk: UUID) -> HttpResponse:
        row = get_object_or_404(self.model, pk=pk)
        form = AnswerForm(request.POST, outcomes=self.outcomes)
        if not form.is_valid():
            asked = {"form": form, "answer_form": form, "answer_address": self._address(row)}
            return self.show(request, row, asked)
        try:
            self.give(row, form.cleaned_data["outcome"], form.cleaned_data["answer"], request)
        except AwardError as refusal:
            self.message_user(request, refusal.message, messages.ERROR)
        else:
            self.message_user(request, _("Answered: the person is told."), messages.SUCCESS)
        return redirect(f"admin:{self.opts.app_label}_{self.opts.model_name}_change", pk)

    def _address(self, row: Any) -> str:
        return reverse(f"admin:{self.opts.app_label}_{self.opts.model_name}_answer", args=[row.pk])

    def is_open(self, row: Any) -> bool:
        return row.answered_at is None and row.state != "WITHDRAWN"

    def give(self, row: Any, outcome: str, answer: str, request: HttpRequest) -> None:
        raise NotImplementedError


@admin.register(Contest)
class ContestAdmin(ObjectionAdmin):
    list_display = ("fact", "state", "raised_at", "answer_by")
    list_filter = ("state", ("raised_at", PeriodFilter))
    search_fields = ("=id", "=offer__id")
    search_help_text = _("The whole identifier of the objection or its offer")
    fields = (
        "fact", "value", "statement", "state", "raised_at", "answer_by", "answer", "answered_at", "offer", "id",
    )  # fmt: skip
    outcomes = (
        ("corrected", _("The person is right: we correct the entry in our register")),
        ("upheld", _("The entry is right: it stays as it is")),
    )
    list_select_related = ("offer",)
    sortable_by = ()
    about = _("Facts that their subject says are wrong. Each is a task for a clerk.")
    nothing = _("Nobody has disputed a fact.")

    def called(self, row: Contest) -> str:
        return self.fact(row)

    @admin.display(description=_("disputed fact"))
    def fact(self, contest: Contest) -> str:
        return f"{dataset_title(contest.dataset)}: {field_title(contest.dataset, contest.field)}"

    def give(self, row: Any, outcome: str, answer: str, request: HttpRequest) -> None:
        corrected = outcome == "corrected"
        answer_contest(contest_id=row.pk, corrected=corrected, answer=answer, actor=actor_of(request), at=now())


@admin.register(Appeal)
class AppealAdmin(ObjectionAdmin):
    list_display = ("id", "state", "decision", "raised_at", "answer_by")
    list_filter = ("state",)
    fields = ("state", "decision", "statement", "raised_at", "answer_by", "answer", "answered_at")
    outcomes = (
        ("overturned", _("The decision was wrong: we put right what it rested on")),
        ("upheld", _("The decision stands")),
    )
    actions = ("take_up",)

    @desk_action(label=_("Look at it now"), permission="awards.view_appeal", refusals=(AwardError,))
    def take_up(self, appeal: Appeal, *, actor: Actor, at: datetime) -> None:
        take_up_appeal(appeal_id=appeal.pk, actor=actor, at=at)

    def give(self, row: Any, outcome: str, answer: str, request: HttpRequest) -> None:
        overturned = outcome == "overturned"
        answer_appeal(appeal_id=row.pk, overturned=overturned, answer=answer, actor=actor_of(request), at=now())


@admin.register(Decision)
class DecisionAdmin(ReadOnlyAdmin):
    list_display = ("id", "kind", "benefit", "body", "issued_at", "served_at")
    list_filter = ("kind", "policy")
    date_hierarchy = "issued_at"
    fields = (
        "kind", "benefit", "body", "who", "version", "verdict_hash", "effective_on", "issued_at", "served_at",
        "offer", "entitlement", "contest",
    )  # fmt: skip

    @admin.display(description=_("policy"), ordering="policy")
    def benefit(self, decision: Decision) -> str:
        return in_language(policies.policy(decision.policy).titles) if decision.policy else ""

    @admin.display(description=_("subject"))
    def who(self, decision: Decision) -> str:
        return masked_label(decision.subject_id)
