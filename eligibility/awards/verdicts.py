"""Verdicts as they are kept."""

from __future__ import annotations

import hashlib

from eligibility.engine.api import Verdict


def verdict_hash(verdict: Verdict) -> str:
    """SHA-256 of the verdict in its stable form: what was decided, why, from which facts."""
    return hashlib.sha256(verdict.to_bytes()).hexdigest()
