from __future__ import annotations

from django.urls import path

from portal.enterprise.views import policies

app_name = "enterprise"

urlpatterns = [path("policies/", policies, name="policies")]
