"""The two trees, to look at; they are written by `manage.py new_city`."""

from django.contrib import admin
from django.utils.translation import gettext_lazy as _

from services.bodies.models import Area, Body, Dated
from services.core.desk.api import ReadOnlyAdmin
from services.core.languages.api import in_language


class DatedAdmin(ReadOnlyAdmin):
    search_fields = ("code", "names")
    search_help_text = _("A part of the code or of the name")

    def called(self, row: Dated) -> str:
        return self.name(row)

    @admin.display(description=_("name"))
    def name(self, row: Dated) -> str:
        return in_language(row.names)


@admin.register(Body)
class BodyAdmin(DatedAdmin):
    list_display = ("name", "code", "kind", "parent", "valid_from", "valid_to")
    list_filter = ("kind",)


@admin.register(Area)
class AreaAdmin(DatedAdmin):
    list_display = ("name", "code", "level", "parent", "valid_from", "valid_to")
    list_filter = ("level",)
