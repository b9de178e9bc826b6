"""The peer of `script/bench pages`: what `startproject` gives, one query, one template. No part of the portal."""

from __future__ import annotations

import os
from urllib.parse import unquote, urlsplit

from django.conf import settings
from django.core.wsgi import get_wsgi_application
from django.db import connection
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import path

_where = urlsplit(os.environ["BARE_DATABASE_URL"])
_query = dict(part.split("=", 1) for part in _where.query.split("&") if part)
_TEMPLATE = """<!DOCTYPE html><html lang="en"><head><meta charset="utf-8"><title>{{ title }}</title></head>
<body><h1>{{ title }}</h1>
<ul>{% for code, number in rows %}<li>{{ code }}: {{ number }}</li>{% endfor %}</ul></body></html>"""

settings.configure(
    SECRET_KEY="bare",
    ALLOWED_HOSTS=["127.0.0.1"],
    ROOT_URLCONF=__name__,
    USE_TZ=True,
    INSTALLED_APPS=["django.contrib.auth", "django.contrib.contenttypes", "django.contrib.sessions"],
    MIDDLEWARE=[
        "django.middleware.security.SecurityMiddleware",
        "django.contrib.sessions.middleware.SessionMiddleware",
        "django.middleware.common.CommonMiddleware",
        "django.middleware.csrf.CsrfViewMiddleware",
        "django.contrib.auth.middleware.AuthenticationMiddleware",
        "django.middleware.clickjacking.XFrameOptionsMiddleware",
    ],
    TEMPLATES=[
        {
            "BACKEND": "django.template.backends.django.DjangoTemplates",
            "OPTIONS": {
                "loaders": [
                    (
                        "django.template.loaders.cached.Loader",
                        [("django.template.loaders.locmem.Loader", {"page.html": _TEMPLATE})],
                    )
                ],
                "context_processors": ["django.template.context_processors.request"],
            },
        }
    ],
    DATABASES={
        "default": {
            "ENGINE": "django.db.backends.postgresql",
            "NAME": unquote(_where.path.lstrip("/")),
            "USER": unquote(_where.username or ""),
            "PASSWORD": unquote(_where.password or ""),
            "HOST": unquote(_query.get("host", _where.hostname or "")),
            "PORT": str(_where.port or ""),
            "CONN_MAX_AGE": None,
        }
    },
)


def page(request: HttpRequest) -> HttpResponse:
    with connection.cursor() as cursor:
        cursor.execute("SELECT policy, count(*) FROM awards_offer GROUP BY policy ORDER BY policy LIMIT 5")
        rows = cursor.fetchall()
    return render(request, "page.html", {"title": "Bare", "rows": rows})


urlpatterns = [path("", page)]
application = get_wsgi_application()
