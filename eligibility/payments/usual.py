"""How long it usually takes until money is there: measured, or not said at all."""

from __future__ import annotations

import math
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from eligibility.payments.models import Payment
from eligibility.payments.states import PaymentState

_LOOK_BACK: Final = timedelta(days=90)
_AT_MOST: Final = 500
_AT_LEAST: Final = 20  # of fewer nobody can say what is usual
_SHARE: Final = 0.9


@dataclass(frozen=True, slots=True)
class Usual:
    """Nine in ten of the last `payments` were credited within `days` days of being ordered."""

    days: int
    payments: int


def usual_duration(at: datetime) -> Usual | None:
    settled = Payment.objects.filter(state=PaymentState.ACSC, settled_at__gte=at - _LOOK_BACK, settled_at__lte=at)
    times = settled.order_by("-settled_at").values_list("ordered_at", "settled_at")[:_AT_MOST]
    durations = sorted((there - ordered for ordered, there in times if there is not None))
    if len(durations) < _AT_LEAST:
        return None
    slowest = durations[math.ceil(len(durations) * _SHARE) - 1]
    return Usual(days=max(math.ceil(slowest / timedelta(days=1)), 1), payments=len(durations))
