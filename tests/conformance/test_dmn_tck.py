"""The public conformance suite of DMN: a floor that may only rise."""

from __future__ import annotations

import datetime as dt
import os
from pathlib import Path

import pytest

from eligibility.engine.conformance import outcomes

SUITE = Path(os.environ.get("DMN_TCK_DIR") or Path(__file__).parents[2] / ".." / "shared" / "dmn-tck")
FLOOR = {"compliance-level-2": 107, "compliance-level-3": 2763}


@pytest.mark.parametrize("category", FLOOR)
def test_conformance(category: str) -> None:
    if not SUITE.is_dir():
        pytest.skip(f"the DMN conformance suite is not in {SUITE} (set DMN_TCK_DIR)")
    moment = dt.datetime.now(dt.UTC)
    found = list(outcomes(SUITE, clock=lambda: moment, category=category))
    failed = [f"{each.case} {each.name}: expected {each.expected}, got {each.got}" for each in found if not each.passed]
    passed = len(found) - len(failed)
    print(f"{category}: {passed} of {len(found)} passed")
    assert passed >= FLOOR[category], "\n".join(failed)
