"""Offers to answer."""

from __future__ import annotations

from datetime import datetime

import pytest

from eligibility.awards.models import Offer
from services.core.outbox.api import drain
from tests import story
from tests.fixtures import load


def report_birth(at: datetime, **changes: object) -> None:
    """The health commission delivers one birth, and the outbox does its work."""
    load({"birth": story.table([story.birth(**changes)])}, at)  # type: ignore[arg-type]  # fields of a feed
    drain(at=at)


@pytest.fixture
def offer(city: None, at: datetime) -> Offer:
    """The maternity allowance, waiting for the mother's click."""
    report_birth(at)
    return Offer.objects.get(policy="maternity-allowance")
