"""Names as a Chinese city has them: a few surnames for half of the people, given names by generation."""

from __future__ import annotations

from itertools import accumulate, repeat
from pathlib import Path
from random import Random
from typing import Final

import yaml

NAMES_FILE: Final = Path(__file__).with_name("names.yaml")
_NAMES: Final = yaml.safe_load(NAMES_FILE.read_text(encoding="utf-8"))
_COMMON: Final[dict[str, int]] = _NAMES["common_surnames"]
_OTHERS: Final[list[str]] = _NAMES["other_surnames"].split()
_SURNAMES: Final = (*_COMMON, *_OTHERS)
_REST: Final = (1000 - sum(_COMMON.values())) / len(_OTHERS)
_SURNAME_WEIGHTS: Final = tuple(accumulate((*_COMMON.values(), *repeat(_REST, len(_OTHERS)))))
_GIVEN: Final[tuple[tuple[int, dict[str, list[str]]], ...]] = tuple(
    (generation["from"], {sex: generation[sex].split() for sex in ("F", "M")})
    for generation in reversed(_NAMES["generations"])
)
_BRANDS: Final[list[str]] = _NAMES["brands"].split()


def surname(rng: Random) -> str:
    return rng.choices(_SURNAMES, cum_weights=_SURNAME_WEIGHTS)[0]


def given_name(rng: Random, *, sex: str, year: int) -> str:
    """A name of the fashion of the year of birth."""
    names = next(names for start, names in _GIVEN if year >= start)
    return rng.choice(names[sex])


def brand(rng: Random) -> str:
    return rng.choice(_BRANDS) + rng.choice(("", "", "", *_BRANDS))
