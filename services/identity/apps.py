from django.apps import AppConfig
from django.contrib.auth.signals import user_logged_in
from django.db.models.signals import post_migrate
from django.utils.translation import gettext_lazy as _


class IdentityConfig(AppConfig):
    name = "services.identity"
    verbose_name = _("Identity")

    def ready(self) -> None:
        from services.core.routes.api import register_machine_authenticator  # models are ready only now
        from services.identity import keys, preferences, roles, timeout

        register_machine_authenticator(keys.authenticate)
        post_migrate.connect(roles.make_role_groups, sender=self)
        user_logged_in.connect(timeout.begin)
        user_logged_in.connect(preferences.hand_over)
