"""The one table of a delivery's life: one notice, one channel, one reader."""

from __future__ import annotations

from typing import Final

from django.db import models
from django.utils.translation import gettext_lazy as _

from services.core.audit.api import ActorKind
from services.core.transitions.api import Transition, TransitionTable


class DeliveryState(models.TextChoices):
    QUEUED = "queued", _("Waiting to be sent")
    SENT = "sent", _("Sent")
    DELIVERED = "delivered", _("Delivered")
    OPENED = "opened", _("Opened")
    FAILED = "failed", _("Failed")
    GONE = "gone", _("No longer reachable there")
    CANCELLED = "cancelled", _("No longer needed")


class Reason(models.TextChoices):
    """Why a delivery failed, in words for its reader and for clerks; what the other side said is not kept."""

    UNAVAILABLE = "unavailable", _("The service that sends it could not be reached.")
    REFUSED = "refused", _("The service that sends it did not take it.")
    BAD_ADDRESS = "bad_address", _("There is no such number or address.")
    NOT_DELIVERED = "not_delivered", _("It was sent, but never arrived.")
    UNCERTAIN = "uncertain", _("Whether it was sent is not known, so it was not sent again.")
    CAME_BACK = "came_back", _("The letter came back.")
    REMOVED = "removed", _("You removed this number or address.")


_S = DeliveryState
_EITHER: Final = frozenset({ActorKind.USER, ActorKind.SYSTEM})
_ON_THE_WAY: Final = frozenset({_S.QUEUED, _S.SENT})

DELIVERY_TABLE: Final = TransitionTable(
    "notices.delivery",
    states=DeliveryState,
    initial=_S.QUEUED,
    transitions=(
        Transition("handed_over", frozenset({_S.QUEUED}), _S.SENT, _EITHER),
        # News of its arrival may overtake the reply to our request, or come after we gave up.
        Transition("arrived", _ON_THE_WAY | {_S.FAILED}, _S.DELIVERED, _EITHER),
        Transition("opened", _ON_THE_WAY | {_S.DELIVERED, _S.FAILED}, _S.OPENED, _EITHER),
        Transition("failed", _ON_THE_WAY, _S.FAILED, _EITHER),
        Transition("gone", _ON_THE_WAY, _S.GONE, _EITHER),
        Transition("cancelled", frozenset({_S.QUEUED}), _S.CANCELLED, _EITHER),
    ),
)

# Nothing more can come of these: where a rung has no others, the next one is climbed.
LOST: Final = frozenset({_S.FAILED, _S.GONE, _S.CANCELLED})
