"""From the lines of a delivery to staged rows: checked, resolved to subjects, encrypted; bad ones into quarantine."""

from __future__ import annotations

import uuid
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal
from itertools import islice
from typing import IO, Any, Final
from uuid import UUID

from django.utils import timezone

from eligibility.facts.checks import Identifier, RowChecker, Typed, shown
from eligibility.facts.delivery import Line, Problem, read
from eligibility.facts.descriptors import Descriptor, Field
from eligibility.facts.models import QuarantinedRow
from eligibility.facts.stage import Duplicate, Stage, system_values
from services.core.audit.api import Actor
from services.core.crypto import api as crypto
from services.identity import api as identity

_CHUNK: Final = 2000
Progress = Callable[[int], None]
GoodRow = tuple[Line, dict[str, Typed]]


def encryption_context(dataset: str, column: str, fact_id: UUID) -> str:
    return f"facts.{dataset}:{column}:{fact_id}"


@dataclass(slots=True)
class Loading:
    """One delivery on its way into the staging table."""

    descriptor: Descriptor
    feed_id: UUID
    actor: Actor
    at: datetime
    synthetic: bool
    progress: Progress | None
    rows: int = field(default=0, init=False)
    quarantined: int = field(default=0, init=False)

    def stage(self, source: IO[bytes], filename: str, stage: Stage) -> None:
        checker = RowChecker.of(self.descriptor, today=timezone.localdate(self.at))
        lines = read(source, filename=filename, descriptor=self.descriptor)
        while chunk := list(islice(lines, _CHUNK)):
            good = list(self._good(chunk, checker))
            if good:
                stage.add(list(self._staged(good)))  # whole: while COPY runs the connection answers nothing else
            self.rows += len(chunk)
            if self.progress is not None:
                self.progress(self.rows)
        stage.analyze(self.rows)
        self._quarantine_duplicates(stage.take_duplicates())

    def _good(self, chunk: Sequence[Line], checker: RowChecker) -> Iterator[GoodRow]:
        held: list[tuple[int, Problem]] = []
        for line in chunk:
            values, problems = ({}, [line.problem]) if line.problem else checker.check(line.values)
            if problems:
                held.extend((line.number, problem) for problem in problems)
                self.quarantined += 1
            else:
                yield line, values
        self._quarantine(held)

    def _quarantine(self, held: Sequence[tuple[int, Problem]]) -> None:
        QuarantinedRow.objects.bulk_create(
            QuarantinedRow(
                feed_id=self.feed_id,
                line=number,
                field=problem.field,
                value=problem.value,
                code=problem.code,
                params=dict(problem.params),
            )
            for number, problem in held
        )

    def _quarantine_duplicates(self, duplicates: Iterator[Duplicate]) -> None:
        key = ", ".join(self.descriptor.key)
        while batch := list(islice(duplicates, _CHUNK)):
            self.quarantined += len(batch)
            self._quarantine([(twin.line, _duplicate_problem(key, twin)) for twin in batch])

    def _staged(self, good: Sequence[GoodRow]) -> Iterator[tuple[Any, ...]]:
        subjects = self._subjects([values for _, values in good])
        for line, values in good:
            yield (*self._row(values, subjects), line.number, self._shown_key(line))

    def _subjects(self, rows: Sequence[dict[str, Typed]]) -> dict[Identifier, UUID]:
        """Who the identifiers of a chunk are, in a constant number of queries; the unknown are registered."""
        named: dict[str, dict[str, str]] = {"person": {}, "enterprise": {}}
        for values in rows:
            for reference in self.descriptor.references:
                identifier = values[reference.name]
                if isinstance(identifier, Identifier):
                    named[identifier.kind].setdefault(identifier.value, "")
            for name_field in self._name_fields():
                identifier, name = values[name_field.names or ""], values[name_field.name]
                if isinstance(identifier, Identifier) and isinstance(name, str):
                    named[identifier.kind][identifier.value] = name
        found: dict[Identifier, UUID] = {}
        for kind, resolve in (("person", identity.resolve_persons), ("enterprise", identity.resolve_enterprises)):
            if named[kind]:
                known = {value: name for value, name in named[kind].items() if name}
                resolved = resolve(
                    list(named[kind]), names=known, actor=self.actor, at=self.at, synthetic=self.synthetic
                )
                found.update((Identifier(kind, value), subject) for value, subject in resolved.items())
        return found

    def _name_fields(self) -> list[Field]:
        return [one for one in self.descriptor.fields.values() if one.names is not None]

    def _row(self, values: dict[str, Typed], subjects: dict[Identifier, UUID]) -> tuple[Any, ...]:
        fact_id = uuid.uuid4()
        stored: list[Any] = []
        said: list[str] = []
        for one in self.descriptor.stored:
            value: Any = values[one.name]
            if value is not None:
                value = subjects[value] if isinstance(value, Identifier) else value
                said.append(f"{one.name}={_canonical(value, one)}")
                if one.encrypted:
                    context = encryption_context(self.descriptor.name, one.name, fact_id)
                    value = crypto.encrypt(value, context=context)
            stored.append(value)
        system = system_values(
            fact_id=fact_id,
            valid_from=values[self.descriptor.period_from] if self.descriptor.period_from else None,
            valid_to=values[self.descriptor.period_to] if self.descriptor.period_to else None,
            recorded_at=self.at,
            feed_id=self.feed_id,
            # Keyed: an account number must not be guessable from the hash of its row.
            content=crypto.blind_index("\x1f".join(said), purpose=f"facts.{self.descriptor.name}"),
        )
        return (*system, *stored)

    def _shown_key(self, line: Line) -> str:
        return " ".join(shown(self.descriptor.fields[name], line.values[name]) for name in self.descriptor.key)


def _canonical(value: Any, one: Field) -> str:
    """One spelling a value, so that 100 and 100.00 are no change."""
    if isinstance(value, Decimal):
        return f"{value:.{one.scale}f}"
    return value.isoformat() if isinstance(value, date) else str(value)


def _duplicate_problem(key: str, twin: Duplicate) -> Problem:
    if twin.same:
        return Problem(key, twin.shown, "duplicate.row", {"line": twin.lines[0]})
    others = ", ".join(str(line) for line in twin.lines if line != twin.line)
    return Problem(key, twin.shown, "duplicate.key", {"lines": others})
