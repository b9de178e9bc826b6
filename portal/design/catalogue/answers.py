"""Lists, answers and tables."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

from django.core.paginator import Paginator
from django.utils.translation import gettext_lazy as _

from portal.design import examples
from portal.design.exhibit import Exhibit, Group, State
from services.core.components.api import Action, Row, Section, TaskItem, Tone


def values() -> Mapping[str, Any]:
    change = Action(_("Change"), "#check", hidden=_("account"))
    return {
        "summary": [
            Row(_("Benefit"), _("Maternity allowance")),
            Row(_("Amount"), examples.ALLOWANCE),
            Row(_("Born on"), date(2025, 11, 18), examples.BIRTHS),
        ],
        "sections": [
            Section(
                _("About you"),
                [Row(_("Name"), "林晓雯"), Row(_("Telephone"), "", action=Action(_("Add"), "#check"))],
            ),
            Section(_("Where the money goes"), [Row(_("Account"), "6222 **** **** 1234", action=change)]),
        ],
        "tasks": [
            TaskItem(
                _("Give another account"), "#tasks", _("Maternity allowance"), _("The bank could not pay"), Tone.DANGER
            ),
            TaskItem(_("Say which address is right"), "#tasks", "", _("In progress"), Tone.INFO),
            TaskItem(_("Confirm your name"), "#tasks", "", _("Completed")),
            TaskItem(_("Read the decision"), "", _("When the office has decided"), _("Cannot start yet")),
        ],
        "head": [_("Month"), _("Contribution base"), _("Paid")],
        "body": [
            [_("October 2025"), examples.ALLOWANCE, examples.MONTHLY],
            [_("November 2025"), examples.LARGE, examples.SMALLEST],
        ],
        "caption": _("Contributions"),
        "page": Paginator(range(200), 20).page(4),
    }


GROUP = Group(
    slug="answers",
    title=_("Lists, answers and tables"),
    lede=_("What was answered, what is to be done, and what stands in columns."),
    values=values,
    exhibits=(
        Exhibit(
            "summary",
            _("Summary list"),
            _("For what was decided or answered, line by line, with its source where the portal knew it."),
            _("Not for several things of one kind: that is a table."),
            (State(_("With a source"), "{% summary_list summary %}"),),
        ),
        Exhibit(
            "check",
            _("Check answers"),
            _("Before something is sent: all answers by section, each with the way to change it."),
            _("Not after it was sent: then it is a receipt. What was skipped is not hidden, it is named."),
            (State(_("Two sections, one answer left out"), "{% check_answers sections heading=3 %}"),),
        ),
        Exhibit(
            "tasks",
            _("Task list"),
            _("For several things to do in any order, on more than one day. Each begins with a verb."),
            _("Not for a single thing: say it and link it."),
            (State(_("Every state"), '{% task_list tasks "shown" %}'),),
        ),
        Exhibit(
            "table",
            _("Table"),
            _("For figures that are compared. Wide ones scroll in their own box, with the keyboard too."),
            _("Not for layout and not for two columns of words: that is a summary list."),
            (State(_("Columns of sums"), '{% table caption head body figures="1,2" %}'),),
        ),
        Exhibit(
            "pages",
            _("Pages of a list"),
            _("Where a list has more lines than one can look over: twenty a page."),
            _("Not for a story that is read in order."),
            (State(_("In the middle"), "{% pagination page %}"),),
        ),
    ),
)
