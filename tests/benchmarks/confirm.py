"""Every offer is confirmed by several clickers in the same moment: one payment each, none twice, none lost.

Each clicker is a thread with a connection of its own and calls the command that the confirm page calls. The seconds are
those of the winning click: from the barrier until it is answered, with the losers at its heels.

The peer is the least that one could do on the same server with as many clickers: a compare-and-set of a row and an
insert, in one transaction.
"""

from __future__ import annotations

import argparse
import threading
import time
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass
from functools import partial
from typing import Any
from uuid import UUID

import psycopg
from django.db import connection, transaction

from eligibility.awards.api import Offer, Shown, confirm_offer
from eligibility.awards.models import Instalment
from eligibility.payments.api import Payment
from eligibility.payments.invariants import find_differences
from portal.database.roles import APP, OWNER
from services.core.audit.api import Actor, ActorKind
from tests import databases, story
from tests.benchmarks.surroundings import city, copy, machine, say, spread
from tests.fixtures import load, run_match
from tests.households import Household
from tests.moments import AT

ALLOWANCE = "maternity-allowance"
_TOLD_EVERY = 50


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--offers", type=int, default=500)
    parser.add_argument("--clickers", type=int, default=8)


def run(options: argparse.Namespace) -> dict[str, Any]:
    people = [Household(number) for number in range(1, options.offers + 1)]
    with city(people) as (server, template), copy(server, template) as name:
        offers = _offers(people)
        say(f"{len(offers)} offers wait for {options.clickers} clickers each")
        clickers = Clickers(options.clickers)
        with clickers.connected():
            rounds = [_click(clickers, offer, number) for number, offer in enumerate(offers, start=1)]
            figures = _count(offers, rounds)
            figures["books_agree"] = not [finding for finding in find_differences() if finding.rows]
            peer = _peer(server, name, clickers, len(offers))
        return {
            "n": len(offers),
            "clickers": options.clickers,
            **figures,
            "winning_click": spread([one.seconds[0] for one in rounds]),
            "last_click": spread([one.seconds[-1] for one in rounds]),
            "peer": {"what": "compare-and-set and insert, in one transaction, same server and clickers", **peer},
            "machine": machine(server),
        }


def _offers(people: Sequence[Household]) -> list[Offer]:
    load({"birth": story.table(household.birth() for household in people)}, AT)
    run_match(AT, ALLOWANCE)
    return list(Offer.objects.filter(policy=ALLOWANCE, state="OFFERED").order_by("pk"))


@dataclass(frozen=True, slots=True)
class Round:
    """What all clickers got who pressed in the same moment, and after how many seconds, the first first."""

    results: Sequence[object]
    seconds: Sequence[float]


class Clickers:
    """Threads that wait for one another and then act at once; each keeps its own database connection."""

    def __init__(self, number: int) -> None:
        self._number = number
        self._barrier = threading.Barrier(number)
        self._pool = ThreadPoolExecutor(number)

    @contextmanager
    def connected(self) -> Iterator[None]:
        self.press(connection.ensure_connection)
        try:
            yield
        finally:
            self.press(connection.close)
            self._pool.shutdown()

    def press(self, act: Callable[[], object]) -> Round:
        waiting = [self._pool.submit(self._one, act) for _clicker in range(self._number)]
        done = sorted((future.result() for future in waiting), key=lambda result: result[1])
        return Round([result for result, _seconds in done], [seconds for _result, seconds in done])

    def _one(self, act: Callable[[], object]) -> tuple[object, float]:
        self._barrier.wait(timeout=120)
        began = time.perf_counter()
        try:
            result = act()
        except Exception as error:  # noqa: BLE001 - it is the result
            result = error
        return result, time.perf_counter() - began


def _click(clickers: Clickers, offer: Offer, number: int) -> Round:
    mother = Actor(kind=ActorKind.USER, id=f"bench-{number}", person=offer.subject_id)
    household = Household(int(offer.unit_key[-6:]))
    last4 = household.account_of(household.mother)[-4:]
    shown = Shown(amount=offer.amount, payee=offer.subject_id, account_last4=last4)

    def press() -> UUID:
        return confirm_offer(offer_id=offer.pk, shown=shown, account=None, actor=mother, at=AT).pk

    done = clickers.press(press)
    if number % _TOLD_EVERY == 0:
        say(f"{number} offers are confirmed; the last one in {done.seconds[0]:.3f} s")
    return done


def _count(offers: Sequence[Offer], rounds: Sequence[Round]) -> dict[str, Any]:
    """Counted in the database, not by what the clickers were told."""
    obligations = dict(Instalment.objects.values_list("pk", "entitlement__offer"))
    paid = Counter(obligations[payment] for payment in Payment.objects.values_list("obligation_id", flat=True))
    errors = Counter(type(result).__name__ for one in rounds for result in one.results if isinstance(result, Exception))
    disagreeing = sum(len(set(one.results)) != 1 for one in rounds)
    return {
        "offers": len(offers),
        "payments": sum(paid.values()),
        "duplicates": sum(times - 1 for times in paid.values()),
        "lost": sum(offer.pk not in paid for offer in offers),
        "refused_clicks": dict(errors),
        "rounds_with_different_answers": disagreeing,
    }


def _peer(server: databases.Server, name: str, clickers: Clickers, rows: int) -> dict[str, float]:
    say("The peer: a bare compare-and-set and an insert")
    with psycopg.connect(server.url(OWNER if server.separate_logins else APP, name)) as owner:
        owner.execute("CREATE TABLE public.bench_offer (id int PRIMARY KEY, state text NOT NULL)")
        owner.execute("CREATE TABLE public.bench_payment (offer int PRIMARY KEY, amount bigint NOT NULL)")
        owner.execute("INSERT INTO public.bench_offer SELECT id, 'OFFERED' FROM generate_series(1, %s) AS id", [rows])
        owner.execute(f"GRANT SELECT, INSERT, UPDATE ON public.bench_offer, public.bench_payment TO {APP}")
    return spread([clickers.press(partial(_bare_click, row)).seconds[0] for row in range(1, rows + 1)])


def _bare_click(row: int) -> bool:
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("UPDATE bench_offer SET state = 'CONFIRMED' WHERE id = %s AND state = 'OFFERED'", [row])
        if cursor.rowcount == 1:
            cursor.execute("INSERT INTO bench_payment VALUES (%s, 6320000)", [row])
            return True
    return False
