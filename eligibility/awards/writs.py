"""A decision as its document shows it: what was decided, why, on what it rests, and how to object."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _

from eligibility.awards.models import Decision, DecisionKind
from eligibility.awards.presenting import Presenter, unverified
from eligibility.awards.remedies import Remedies, remedies
from eligibility.engine.api import Verdict
from eligibility.policies import api as policies
from services.core.calendar.api import work_calendar
from services.core.components.api import Article, Condition, Result, Row, long_day
from services.core.languages.api import in_language
from services.identity import api as identity


@dataclass(frozen=True, slots=True)
class Writ:
    decision: Decision
    presenter: Presenter

    @staticmethod
    def reference_of(decision: Decision) -> str:
        """To quote on the telephone and in an objection."""
        return decision.pk.hex[:12].upper()

    @staticmethod
    def remedies_of(decision: Decision) -> Remedies:
        served = timezone.localdate(decision.served_at or decision.issued_at)
        return remedies(body=decision.body, served=served, days=work_calendar())

    def context(self) -> dict[str, Any]:
        decision = self.decision
        verdict = Verdict.from_json(decision.verdict) if decision.verdict else None
        return {
            "reference": self.reference_of(decision),
            "kind": decision.kind,
            "title": self.title(),
            "heading": self.heading(),
            "ruling": self._ruling(),
            "plain": self._plain(verdict),
            "answer": decision.contest.answer if decision.contest else "",
            "failed": self._conditions(verdict, Result.FAIL),
            "others": self._conditions(verdict, Result.UNKNOWN) + self._conditions(verdict, Result.PASS),
            "missing": self._missing(verdict),
            "basis": self._basis(verdict),
            "unverified": unverified(decision.policy) if decision.policy else [],
            "rows": self._rows(),
            "remedies": self.remedies_of(decision),
            "body": self.presenter.body_name(decision.body),
            "served_at": decision.served_at,
        }

    def title(self) -> str:
        """What it is about: the benefit, or the fact."""
        if self.decision.contest is not None:
            return str(self.presenter.contested(self.decision.contest).label)
        return in_language(policies.policy(self.decision.policy).titles)

    def heading(self) -> str:
        return {
            DecisionKind.NOT_GRANTED: _("Not granted"),
            DecisionKind.WITHDRAWN: _("Your offer no longer holds"),
            DecisionKind.ENDED: _("Your benefit has ended"),
            DecisionKind.FACT_UPHELD: _("The entry stays as it is"),
        }[DecisionKind(self.decision.kind)]

    def _ruling(self) -> str:
        """In one sentence, what holds from now on."""
        words = {"benefit": self.title(), "day": long_day(self.decision.effective_on)}
        return {
            DecisionKind.NOT_GRANTED: _("%(benefit)s can't be given to you as things stand on %(day)s."),
            DecisionKind.WITHDRAWN: _("What you were offered is taken back from %(day)s. Nothing was paid."),
            DecisionKind.ENDED: _("From %(day)s nothing more is paid. What was paid before is yours."),
            DecisionKind.FACT_UPHELD: _("The office has checked what you disputed and leaves the entry as it is."),
        }[DecisionKind(self.decision.kind)] % words

    def _plain(self, verdict: Verdict | None) -> str:
        if verdict is not None:
            return self.presenter.sentences(self.decision.policy, verdict)
        if self.decision.kind == DecisionKind.WITHDRAWN:
            return _("The register no longer holds the entry on which the offer rested.")
        return ""

    def _conditions(self, verdict: Verdict | None, result: Result) -> list[Condition]:
        return [one for one in self.presenter.conditions(verdict) if one.result is result] if verdict else []

    def _missing(self, verdict: Verdict | None) -> list[Any]:
        return self.presenter.missing(verdict, policies.policy(self.decision.policy)) if verdict else []

    def _basis(self, verdict: Verdict | None) -> list[Article]:
        if self.decision.contest is not None:
            return [
                Article(
                    document=_("Personal Information Protection Law (个人信息保护法), article 46"),
                    text=_("Who finds that their data are wrong may ask for correction; the office has to check."),
                )
            ]
        return self.presenter.basis(verdict) if verdict else []

    def _rows(self) -> list[Row]:
        decision = self.decision
        rows = [
            Row(_("For"), identity.labels([decision.subject_id])[decision.subject_id]),
            Row(_("Decided by"), self.presenter.body_name(decision.body)),
            Row(_("Decided on"), timezone.localdate(decision.issued_at)),
            Row(_("Served on"), self._served_on()),
            Row(_("Reference"), self.reference_of(decision)),
        ]
        if decision.version is not None:
            rows.append(Row(_("Policy version"), decision.version.number))
        return rows

    def _served_on(self) -> date | str:
        served = self.decision.served_at
        return timezone.localdate(served) if served else _("not yet")
