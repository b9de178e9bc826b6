"""From the bytes of a model to something that runs."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from types import MappingProxyType

from eligibility.engine.dmn import source
from eligibility.engine.dmn.compiler import Compiler, Profile
from eligibility.engine.dmn.model import Model
from eligibility.engine.dmn.units import Units
from eligibility.engine.dmn.xml import read
from eligibility.engine.findings import Finding, ModelError
from eligibility.engine.limits import DEFAULT, Limits
from eligibility.engine.messages import Code

Resolver = Callable[[source.Import], bytes]
"""The bytes of an imported model, by its namespace or location; LookupError or OSError where it cannot be had."""


def load(
    xml: bytes,
    *,
    profile: Profile = Profile.PLAIN,
    imports: Sequence[bytes] = (),
    resolver: Resolver | None = None,
    units: Units = MappingProxyType({}),
    limits: Limits = DEFAULT,
) -> Model:
    """Compile a DMN model; ModelError with every finding if it cannot be, or must not be under the profile.

    What it imports is given at once (``imports``) or fetched when it is met (``resolver``). ``units`` says what fields
    of item definitions are measured in, beside what the model itself says.
    """
    try:
        documents = [read(content, limits) for content in (xml, *imports)]
        if resolver is not None:
            _fetch(documents, resolver, limits)
        return Compiler(documents, profile, limits, units).compile()
    except RecursionError:
        raise ModelError([Finding(Code.DEEP_EXPRESSION)]) from None


def _fetch(documents: list[source.Document], resolver: Resolver, limits: Limits) -> None:
    known = {document.namespace for document in documents}
    waiting = [each for document in documents for each in document.imports]
    while waiting:
        wanted = waiting.pop()
        if wanted.namespace in known or not wanted.is_model:
            continue
        if len(documents) >= limits.documents:
            raise ModelError([Finding(Code.MANY_IMPORTS, {"most": limits.documents})])
        document = _resolved(wanted, resolver, limits)
        known.add(wanted.namespace)
        documents.append(document)
        waiting += document.imports


def _resolved(wanted: source.Import, resolver: Resolver, limits: Limits) -> source.Document:
    try:
        content = resolver(wanted)
    except (LookupError, OSError):
        raise ModelError([Finding(Code.IMPORT_MISSING, {"name": wanted.name or wanted.namespace})]) from None
    document = read(content, limits)
    if document.namespace != wanted.namespace:
        raise ModelError([Finding(Code.IMPORT_OTHER, {"name": wanted.name, "wanted": wanted.namespace})])
    return document
