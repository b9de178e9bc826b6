from __future__ import annotations

from django.urls import path

from portal.policies.views import all_policies, policy

app_name = "policies"

urlpatterns = [path("", all_policies, name="list"), path("<slug:code>/", policy, name="policy")]
