from django.apps import AppConfig
from django.contrib.auth.signals import user_logged_in
from django.db.models.signals import post_migrate
from django.utils.translation import gettext_lazy as _


class IdentityConfig(AppConfig):
    name = "services.identity"
    verbose_name = _("Identity")

    def ready(self) -> None:
        from services.core.desk.api import register_namer  # models are ready only now
        from services.core.routes.api import register_machine_authenticator  # the same
        from services.identity import keys, preferences, reaching, roles, staff, timeout
        from services.identity.oidc import checks  # noqa: F401 - registers the system checks
        from services.tasks.api import register_staff_source  # the same

        register_machine_authenticator(keys.authenticate)
        register_namer(staff.called)
        register_staff_source(staff.Staff())
        reaching.register()
        post_migrate.connect(roles.make_role_groups, sender=self)
        user_logged_in.connect(timeout.begin)
        user_logged_in.connect(preferences.hand_over)
