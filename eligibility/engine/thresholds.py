"""The values at which a model's answers to a fact part, once everything that is no fact is given."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache

from eligibility.engine.dmn.model import Model
from eligibility.engine.evaluate import Mode, frame_of
from eligibility.engine.feel import ir
from eligibility.engine.feel.build import Closure, build
from eligibility.engine.feel.values import Value
from eligibility.engine.uses import Uses, plain, uses_of


@dataclass(frozen=True, slots=True)
class _Known:
    uses: Uses
    frozen: Mapping[ir.Origin, tuple[Closure, ...]]


@lru_cache(maxsize=2048)
def _known(model: Model, context: frozenset[str]) -> _Known:
    decisions = sorted(model.decisions.values(), key=lambda each: each.index)
    uses = uses_of([each.node for each in decisions], model.bodies, context)
    frozen = {origin: tuple(build(node) for node in nodes) for origin, nodes in uses.frozen.items()}
    return _Known(uses, frozen)


def thresholds(model: Model, origin: ir.Origin, context: Mapping[str, object]) -> tuple[set[Value], bool]:
    """The values that a fact is compared with, and whether the model does nothing else with it.

    Where it does, the constants of the model that are of the same type stand in: likely places, no more.
    """
    known = _known(model, frozenset(context))
    found = set(known.uses.constants.get(origin, ()))
    closures = known.frozen.get(origin, ())
    if closures:
        frame = frame_of(model, context, Mode.POLICY)
        for closure in closures:
            found.update(plain(closure(frame)))
    exact = known.uses.only_compared(origin)
    if not exact:
        given = [each for value in context.values() for each in plain(value)]
        found.update(given, *known.uses.anywhere.values())
    return found, exact
