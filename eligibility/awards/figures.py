"""What the city has done so far, counted in its own rows and never guessed: without rows there is no figure."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Final

from django.db import connection
from django.db.models import Count, Q, Sum
from django.utils import timezone

from eligibility.awards.models import Entitlement, Instalment, Offer
from eligibility.awards.states import OfferState
from eligibility.policies import api as policies
from eligibility.policies.api import AS_OF
from services.core.money.api import Money

_FOUND: Final = [OfferState.OFFERED, OfferState.CONFIRMED, OfferState.DECLINED, OfferState.LAPSED]
# The first payment of each award that an event gave rise to, in days of the city's calendar.
_DAYS_TO_MONEY: Final = """
    SELECT percentile_cont(0.5) WITHIN GROUP (ORDER BY paid.first - awards_entitlement.event_date)
    FROM awards_entitlement JOIN (
        SELECT entitlement_id, (min(settled_at) AT TIME ZONE %s)::date AS first
        FROM awards_instalment WHERE settled_at IS NOT NULL GROUP BY entitlement_id
    ) AS paid ON paid.entitlement_id = awards_entitlement.id
    WHERE awards_entitlement.policy = ANY(%s)
"""


@dataclass(frozen=True, slots=True)
class CityFigures:
    """None where there is nothing yet to count it from."""

    at: datetime
    found: int
    """People and enterprises for whom something was found."""
    found_by_policy: Mapping[str, int]
    confirmed: int
    paid: Money | None
    payments: int
    days_to_money: Decimal | None
    """The median from the event to the money on the account."""
    without_form: Decimal | None
    """The percentage of confirmations for which nothing had to be filled in."""


def city_figures(at: datetime) -> CityFigures:
    """Five statements over whole tables: for a page that remembers what it was told."""
    found = Offer.objects.filter(state__in=_FOUND)
    by_policy = found.values("policy").annotate(people=Count("subject", distinct=True)).order_by("-people", "policy")
    paid = Instalment.objects.filter(settled_at__isnull=False).aggregate(sum=Sum("amount"), number=Count("pk"))
    confirmed = Entitlement.objects.aggregate(all=Count("pk"), known=Count("pk", filter=Q(account_known=True)))
    share = Decimal(100 * confirmed["known"]) / confirmed["all"] if confirmed["all"] else None
    return CityFigures(
        at=at,
        found=found.aggregate(people=Count("subject", distinct=True))["people"],
        found_by_policy={row["policy"]: row["people"] for row in by_policy},
        confirmed=confirmed["all"],
        paid=paid["sum"],
        payments=paid["number"],
        days_to_money=_days_to_money(),
        without_form=None if share is None else share.quantize(Decimal(1)),
    )


def _days_to_money() -> Decimal | None:
    of_events = [policy.code for policy in policies.policies() if policy.event_date != AS_OF]
    with connection.cursor() as cursor:
        cursor.execute(_DAYS_TO_MONEY, [timezone.get_default_timezone_name(), of_events])
        row = cursor.fetchone()
    return None if row is None or row[0] is None else Decimal(str(row[0])).quantize(Decimal(1))
