"""What the home page shows: one value for each of its two faces."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Final

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from eligibility.awards import api as awards
from eligibility.policies import api as policies
from eligibility.policies.api import LifeEvent
from portal.home.addresses import event_address
from portal.home.figures import Shown, figures
from portal.home.news import News, news
from services.core.components.api import Card, TaskItem, Tone, Words
from services.core.languages.api import in_language
from services.core.routes.api import Acting
from services.identity import api as identity

_NEWS: Final = 4


@dataclass(frozen=True, slots=True)
class Moment:
    """A life event to which some published policy answers."""

    event: LifeEvent
    title: Words
    href: str
    benefits: Sequence[str]


@dataclass(frozen=True, slots=True)
class FrontPage:
    people: Sequence[Moment]
    enterprises: Sequence[Moment]
    news: Sequence[News]
    figures: Shown | None


@dataclass(frozen=True, slots=True)
class MyPage:
    """Offers first, one's own and one's family's, then what does not go on without one; nothing else."""

    offers: Sequence[Card]
    family: Sequence[awards.Waiting]
    needs: Sequence[TaskItem]


def front_page(counted: awards.CityFigures, today: date) -> FrontPage:
    found = moments()
    return FrontPage(
        people=[one for one in found if not one.event.of_enterprises],
        enterprises=[one for one in found if one.event.of_enterprises],
        news=news(today, limit=_NEWS),
        figures=figures(counted),
    )


def moments() -> list[Moment]:
    titles = {event: [in_language(one.titles) for one in _leading_to(event)] for event in LifeEvent}
    return [Moment(event, event.label, event_address(event), some) for event, some in titles.items() if some]


def suggestions() -> Sequence[Moment]:
    """For those who found nothing."""
    return moments()


def _leading_to(event: LifeEvent) -> Sequence[policies.Policy]:
    return [policy for policy in policies.policies() if event in policy.life_events]


def my_page(acting: Acting, today: date) -> MyPage:
    others = identity.others_represented(acting.person, today) if acting.for_self else []
    offers, family = awards.waiting_with_others(acting.subject, others, today)
    needing = awards.needing_payee(acting.subject)
    presenter = awards.Presenter(today) if offers or needing else None
    return MyPage(
        offers=[awards.offer_card(one, presenter, today) for one in offers] if presenter else [],
        family=family,
        needs=[_need(one) for one in needing],
    )


def _need(needing: awards.NeedingPayee) -> TaskItem:
    """An account that the bank refused needs another; one that it checks needs patience, and to be known of."""
    title = in_language(policies.policy(needing.policy).titles)
    if needing.refused:
        href = reverse("benefits:account", args=[needing.entitlement])
        return TaskItem(_("Give another account"), href, title, _("The bank could not pay"), Tone.DANGER)
    href = reverse("benefits:receipt", args=[needing.entitlement])
    return TaskItem(
        _("Look at the account that is being checked"), href, title, _("Account being checked"), Tone.WARNING
    )
