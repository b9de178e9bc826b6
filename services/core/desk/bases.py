"""Admin pages that show and never edit: writes go through commands, which check, record and announce."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, ClassVar

from django import forms
from django.apps import apps
from django.contrib import admin, messages
from django.contrib.admin.options import ShowFacets
from django.contrib.admin.utils import flatten, unquote
from django.core.exceptions import FieldDoesNotExist, PermissionDenied
from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import URLPattern, path, reverse
from django.utils.html import format_html
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST

from services.core.calendar.api import now
from services.core.components.api import Tone
from services.core.desk import listing
from services.core.desk.actions import Act, perform_on
from services.core.desk.filing import acted_by, file_of
from services.core.desk.paging import BoundedPaginator
from services.core.desk.showing import object_address
from services.core.money.api import Money, format_money
from services.core.routes.api import actor_of

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


class DeskList(ModelAdmin):
    """A list of the desk: counted no further than anybody turns pages, as cards on a phone."""

    paginator = BoundedPaginator
    show_full_result_count = False  # logs are long, and counting all of one is slow
    show_facets = ShowFacets.NEVER  # the same, for each choice of each filter
    list_per_page = 50
    list_max_show_all = 0
    tones: ClassVar[Mapping[str, Tone]] = {}  # how loud each state is
    state_words: ClassVar[Mapping[str, Any]] = {}  # where a state's own words speak to somebody else
    about: str | _StrPromise = ""  # what the list holds, in a sentence
    nothing: str | _StrPromise = ""  # what it means that there is nothing, and what happens next

    def called(self, row: Any) -> str:
        """What to call a row in a sentence, as a heading, in a link."""
        return str(row)

    def prepare(self, rows: Sequence[Any]) -> None:
        """Fetch what columns of words need for all rows at once, before any is shown."""

    def changelist_view(self, request: HttpRequest, extra_context: dict[str, Any] | None = None) -> HttpResponse:
        context = {"about": self.about, "nothing": self.nothing, "title": _sentence(self.opts.verbose_name_plural)}
        response = super().changelist_view(request, {**context, **(extra_context or {})})
        if isinstance(response, TemplateResponse) and response.context_data and "cl" in response.context_data:
            response.context_data |= _listed(response.context_data)
        return response

    def history_view(
        self,
        request: HttpRequest,  # noqa: ARG002 - Django's signature
        object_id: str,
        extra_context: dict[str, Any] | None = None,  # noqa: ARG002 - Django's signature
    ) -> HttpResponse:
        """What happened to an object stands on its own page."""
        return HttpResponseRedirect(self._page_of(object_id) + "#history")

    def _page_of(self, key: object) -> str:
        return reverse(f"{self.admin_site.name}:{self.opts.app_label}_{self.opts.model_name}_change", args=[key])


@dataclass(frozen=True, slots=True)
class OfferedAct:
    """An act on the page of its row: a button, or why there is none."""

    act: Act
    href: str
    refusal: str
    form: forms.Form | None


class ReadOnlyAdmin(NoEditing, DeskList):
    """Shown to whoever has Django's view permission. The only way to act is a `desk_action`."""

    def get_urls(self) -> list[URLPattern]:
        act = self.admin_site.admin_view(require_POST(self.act_view))
        name = f"{self.opts.app_label}_{self.opts.model_name}_act"
        return [path("<path:object_id>/act/<slug:name>/", act, name=name), *super().get_urls()]

    def get_queryset(self, request: HttpRequest) -> QuerySet[Any]:
        """With what the list names of other tables, for the page of one row too."""
        rows = super().get_queryset(request)
        followed = self.list_select_related
        return rows.select_related(*followed) if isinstance(followed, tuple | list) and followed else rows

    def get_actions(self, request: HttpRequest) -> dict[str, Any]:
        """What can be done with several rows: of the acts that the user may do those that ask nothing.

        Django refuses a posted action that is not among these.
        """
        offered = super().get_actions(request)
        return {name: entry for name, entry in offered.items() if entry and _in_bulk(request, entry[0])}

    def change_view(
        self,
        request: HttpRequest,
        object_id: str,
        form_url: str = "",  # noqa: ARG002 - Django's signature
        extra_context: dict[str, Any] | None = None,
    ) -> HttpResponse:
        """The object's file. Nothing is posted here."""
        if request.method not in {"GET", "HEAD"}:
            raise PermissionDenied
        row = self._row(request, object_id)
        if row is None:
            return self._gone(request, object_id)
        return self.show(request, row, extra_context)

    def show(self, request: HttpRequest, row: Any, extra_context: Mapping[str, Any] | None = None) -> HttpResponse:
        self.prepare([row])
        context = {
            **self.admin_site.each_context(request),
            "opts": self.opts,
            "original": row,
            "title": self.called(row),
            "kind": _sentence(self.opts.verbose_name),
            "state": self._state(row),
            "file": file_of(self, request, row),
            "acts": self.acts_offered(request, row),
            **(extra_context or {}),
        }
        request.current_app = self.admin_site.name  # what Django's own pages do
        return TemplateResponse(request, self.change_form_template or "admin/file.html", context)

    def acts_offered(self, request: HttpRequest, row: Any) -> list[OfferedAct]:
        """The acts on this row for this clerk, asked of the same guards that the commands ask."""
        return [offered for act in self._acts() if (offered := self._offered(request, row, act)) is not None]

    def act_view(self, request: HttpRequest, object_id: str, name: str) -> HttpResponse:
        """Do one act on one row; where its form is not filled in well, the page again with what was typed."""
        row = self._row(request, object_id)
        act = next((one for one in self._acts() if one.name == name), None)
        if row is None or act is None:
            raise Http404
        if not request.user.has_perm(act.permission):
            raise PermissionDenied
        closed = act.refusal(row, request) if act.refusal else None
        if closed is not None:
            self.message_user(request, closed or _("This step is not possible now."), messages.ERROR)
            return HttpResponseRedirect(self._page_of(row.pk))
        given: dict[str, Any] = {}
        if act.form is not None:
            form = act.form(row, request.POST)
            if not form.is_valid():
                return self.show(request, row, {"acts": self._with(request, row, act, form), "form": form})
            given = form.cleaned_data
        if perform_on(act, self, request, row, actor=actor_of(request), at=now(), **given):
            self.message_user(request, str(act.done or act.label), messages.SUCCESS)
        return HttpResponseRedirect(self._page_of(row.pk))

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

    def _gone(self, request: HttpRequest, key: str) -> HttpResponse:
        """Back to the list, which says that there is no such row."""
        sentence = _("There is no %(kind)s “%(key)s”.") % {"kind": self.opts.verbose_name, "key": unquote(key)}
        self.message_user(request, sentence, messages.WARNING)
        return HttpResponseRedirect(
            reverse(f"{self.admin_site.name}:{self.opts.app_label}_{self.opts.model_name}_changelist")
        )

    def _row(self, request: HttpRequest, object_id: str) -> Any:
        row = self.get_object(request, unquote(object_id))
        if not self.has_view_permission(request, row):
            raise PermissionDenied
        return row

    def _acts(self) -> list[Act]:
        named = (getattr(getattr(type(self), str(name), None), "act", None) for name in self.actions or ())
        return [act for act in named if act is not None]

    def _offered(self, request: HttpRequest, row: Any, act: Act, form: forms.Form | None = None) -> OfferedAct | None:
        if not request.user.has_perm(act.permission):
            return None
        refusal = act.refusal(row, request) if act.refusal else None
        if refusal == "":
            return None
        address = f"{self.admin_site.name}:{self.opts.app_label}_{self.opts.model_name}_act"
        asked = form if form is not None or act.form is None or refusal else act.form(row, None)
        return OfferedAct(act, reverse(address, args=[row.pk, act.name]), refusal or "", asked)

    def _with(self, request: HttpRequest, row: Any, act: Act, form: forms.Form) -> list[OfferedAct]:
        each = (self._offered(request, row, one, form if one is act else None) for one in self._acts())
        return [offered for offered in each if offered is not None]

    def _state(self, row: Any) -> dict[str, Any] | None:
        state = getattr(row, "state", None)
        if state is None or not hasattr(row, "get_state_display"):
            return None
        words = self.state_words.get(state) or row.get_state_display()
        return {"words": words, "tone": self.tones.get(state, Tone.NEUTRAL)}


class LogAdmin(ReadOnlyAdmin):
    """A log of acts on objects: in words, by name, each leading to its object. The codes stand on a line's own page."""

    ordering = ("-id",)
    sortable_by = ()

    def prepare(self, rows: Sequence[Any]) -> None:
        names = acted_by(rows)
        for row in rows:
            row.who_words = names[row.pk]

    @admin.display(description=gettext_lazy("by whom"))
    def who(self, row: Any) -> str:
        words: str = row.who_words
        return words

    @admin.display(description=gettext_lazy("about what"))
    def about_what(self, row: Any) -> str:
        """The kind of object and the end of its key; a link where the desk has a page of it."""
        words = f"{_kind_words(row.object_type)} …{row.object_id[-6:]}"
        address = object_address(row.object_type, row.object_id)
        return format_html('<a href="{}">{}</a>', address, words) if address else words


class ReadOnlyInline(NoEditing, TabularInline):
    """Rows that belong to an object; `fields` may name columns of words (`money_column`) among the model's own."""

    extra = 0
    show_change_link = True
    tones: ClassVar[Mapping[str, Tone]] = {}

    def get_readonly_fields(self, request: HttpRequest, obj: Any = None) -> tuple[str, ...]:
        """All that is named: Django's checks know a column of words only among these."""
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


def _listed(context: Mapping[str, Any]) -> dict[str, Any]:
    """The list in the parts of its template."""
    listed = context["cl"]
    return {
        "columns": listing.columns(listed),
        "lines": list(listing.lines(listed)),
        "menus": listing.menus(listed),
        "counted": listing.counted(listed),
        "pages": listing.pages(listed),
        "bulk": listing.bulk_acts(listed, context.get("action_form")),
    }


def _kind_words(label: str) -> str:
    try:
        return _sentence(apps.get_model(label)._meta.verbose_name)
    except (LookupError, ValueError):
        return label


def _sentence(name: object) -> str:
    text = str(name)
    return text[:1].upper() + text[1:]


def _asks_for(entry: Any) -> str:
    """What a filter of a list goes by: a field, or the parameter of a filter of our own."""
    found: str = entry[0] if isinstance(entry, list | tuple) else getattr(entry, "parameter_name", entry)
    return found


def _in_bulk(request: HttpRequest, action: Any) -> bool:
    act: Act | None = getattr(action, "act", None)
    return act is None or (act.form is None and request.user.has_perm(act.permission))
