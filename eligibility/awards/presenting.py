"""Verdicts and awards as the parts that pages show, in the reader's language."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from datetime import date
from decimal import Decimal, InvalidOperation

from django.utils.translation import gettext as _

from eligibility.awards.models import Award, Contest
from eligibility.engine.api import Article as Law
from eligibility.engine.api import Condition as Decided
from eligibility.engine.api import FactUsed, Verdict
from eligibility.facts import api as facts
from eligibility.policies import api as policies
from eligibility.policies.api import Instalments
from services.bodies.api import remembered_body_names
from services.core.components.api import Article, Condition, Fact, Result, Row, Source
from services.core.languages.api import in_language
from services.core.money.api import Money

_ORDER = {Result.FAIL: 0, Result.UNKNOWN: 1, Result.PASS: 2}


class Presenter:
    """Words for awards and verdicts; the names of bodies are looked up once for a page."""

    def __init__(self, on: date, *, said: Collection[str] | None = None) -> None:
        """`said`: in a what-if, the facts by `record_id.field` on which only the reader's own word stands."""
        self._said = said
        responsible = {policy.responsible for policy in policies.policies()}
        reporting = {descriptor.body for descriptor in facts.descriptors().values()}
        self._bodies = remembered_body_names(responsible | reporting, on)

    def title(self, award: Award) -> str:
        return in_language(policies.policy(award.policy).titles)

    def summary(self, award: Award) -> str:
        return in_language(policies.policy(award.policy).summary)

    def body(self, award: Award) -> str:
        return self.body_name(policies.policy(award.policy).responsible)

    def body_name(self, code: str) -> str:
        return self._bodies.get(code, code)

    def body_of(self, dataset: str) -> str:
        return self.body_name(facts.descriptor(dataset).body)

    def contested(self, contest: Contest) -> Fact:
        """The fact that somebody disputes, as it stood when they did."""
        label = facts.field_title(contest.dataset, contest.field)
        return Fact(label=label, value=contest.value or None, source=self.source(contest.dataset))

    def facts(self, used: Iterable[FactUsed]) -> list[Fact]:
        """Each fact once, in the order in which the decision read them."""
        return [fact for _used, fact in self.labelled(used)]

    def labelled(self, used: Iterable[FactUsed]) -> list[tuple[FactUsed, Fact]]:
        """Each fact once, with what the decision recorded of it.

        What a row is looked up by (the year of a wage) stands in the label of what was found there; a row in which
        nothing else was read is not shown.
        """
        rows: dict[tuple[str, str], dict[str, FactUsed]] = {}
        for one in used:
            if one.dataset in facts.descriptors():
                rows.setdefault((one.dataset, one.record_id), {}).setdefault(one.field, one)
        return [pair for (dataset, _row), read in rows.items() for pair in self._row(dataset, read)]

    def _row(self, dataset: str, read: Mapping[str, FactUsed]) -> list[tuple[FactUsed, Fact]]:
        descriptor = facts.descriptor(dataset)
        counted = [name for name in descriptor.key if descriptor.fields[name].type is facts.FieldType.INTEGER]
        among = [str(read[name].value) for name in counted if name in read]
        return [(one, self._fact(one, among)) for name, one in read.items() if name not in counted]

    def _fact(self, used: FactUsed, among: Sequence[str]) -> Fact:
        """`among`: which one it is, where the row is one of several (a year)."""
        label = facts.field_title(used.dataset, used.field)
        return Fact(
            label=_("%(fact)s (%(which)s)") % {"fact": label, "which": ", ".join(among)} if among else label,
            value=facts.shown_value(used.dataset, used.field, used.value or None if _is_relation(used) else used.value),
            source=self._source_of(used),
            known=used.known,
        )

    def _source_of(self, used: FactUsed) -> Source:
        if self._said is not None and f"{used.record_id}.{used.field}" in self._said:
            return Source(body=_("Your answer"), dataset="")
        if self._said is not None and used.known and not used.recorded:
            return Source(body=_("Taken for granted here"), dataset="")
        return self.source(used.dataset, date.fromisoformat(used.recorded) if used.recorded else None)

    def source(self, dataset: str, recorded: date | None = None) -> Source:
        body = self.body_name(facts.descriptor(dataset).body)
        return Source(body=body, dataset=facts.dataset_title(dataset), recorded=recorded)

    def missing(self, verdict: Verdict, policy: policies.Policy) -> list[Fact]:
        """What is not known, and the body that would have to tell us."""
        return [self._missing(path, policy) for path in verdict.missing]

    def _missing(self, path: str, policy: policies.Policy) -> Fact:
        first = path.split(".")[0]
        if first not in facts.descriptors():  # a value of the law that is not published for that day yet
            source = Source(body=self.body_name(policy.responsible), dataset=_("Parameters of the law"))
            return Fact(label=_("A standard that is set anew each year"), value=None, source=source, known=False)
        dataset, field = facts.owner_of(path)
        label = facts.field_title(dataset, field) if field else facts.dataset_title(dataset)
        return Fact(label=label, value=None, source=self.source(dataset), known=False)

    def conditions(self, verdict: Verdict) -> list[Condition]:
        """Conditions only, those not met first. The conjunction itself is not repeated as a condition."""
        rows = [self._condition(one) for one in verdict.conditions if one.result != Result.VALUE and not _is_sum(one)]
        return sorted(rows, key=lambda row: _ORDER[row.result])

    def _condition(self, decided: Decided) -> Condition:
        return Condition(
            title=in_language(decided.titles) or decided.decision,
            result=Result(decided.result),
            explanation=in_language(decided.explanations),
            facts=self.facts(decided.facts),
            article=_article(decided.article),
            rule=decided.rule,
        )

    def derivation(self, verdict: Verdict) -> list[Row]:
        """How the amount came about: the steps that yield figures, the sum last."""
        steps = [one for one in verdict.conditions if one.result == Result.VALUE and _is_figure(one)]
        return [Row(in_language(one.titles) or one.decision, _figure(one)) for one in steps]

    def basis(self, verdict: Verdict) -> list[Article]:
        """Every article that the decision rests on, once."""
        articles = [_article(one.article) for one in verdict.conditions]
        return list(dict.fromkeys(one for one in articles if one is not None))

    def sentences(self, award_policy: str, verdict: Verdict) -> str:
        """What the model itself gives as reasons, in plain words."""
        return " ".join(in_language(one) for one in policies.sentences(award_policy, verdict.reasons))


def per(code: str) -> str:
    """How often the amount comes, in words that follow it."""
    rhythm = policies.policy(code).instalments
    return {Instalments.MONTHLY: _("a month"), Instalments.YEARLY: _("a year")}.get(rhythm, "")


def unverified(code: str) -> list[str]:
    """What nobody has checked against its official source yet; such a rule is never shown as official."""
    policy = policies.policy(code)
    return [in_language(one) for one in policy.source.get("unverified", ())] if policy.to_be_verified else []


def verdict_of(award: Award) -> Verdict:
    return Verdict.from_json(award.verdict)


def account_hint(last4: str) -> str:
    return _("account ending in %(digits)s") % {"digits": last4} if last4 else _("no account known")


def shown_account(last4: str) -> str:
    """The last four digits behind dots: enough to know one's own account by."""
    return f"•••• {last4}"


def _article(law: Law | None) -> Article | None:
    if law is None:
        return None
    return Article(
        document=in_language(law.titles) or law.document or law.name,
        text=in_language(law.article),
        url=_web_address(law.url),
    )


def _web_address(url: str) -> str:
    """A model is text from outside: an address that is not of the web (javascript:, data:) is no link."""
    return url if url.startswith(("https://", "http://")) else ""


def _is_relation(used: FactUsed) -> bool:
    """Whether it says which rows there are, not what stands in one; without any its value is an empty list."""
    return used.field not in facts.descriptor(used.dataset).fields


def _is_sum(decided: Decided) -> bool:
    return decided.decision == "eligible"


def _is_figure(decided: Decided) -> bool:
    """Numbers and dates people can follow; lists and codes inside the model are left to the rule's text."""
    if decided.value is None or not in_language(decided.titles):
        return False
    return decided.decision in {"amount", "total"} or _number(decided.value) is not None


def _number(value: object) -> Decimal | None:
    try:
        return Decimal(value) if isinstance(value, str) else None
    except InvalidOperation:
        return None


def _figure(decided: Decided) -> object:
    number = _number(decided.value)
    if decided.decision in {"amount", "total"} and number is not None:
        return Money(number)
    return decided.value if number is None else number
