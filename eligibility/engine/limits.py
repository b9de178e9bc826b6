"""Bounds on what a model may cost: a rule is text that somebody else wrote."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Limits:
    """Loading stops at the first five, evaluation at the others (``LimitExceeded``); numbers are decimal128."""

    xml_bytes: int = 8_000_000
    documents: int = 50
    expression_chars: int = 64_000
    depth: int = 48
    decision_chain: int = 40
    steps: int = 1_000_000
    calls: int = 40
    list_length: int = 200_000
    string_length: int = 1_000_000


DEFAULT = Limits()
