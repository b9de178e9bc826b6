"""What the portal told somebody, how it tried to reach them, and where they can be reached."""

from services.notices.models.contact import Claim, Contact, ContactKind, ContactSource, PushSubscription
from services.notices.models.delivery import Delivery, GatewayReading, Letter
from services.notices.models.notice import Notice, Settled
from services.notices.models.preference import ChannelChoice, ReachingPreference

__all__ = [
    "ChannelChoice",
    "Claim",
    "Contact",
    "ContactKind",
    "ContactSource",
    "Delivery",
    "GatewayReading",
    "Letter",
    "Notice",
    "PushSubscription",
    "ReachingPreference",
    "Settled",
]
