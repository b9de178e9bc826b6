"""Lines of lists besides cards: what was disputed and decided, and where one stands with each policy."""

from __future__ import annotations

from django.urls import reverse
from django.utils.translation import gettext as _

from eligibility.awards.looking import unmet
from eligibility.awards.models import Contest, Decision
from eligibility.awards.presenting import Presenter, per
from eligibility.awards.states import AppealState, ContestState
from eligibility.awards.writs import Writ
from eligibility.engine.api import Verdict, VerdictState
from eligibility.facts import api as facts
from eligibility.matching.api import Match
from eligibility.policies.api import Policy
from services.core.components.api import Row, TaskItem, Tone, VerdictRow, long_day
from services.core.components.api import Verdict as Shown
from services.core.languages.api import in_language
from services.core.money.api import Money


def contest_item(contest: Contest, presenter: Presenter) -> TaskItem:
    tones = {ContestState.RAISED: Tone.INFO, ContestState.CORRECTED: Tone.SUCCESS}
    fact = presenter.contested(contest)
    open_words = _("%(body)s answers by %(day)s")
    words = {"body": presenter.body_of(contest.dataset), "day": long_day(contest.answer_by)}
    return TaskItem(
        title=_("You disputed: %(fact)s") % {"fact": fact.label},
        href=reverse("benefits:contested", args=[contest.pk]),
        hint=open_words % words if contest.state == ContestState.RAISED else "",
        status=contest.get_state_display(),
        tone=tones.get(ContestState(contest.state), Tone.NEUTRAL),
    )


def decision_item(decision: Decision, presenter: Presenter) -> TaskItem:
    """A decision with how far an objection to it has come, or with whether it was read."""
    writ = Writ(decision, presenter)
    status, tone = decision.get_kind_display(), Tone.NEUTRAL
    appeal = next(iter(decision.appeals.all()), None)
    hint: str = ""
    if appeal is not None:
        status, tone = _("Objection: %(state)s") % {"state": appeal.get_state_display()}, Tone.INFO
        pending = appeal.answered_at is None and appeal.state != AppealState.WITHDRAWN
        hint = _("Answered by %(day)s") % {"day": long_day(appeal.answer_by)} if pending else ""
    elif decision.served_at is None:
        status, tone = _("New"), Tone.WARNING
    return TaskItem(
        writ.title(), reverse("benefits:decision", args=[decision.pk]), hint or writ.heading(), status, tone
    )


def look_row(look: Match, presenter: Presenter) -> VerdictRow:
    """Where one stands with a policy; an amount is shown only where it is due, never a computed zero."""
    verdict, policy = look.verdict, look.policy
    due = Money(verdict.amount) if verdict.state is VerdictState.ELIGIBLE and verdict.amount else None
    missing = presenter.missing(verdict, policy) if verdict.state is VerdictState.UNKNOWN else []
    return VerdictRow(
        title=in_language(policy.titles),
        href=reverse("benefits:policy_reasons", args=[policy.code]),
        result=Shown(verdict.state),
        amount=due,
        per=per(policy.code) if due else "",
        text=_why_not(verdict) if verdict.state is VerdictState.NOT_ELIGIBLE else in_language(policy.summary),
        missing=[
            _("%(fact)s (%(body)s)") % {"fact": fact.label, "body": fact.source.body} for fact in missing if fact.source
        ],
    )


def _why_not(verdict: Verdict) -> str:
    """What stands in the way, in the policy's own words for its conditions."""
    failed = [in_language(one.titles) or one.decision for one in unmet(verdict)]
    if not failed:
        return _("Open the reasons to see why.")
    words = {"conditions": _("; ").join(failed)}
    if len(failed) == 1:
        return _("One condition is not met: %(conditions)s.") % words
    return _("Not met: %(conditions)s.") % words


def absent_row(policy: Policy, presenter: Presenter) -> Row:
    """A policy about an event of which no register has an entry for the subject."""
    descriptor = facts.descriptor(policy.unit)
    words = {"register": in_language(descriptor.titles), "body": presenter.body_name(descriptor.body)}
    return Row(in_language(policy.titles), _("No entry about you in the register “%(register)s” (%(body)s).") % words)
