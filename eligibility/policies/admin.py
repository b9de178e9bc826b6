"""The desk of policies: everything to read, nothing to edit. What is published changes only with the library."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any, ClassVar

from django.contrib import admin
from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext_lazy as _

from eligibility.policies.models import Edition, Parameter, ParameterVersion, Policy, PolicyVersion
from eligibility.policies.presenting import mark_label, show_version
from services.core.components.api import long_day
from services.core.desk.api import ReadOnlyAdmin, ReadOnlyInline
from services.core.languages.api import in_language


class PolicyVersionInline(ReadOnlyInline):
    model = PolicyVersion
    fields = ("number", "valid_from", "valid_to", "published_at", "withdrawn_at")


@admin.register(Policy)
class PolicyAdmin(ReadOnlyAdmin):
    list_display = ("title", "code", "verification", "checked_on")
    about = _("What people may be owed. Each changes only with the library, never by hand.")
    search_fields = ("code",)
    fields = ("code", "title", "in_short", "verification", "checked_on")
    readonly_fields = ("title", "in_short", "verification", "checked_on")
    inlines: ClassVar = [PolicyVersionInline]

    @admin.display(description=_("Policy"))
    def title(self, policy: Policy) -> str:
        return in_language(policy.titles)

    def called(self, row: Policy) -> str:
        return in_language(row.titles)

    @admin.display(description=_("In short"))
    def in_short(self, policy: Policy) -> str:
        return in_language(policy.summary)

    @admin.display(description=_("Source"))
    def verification(self, policy: Policy) -> str:
        return mark_label(policy.source["mark"])

    @admin.display(description=_("Checked on"))
    def checked_on(self, policy: Policy) -> str:
        return long_day(date.fromisoformat(policy.source["checked_on"]))


@admin.register(PolicyVersion)
class PolicyVersionAdmin(ReadOnlyAdmin):
    list_display = ("title", "number", "valid_from", "valid_to", "verification", "withdrawn_at")
    about = _("Each version as it was published: its rules, its articles of law, and whether its cases still hold.")
    list_select_related = ("policy",)
    list_filter = ("policy",)
    change_form_template = "policies/version.html"

    @admin.display(description=_("Policy"))
    def title(self, version: PolicyVersion) -> str:
        return in_language(version.policy.titles)

    @admin.display(description=_("Source"))
    def verification(self, version: PolicyVersion) -> str:
        return mark_label(version.policy.source["mark"])

    def called(self, row: PolicyVersion) -> str:
        return _("%(title)s, version %(number)s") % {"title": in_language(row.policy.titles), "number": row.number}

    def show(
        self, request: HttpRequest, row: PolicyVersion, extra_context: Mapping[str, Any] | None = None
    ) -> HttpResponse:
        return super().show(request, row, {"shown": show_version(row), **(extra_context or {})})


class ParameterVersionInline(ReadOnlyInline):
    model = ParameterVersion
    fields = ("value", "valid_from", "valid_to", "published_at", "withdrawn_at")
    show_change_link = False


@admin.register(Parameter)
class ParameterAdmin(ReadOnlyAdmin):
    list_display = ("title", "name", "unit")
    about = _("Dated figures that several policies share.")
    fields = ("name", "title", "unit")
    readonly_fields = ("title",)
    inlines: ClassVar = [ParameterVersionInline]

    @admin.display(description=_("Parameter"))
    def title(self, parameter: Parameter) -> str:
        return in_language(parameter.titles)

    def called(self, row: Parameter) -> str:
        return in_language(row.titles)


@admin.register(Edition)
class EditionAdmin(ReadOnlyAdmin):
    list_display = ("number", "at")
