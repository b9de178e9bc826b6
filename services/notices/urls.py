from django.urls import path

from services.notices.views import inbox, preferences

app_name = "notices"
urlpatterns = [
    path("", inbox.notice_list, name="list"),
    path("<uuid:notice>/open/", inbox.notice_open, name="open"),
    path("preferences/", preferences.preferences, name="preferences"),
    path("contacts/<slug:kind>/", preferences.contact, name="contact"),
    path("contacts/<slug:kind>/remove/", preferences.remove, name="remove"),
    path("claims/<uuid:claim>/", preferences.prove, name="prove"),
    path("push/", preferences.push_add, name="push_add"),
    path("push/<uuid:subscription>/remove/", preferences.push_remove, name="push_remove"),
]
