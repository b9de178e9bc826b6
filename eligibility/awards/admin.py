from __future__ import annotations

from typing import ClassVar

from django.contrib import admin
from django.utils.translation import gettext_lazy as _

from eligibility.awards.models import Contest, Entitlement, Instalment, Offer
from eligibility.awards.states import EntitlementState, OfferState
from eligibility.facts.api import dataset_title, field_title
from eligibility.policies import api as policies
from services.core.components.api import Tone
from services.core.desk.api import PeriodFilter, ReadOnlyAdmin, ReadOnlyInline, money_column, values_filter
from services.core.languages.api import in_language
from services.core.money.api import format_money
from services.identity.api import masked_label

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


@admin.register(Contest)
class ContestAdmin(ReadOnlyAdmin):
    list_display = ("fact", "benefit", "raised_at", "answer_by")
    list_filter = (("raised_at", PeriodFilter),)
    search_fields = ("=id", "=offer__id")
    search_help_text = _("The whole identifier of the objection or its offer")
    fields = ("offer", "fact", "statement", "raised_at", "answer_by", "id")
    list_select_related = ("offer",)
    sortable_by = ()
    about = _("Facts that their subject says are wrong. Each is a task for a clerk.")
    nothing = _("Nobody has disputed a fact.")

    def called(self, row: Contest) -> str:
        return self.fact(row)

    @admin.display(description=_("disputed fact"))
    def fact(self, contest: Contest) -> str:
        return f"{dataset_title(contest.dataset)}: {field_title(contest.dataset, contest.field)}"

    @admin.display(description=_("policy"))
    def benefit(self, contest: Contest) -> str:
        return in_language(policies.policy(contest.offer.policy).titles)
