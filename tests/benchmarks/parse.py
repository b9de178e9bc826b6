"""Models from their XML to something that decides: cold, and from the cache that is keyed by their content.

The shipped models and generated ones of the same format, all distinct. Times are of the processor, on one core.
"""

from __future__ import annotations

import argparse
import time
from typing import Any

from eligibility.engine import api as engine
from eligibility.policies.compiled import load_model, units_of
from eligibility.policies.rulebook import shipped
from tests.benchmarks.surroundings import say
from tests.benchmarks.variants import rules


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--models", type=int, default=461)


def run(options: argparse.Namespace) -> dict[str, Any]:
    texts = [rule.xml for rule in rules(options.models)]
    say(f"{len(texts)} models, {sum(map(len, texts)) / len(texts):.0f} bytes on average")
    units = units_of(shipped()[0].parameters)
    started = time.process_time()
    for text in texts:
        engine.load(text, profile=engine.Profile.POLICY)
    cold = time.process_time() - started
    for text in texts:
        load_model(text, units)
    copies = [bytes(bytearray(text)) for text in texts]
    started = time.process_time()
    for text in copies:
        load_model(text, units)
    cached = time.process_time() - started
    return {
        "models": len(texts),
        "distinct": len(set(texts)),
        "bytes": sum(map(len, texts)),
        "cold_models_per_second": round(len(texts) / cold, 1),
        "cached_models_per_second": round(len(texts) / cached),
    }
