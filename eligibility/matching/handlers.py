"""A feed that arrived is matched at once: one birth is offered within seconds, without a full run."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from uuid import UUID

from eligibility.facts import api as facts
from eligibility.matching.models import MatchRun, Trigger
from eligibility.matching.run import match_feed
from services.core.audit.api import Actor
from services.core.outbox.api import handler

# What a body delivers in bulk waits for the next run over the population, which reads it far faster.
LARGEST_EVENT = 2_000


@handler("facts.feed_applied", "matching.match_feed")
def match_applied_feed(payload: Mapping[str, object], *, at: datetime) -> None:
    feed = UUID(str(payload["feed"]))
    if facts.feed_size(feed) > LARGEST_EVENT or _covered_by_a_run(feed):
        return
    match_feed(feed=feed, as_of=at.date(), actor=Actor.system("matching"), at=at)


def _covered_by_a_run(feed: UUID) -> bool:
    """Whether a run over the population has started since the feed was applied."""
    applied = facts.feed_applied_at(feed)
    return MatchRun.objects.filter(trigger=Trigger.POPULATION, started_at__gt=applied).exclude(state="FAILED").exists()
