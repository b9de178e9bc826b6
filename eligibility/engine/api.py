"""The engine's one door."""

from __future__ import annotations

from eligibility.engine.asking import Candidate, Missing, Question, next_question, settled
from eligibility.engine.conformance import Conformance, run_suite
from eligibility.engine.dmn.compiler import Profile
from eligibility.engine.dmn.model import Decision, InputData, Model
from eligibility.engine.dmn.source import Article
from eligibility.engine.domain import Domain, Measure, finite, measured
from eligibility.engine.evaluate import Mode, call, decide, evaluate, failing
from eligibility.engine.feel.run import Trace
from eligibility.engine.feel.values import DateTime, DayTime, Range, Time, Unknown, YearMonth
from eligibility.engine.findings import (
    EngineError,
    EvaluationError,
    Finding,
    LimitExceeded,
    ModelError,
    Severity,
)
from eligibility.engine.limits import Limits
from eligibility.engine.load import load
from eligibility.engine.nearest import Change, Movable, Nearest, Way, nearest
from eligibility.engine.record import Record, Source
from eligibility.engine.signs import signs
from eligibility.engine.thresholds import thresholds
from eligibility.engine.trace import Recorder
from eligibility.engine.verdict import Condition, FactUsed, RowUsed, Verdict, VerdictState

__all__ = [
    "Article",
    "Candidate",
    "Change",
    "Condition",
    "Conformance",
    "DateTime",
    "DayTime",
    "Decision",
    "Domain",
    "EngineError",
    "EvaluationError",
    "FactUsed",
    "Finding",
    "InputData",
    "LimitExceeded",
    "Limits",
    "Measure",
    "Missing",
    "Mode",
    "Model",
    "ModelError",
    "Movable",
    "Nearest",
    "Profile",
    "Question",
    "Range",
    "Record",
    "Recorder",
    "RowUsed",
    "Severity",
    "Source",
    "Time",
    "Trace",
    "Unknown",
    "Verdict",
    "VerdictState",
    "Way",
    "YearMonth",
    "call",
    "decide",
    "evaluate",
    "failing",
    "finite",
    "load",
    "measured",
    "nearest",
    "next_question",
    "run_suite",
    "settled",
    "signs",
    "thresholds",
]
