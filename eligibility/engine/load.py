"""From the bytes of a model to something that runs."""

from __future__ import annotations

from collections.abc import Sequence

from eligibility.engine.dmn.compiler import Compiler, Profile
from eligibility.engine.dmn.model import Model
from eligibility.engine.dmn.xml import read
from eligibility.engine.limits import DEFAULT, Limits


def load(
    xml: bytes, *, profile: Profile = Profile.PLAIN, imports: Sequence[bytes] = (), limits: Limits = DEFAULT
) -> Model:
    """Compile a DMN model; ModelError with every finding if it cannot be, or must not be under the profile."""
    documents = [read(content, limits) for content in (xml, *imports)]
    return Compiler(documents, profile, limits).compile()
