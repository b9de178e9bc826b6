from __future__ import annotations

from django.urls import path

from portal.calculator.views import event, start

app_name = "calculator"

urlpatterns = [path("", start, name="start"), path("<slug:name>/", event, name="event")]
