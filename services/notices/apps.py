from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class NoticesConfig(AppConfig):
    name = "services.notices"
    verbose_name = _("Notices")

    def ready(self) -> None:
        from services.notices import tasks  # noqa: F401 - handlers and ticks register with the outbox
        from services.notices.channels.base import register_channel
        from services.notices.channels.email import EmailChannel
        from services.notices.channels.letter import LetterChannel
        from services.notices.channels.push import PushChannel
        from services.notices.channels.sms import SmsChannel
        from services.notices.channels.visit import VisitChannel

        for channel in (PushChannel(), SmsChannel(), EmailChannel(), LetterChannel(), VisitChannel()):
            register_channel(channel)
