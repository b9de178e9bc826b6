"""Policies: which benefit, by which dated rule, for whom, and what it says of given facts."""

from eligibility.policies.assess import Dates, Facts, as_record, assess, event_date_of, failing, with_overlay
from eligibility.policies.assessment import (
    Assessed,
    Assessment,
    Choice,
    MissingFact,
    NextQuestion,
    Why,
    assess_all,
)
from eligibility.policies.changing import ways_in_words
from eligibility.policies.commands import LIBRARY_LOADED, Loaded, sync_library
from eligibility.policies.compiled import CompiledPolicy
from eligibility.policies.derivation import Derivation, derive
from eligibility.policies.derivation_pdf import render_derivation
from eligibility.policies.errors import (
    CasesFail,
    ChangedAfterPublication,
    LibraryError,
    NoVersionInForce,
    ParameterNotInForce,
    PolicyError,
    UnknownPolicy,
)
from eligibility.policies.life_events import LifeEvent
from eligibility.policies.models import PolicyVersion
from eligibility.policies.periods import Period, first_period, next_period
from eligibility.policies.presenting import mark_label
from eligibility.policies.queries import (
    compiled,
    datasets,
    decide,
    paths,
    policies,
    policy,
    rulebook,
    sentences,
    terms_of,
    version_for,
)
from eligibility.policies.rulebook import Policy, Rulebook
from eligibility.policies.terms import AS_OF, ConfirmedBy, Instalments, Per, Terms
from eligibility.policies.wording import RuleInWords, VersionInWords, in_words, outcome_of, parameter_text

__all__ = [
    "AS_OF",
    "LIBRARY_LOADED",
    "Assessed",
    "Assessment",
    "CasesFail",
    "ChangedAfterPublication",
    "Choice",
    "CompiledPolicy",
    "ConfirmedBy",
    "Dates",
    "Derivation",
    "Facts",
    "Instalments",
    "LibraryError",
    "LifeEvent",
    "Loaded",
    "MissingFact",
    "NextQuestion",
    "NoVersionInForce",
    "ParameterNotInForce",
    "Per",
    "Period",
    "Policy",
    "PolicyError",
    "PolicyVersion",
    "RuleInWords",
    "Rulebook",
    "Terms",
    "UnknownPolicy",
    "VersionInWords",
    "Why",
    "as_record",
    "assess",
    "assess_all",
    "compiled",
    "datasets",
    "decide",
    "derive",
    "event_date_of",
    "failing",
    "first_period",
    "in_words",
    "mark_label",
    "next_period",
    "outcome_of",
    "parameter_text",
    "paths",
    "policies",
    "policy",
    "render_derivation",
    "rulebook",
    "sentences",
    "sync_library",
    "terms_of",
    "version_for",
    "ways_in_words",
    "with_overlay",
]
