"""Publishing the library: what is new is added, what ends is ended, what is gone is withdrawn, nothing is rewritten."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from functools import cache
from typing import Any, Final

from django.db import connection, transaction
from django.db.models import Max

from eligibility.policies import memory
from eligibility.policies.checking import check, require_success
from eligibility.policies.errors import ChangedAfterPublication
from eligibility.policies.models import Edition, Parameter, ParameterVersion, Policy, PolicyVersion
from eligibility.policies.parameters import ParameterValue
from eligibility.policies.reading import Library, PolicyText, VersionText
from eligibility.policies.rulebook import Rulebook, shipped
from services.core.audit.api import Actor, record
from services.core.outbox.api import emit

LIBRARY_LOADED: Final = "policies.library_loaded"
_LOCK: Final = 0x706F6C69  # "poli": one loading at a time


@dataclass(slots=True)
class Loaded:
    """What a loading did, by the names of the rows."""

    cases: int = 0
    published: list[str] = field(default_factory=list)
    ended: list[str] = field(default_factory=list)
    withdrawn: list[str] = field(default_factory=list)
    corrected: list[str] = field(default_factory=list)
    unchanged: int = 0

    @property
    def changed(self) -> bool:
        return bool(self.published or self.ended or self.withdrawn or self.corrected)


@transaction.atomic
def sync_library(*, actor: Actor, at: datetime, library: Library | None = None) -> Loaded:
    """Bring the published policies in line with a library, by default the shipped one. Safe to repeat.

    Raises:
        LibraryError: a model or a file that can't be used.
        CasesFail: an example beside a policy comes out differently.
        ChangedAfterPublication: a published version has another content now.
    """
    loading = _Loading(actor=actor, at=at)
    loading.result.cases = (
        _shipped_cases() if library is None else require_success(check(library, Rulebook.of(library)))
    )
    library = library or shipped()[0]
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s)", [_LOCK])
    for policy in library.policies:
        loading.policy(policy)
    for name in sorted(library.parameters.names()):
        loading.parameter(name, library.parameters.history(name))
    if loading.result.changed:
        number = (Edition.objects.aggregate(last=Max("number"))["last"] or 0) + 1
        edition = Edition.objects.create(number=number, at=at)
        emit(LIBRARY_LOADED, {"edition": str(edition.pk), "policies": [policy.code for policy in library.policies]})
        memory.forget()
    return loading.result


@cache
def _shipped_cases() -> int:
    """The shipped files do not change under a running process, and neither does what their cases give."""
    return require_success(check(*shipped()))


class _Loading:
    def __init__(self, *, actor: Actor, at: datetime) -> None:
        self._actor = actor
        self._at = at
        self.result = Loaded()

    def policy(self, text: PolicyText) -> None:
        row = self._words(text)
        stored = {version.number: version for version in row.versions.select_for_update()}
        listed = {version.number for version in text.versions}
        # What is withdrawn makes room for what takes its place.
        for version in stored.values():
            if version.number not in listed and version.withdrawn_at is None:
                self._withdraw(version)
        for given in sorted(text.versions, key=lambda one: one.valid_from):
            published = stored.get(given.number)
            if published is None:
                self._publish(row, given)
            else:
                self._compare(row, published, given)

    def parameter(self, name: str, values: Iterable[ParameterValue]) -> None:
        listed = {_content(one.valid_from, one.valid_to, str(one.value), one.source): one for one in values}
        first = next(iter(listed.values()))
        row, _made = Parameter.objects.update_or_create(
            name=name, defaults={"titles": dict(first.titles), "feel": first.feel, "unit": first.unit}
        )
        standing = row.versions.select_for_update().filter(withdrawn_at=None)
        stored = {_content(one.valid_from, one.valid_to, one.value, one.source): one for one in standing}
        for content in stored.keys() - listed.keys():
            self._withdraw(stored[content])
        self.result.unchanged += len(stored.keys() & listed.keys())
        for content in sorted(listed.keys() - stored.keys()):
            self._publish_value(row, listed[content])

    def _words(self, text: PolicyText) -> Policy:
        words = {
            "titles": dict(text.titles),
            "summary": dict(text.summary),
            "source": dict(text.source),
            "reasons": {code: dict(sentence) for code, sentence in text.reasons.items()},
            "life_events": [event.value for event in text.life_events],
            "words": {language: list(words) for language, words in text.words.items()},
        }
        row, made = Policy.objects.get_or_create(code=text.code, defaults=words)
        if not made and any(getattr(row, name) != value for name, value in words.items()):
            Policy.objects.filter(pk=row.pk).update(**words)
            self.result.corrected.append(text.code)
            self._record("policy.corrected", row)
        return row

    def _publish(self, policy: Policy, given: VersionText) -> None:
        row = PolicyVersion.objects.create(
            id=given.id,
            policy=policy,
            number=given.number,
            valid_from=given.valid_from,
            valid_to=given.valid_to,
            terms=given.terms.to_json(),
            model=given.model.decode(),
            sha256=given.sha256,
            cases=given.cases,
            published_at=self._at,
        )
        self.result.published.append(str(row))
        self._record("version.published", row, sha256=given.sha256)

    def _compare(self, policy: Policy, row: PolicyVersion, given: VersionText) -> None:
        """A version that stands may get further cases, and an end where it had none; nothing else."""
        ended_otherwise = row.valid_to is not None and row.valid_to != given.valid_to
        if row.sha256 != given.sha256 or row.withdrawn_at is not None or ended_otherwise:
            raise ChangedAfterPublication(policy.code, row.number)
        changed = False
        if row.cases != given.cases:
            PolicyVersion.objects.filter(pk=row.pk).update(cases=given.cases)
            self.result.corrected.append(f"{policy.code} {row.number}")
            self._record("version.cases_replaced", row)
            changed = True
        if row.valid_to != given.valid_to:
            PolicyVersion.objects.filter(pk=row.pk).update(valid_to=given.valid_to)
            self.result.ended.append(f"{policy.code} {row.number}")
            self._record("version.ended", row, valid_to=str(given.valid_to))
            changed = True
        self.result.unchanged += not changed

    def _publish_value(self, parameter: Parameter, value: ParameterValue) -> None:
        row = ParameterVersion.objects.create(
            parameter=parameter,
            valid_from=value.valid_from,
            valid_to=value.valid_to,
            value=str(value.value),
            source=dict(value.source),
            published_at=self._at,
        )
        self.result.published.append(str(row))
        self._record("parameter.published", row, value=row.value)

    def _withdraw(self, row: PolicyVersion | ParameterVersion) -> None:
        row.withdrawn_at = self._at
        row.save(update_fields=["withdrawn_at"])
        self.result.withdrawn.append(str(row))
        self._record(f"{'version' if isinstance(row, PolicyVersion) else 'parameter'}.withdrawn", row)

    def _record(self, verb: str, row: Policy | PolicyVersion | ParameterVersion, **data: str) -> None:
        record(
            actor=self._actor,
            action=f"policies.{verb}",
            object_type=f"policies.{type(row).__name__}",
            object_id=str(row.pk),
            at=self._at,
            data={"name": str(row), **data},
        )


def _content(valid_from: date, valid_to: date, value: str, source: Mapping[str, Any]) -> tuple[date, date, str, str]:
    return (valid_from, valid_to, value, json.dumps(source, sort_keys=True, ensure_ascii=False))
