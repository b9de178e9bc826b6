from __future__ import annotations

from django.urls import path

from portal.design import views

app_name = "design"

urlpatterns = [
    path("", views.overview, name="overview"),
    path("colours/", views.colours, name="colours"),
    path("type/", views.typography, name="typography"),
    path("exchange/", views.exchange, name="exchange"),
    path("<slug:group>/", views.group, name="group"),
]
