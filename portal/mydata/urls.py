from __future__ import annotations

from django.urls import path

from portal.mydata.views import readings

app_name = "access"

urlpatterns = [path("access/", readings, name="list")]
