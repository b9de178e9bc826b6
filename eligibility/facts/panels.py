"""What the desk's start page says about deliveries: what was held back lately, and what was rejected."""

from __future__ import annotations

from datetime import timedelta
from typing import Final

from django.db.models import Count, Q, Sum
from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext, pgettext

from eligibility.facts.models import Feed
from services.core.calendar.api import now
from services.core.components.api import Action, Figure, TaskItem, Tone, long_day
from services.core.desk.api import Panel, PanelContent, register_panel

_DAYS: Final = 30
_MOST: Final = 5


def register() -> None:
    register_panel(Panel("facts", gettext_lazy("Deliveries of the last 30 days"), "facts.view_feed", 30, deliveries))


def deliveries(_request: HttpRequest) -> PanelContent:
    """By the deliveries' own counts: the rows in quarantine are not counted."""
    recent = Feed.objects.filter(received_at__gte=now() - timedelta(days=_DAYS))
    found = recent.order_by().aggregate(
        feeds=Count("pk"), held=Sum("quarantined"), rejected=Count("pk", filter=Q(state=Feed.State.REJECTED))
    )
    feeds = reverse("admin:facts_feed_changelist")
    troubled = recent.filter(Q(state=Feed.State.REJECTED) | Q(quarantined__gt=0)).order_by("-received_at")[:_MOST]
    return PanelContent(
        figures=(
            Figure(_("Deliveries"), found["feeds"], _("came in"), feeds),
            Figure(
                _("Rows in quarantine"),
                found["held"] or 0,
                _("wait for their body to send them again"),
                reverse("admin:facts_quarantinedrow_changelist"),
            ),
            Figure(_("Rejected"), found["rejected"], _("could not be used at all"), f"{feeds}?state__exact=rejected"),
        ),
        items=[_item(feed) for feed in troubled],
        empty=_("Every row of every delivery could be used."),
        more=Action(_("All deliveries"), feeds),
    )


def _item(feed: Feed) -> TaskItem:
    address = reverse("admin:facts_feed_change", args=[feed.pk])
    hint = f"{feed.label} · {long_day(feed.received_at)}"
    if feed.state == Feed.State.REJECTED:
        return TaskItem(feed.dataset_title, address, hint, pgettext("feed", "Rejected"), Tone.DANGER)
    words = ngettext("%(count)d row held back", "%(count)d rows held back", feed.quarantined)
    return TaskItem(feed.dataset_title, address, hint, words % {"count": feed.quarantined}, Tone.WARNING)
