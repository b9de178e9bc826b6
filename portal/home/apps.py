from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class HomeConfig(AppConfig):
    name = "portal.home"
    verbose_name = _("Home")

    def ready(self) -> None:
        # After all models are there.
        from portal.home.search import own, ports

        for source in (own.published_policies, own.life_events, own.pages):
            ports.register_source(source)
