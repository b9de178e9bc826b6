"""Admin pages that show and never edit: writes go through commands, which check, record and announce."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from django.contrib import admin
from django.contrib.admin.utils import flatten
from django.core.exceptions import FieldDoesNotExist
from django.http import HttpRequest
from django.utils.html import format_html

from services.core.money.api import Money, format_money

# Django's admin classes take type parameters only in their stubs.
if TYPE_CHECKING:
    from django.utils.functional import _StrPromise  # a lazy translation; known to the stubs only

    ModelAdmin = admin.ModelAdmin[Any]
    TabularInline = admin.TabularInline[Any, Any]
else:
    ModelAdmin = admin.ModelAdmin
    TabularInline = admin.TabularInline


class NoEditing:
    """Refuses adding, changing and deleting to everybody, superusers too."""

    def has_add_permission(self, *_args: Any, **_named: Any) -> bool:
        return False

    def has_change_permission(self, *_args: Any, **_named: Any) -> bool:
        return False

    def has_delete_permission(self, *_args: Any, **_named: Any) -> bool:
        return False


class ReadOnlyAdmin(NoEditing, ModelAdmin):
    """Shown to whoever has Django's view permission. The only way to act is a `desk_action`."""

    show_full_result_count = False  # logs are long, and counting all of one is slow
    list_per_page = 50

    def get_actions(self, request: HttpRequest) -> dict[str, Any]:
        """Only actions whose permission the user holds; Django refuses a posted action that is not among these."""
        offered = super().get_actions(request)
        return {name: entry for name, entry in offered.items() if entry and _may(request, entry[0])}

    def lookup_allowed(self, lookup: str, value: Any, request: HttpRequest | None = None) -> bool:
        """What a page does not show can't be asked for either: Django takes a filter on any column from the address.

        `?verdict__contains=9000` would tell by the rows that come back what nobody at the desk may see.
        """
        try:
            asked = self.opts.get_field(lookup.partition("__")[0])
        except FieldDoesNotExist:  # a filter of our own, or pk
            return super().lookup_allowed(lookup, value, request)  # type: ignore[arg-type]  # Django sends None, too
        return asked.name in self._shown() and super().lookup_allowed(lookup, value, request)  # type: ignore[arg-type]  # the same

    def _shown(self) -> set[str]:
        """The model's fields that a list or a page shows or filters by."""
        every = {field.name for field in self.opts.fields} - set(self.exclude or ())
        on_page = set(flatten(self.fields)) if self.fields else every
        names = [*self.list_display, *map(_asks_for, self.list_filter), self.date_hierarchy]
        listed = {name.partition("__")[0] for name in names if isinstance(name, str)}
        return {*on_page, *listed, "id"}


class ReadOnlyInline(NoEditing, TabularInline):
    extra = 0
    show_change_link = True

    def get_readonly_fields(self, request: HttpRequest, obj: Any = None) -> tuple[str, ...]:
        """All that is named, so that a column of words (`money_column`) may stand among a model's fields."""
        return tuple(flatten(self.fields)) if self.fields else tuple(super().get_readonly_fields(request, obj))


def money_column(field: str, label: str | _StrPromise) -> Callable[[Any, Any], str]:
    """An amount as people read it, for the class of an admin page; Django would show the bare number."""

    @admin.display(description=label, ordering=field)
    def shown(page: Any, row: Any) -> str:
        amount: Money | None = getattr(row, field)
        if amount is None:
            return str(page.get_empty_value_display())
        return format_html('<span class="tb-nowrap">{}</span>', format_money(amount))

    return shown


def _asks_for(entry: Any) -> str:
    """What a filter of a list goes by: a field, or the parameter of a filter of our own."""
    found: str = entry[0] if isinstance(entry, list | tuple) else getattr(entry, "parameter_name", entry)
    return found


def _may(request: HttpRequest, action: Any) -> bool:
    permission: str | None = getattr(action, "desk_permission", None)
    return permission is None or request.user.has_perm(permission)
