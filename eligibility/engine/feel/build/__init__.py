"""IR to closures: the one evaluator. A model is built once; an evaluation only calls."""

from __future__ import annotations

from eligibility.engine.feel.build import access, calls, choices, collections, operators, tables
from eligibility.engine.feel.build.core import UNSET, Closure, build

__all__ = ["UNSET", "Closure", "access", "build", "calls", "choices", "collections", "operators", "tables"]
