"""Whether this database is the demo's to fill: never one that holds anything else."""

from __future__ import annotations

import hmac
from datetime import datetime
from typing import Final

from django.db import transaction

from eligibility.facts import api as facts
from portal.demo import owner
from portal.demo.models import Preparation
from services.core.audit.api import Actor, record
from services.core.crypto.api import blind_index
from services.identity import api as identity

ACTOR: Final = Actor.system("demo")
_RESET: Final = "Start again with --reset to throw the whole database away."


class DemoRefused(Exception):
    """The demo can't be prepared here; the message says what to do about it."""


def known() -> Preparation | None:
    return Preparation.objects.first()


@transaction.atomic
def begin(*, seed: int, population: int, at: datetime) -> Preparation:
    """The stamp of this city, new or as an interrupted run left it."""
    stamp = Preparation.objects.select_for_update().first()
    if stamp is None:
        _check_empty()
        stamp = Preparation.objects.create(seed=seed, population=population, keys_mark=_keys_mark(), started_at=at)
        _record("demo.preparation.started", stamp, at=at)
    if (stamp.seed, stamp.population) != (seed, population):
        message = (
            f"This database holds the demo city of seed {stamp.seed} with {stamp.population:,} people, "
            f"not of seed {seed} with {population:,}. Leave both options out to use it. {_RESET}"
        )
        raise DemoRefused(message)
    if not hmac.compare_digest(bytes(stamp.keys_mark), _keys_mark()):
        message = (
            "The keys in var/demo-secrets.json are not those with which this demo city was encrypted: nobody can read "
            f"it any more. {_RESET}"
        )
        raise DemoRefused(message)
    return stamp


@transaction.atomic
def finish(stamp: Preparation, *, at: datetime) -> None:
    stamp.finished_at = at
    stamp.save(update_fields=["finished_at"])
    _record("demo.preparation.finished", stamp, at=at)


def wipe() -> bool:
    """Throw a demo's database away; False where none was prepared. Touches no other database."""
    if not owner.holds_rows(Preparation._meta.db_table):
        return False
    try:
        owner.drop_everything()
    except owner.InUse as error:
        message = "The demo's database is in use. Stop the demo that is running, then reset."
        raise DemoRefused(message) from error
    except owner.NotOurs as error:
        message = "The login in DATABASE_URL may not drop its schemas: drop and create the database instead."
        raise DemoRefused(message) from error
    return True


def _check_empty() -> None:
    if identity.User.objects.exists() or facts.Feed.objects.exists():
        message = (
            "This database holds accounts or facts that are not the demo's: nothing was changed. "
            "Name an empty database in DATABASE_URL."
        )
        raise DemoRefused(message)


def _keys_mark() -> bytes:
    return blind_index("the demo's keys", purpose="demo.preparation")


def _record(action: str, stamp: Preparation, *, at: datetime) -> None:
    data = {"seed": stamp.seed, "population": stamp.population}
    record(actor=ACTOR, action=action, object_type="demo.preparation", object_id=str(stamp.id), at=at, data=data)
