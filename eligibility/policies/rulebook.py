"""All policies with their versions in force and the parameters: one consistent snapshot, from files or from rows."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from functools import cache
from types import MappingProxyType
from typing import Any

from eligibility.policies.compiled import CompiledPolicy, compile_policy
from eligibility.policies.errors import NoVersionInForce, UnknownPolicy
from eligibility.policies.life_events import LifeEvent
from eligibility.policies.parameters import ParameterTable
from eligibility.policies.reading import Library, PolicyText, VersionText, read_library
from eligibility.policies.terms import Terms


@dataclass(frozen=True, slots=True, kw_only=True)
class Policy(Terms):
    """A policy as people know it, with the terms of its latest version."""

    code: str
    titles: Mapping[str, str]
    summary: Mapping[str, str]
    source: Mapping[str, Any]
    reasons: Mapping[str, Mapping[str, str]] = field(default_factory=dict)
    life_events: tuple[LifeEvent, ...] = ()
    """When people look for it."""
    words: Mapping[str, Sequence[str]] = field(default_factory=dict)
    """What people call it, besides its title."""

    @property
    def to_be_verified(self) -> bool:
        """Whether nobody has read the source itself yet: then it is never presented as official."""
        return bool(self.source["mark"] != "G")


class Rulebook:
    """Answers which version of a policy holds on a day. Immutable: who holds one decides by it throughout."""

    __slots__ = ("_versions", "parameters", "policies")

    def __init__(
        self, policies: Iterable[Policy], versions: Iterable[CompiledPolicy], parameters: ParameterTable
    ) -> None:
        self.policies: Mapping[str, Policy] = MappingProxyType({one.code: one for one in policies})
        self.parameters = parameters
        found: dict[str, list[CompiledPolicy]] = {code: [] for code in self.policies}
        for one in versions:
            found[one.code].append(one)
        self._versions = {code: tuple(sorted(some, key=lambda one: one.valid_from)) for code, some in found.items()}

    @classmethod
    def of(cls, library: Library) -> Rulebook:
        """The rulebook of a library on disk."""
        versions = [
            compile_text(policy, version, library.parameters)
            for policy in library.policies
            for version in policy.versions
        ]
        return cls((describe(policy) for policy in library.policies), versions, library.parameters)

    def policy(self, code: str) -> Policy:
        try:
            return self.policies[code]
        except KeyError:
            raise UnknownPolicy(code) from None

    def versions(self, code: str) -> tuple[CompiledPolicy, ...]:
        """Every version that was not withdrawn, from the first to the last in time."""
        self.policy(code)
        return self._versions[code]

    def version_for(self, code: str, on: date) -> CompiledPolicy:
        """The version in force on the day of the event; NoVersionInForce where there is none."""
        for one in self.versions(code):
            if one.valid_from <= on and (one.valid_to is None or on <= one.valid_to):
                return one
        raise NoVersionInForce(code, on)


def describe(policy: PolicyText) -> Policy:
    latest = max(policy.versions, key=lambda one: one.valid_from)
    return Policy(
        code=policy.code,
        titles=policy.titles,
        summary=policy.summary,
        source=policy.source,
        reasons=policy.reasons,
        life_events=policy.life_events,
        words=policy.words,
        **latest.terms.as_mapping(),
    )


def compile_text(policy: PolicyText, version: VersionText, table: ParameterTable) -> CompiledPolicy:
    return compile_policy(
        id=version.id,
        code=policy.code,
        number=version.number,
        valid_from=version.valid_from,
        valid_to=version.valid_to,
        terms=version.terms,
        model=version.model,
        table=table,
    )


@cache
def shipped() -> tuple[Library, Rulebook]:
    """The library that came with this program, and its rulebook."""
    library = read_library()
    return library, Rulebook.of(library)
