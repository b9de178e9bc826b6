"""What this room asks of clerks: the kinds of its tasks."""

from __future__ import annotations

from typing import Final

from django.utils.translation import gettext_lazy as _

from services.identity.api import Role
from services.tasks.api import TaskKind, register_kind

CLERK: Final = Role.PAYMENT_CLERK.value
SUPERVISOR: Final = Role.PAYMENT_SUPERVISOR.value

SHARED_ACCOUNT: Final = "payments.shared_account"
UNREADABLE: Final = "payments.unreadable_answer"
UNMATCHED: Final = "payments.unmatched_answer"
CONTRADICTION: Final = "payments.contradicting_answer"
REFUSED_FILE: Final = "payments.refused_file"
REFUSED_QUESTION: Final = "payments.refused_question"


def register_kinds() -> None:
    """Called once, when the app is ready."""
    for kind in (
        TaskKind(
            SHARED_ACCOUNT, _("Look into a payment held because several people are paid to account •••• %(last4)s")
        ),
        TaskKind(UNREADABLE, _("Look into an answer of the bank that cannot be read or believed")),
        TaskKind(UNMATCHED, _("Look into an answer of the bank about something that we did not send")),
        TaskKind(CONTRADICTION, _("Clear up with the bank why its answers about a payment contradict each other")),
        TaskKind(REFUSED_QUESTION, _("Find out why the bank refused to check an account: %(reason)s")),
        TaskKind(REFUSED_FILE, _("Send batch %(number)s again or abort it: the bank refused the file")),
    ):
        register_kind(kind)
