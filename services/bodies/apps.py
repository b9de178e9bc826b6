from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class BodiesConfig(AppConfig):
    name = "services.bodies"
    verbose_name = _("Bodies and areas")

    def ready(self) -> None:
        from services.bodies.city import checks  # noqa: F401 - registers them, once settings are there
