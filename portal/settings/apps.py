"""What is installed, from the ground up."""

from __future__ import annotations

LIBRARIES = [
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "allauth",
    "allauth.account",
    "allauth.socialaccount",
    "allauth.socialaccount.providers.openid_connect",
    "csp",
    "django_htmx",
    "django_structlog",
    "drf_spectacular",
    "rest_framework",
]

SERVICES = [
    "services.core.calendar",
    "services.core.money",
    "services.core.crypto",
    "services.core.languages",
    "services.core.components",
    "services.core.audit",
    "services.core.outbox",
    "services.core.transitions",
    "services.core.access",
    "services.core.desk",
    "services.bodies",
    "services.notices",
    "services.tasks",
    "services.identity",
]

ELIGIBILITY = [
    "eligibility.payments",
    "eligibility.facts",
    "eligibility.policies",
    "eligibility.matching",
    "eligibility.awards",
]

PORTAL = [
    "portal.admin_site.TongbanAdminConfig",
    "portal.home",
    "portal.about",
    "portal.calculator",
    "portal.policies",
    "portal.health",
    "portal.mydata",
    "portal.enterprise",
    "portal.design",
    "portal.serving",
    "portal.demo",
    "portal.database",
    "portal",  # last: it grants rights on what the others made
]

INSTALLED_APPS = [*LIBRARIES, *SERVICES, *ELIGIBILITY, *PORTAL]

ROOT_URLCONF = "portal.urls"
WSGI_APPLICATION = "portal.wsgi.application"
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "portal.about.maintenance.MaintenanceMiddleware",
    "csp.middleware.CSPMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "django_structlog.middlewares.RequestMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "services.identity.timeout.TimeoutMiddleware",
    "services.identity.preferences.ReadingMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "services.identity.middleware.ActingMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
]
