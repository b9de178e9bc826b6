"""Where the front door leads to."""

from __future__ import annotations

from django.urls import NoReverseMatch, reverse

from eligibility.policies.api import LifeEvent, Policy


def policy_address(policy: Policy) -> str:
    """The page about a policy; where the city has none, the calculator."""
    try:
        return reverse("policies:policy", args=[policy.code])
    except NoReverseMatch:
        return event_address(policy.life_events[0]) if policy.life_events else reverse("calculator:start")


def event_address(event: LifeEvent) -> str:
    return reverse("calculator:event", args=[event.value])
