"""What the home page shows: one value for each of its two faces."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from eligibility.awards import api as awards
from eligibility.policies import api as policies
from services.core.components.api import Card, TaskItem, Tone, Words
from services.core.languages.api import in_language
from services.core.routes.api import Acting
from services.notices.api import NoticeView, notices_of

_NOTICES = 3
# The moments that bring people here, and the policies that answer to each; those published are shown.
_EVENTS = (
    ("child", _("A child is born"), ("maternity-allowance", "childcare-subsidy")),
    ("elder", _("Turning 65"), ("elderly-allowance",)),
    ("firm", _("Running a company"), ("job-stabilisation-refund",)),
)


@dataclass(frozen=True, slots=True)
class LifeEvent:
    icon: str
    title: Words
    benefits: Sequence[tuple[str, str]]  # title and summary


@dataclass(frozen=True, slots=True)
class MyPage:
    """Offers first, one's own and one's family's, then what needs one, then what one was told last; nothing else."""

    offers: Sequence[Card]
    family: Sequence[awards.Waiting]
    needs: Sequence[TaskItem]
    notices: Sequence[NoticeView]


def life_events() -> list[LifeEvent]:
    published = {policy.code: policy for policy in policies.policies()}
    events = []
    for icon, title, codes in _EVENTS:
        found = [published[code] for code in codes if code in published]
        if found:
            benefits = [(in_language(policy.titles), in_language(policy.summary)) for policy in found]
            events.append(LifeEvent(icon, title, benefits))
    return events


def my_page(acting: Acting, today: date) -> MyPage:
    presenter = awards.Presenter(today)
    offers = awards.open_offers(acting.subject, today)
    return MyPage(
        offers=[awards.offer_card(one, presenter, today) for one in offers],
        family=awards.waiting_for_others(acting.person, today) if acting.for_self else [],
        needs=_needs(acting.subject, presenter),
        notices=notices_of(acting.subject, limit=_NOTICES),
    )


def _needs(subject: UUID, presenter: awards.Presenter) -> list[TaskItem]:
    """What does not go on without the person: an account that the bank refused."""
    entitlements = list(awards.entitlements_of(subject))
    payments = awards.payments_of(entitlements)
    return [
        TaskItem(
            title=_("Give another account"),
            href=reverse("benefits:account", args=[one.pk]),
            hint=presenter.title(one),
            status=_("The bank could not pay"),
            tone=Tone.DANGER,
        )
        for one in entitlements
        if any(paid.payment.can_replace_account for paid in payments[one.pk])
    ]
