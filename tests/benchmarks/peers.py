"""Other engines on the rules that they can express: each rule said in their own words, and their answers counted.

They are installed beside the product by `script/peers` and are measuring tools only.
"""

from __future__ import annotations

import re
import sys
from collections.abc import Callable, Sequence
from decimal import Decimal
from importlib import import_module
from pathlib import Path
from typing import Any, Final

from tests.benchmarks.variants import Rule

SITE: Final = Path(__file__).parents[2] / "var" / "peers" / "site"
Asked = Callable[[], bool]


def peer(name: str) -> Any:
    """A module of a tool that `script/peers` installed; ours come first where both have one."""
    if str(SITE) not in sys.path:
        sys.path.append(str(SITE))
    return import_module(name)


def expressible(rules: Sequence[Rule]) -> list[Rule]:
    """Rules without arithmetic on dates: comparisons of numbers, choices and booleans are what all of them have."""
    return [rule for rule in rules if rule.conditions and not any("duration" in each for each in rule.conditions)]


def known_facts(rules: Sequence[Rule]) -> dict[str, Any]:
    """The subject's facts in plain Python; what is not known is false or zero to them, so it is filled in for all."""
    cells = rules[0].inputs["person"].cells
    return {name: float(value) if isinstance(value, Decimal) else value for name, value in cells.items()}


def zen(rules: Sequence[Rule], facts: dict[str, Any]) -> list[Asked]:
    """zen-engine: expressions compiled once, evaluated by their own virtual machine."""
    module = peer("zen")
    plain = {name: value for name, value in facts.items() if not hasattr(value, "isoformat")}

    def asked(rule: Rule) -> Asked:
        text = re.sub(r"\bin \(([^)]*)\)", r"in [\1]", " and ".join(f"({each})" for each in rule.conditions))
        compiled = module.compile_expression(text)
        return lambda: compiled.evaluate({"person": plain}) is True

    return [asked(rule) for rule in rules]


def pysfeel(rules: Sequence[Rule], facts: dict[str, Any]) -> list[Asked]:
    """pySFeel: it has no compiled form, so every question is parsed again."""
    parser = peer("pySFeel").SFeelParser()
    for name, value in facts.items():
        if not hasattr(value, "isoformat"):
            parser.sFeelParse(f"{name} <- {_literal(value)}")

    def asked(rule: Rule) -> Asked:
        text = " and ".join(f"({each})" for each in rule.conditions).replace("person.", "")
        return lambda: parser.sFeelParse(text)[1] is True

    return [asked(rule) for rule in rules]


def _literal(value: Any) -> str:
    if isinstance(value, bool):
        return str(value).lower()
    return f'"{value}"' if isinstance(value, str) else format(value, "g")
