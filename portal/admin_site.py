"""The clerks' admin: Django's own, behind the portal's sign-in."""

from __future__ import annotations

from django.contrib.admin import AdminSite
from django.contrib.admin.apps import AdminConfig
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import gettext_lazy as _


class TongbanAdminSite(AdminSite):
    site_title = _("Tongban")
    site_header = _("Tongban: clerks' desk")
    index_title = _("Desk")
    site_url = "/"
    enable_nav_sidebar = True

    def login(self, request: HttpRequest, _extra_context: dict[str, object] | None = None) -> HttpResponse:
        """Send to the one sign-in page, so that its limits and second factors hold for clerks too."""
        if request.user.is_authenticated:
            return redirect("home")
        target = request.GET.get("next") or reverse("admin:index")
        return redirect(f"{reverse('account_login')}?{urlencode({'next': target})}")


class TongbanAdminConfig(AdminConfig):
    default_site = "portal.admin_site.TongbanAdminSite"
