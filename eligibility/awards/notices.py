"""What people are told about their offers and money, and clerks about contests. Texts ask for no reply."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from services.notices.api import NoticeKind, register_kind
from services.tasks import api as tasks

OFFERED = "awards.offered"
CONFIRMED = "awards.confirmed"
PAID = "awards.paid"
REJECTED = "awards.rejected"
DELAYED = "awards.delayed"
ACCOUNT_REFUSED = "awards.account_refused"
ACCOUNT_VERIFIED = "awards.account_verified"
CONTEST = "awards.contest"


def register() -> None:
    kinds = [
        NoticeKind(
            OFFERED,
            _("%(policy)s: %(amount)s is waiting for you"),
            _("From data that public bodies already hold we found that you are owed this. One click is enough."),
        ),
        NoticeKind(
            CONFIRMED,
            _("%(policy)s: confirmed"),
            _("%(amount)s has been confirmed. The receipt shows how far the money has come."),
        ),
        NoticeKind(PAID, _("%(policy)s: %(amount)s has been paid"), _("The bank reports the money as credited.")),
        NoticeKind(
            REJECTED,
            _("%(policy)s: the bank could not pay"),
            _("The bank sent %(amount)s back: %(reason)s Please give another account; nothing is lost."),
        ),
        NoticeKind(
            DELAYED,
            _("%(policy)s: the payment is delayed"),
            _("%(reason)s You need do nothing: we pay %(amount)s again."),
        ),
        NoticeKind(
            ACCOUNT_REFUSED,
            _("%(policy)s: the account is not in your name"),
            _("The bank says that the account you gave belongs to someone else. Please give an account of your own."),
        ),
        NoticeKind(
            ACCOUNT_VERIFIED,
            _("%(policy)s: your account has been checked"),
            _("The bank knows you as the holder. %(amount)s goes out with the next batch."),
        ),
    ]
    for kind in kinds:
        register_kind(kind)
    tasks.register_kind(tasks.TaskKind(CONTEST, _("Check a fact that its subject disputes (%(policy)s)")))
