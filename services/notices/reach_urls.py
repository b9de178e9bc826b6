"""Addresses at the root: short in messages, and where browsers look for them."""

from django.urls import path

from services.notices.views import app, check, inbox

app_name = "reach"
urlpatterns = [
    path("check/", check.check, name="check"),
    path("n/<slug:code>/", inbox.linked, name="link"),
    path("service-worker.js", app.service_worker, name="service_worker"),
    path("manifest.webmanifest", app.manifest, name="manifest"),
    path("offline/", app.offline, name="offline"),
]
