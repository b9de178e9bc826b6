"""Templates and static files."""

from __future__ import annotations

from portal.settings.environment import MODE, ROOT, Mode

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [ROOT / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.template.context_processors.i18n",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "portal.about.context.whose_portal",
                "portal.home.context.portal",
                "services.notices.context.unread_notices",
                "services.identity.timeout.session_end",
                "services.identity.context.reading",
            ],
            "builtins": [
                "django.templatetags.i18n",
                "django.templatetags.static",
                "django.templatetags.l10n",
                "services.core.components.templatetags.components",
                "services.core.components.templatetags.charts",
            ],
        },
    },
]

STATIC_URL = "/static/"
STATIC_ROOT = ROOT / "staticfiles"
STATICFILES_DIRS = [ROOT / "static" / "build"]
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {
        "BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage"
        if MODE is Mode.PRODUCTION
        else "django.contrib.staticfiles.storage.StaticFilesStorage"
    },
}
WHITENOISE_USE_FINDERS = MODE is not Mode.PRODUCTION
WHITENOISE_AUTOREFRESH = MODE is Mode.TEST  # asks for no collected files
