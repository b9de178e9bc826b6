from django.urls import path
from django.views.i18n import set_language

from portal.home.views import home
from services.core.routes.api import public

urlpatterns = [
    path("", home, name="home"),
    path("language/", public(set_language), name="set_language"),
]
