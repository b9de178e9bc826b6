"""The desk of identity. Names and numbers of people are masked here, and there is no way to unmask them."""

from __future__ import annotations

from datetime import datetime
from typing import Any, Final

from allauth.account.models import EmailAddress
from allauth.socialaccount.models import SocialAccount, SocialApp, SocialToken
from django.contrib import admin
from django.contrib.auth.models import Group
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext_lazy as _

from services.core.audit.api import Actor
from services.core.calendar.api import now, today
from services.core.components.api import ActionKind
from services.core.desk.api import DeskList, ReadOnlyAdmin, desk_action, file_of
from services.core.routes.api import actor_of
from services.identity.accounts import change_account, open_account, roles_of
from services.identity.admin_forms import AccountForm, NewAccountForm
from services.identity.identifiers import masked_name, masked_resident_id
from services.identity.keys import revoke_key
from services.identity.mandates import end_mandate
from services.identity.models import Person, Representation, ServiceKey, Subject, SubjectKind, User

_EDITED: Final = frozenset({"is_active", "employee_number", "roles"})

# What a role may do is said in portal/roles.py, and addresses are nobody's way in: neither is edited by hand.
admin.site.unregister([Group, EmailAddress, SocialAccount, SocialApp, SocialToken])


def _masked(person: Person | None) -> str:
    return "" if person is None else masked_name(person.name)


@admin.register(Subject)
class SubjectAdmin(ReadOnlyAdmin):
    list_display = ("name", "kind", "number", "synthetic", "created_at")
    sortable_by = ()
    about = _("People and enterprises that a register told us of. Names and numbers of people are covered.")
    list_filter = ("kind", "synthetic")
    list_select_related = ("person", "enterprise")
    # A resident ID in a search would stand in the address and so in logs: subjects are found by what is public.
    search_fields = ("=id", "=enterprise__credit_code", "=enterprise__name")
    search_help_text = _("A subject's UUID, or an enterprise's credit code or name")
    fields = ("kind", "name", "number", "synthetic", "created_at", "id")
    readonly_fields = ("name", "number")

    def called(self, row: Subject) -> str:
        return self.name(row) or str(row.pk)

    @admin.display(description=_("name"))
    def name(self, subject: Subject) -> str:
        return _masked(subject.person) if subject.kind == SubjectKind.PERSON else subject.enterprise.name

    @admin.display(description=_("resident ID or credit code"))
    def number(self, subject: Subject) -> str:
        if subject.kind == SubjectKind.PERSON:
            return masked_resident_id(subject.person.resident_id)
        return subject.enterprise.credit_code


@admin.register(Representation)
class RepresentationAdmin(ReadOnlyAdmin):
    list_display = ("agent_name", "enterprise_name", "role", "valid_from", "valid_to")
    list_filter = ("role",)
    list_select_related = ("agent", "enterprise")
    search_fields = ("=enterprise__credit_code", "enterprise__name")
    fields = ("agent_name", "enterprise_name", "role", "valid_from", "valid_to", "created_at")
    readonly_fields = ("agent_name", "enterprise_name")
    actions = ("end_today",)
    about = _("Who may act for which enterprise, and since when.")
    nothing = _("Mandates come with the register of enterprises.")

    def called(self, row: Representation) -> str:
        return f"{self.agent_name(row)} · {self.enterprise_name(row)}"

    @admin.display(description=_("representative"))
    def agent_name(self, mandate: Representation) -> str:
        return _masked(mandate.agent)

    @admin.display(description=_("enterprise"), ordering="enterprise__name")
    def enterprise_name(self, mandate: Representation) -> str:
        return mandate.enterprise.name

    @desk_action(
        label=_("End the mandate today"),
        permission="identity.end_representation",
        consequence=_("From this moment the person may no longer act for the enterprise. It can’t be undone here."),
        done=_("The mandate has ended."),
        kind=ActionKind.WARNING,
        refusal=lambda mandate, _request: None if mandate.valid_to is None or mandate.valid_to > today() else "",
    )
    def end_today(self, mandate: Representation, *, actor: Actor, at: datetime) -> None:
        end_mandate(mandate=mandate.id, on=at.date(), actor=actor, at=at)


@admin.register(ServiceKey)
class ServiceKeyAdmin(ReadOnlyAdmin):
    list_display = ("prefix", "body", "datasets", "created_at", "revoked_at")
    actions = ("revoke",)
    about = _("Keys with which other bodies’ systems deliver facts. The keys themselves are not kept.")
    nothing = _("A key is issued with manage.py service_key.")

    @desk_action(
        label=_("Revoke the key"),
        permission="identity.revoke_servicekey",
        consequence=_("The body’s system is refused from its next call on, until it has another key."),
        done=_("The key no longer opens anything."),
        kind=ActionKind.WARNING,
        refusal=lambda key, _request: None if key.revoked_at is None else "",
    )
    def revoke(self, key: ServiceKey, *, actor: Actor, at: datetime) -> None:
        revoke_key(key=key.id, actor=actor, at=at)


@admin.register(User)
class UserAdmin(DeskList):
    """Accounts of staff and citizens. Opened and changed by commands; nobody changes their own, nothing is deleted."""

    list_display = ("username", "person_name", "role_names", "is_active", "last_login")
    list_filter = ("is_active", "groups")
    list_select_related = ("person",)
    search_fields = ("username",)
    ordering = ("username",)
    add_fields = ("username", "employee_number", "resident_id", "password", "password_again", "roles")
    change_fields = ("username", "person_name", "is_active", "employee_number", "roles", "last_login", "date_joined")
    view_fields = ("username", "person_name", "is_active", "employee_number", "role_names", "last_login", "date_joined")

    about = _("Accounts of staff and of citizens, and which roles they hold.")

    def get_queryset(self, request: HttpRequest) -> QuerySet[User]:
        return super().get_queryset(request).prefetch_related("groups")

    def change_view(
        self, request: HttpRequest, object_id: str, form_url: str = "", extra_context: dict[str, Any] | None = None
    ) -> HttpResponse:
        """With what is not edited, and what happened to the account."""
        account = self.get_object(request, object_id)
        edited = _EDITED if self.has_change_permission(request, account) else frozenset()
        names = [name for name in self.get_fields(request, account) if name not in edited]
        found = {} if account is None else {"file": file_of(self, request, account, names)}
        return super().change_view(request, object_id, form_url, {**found, **(extra_context or {})})

    @admin.display(description=_("person"))
    def person_name(self, user: User) -> str:
        return _masked(user.person)

    @admin.display(description=_("roles"))
    def role_names(self, user: User) -> str:
        return ", ".join(str(role.label) for role in sorted(roles_of(user)))

    def lookup_allowed(self, lookup: str, value: Any, request: HttpRequest | None = None) -> bool:
        """Not by the password: its hash could be guessed letter by letter from the rows that come back."""
        hidden = lookup.startswith("password")
        return not hidden and super().lookup_allowed(lookup, value, request)  # type: ignore[arg-type]  # Django sends None, too

    def has_change_permission(self, request: HttpRequest, obj: User | None = None) -> bool:
        return obj != request.user and super().has_change_permission(request, obj)

    def has_delete_permission(self, request: HttpRequest, obj: User | None = None) -> bool:  # noqa: ARG002 - Django's
        return False

    def get_fields(self, request: HttpRequest, obj: User | None = None) -> tuple[str, ...]:
        if obj is None:
            return self.add_fields
        return self.change_fields if self.has_change_permission(request, obj) else self.view_fields

    def get_readonly_fields(self, request: HttpRequest, obj: User | None = None) -> tuple[str, ...]:
        if obj is None:
            return ()
        return tuple(
            name for name in self.get_fields(request, obj) if name not in {"is_active", "employee_number", "roles"}
        )

    def get_form(self, request: HttpRequest, obj: User | None = None, change: bool = False, **kwargs: Any) -> Any:  # noqa: FBT001, FBT002 - Django's
        kwargs["form"] = AccountForm if change else NewAccountForm
        return super().get_form(request, obj, change, **kwargs)

    def save_model(self, request: HttpRequest, obj: User, form: Any, change: bool) -> None:  # noqa: FBT001 - Django's
        actor, at, data = actor_of(request), now(), form.cleaned_data
        if change:
            change_account(
                user=obj.pk,
                active=data["is_active"],
                roles=data["roles"],
                employee_number=data["employee_number"],
                actor=actor,
                at=at,
            )
            return
        opened = open_account(
            username=data["username"],
            password=data["password"],
            person=data["resident_id"],
            roles=data["roles"],
            employee_number=data["employee_number"],
            actor=actor,
            at=at,
        )
        obj.pk = opened.pk
