from __future__ import annotations

from typing import ClassVar

from django.contrib import admin
from django.utils.translation import gettext_lazy as _

from eligibility.awards.models import Contest, Entitlement, Instalment, Offer
from eligibility.policies import api as policies
from services.core.desk.api import ReadOnlyAdmin, ReadOnlyInline, money_column
from services.core.languages.api import in_language
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


class AwardAdmin(ReadOnlyAdmin):
    """Lists name nobody; a single page shows the masked name, for who has the case in hand."""

    list_filter = ("state", "policy")
    search_fields = ("=id", "=award_key")
    date_hierarchy = "created_at"
    list_select_related = ("version__policy",)
    show_full_result_count = False
    sum = money_column("amount", _("amount"))
    sum_in_all = money_column("total", _("amount in all"))

    @admin.display(description=_("policy"), ordering="policy")
    def benefit(self, award: Offer | Entitlement) -> str:
        return in_language(policies.policy(award.policy).titles)

    @admin.display(description=_("subject"))
    def who(self, award: Offer | Entitlement) -> str:
        return masked_label(award.subject_id)


@admin.register(Offer)
class OfferAdmin(AwardAdmin):
    list_display = ("id", "benefit", "state", "sum", "confirm_by", "created_at")
    fields = (*_FROZEN, "state", "confirm_by", "snoozed_until", "replaces")


class InstalmentInline(ReadOnlyInline):
    model = Instalment
    fields = ("id", "period_start", "period_end", "sum", "created_at", "settled_at")
    sum = money_column("amount", _("amount"))


@admin.register(Entitlement)
class EntitlementAdmin(AwardAdmin):
    list_display = ("id", "benefit", "state", "sum", "created_at")
    fields = (*_FROZEN, "state", "account_end", "account_bank", "account_known", "offer")
    inlines: ClassVar = (InstalmentInline,)

    @admin.display(description=_("account"))
    def account_end(self, entitlement: Entitlement) -> str:
        return f"•••• {entitlement.account_number[-4:]}"


@admin.register(Contest)
class ContestAdmin(ReadOnlyAdmin):
    list_display = ("id", "offer", "dataset", "field", "raised_at", "answer_by")
    list_filter = ("dataset",)
    fields = ("offer", "dataset", "field", "path", "statement", "raised_at", "answer_by")
    list_select_related = ("offer",)
