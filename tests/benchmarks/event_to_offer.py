"""How long after a birth is posted its offer can be seen: over HTTP, through a real server and a real worker.

Births arrive at a steady rate, whether or not earlier ones are done, and the seconds count from the moment at which
each was due to be sent: falling behind is not flattered. Seen is what another connection reads in the database.

The peer is what one would wait for without events: a run over the whole population, after the same births.
"""

from __future__ import annotations

import argparse
import tempfile
import threading
import time
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from http.client import HTTPConnection
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import psycopg

from eligibility.awards.api import Offer
from portal.database.roles import APP
from portal.serving.programs import default_processes
from services.identity import api as identity
from tests import processes, story
from tests.benchmarks.surroundings import city, copy, machine, say, spread
from tests.fixtures import SETUP, load, run_match
from tests.households import Household
from tests.moments import AT

_SENDERS = 4
_WARM_UP = 10
_LOOK_EVERY = 0.005
_PATIENCE = 60.0
_SEEN = "SELECT unit_key FROM awards_offer WHERE state = 'OFFERED' AND unit_key = ANY(%s)"


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--events", type=int, default=500)
    parser.add_argument("--per-second", type=float, default=4.0, help="how many births arrive in a second")
    parser.add_argument("--population", type=int, default=5000, help="how many people the registers hold")


def run(options: argparse.Namespace) -> dict[str, Any]:
    people = [Household(number) for number in range(1, max(options.population, options.events + _WARM_UP) + 1)]
    warm_up, counted = people[:_WARM_UP], people[_WARM_UP : _WARM_UP + options.events]
    with city(people) as (server, template):
        with copy(server, template):
            full_run = _full_run(counted)
        with copy(server, template) as name, tempfile.TemporaryDirectory() as folder:
            key = identity.issue_key(body="health", datasets=["birth"], actor=SETUP, at=AT)
            url = server.url(APP, name)
            with processes.portal(url, Path(folder), processes=default_processes()) as running, _said(running):
                Arrivals(running.address, key, url).measure(warm_up, per_second=options.per_second)
                say(f"{len(counted)} births arrive, {options.per_second:g} a second")
                seconds = Arrivals(running.address, key, url).measure(counted, per_second=options.per_second)
        return {
            "events": len(seconds),
            "n": len(seconds),
            "per_second": options.per_second,
            "population": len(people),
            **spread(seconds),
            "peer": {"what": "a full match run over the same people and births", "seconds": full_run},
            "machine": machine(server),
        }


@contextmanager
def _said(running: processes.Running) -> Iterator[None]:
    """Where something failed, show what the programs said about it."""
    try:
        yield
    except BaseException:
        for name, text in running.last_words().items():
            say(f"{name}:\n{text}")
        raise


def _full_run(people: Sequence[Household]) -> float:
    load({"birth": story.table(household.birth() for household in people)}, AT)
    say("The peer: a match run over everybody")
    began = time.perf_counter()
    run_match(AT)
    seconds = round(time.perf_counter() - began, 3)
    made = Offer.objects.filter(policy="maternity-allowance", state="OFFERED").count()
    assert made == len(people), f"{made} offers for {len(people)} births"
    return seconds


class Arrivals:
    """Births that arrive at their times, and a watcher who notes when each one's offer is there."""

    def __init__(self, address: str, key: str, database: str) -> None:
        where = urlsplit(address)
        self._host, self._port = where.hostname or "", where.port
        self._headers = {"Authorization": f"Bearer {key}", "Content-Type": "text/csv"}
        self._database = database
        self._due: dict[str, float] = {}
        self._seen: dict[str, float] = {}
        self._lock = threading.Lock()

    def measure(self, people: Sequence[Household], *, per_second: float) -> list[float]:
        """The seconds of each event, from when it was due until it was seen."""
        watcher = threading.Thread(target=self._watch, args=[len(people)])
        watcher.start()
        with ThreadPoolExecutor(_SENDERS) as senders:
            start = time.perf_counter()
            for number, household in enumerate(people):
                due = start + number / per_second
                time.sleep(max(0.0, due - time.perf_counter()))
                with self._lock:
                    self._due[f"QD-2025-{household.number:06d}"] = due
                senders.submit(self._post, household)
        watcher.join()
        missing = self._due.keys() - self._seen.keys()
        assert not missing, f"no offer within {_PATIENCE:.0f} s for {sorted(missing)[:5]} and others: {len(missing)}"
        return [self._seen[key] - self._due[key] for key in self._due]

    def _post(self, household: Household) -> None:
        caller = HTTPConnection(self._host, self._port, timeout=_PATIENCE)
        try:
            caller.request("POST", "/api/v1/feeds/birth/", story.table([household.birth()]), self._headers)
            reply = caller.getresponse()
            said = reply.read()
        finally:
            caller.close()
        if reply.status != 201:
            say(f"refused with {reply.status}: {said.decode(errors='replace')[:300]}")

    def _watch(self, expected: int) -> None:
        with psycopg.connect(self._database, autocommit=True) as connection:
            moved = time.perf_counter()
            while len(self._seen) < expected and time.perf_counter() - moved < _PATIENCE:
                with self._lock:
                    open_keys = [key for key in self._due if key not in self._seen]
                found = [key for (key,) in connection.execute(_SEEN, [open_keys]).fetchall()] if open_keys else []
                now = time.perf_counter()
                for key in found:
                    self._seen[key] = now
                    if len(self._seen) % 50 == 0:
                        say(f"{len(self._seen)} offers are there; the last one after {now - self._due[key]:.3f} s")
                moved = now if found or not open_keys else moved
                time.sleep(_LOOK_EVERY)
