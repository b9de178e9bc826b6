"""A compiled model: immutable, shared between threads, evaluated any number of times."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from eligibility.engine.dmn.source import Article, Texts
from eligibility.engine.feel import ir
from eligibility.engine.feel.run import Run
from eligibility.engine.feel.types import Type
from eligibility.engine.feel.values import Function, Value
from eligibility.engine.findings import Finding
from eligibility.engine.limits import Limits


@dataclass(frozen=True, slots=True)
class InputData:
    name: str
    type: Type
    slot: int
    titles: Texts
    namespace: str
    local_name: str


@dataclass(frozen=True, slots=True)
class Decision:
    """A decision and what an explanation needs to say about it. ``kind`` is the boxed expression's."""

    name: str
    titles: Texts
    explanations: Texts
    description: str
    article: Article | None
    kind: str
    text: str
    type: Type
    requires: tuple[str, ...]
    """Names of the decisions and inputs that it stands on."""
    rows: tuple[tuple[str, ...], ...]
    """The cells of a decision table as written."""
    columns: tuple[str, ...]
    slot: int
    index: int
    node: ir.Node
    """Its logic as typed IR, for other engines."""


@dataclass(frozen=True, slots=True)
class Program:
    """What runs: closures by decision, functions by number, and an empty frame to copy.

    ``quick`` says the same as ``decisions`` without telling a sink. A model that can't use up any budget has one run
    for all its evaluations in policy mode.
    """

    decisions: tuple[Callable[[ir.Frame], Value], ...]
    quick: tuple[Callable[[ir.Frame], Value], ...]
    calm_run: Run | None
    inputs: tuple[tuple[str, int, object], ...]
    """Name and slot of each input, and the class of Python whose every value is of its type, where there is one."""
    shared: Sequence[Function]
    frame: tuple[Value, ...]


@dataclass(frozen=True, slots=True, eq=False)
class Model:
    name: str
    namespace: str
    inputs: Mapping[str, InputData]
    decisions: Mapping[str, Decision]
    functions: Mapping[str, int]
    """Business knowledge models and decision services by name: numbers in ``program.shared``."""
    order: tuple[str, ...]
    """The decisions, each after what it requires."""
    standing: Mapping[str, tuple[str, ...]]
    """For each decision all that it stands on, directly or not, in order."""
    paths: frozenset[tuple[str, ...]]
    """The input paths that the model reads."""
    warnings: tuple[Finding, ...]
    program: Program
    limits: Limits
    by_index: tuple[Decision, ...] = ()
    order_by_index: tuple[int, ...] = ()
    """The same as ``order``, by the numbers of the decisions."""
    first: Decision | None = None
    """``eligible``, where a refusal says nothing else: no decision names reasons or another outcome."""
    bodies: tuple[ir.Node | None, ...] = ()
    """The logic of business knowledge as typed IR, by the same numbers as ``program.shared``."""
