"""What people are told about their offers and money, and clerks about contests. Texts ask for no reply."""

from __future__ import annotations

from uuid import UUID

from django.utils.translation import gettext_lazy as _

from services.notices.api import GENTLE, PERSISTENT, STATUTORY, NoticeGroup, NoticeKind, register_kind
from services.tasks import api as tasks

OFFERED = "awards.offered"
CONFIRMED = "awards.confirmed"
PAID = "awards.paid"
REJECTED = "awards.rejected"
DELAYED = "awards.delayed"
ACCOUNT_REFUSED = "awards.account_refused"
ACCOUNT_VERIFIED = "awards.account_verified"
CONTEST = "awards.contest"
APPEAL = "awards.appeal"
DECIDED = "awards.decided"
FACT_DECIDED = "awards.fact_decided"
FACT_CORRECTED = "awards.fact_corrected"
APPEAL_ANSWERED = "awards.appeal_answered"


def offered_key(offer: UUID) -> str:
    """One notice for each offer; by the same key it is settled."""
    return f"{OFFERED}:{offer}"


def register() -> None:
    kinds = [
        NoticeKind(
            OFFERED,
            _("%(policy)s: %(amount)s is waiting for you"),
            _("From data that public bodies already hold we found that you are owed this. One click is enough."),
            _("A benefit is waiting for you."),
            group=NoticeGroup.OFFERS,
            ladder=PERSISTENT,
            asks=True,
        ),
        NoticeKind(
            CONFIRMED,
            _("%(policy)s: confirmed"),
            _("%(amount)s has been confirmed. The receipt shows how far the money has come."),
            _("A benefit was confirmed in your name."),
            group=NoticeGroup.MONEY,
            ladder=GENTLE,
        ),
        NoticeKind(
            PAID,
            _("%(policy)s: %(amount)s has been paid"),
            _("The bank reports the money as credited."),
            _("Money that you were owed has been paid."),
            group=NoticeGroup.MONEY,
            ladder=GENTLE,
        ),
        NoticeKind(
            REJECTED,
            _("%(policy)s: the bank could not pay"),
            _("The bank sent %(amount)s back: %(reason)s Please give another account; nothing is lost."),
            _("A payment to you needs your attention."),
            group=NoticeGroup.DECISIONS,
            ladder=STATUTORY,
            statutory=True,
            asks=True,
        ),
        NoticeKind(
            DELAYED,
            _("%(policy)s: the payment is delayed"),
            _("%(reason)s You need do nothing: we pay %(amount)s again."),
            _("A payment to you is delayed."),
            group=NoticeGroup.MONEY,
            ladder=GENTLE,
        ),
        NoticeKind(
            ACCOUNT_REFUSED,
            _("%(policy)s: the account is not in your name"),
            _("The bank says that the account you gave belongs to someone else. Please give an account of your own."),
            _("A payment to you needs your attention."),
            group=NoticeGroup.DECISIONS,
            ladder=STATUTORY,
            statutory=True,
            asks=True,
        ),
        NoticeKind(
            ACCOUNT_VERIFIED,
            _("%(policy)s: your account has been checked"),
            _("The bank knows you as the holder. %(amount)s goes out with the next batch."),
            _("A payment to you is on its way."),
            group=NoticeGroup.MONEY,
        ),
    ]
    for kind in [*kinds, *_decisions()]:
        register_kind(kind)
    tasks.register_kind(tasks.TaskKind(CONTEST, _("Check a disputed fact: %(dataset)s (%(body)s)")))
    tasks.register_kind(tasks.TaskKind(APPEAL, _("Look again at a decision that was objected to (%(body)s)")))


def _decisions() -> list[NoticeKind]:
    return [
        NoticeKind(
            DECIDED,
            _("%(policy)s: a decision for you"),
            _("It says what was decided and why, and how you can object. The time to object begins when you open it."),
            _("A decision is waiting for you."),
            group=NoticeGroup.DECISIONS,
            ladder=STATUTORY,
            statutory=True,
        ),
        NoticeKind(
            FACT_DECIDED,
            _("%(dataset)s: the entry stays as it is"),
            _("The office answers what you disputed, with its reasons. The decision says how you can object."),
            _("A decision is waiting for you."),
            group=NoticeGroup.DECISIONS,
            ladder=STATUTORY,
            statutory=True,
        ),
        NoticeKind(
            FACT_CORRECTED,
            _("%(dataset)s: you were right"),
            _("The office puts the entry right. What rests on it is worked out again by itself; you need do nothing."),
            _("An entry about you was put right."),
            group=NoticeGroup.DECISIONS,
            ladder=GENTLE,
        ),
        NoticeKind(
            APPEAL_ANSWERED,
            _("Your objection has been answered"),
            _("A person of %(body)s has looked again. Open the answer to see what follows."),
            _("An answer is waiting for you."),
            group=NoticeGroup.DECISIONS,
            ladder=STATUTORY,
            statutory=True,
        ),
    ]
