"""What somebody is owed, why, on whose word, and how far it has come."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, date, datetime
from typing import Any

from django.utils.translation import gettext_lazy as _

from portal.design import examples
from portal.design.exhibit import Exhibit, Group, State
from services.core.components.api import (
    Action,
    ActionKind,
    Card,
    Condition,
    Entry,
    Fact,
    Result,
    Row,
    Step,
    StepState,
    Tone,
    Verdict,
    VerdictRow,
)

HERE = "#card"


def values() -> Mapping[str, Any]:
    return {**_cards(), **_verdicts(), **_grounds(), **_courses(), **_names(), **_states()}


def _cards() -> Mapping[str, Any]:
    why = _("You gave birth on 18 November and your employer insures you: 158 days of your employer's average wage.")
    offer = Card(
        title=_("Maternity allowance"),
        href=HERE,
        why=why,
        amount=examples.ALLOWANCE,
        facts=[examples.BORN, examples.WAGE, examples.INSURED],
        article=examples.LAW,
        body=examples.LABOUR,
        until=date(2026, 11, 18),
        days_left=352,
        main=Action(_("Confirm"), HERE, ActionKind.PRIMARY),
        actions=[Action(_("Why this is yours"), HERE), Action(_("Not now"), HERE), Action(_("This is wrong"), HERE)],
    )
    paid = Card(
        title=_("Elderly comprehensive allowance"),
        href=HERE,
        why=_("Paid on the fifth of every month."),
        amount=examples.MONTHLY,
        per=_("a month"),
        status=_("Paid"),
        tone=Tone.SUCCESS,
    )
    unknown = Card(
        title=_("Childcare subsidy"),
        href=HERE,
        why=_("We do not know yet when your child was registered."),
        status=_("Not known yet"),
        tone=Tone.WARNING,
    )
    return {"offer": offer, "paid": paid, "unknown_card": unknown}


def _verdicts() -> Mapping[str, Any]:
    text = _("For your child, until the third birthday.")
    missing = [_("whether you were insured for nine months"), _("the day on which your work ended")]
    return {
        "eligible": VerdictRow(
            _("Childcare subsidy"), HERE, Verdict.ELIGIBLE, examples.MONTHLY, text, per=_("a month")
        ),
        "refused": VerdictRow(
            _("Elderly comprehensive allowance"), HERE, Verdict.NOT_ELIGIBLE, text=_("It begins at the age of 65.")
        ),
        "open_verdict": VerdictRow(_("Unemployment benefit"), HERE, Verdict.UNKNOWN, missing=missing),
    }


def _grounds() -> Mapping[str, Any]:
    conditions = [
        Condition(
            _("You were insured when your child was born"),
            Result.PASS,
            _("Your employer registered you before that day."),
            facts=[examples.INSURED, examples.BORN],
            article=examples.LAW,
            rule="birth.mother.employment.insured_on(birth.date)",
        ),
        Condition(_("The hospital is a designated one"), Result.FAIL, _("It is not on the list of that year.")),
        Condition(
            _("Your employer's average wage is on record"),
            Result.UNKNOWN,
            _("The bureau has not told us yet. It is asked again tonight."),
            facts=[Fact(examples.WAGE.label, None, examples.WAGES, known=False)],
        ),
        Condition(_("Days of leave"), Result.VALUE, value=158),
    ]
    facts = [examples.BORN, examples.WAGE, examples.INSURED, examples.UNKNOWN]
    return {"conditions_shown": conditions, "facts": facts, "source": examples.BIRTHS, "basis": examples.LAW}


def _courses() -> Mapping[str, Any]:
    steps = [
        Step(_("You confirmed"), StepState.DONE, datetime(2025, 12, 1, 1, 30, tzinfo=UTC)),
        Step(_("Two clerks released the payment"), StepState.DONE, date(2025, 12, 2)),
        Step(_("At the bank"), StepState.CURRENT, text=_("Most accounts are credited within one working day.")),
        Step(_("Paid"), StepState.UPCOMING),
    ]
    failed = [
        Step(_("You confirmed"), StepState.DONE, date(2025, 12, 1)),
        Step(_("The bank could not pay"), StepState.FAILED, date(2025, 12, 3), _("The account is closed.")),
        Step(_("Paid again to another account"), StepState.UPCOMING),
    ]
    clerk = _("Human Resources and Social Security Bureau, a clerk")
    read = [
        Entry(
            clerk,
            datetime(2025, 12, 1, 1, minute, tzinfo=UTC),
            _("Average wages of employers"),
            [_("To decide your allowance")],
        )
        for minute in (9, 7, 3)
    ]
    you = Entry(_("You"), datetime(2025, 11, 30, 9, 0, tzinfo=UTC), _("Births"), [], _("Yourself"), Tone.INFO)
    return {"steps": steps, "failed": failed, "entries_shown": [*read, you]}


def _states() -> Mapping[str, Any]:
    return {
        "draft": _("Draft"),
        "checking": _("Checking"),
        "settled": _("Paid"),
        "missing": _("Something is missing"),
        "refused_by_bank": _("The bank could not pay"),
        "new": _("New"),
    }


def _names() -> Mapping[str, Any]:
    return {
        "names": [
            Row(_("Sixty characters"), examples.LONG_NAME),
            Row(_("A rare character"), examples.RARE_NAME),
            Row(_("Uyghur"), examples.UYGHUR_NAME),
            Row(_("Latin script"), examples.LATIN_NAME),
        ]
    }


GROUP = Group(
    slug="matters",
    title=_("What is owed, and why"),
    lede=_("How much, why, on whose word, by which article, until when, and what one can do about it."),
    values=values,
    exhibits=(
        Exhibit(
            "card",
            _("Benefit card"),
            _("For a benefit that somebody is shown. One button, and it names the act."),
            _("Not for news or advertising. Not with an amount that is not known."),
            (
                State(_("Waiting for one click"), "{% benefit_card offer heading=3 %}"),
                State(_("Settled"), "{% benefit_card paid heading=3 compact=True %}"),
                State(_("Not known yet"), "{% benefit_card unknown_card heading=3 compact=True %}"),
            ),
        ),
        Exhibit(
            "verdict",
            _("Verdict row"),
            _("Where several policies are answered at once: a calculator, a search, a check of what is open."),
            _("Not for a decision: what is not granted is a page of its own, with its reasons and how to object."),
            (
                State(
                    _("The three verdicts"),
                    '<ul class="tb-verdicts"><li>{% verdict_row eligible %}</li><li>{% verdict_row open_verdict %}</li>'
                    "<li>{% verdict_row refused %}</li></ul>",
                ),
            ),
        ),
        Exhibit(
            "conditions",
            _("Conditions"),
            _("For every condition of a policy as it came out for the reader, with the facts and the article."),
            _("Not without plain words first: the rule of the computer comes last and folded."),
            (State(_("Met, not met, not known yet, a value"), "{% conditions conditions_shown %}"),),
        ),
        Exhibit(
            "facts",
            _("Facts and their source"),
            _("Wherever the portal says something about somebody: value, body, register and day stand together."),
            _("Not for what the reader typed a moment ago: that is an answer."),
            (
                State(_("Facts"), "{% fact_list facts %}"),
                State(_("The source alone"), "{% source_badge source %}"),
                State(_("An article of law"), "{% article basis %}"),
            ),
        ),
        Exhibit(
            "timeline",
            _("Timeline"),
            _("For what happened, what happens now and what comes. What is to come has a date only if it can be kept."),
            _("Not for things that may be done in any order: that is a task list."),
            (
                State(_("On the way"), "{% timeline steps %}"),
                State(_("Something did not work"), "{% timeline failed %}"),
            ),
        ),
        Exhibit(
            "entries",
            _("Record over time"),
            _("For who did what and when. What repeats itself is one line with its times."),
            _("Not for what is still to come."),
            (State(_("Readings of one's data"), "{% entries entries_shown heading=3 %}"),),
        ),
        Exhibit(
            "tag",
            _("Status tag"),
            _("For the state of a thing in a list, in one or two words that mean something without their colour."),
            _("Not for counts, not as a button, and not for what every line has."),
            (
                State(
                    _("Six tones"),
                    '{% status_tag draft %} {% status_tag checking "info" %} {% status_tag settled "success" %} '
                    '{% status_tag missing "warning" %} {% status_tag refused_by_bank "danger" %} '
                    '{% status_tag new "accent" %}',
                ),
            ),
        ),
        Exhibit(
            "names",
            _("Names that are long, rare or written in another script"),
            _("Every name stands whole: it wraps, keeps its direction, and no character is replaced."),
            _("Never cut a name short: people do not recognise themselves with three dots."),
            (State(_("In a summary"), "{% summary_list names %}"),),
        ),
    ),
)
