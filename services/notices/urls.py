from django.urls import path

from services.notices import views

app_name = "notices"
urlpatterns = [
    path("", views.notice_list, name="list"),
    path("<uuid:notice>/open/", views.notice_open, name="open"),
]
