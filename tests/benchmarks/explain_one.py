"""Many policies for one subject: decided without an explanation, and with a full one, beside other engines.

The shipped policies for the subjects of their own cases, filled up with generated ones for one person of 31 facts, of
which one in twenty is not known. Times are of the processor, on one core; the best round counts, since a busy machine
only ever adds. `explained` ends with the conditions, facts, rows and articles of every decision as a verdict holds
them, `written` with their bytes. Other engines get the generated rules that they can express, with all facts known, and
answer *eligible* alone.
"""

from __future__ import annotations

import argparse
import statistics
import time
from collections import Counter
from collections.abc import Callable, Sequence
from typing import Any

from eligibility.engine import api as engine
from tests.benchmarks import peers
from tests.benchmarks.surroundings import say
from tests.benchmarks.variants import Rule, rules, subject

ROUNDS = 15


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--policies", type=int, default=461)
    parser.add_argument("--rounds", type=int, default=ROUNDS)


def run(options: argparse.Namespace) -> dict[str, Any]:
    some = rules(options.policies)
    say(f"{len(some)} policies are compiled, {sum(rule.shipped for rule in some)} of them shipped")
    decided = Counter(_quick(rule).state.value for rule in some)
    generated = [rule for rule in some if not rule.shipped]
    return {
        "policies": len(some),
        "shipped": sum(rule.shipped for rule in some),
        "distinct_models": len({rule.xml for rule in some}),
        "verdicts": dict(decided),
        "without_explanation": _figures(some, _quick, options.rounds),
        "without_explanation_generated_only": _figures(generated, _quick, options.rounds),
        "explained": _figures(some, _full, options.rounds),
        "explained_and_written": _figures(some, lambda rule: _full(rule).to_bytes(), options.rounds),
        "beside": _beside(generated, options.rounds),
    }


def _quick(rule: Rule) -> engine.Verdict:
    return engine.decide(rule.model, rule.inputs, explained=False)


def _full(rule: Rule) -> engine.Verdict:
    return engine.decide(rule.model, rule.inputs)


def _figures(some: Sequence[Rule], ask: Callable[[Rule], object], rounds: int) -> dict[str, float]:
    def once() -> None:
        for rule in some:
            ask(rule)

    seconds = _seconds(once, rounds)
    return _summary(seconds, len(some))


def _seconds(once: Callable[[], None], rounds: int) -> list[float]:
    once()
    found = []
    for _ in range(rounds):
        started = time.process_time()
        once()
        found.append(time.process_time() - started)
    return found


def _summary(seconds: Sequence[float], count: int) -> dict[str, float]:
    best, median = min(seconds), statistics.median(seconds)
    return {
        "subject_ms_best": round(best * 1000, 3),
        "subject_ms_median": round(median * 1000, 3),
        "evaluations_per_second_best": round(count / best),
        "evaluations_per_second_median": round(count / median),
    }


def _beside(generated: Sequence[Rule], rounds: int) -> dict[str, Any]:
    """The same rules, the same person, all facts known."""
    some = peers.expressible(generated)
    person = subject(unknown=0)
    facts = peers.known_facts([Rule("", b"", some[0].model, {"person": person}, shipped=False)])
    inputs = [{**rule.inputs, "person": person} for rule in some]
    ours = [
        engine.decide(rule.model, given, explained=False).state is engine.VerdictState.ELIGIBLE
        for rule, given in zip(some, inputs, strict=True)
    ]

    def once() -> None:
        for rule, given in zip(some, inputs, strict=True):
            engine.decide(rule.model, given, explained=False)

    found: dict[str, Any] = {"rules": len(some), "eligible": sum(ours)}
    found["tongban"] = _summary(_seconds(once, rounds), len(some))
    for name, prepare in (("zen-engine", peers.zen), ("pySFeel", peers.pysfeel)):
        try:
            asked = prepare(some, facts)
        except ImportError as error:
            found[name] = f"not installed ({error.name}): run script/peers"
            continue
        theirs = [ask() for ask in asked]
        say(f"{name} agrees on {sum(a == b for a, b in zip(ours, theirs, strict=True))} of {len(some)} rules")
        few = rounds if name == "zen-engine" else 1
        seconds = _seconds(lambda asked=asked: [ask() for ask in asked] and None, few)  # type: ignore[misc]
        found[name] = {
            **_summary(seconds, len(some)),
            "agrees_on": sum(a == b for a, b in zip(ours, theirs, strict=True)),
            "eligible": sum(theirs),
        }
    return found
