"""Every address of the portal. tests/integration/test_routes.py fails for one that nobody classified."""

from __future__ import annotations

from django.contrib import admin
from django.urls import include, path
from drf_spectacular.views import SpectacularAPIView

from services.core.routes.api import public

handler400 = "portal.about.views.bad_request"
handler500 = "portal.about.views.server_error"

urlpatterns = [
    path("", include("portal.home.urls")),
    path("", include("portal.about.urls")),
    path("", include("services.identity.urls")),
    path("", include("services.notices.reach_urls")),
    path("notices/", include("services.notices.urls")),
    path("my/", include("portal.mydata.urls")),
    path("benefits/", include("eligibility.awards.urls")),
    path("calculator/", include("portal.calculator.urls")),
    path("policies/", include("portal.policies.urls")),
    path("enterprise/", include("portal.enterprise.urls")),
    path("api/v1/", include("eligibility.facts.urls")),
    path("api/schema/", public(SpectacularAPIView.as_view()), name="api-schema"),
    path("design/", include("portal.design.urls")),
    path("health/", include("portal.health.urls")),
    path("admin/", admin.site.urls),
]
