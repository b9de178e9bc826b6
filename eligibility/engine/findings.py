"""What is wrong with a model or an evaluation, said so that its author finds the place."""

from __future__ import annotations

import enum
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from eligibility.engine.messages import Code, advice, message, place


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

    @property
    def line(self) -> int | None:
        """The line of the text, counted from 1."""
        return None if self.position is None else self.text.count("\n", 0, self.position) + 1

    @property
    def line_column(self) -> int | None:
        """The character within that line, counted from 1."""
        return None if self.position is None else self.position - self.text.rfind("\n", 0, self.position)

    def in_language(self, language: str) -> str:
        return message(self.code, self.parameters, language)

    def advice(self, language: str = "en") -> str:
        """What to do about it, where the engine knows."""
        return advice(self.code, self.parameters, language)

    def place(self, language: str = "en") -> str:
        """Where it is: decision, row and column of the table, line and character of the text."""
        places = (
            ("decision", self.decision or None),
            ("row", self.row),
            ("column", self.column),
            ("line", self.line),
            ("character", self.line_column),
        )
        return place([(name, value) for name, value in places if value is not None], language)

    def describe(self, language: str = "en") -> str:
        """All of it in one line: the place, what is wrong and what to do."""
        where, said = self.place(language), self.in_language(language)
        colon, stop, join = ("：", "。", "") if language.lower().startswith("zh") else (": ", ".", " ")
        told = self.advice(language)
        return f"{where}{colon if where else ''}{said}{f'{stop}{join}{told}' if told else ''}"

    def __str__(self) -> str:
        return self.describe()


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
