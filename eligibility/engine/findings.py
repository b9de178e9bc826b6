"""What is wrong with a model or an evaluation, said so that its author finds the place."""

from __future__ import annotations

import enum
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from eligibility.engine.messages import Code, message


class Severity(enum.StrEnum):
    ERROR = "error"
    WARNING = "warning"


@dataclass(frozen=True, slots=True)
class Finding:
    """One fault: what, and where (decision, table row and column counted from 1, position in the text)."""

    code: Code
    parameters: Mapping[str, object] = field(default_factory=dict)
    severity: Severity = Severity.ERROR
    decision: str = ""
    row: int | None = None
    column: int | None = None
    position: int | None = None
    text: str = ""

    @property
    def message(self) -> str:
        return self.in_language("en")

    def in_language(self, language: str) -> str:
        return message(self.code, self.parameters, language)

    def __str__(self) -> str:
        places = (
            self.decision,
            f"row {self.row}" if self.row is not None else "",
            f"column {self.column}" if self.column is not None else "",
            f"position {self.position}" if self.position is not None else "",
        )
        where = ", ".join(place for place in places if place)
        return f"{where}: {self.message}" if where else self.message


class EngineError(Exception):
    """Whatever the engine refuses."""


class ModelError(EngineError):
    """A model that cannot be loaded, with everything that is wrong with it."""

    def __init__(self, findings: Sequence[Finding]) -> None:
        self.findings = tuple(findings)
        super().__init__("; ".join(str(finding) for finding in self.findings))


class FeelSyntaxError(EngineError):
    """A text that is not FEEL."""

    def __init__(self, position: int, code: Code, **parameters: object) -> None:
        self.position = position
        self.code = code
        self.parameters = parameters
        super().__init__(f"position {position}: {message(code, parameters)}")


class EvaluationError(EngineError):
    """An evaluation that was asked for wrongly: an unknown decision, an input that cannot be."""

    def __init__(self, code: Code, **parameters: object) -> None:
        self.code = code
        self.parameters = parameters
        super().__init__(message(code, parameters))

    def in_language(self, language: str) -> str:
        return message(self.code, self.parameters, language)


class LimitExceeded(EvaluationError):
    """An evaluation that took more steps, calls or memory than it may."""
