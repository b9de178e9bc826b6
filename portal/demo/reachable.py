"""Where the people of the tour can be reached. Nobody has these numbers, and .example belongs to nobody (RFC 2606)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Final
from urllib.parse import urlsplit
from uuid import UUID

from django.db import transaction

from portal.demo.generator.cast import SignIn
from portal.demo.outside import browser_keys
from portal.demo.stamp import ACTOR
from services.identity import api as identity
from services.notices import api as notices
from services.notices.api import ContactKind

BROWSER: Final = "wangfang"
_REGISTER: Final = "data"
_CONTACTS: Final[Mapping[str, Mapping[ContactKind, str]]] = {
    # The whole ladder can be watched with her: nobody rings at night but for who looks at a demo then.
    "wangfang": {
        ContactKind.PHONE: "13800001001",
        ContactKind.EMAIL: "wangfang@mail.example",
        ContactKind.POST: "青渡市柳湾区槐荫路 12 号 3 栋 502 室\n999001",
    },
    # Her number takes messages and never receives them (see fakes.sms): the letter is next.
    "lijing": {ContactKind.PHONE: "13800000404", ContactKind.POST: "青渡市北渡区码头路 8 号 2 单元 301 室\n999002"},
    # His address does not exist (see fakes.mail).
    "sunhao": {ContactKind.PHONE: "13800001002", ContactKind.EMAIL: "nobody@mail.example"},
    "chenyue": {ContactKind.PHONE: "13800001003", ContactKind.EMAIL: "chenyue@mail.example"},
    "mali": {ContactKind.PHONE: "13800001004"},
    "liumin": {ContactKind.EMAIL: "liumin@mail.example"},
    "zhangwei": {ContactKind.PHONE: "13800001005"},
    "zhouguilan": {ContactKind.POST: "青渡市柳湾区槐荫路 30 号 101 室\n999001"},
    "zhaoqiang": {ContactKind.PHONE: "13800001006", ContactKind.EMAIL: "zhaoqiang@mail.example"},
}


@transaction.atomic
def record_contacts(sign_ins: Sequence[SignIn], *, at: datetime) -> None:
    """What the register of contacts delivers about them."""
    people = identity.find_persons([one.resident_id for one in sign_ins])
    for one in sign_ins:
        for kind, value in _CONTACTS.get(one.username, {}).items():
            notices.record_contact(
                person=people[one.resident_id],
                kind=kind,
                value=value,
                source=notices.ContactSource.REGISTER,
                body=_REGISTER,
                actor=ACTOR,
                at=at,
            )
    notices.choose(person=_person(sign_ins, people), off=(), quiet=notices.NEVER, actor=ACTOR, at=at)


def connect_browser(sign_ins: Sequence[SignIn], *, push: str, at: datetime) -> None:
    """Wang Fang's browser has agreed to show notices; it lives at the fake push service of this run."""
    people = identity.find_persons([one.resident_id for one in sign_ins])
    person, keys = _person(sign_ins, people), browser_keys(BROWSER)
    host = urlsplit(push).hostname or ""
    notices.forget_browsers(person=person, host=host, actor=ACTOR, at=at)
    notices.subscribe(
        person=person,
        endpoint=f"{push}/push/{BROWSER}",
        public_key=keys["p256dh"],
        auth=keys["auth"],
        language="zh-hans",
        actor=ACTOR,
        at=at,
    )


def _person(sign_ins: Sequence[SignIn], people: Mapping[str, UUID]) -> UUID:
    return next(people[one.resident_id] for one in sign_ins if one.username == BROWSER)
