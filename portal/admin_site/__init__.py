"""The clerks' admin as an app; the site itself needs models and is imported by its name."""

from django.contrib.admin.apps import AdminConfig


class TongbanAdminConfig(AdminConfig):
    default_site = "portal.admin_site.site.TongbanAdminSite"
