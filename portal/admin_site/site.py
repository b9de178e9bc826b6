"""The clerks' admin: Django's own, behind the portal's sign-in, with a start page that says what waits."""

from __future__ import annotations

from typing import Any, Final

from django.contrib.admin import AdminSite
from django.db.models import prefetch_related_objects
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import gettext_lazy as _

from services.core.calendar.api import now
from services.core.desk.api import panels_for
from services.identity.api import Role, User, roles_of

# The menu in the order of a clerk's day; what is not named here comes last.
_ORDER: Final = (
    *("tasks", "awards", "payments", "facts", "matching", "policies", "studio", "identity", "bodies", "notices"),
    *("transitions", "audit", "access", "outbox"),
)


class TongbanAdminSite(AdminSite):
    site_title = _("Tongban")
    site_header = _("Clerks' desk")
    index_title = _("Desk")
    site_url = "/"
    enable_nav_sidebar = False  # the menu is part of our own frame

    def login(self, request: HttpRequest, _extra_context: dict[str, object] | None = None) -> HttpResponse:
        """Send to the one sign-in page, so that its limits and second factors hold for clerks too."""
        if request.user.is_authenticated:
            return redirect("home")
        target = request.GET.get("next") or reverse("admin:index")
        return redirect(f"{reverse('account_login')}?{urlencode({'next': target})}")

    def get_app_list(self, request: HttpRequest, app_label: str | None = None) -> list[Any]:
        found = super().get_app_list(request, app_label)
        return sorted(found, key=lambda app: _place(app["app_label"]))

    def index(self, request: HttpRequest, extra_context: dict[str, object] | None = None) -> TemplateResponse:
        """What waits for this clerk, from every room that has something to say."""
        roles = frozenset[Role]()
        if isinstance(request.user, User):
            prefetch_related_objects([request.user], "groups")  # several panels ask for them
            roles = roles_of(request.user)
        context = {
            **self.each_context(request),
            "title": self.index_title,
            "roles": [str(role.label) for role in sorted(roles)],
            "now": now().date(),
            "panels": panels_for(request),
            **(extra_context or {}),
        }
        request.current_app = self.name
        return TemplateResponse(request, "admin/index.html", context)


def _place(app_label: str) -> int:
    return _ORDER.index(app_label) if app_label in _ORDER else len(_ORDER)
