"""What the portal says to somebody."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext_lazy as _

from portal.design.exhibit import Exhibit, Group, State


def values() -> Mapping[str, Any]:
    return {
        "note": _("Please note"),
        "ended": _("Your mandate has ended: you now act for yourself again."),
        "done": _("Done"),
        "changed": _("Your account has been changed."),
        "confirmed": _("Confirmed"),
        "on_its_way": _("The money is on its way. You need not do anything."),
        "nothing_applied": _("Signing in applies for nothing. You decide about every benefit."),
        "data_use": _("How we use your data"),
        "recorded": _("Only what the rule needs is read, and every reading is recorded."),
        "none": _("No notices yet."),
        "we_look": _("Whenever a register changes we look again, and tell you: you need not ask."),
        "there": _("Are you still there?"),
        "stay": _("Stay signed in"),
        "leaving": _(
            "You will be signed out in a few minutes, so that nobody else can use your session. "
            "Nothing that you have sent is lost."
        ),
    }


GROUP = Group(
    slug="messages",
    title=_("Messages"),
    lede=_("Short, calm, exact: what happened, what it means, what to do."),
    values=values,
    exhibits=(
        Exhibit(
            "notification",
            _("Notification banner"),
            _("For what changed since one was last here, or what has just been done. One a page."),
            _("Never beside an error summary, and never for what belongs into the page itself."),
            (
                State(
                    _("To notice"),
                    '{% notification title=note name="note" %}'
                    '<p class="govuk-body">{{ ended }}</p>{% endnotification %}',
                ),
                State(
                    _("Done"),
                    '{% notification title=done kind="success" name="done" %}'
                    '<p class="govuk-body">{{ changed }}</p>{% endnotification %}',
                ),
            ),
        ),
        Exhibit(
            "panel",
            _("Confirmation"),
            _("Heads the page after something was done: what, and what happens next."),
            _("Not for steps on the way."),
            (State(_("Confirmed"), "{% panel title=confirmed heading=3 %}{{ on_its_way }}{% endpanel %}"),),
        ),
        Exhibit(
            "inset",
            _("Inset and details"),
            _("An inset for one thing to notice; details for what some want to know and most do not."),
            _("Not two insets in a row. Nothing in details that everybody must read."),
            (
                State(_("Inset"), "{% inset %}{{ nothing_applied }}{% endinset %}"),
                State(_("Details"), "{% details summary=data_use %}{{ recorded }}{% enddetails %}"),
            ),
        ),
        Exhibit(
            "empty",
            _("Nothing to show"),
            _("Says that there is nothing, why, and what happens of itself."),
            _("Not for an error, and not with a task that the reader does not have."),
            (
                State(
                    _("An empty list"), "{% empty_state title=none heading=3 %}<p>{{ we_look }}</p>{% endempty_state %}"
                ),
            ),
        ),
        Exhibit(
            "session",
            _("Before a session ends"),
            _("Over the page, five minutes before somebody is signed out of themselves. Staying is one press."),
            _("For nothing else: a page that opens something over itself interrupts people."),
            (
                State(
                    _("As it opens"),
                    '<div class="tb-dialog"><h3 class="govuk-heading-m">{{ there }}</h3>'
                    '<p class="govuk-body">{{ leaving }}</p>{% button stay %}</div>',
                ),
            ),
        ),
        Exhibit(
            "aloud",
            _("Read aloud"),
            _("Over the matter of every page in the elder mode. It is there only where the browser can speak."),
            _("Not beside a second one: it reads the whole page."),
            (State(_("Where the browser can"), '{% read_aloud "aloud" %}'),),
        ),
    ),
)
