"""How many pages a second one server process gives, beside a bare Django page with one query on the same server.

Every page is asked for in turn, round after round, by the same callers; the figure is the median over the rounds. Each
page is read to its end and must be itself (its status and a word of it), or the run fails.
"""

from __future__ import annotations

import argparse
import re
import statistics
import tempfile
import threading
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from http.client import HTTPConnection, HTTPResponse
from pathlib import Path
from typing import Any, Final
from urllib.parse import urlencode, urlsplit

from django.urls import NoReverseMatch, reverse

from eligibility.awards.api import Offer
from portal.database.roles import APP
from portal.serving import programs
from services.identity import api as identity
from tests import processes, story
from tests.benchmarks.surroundings import city, copy, machine, say
from tests.fixtures import SETUP, load, run_match
from tests.households import Household
from tests.moments import AT

_PASSWORD: Final = "a long enough phrase"
_CALLERS: Final = 2
_WARM_UP: Final = 30
_AIM: Final = 0.5


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--requests", type=int, default=150, help="of each page in a round, at most")
    parser.add_argument("--seconds", type=float, default=3.0, help="for each page in a round, at most")


@dataclass(frozen=True, slots=True)
class Target:
    name: str
    address: str
    path: str
    word: str
    cookies: str = ""


def run(options: argparse.Namespace) -> dict[str, Any]:
    people = [Household(number) for number in range(1, 201)]
    with city(people) as (server, template), copy(server, template) as name, tempfile.TemporaryDirectory() as folder:
        offer = _offer(people)
        identity.open_account(username="reader", password=_PASSWORD, person=offer.subject_id, actor=SETUP, at=AT)
        url = server.url(APP, name)
        with processes.portal(url, Path(folder)) as portal, _bare(url, Path(folder)) as bare:
            targets = [Target("bare", bare, "/", "Bare"), *_pages(portal.address, offer)]
            for target in targets:
                _measure(target, _WARM_UP, options.seconds)
            found: dict[str, list[float]] = {target.name: [] for target in targets}
            for number in range(1, options.rounds + 1):
                for target in targets:
                    found[target.name].append(_measure(target, options.requests, options.seconds))
                say(f"round {number} of {options.rounds}: " + _told(found))
        return {**_figures(found), "rounds": options.rounds, "n": options.requests, "machine": machine(server)}


def _offer(people: Sequence[Household]) -> Offer:
    load({"birth": story.table(household.birth() for household in people)}, AT)
    run_match(AT, "maternity-allowance")
    return Offer.objects.filter(policy="maternity-allowance", state="OFFERED").order_by("pk")[0]


def _pages(address: str, offer: Offer) -> Iterator[Target]:
    cookies = _sign_in(address)
    yield Target("home, signed out", address, "/", "tb-hero")
    yield Target("home, signed in", address, "/", "tb-card", cookies)
    yield Target("my benefits", address, reverse("benefits:list"), "tb-card", cookies)
    yield Target("reasons", address, reverse("benefits:reasons", args=[offer.pk]), "tb-condition", cookies)
    yield Target("calculator, a question", address, reverse("calculator:event", args=["child"]), "govuk-date-input")
    try:
        yield Target("my file", address, reverse("access:file"), "<main", cookies)
    except NoReverseMatch:
        say("There is no page of one's file yet")


def _sign_in(address: str) -> str:
    """The cookies of somebody who signed in by the page's own form."""
    where = urlsplit(address)
    caller = HTTPConnection(where.hostname or "", where.port, timeout=30)
    path = reverse("account_login")
    caller.request("GET", path)
    reply = caller.getresponse()
    token = re.search(r'name="csrfmiddlewaretoken" value="([^"]+)"', reply.read().decode())
    assert token
    kept = _cookies(reply)
    sent = urlencode({"login": "reader", "password": _PASSWORD, "csrfmiddlewaretoken": token[1]})
    headers = {"Cookie": _header(kept), "Content-Type": "application/x-www-form-urlencoded", "Referer": address + path}
    caller.request("POST", path, sent, headers)
    reply = caller.getresponse()
    reply.read()
    assert reply.status == 302, f"signing in was answered with {reply.status}"
    caller.close()
    return _header({**kept, **_cookies(reply)})


def _cookies(reply: HTTPResponse) -> dict[str, str]:
    pairs = (cookie.split(";")[0].split("=", 1) for cookie in reply.msg.get_all("Set-Cookie", []))
    return {name: value for name, value in pairs if value and value != '""'}


def _header(cookies: Mapping[str, str]) -> str:
    return "; ".join(f"{name}={value}" for name, value in cookies.items())


@contextmanager
def _bare(database: str, folder: Path) -> Iterator[str]:
    port = programs.free_port(processes.HOST)
    env = {"BARE_DATABASE_URL": database, "PYTHONPATH": str(programs.ROOT)}
    server = programs.web(host=processes.HOST, port=port, processes=1, env=env, log=folder / "bare.log")
    command = [
        "tests.benchmarks.bare:application" if part == "portal.wsgi:application" else part for part in server.command
    ]
    with processes.running([replace(server, name="bare web server", command=command)]):
        yield f"http://{processes.HOST}:{port}"


def _measure(target: Target, requests: int, seconds: float) -> float:
    """Pages a second, by all callers together."""
    gone = [0] * _CALLERS
    began = time.perf_counter()
    share = max(1, requests // _CALLERS)
    callers = [
        threading.Thread(target=_call, args=(target, share, began + seconds, gone, number))
        for number in range(_CALLERS)
    ]
    for caller in callers:
        caller.start()
    for caller in callers:
        caller.join()
    assert all(gone), f"{target.name} did not answer as it should"
    return sum(gone) / (time.perf_counter() - began)


def _call(target: Target, requests: int, until: float, gone: list[int], number: int) -> None:
    where = urlsplit(target.address)
    caller = HTTPConnection(where.hostname or "", where.port, timeout=30)
    headers = {"Accept-Language": "zh-CN", **({"Cookie": target.cookies} if target.cookies else {})}
    done = 0
    try:
        while done < requests and (not done or time.perf_counter() < until):
            caller.request("GET", target.path, headers=headers)
            reply = caller.getresponse()
            body = reply.read()
            if reply.status != 200 or target.word.encode() not in body:
                say(f"{target.name}: {reply.status} at {target.path}")
                done = 0
                return
            done += 1
    finally:
        gone[number] = done
        caller.close()


def _figures(found: Mapping[str, Sequence[float]]) -> dict[str, Any]:
    medians = {name: statistics.median(some) for name, some in found.items()}
    bare = medians.pop("bare")
    return {
        "pages_per_second": {name: round(value, 1) for name, value in medians.items()},
        "ratio": {name: round(value / bare, 3) for name, value in medians.items()},
        "aim": _AIM,
        "reached": all(value / bare >= _AIM for value in medians.values()),
        "peer": {
            "what": "startproject's middleware, one query, one template; same server",
            "pages_per_second": round(bare, 1),
        },
        "all_rounds": {name: [round(value, 1) for value in some] for name, some in found.items()},
        "callers": _CALLERS,
        "processes": 1,
    }


def _told(found: Mapping[str, Sequence[float]]) -> str:
    return ", ".join(f"{name} {some[-1]:.0f}/s" for name, some in found.items())
