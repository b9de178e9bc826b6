"""What is new: the policies that came into force last, with the document that they rest on."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from eligibility.policies import api as policies
from portal.home.addresses import policy_address
from services.core.languages.api import in_language


@dataclass(frozen=True, slots=True)
class News:
    title: str
    summary: str
    href: str
    since: date
    source: str
    to_be_verified: bool


def news(today: date, *, limit: int) -> Sequence[News]:
    book = policies.rulebook()
    begun = [one for code in book.policies for one in book.versions(code) if one.valid_from <= today]
    latest = sorted(begun, key=lambda one: (one.valid_from, one.number, one.code), reverse=True)[:limit]
    return [_news(book.policy(one.code), one.valid_from) for one in latest]


def _news(policy: policies.Policy, since: date) -> News:
    return News(
        title=in_language(policy.titles),
        summary=in_language(policy.summary),
        href=policy_address(policy),
        since=since,
        source=in_language(policy.source["title"]),
        to_be_verified=policy.to_be_verified,
    )
