from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class TasksConfig(AppConfig):
    name = "services.tasks"
    verbose_name = _("Tasks")

    def ready(self) -> None:
        from services.core.desk.api import register_related  # models are ready only now
        from services.tasks import panels

        panels.register()
        register_related(panels.tasks_about_an_object)
