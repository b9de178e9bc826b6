"""From an empty database to a city whose people have been matched."""

from __future__ import annotations

from datetime import datetime
from io import StringIO
from pathlib import Path
from typing import Final

from django.core.management import call_command

from eligibility.facts import api as facts
from eligibility.policies import api as policies
from portal.demo import owner, stamp
from portal.demo.generator.city import CITY_FILE
from portal.demo.generator.files import Delivered, deliver
from portal.demo.progress import Steps
from portal.demo.reachable import record_contacts
from portal.demo.sign_ins import open_accounts

DEFAULT_SEED: Final = 1
DEFAULT_POPULATION: Final = 20_000


def prepare(*, seed: int | None, population: int | None, root: Path, steps: Steps, at: datetime) -> Delivered:
    """The city of this seed and population, loaded and matched; what an earlier run finished is not done again.

    An option that nobody gave follows the city that is there.
    """
    known = stamp.known()
    seed = _first(seed, known.seed if known else None, DEFAULT_SEED)
    population = _first(population, known.population if known else None, DEFAULT_POPULATION)
    begun = stamp.begin(seed=seed, population=population, at=at)
    with steps.step(f"A city of {population:,} people is made up"):
        delivered = deliver(seed=seed, population=population, root=root)
    if begun.finished_at is None:
        _fill(delivered, steps=steps, at=at)
        stamp.finish(begun, at=at)
    return delivered


def _fill(delivered: Delivered, *, steps: Steps, at: datetime) -> None:
    with steps.step("Its bodies and areas and the library of policies are loaded"):
        call_command("new_city", str(CITY_FILE), stdout=StringIO())
        _publish_policies(at=at)
    for dataset, path in delivered.feeds:
        _load(dataset, path, total=delivered.rows[dataset], steps=steps, at=at)
    with steps.step("The accounts of the tour are open"):
        open_accounts(delivered.sign_ins, at=at)
        record_contacts(delivered.sign_ins, at=at)
    with steps.step("The tables are analysed"):
        owner.analyse()
    steps.note("Everybody is matched with every policy:")
    call_command("match")


def _publish_policies(*, at: datetime) -> None:
    try:
        policies.sync_library(actor=stamp.ACTOR, at=at)
    except policies.ChangedAfterPublication as error:
        message = f"{error} An earlier run of the demo published it; start again with --reset."
        raise stamp.DemoRefused(message) from error


def _load(dataset: str, path: Path, *, total: int, steps: Steps, at: datetime) -> None:
    """One feed. Loading it again, after an interruption, changes nothing."""
    faulty = "mistakes" in path.name
    with steps.step(f"Feed {path.name} is applied", total=None if faulty else total) as advance:
        feed = facts.load_feed(
            dataset=dataset,
            content=path.read_bytes(),
            filename=path.name,
            actor=stamp.ACTOR,
            at=at,
            synthetic=True,
            progress=advance,
        )
    if feed.state != facts.Feed.State.APPLIED or (feed.quarantined and not faulty):
        message = f"{path} was not applied as a whole: {feed.state}, {feed.quarantined} rows in quarantine."
        raise stamp.DemoRefused(message)


def _first(*values: int | None) -> int:
    return next(value for value in values if value is not None)
