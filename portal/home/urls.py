from django.urls import path

from portal.home.views import find, home

urlpatterns = [
    path("", home, name="home"),
    path("search/", find, name="search"),
]
