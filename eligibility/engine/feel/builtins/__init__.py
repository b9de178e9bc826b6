"""The built-in functions of FEEL (DMN 1.5, 10.3.4); importing this package registers them all."""

from __future__ import annotations

from eligibility.engine.feel.builtins import contexts, conversion, dates, lists, logic, numbers, ranges, strings
from eligibility.engine.feel.builtins.registry import BUILTINS, Builtin

__all__ = [
    "BUILTINS",
    "Builtin",
    "contexts",
    "conversion",
    "dates",
    "lists",
    "logic",
    "numbers",
    "ranges",
    "strings",
]
