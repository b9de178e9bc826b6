"""The parts of a page as template tags; every template has them without `{% load %}`.

Values are those of `services.core.components.parts`; each tag names its template in `templates/components/`.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date, datetime
from itertools import groupby
from typing import Any, Final

from django import forms, template
from django.core.paginator import Page
from django.forms.boundfield import BoundField
from django.template.loader import render_to_string
from django.utils.functional import Promise
from django.utils.html import format_html
from django.utils.safestring import SafeString

from services.core.components import figures, rendering
from services.core.components.parts import (
    Action,
    ActionKind,
    Article,
    Card,
    Condition,
    Entry,
    Fact,
    Row,
    Section,
    Source,
    Step,
    TaskItem,
    Tone,
    VerdictRow,
    Words,
)
from services.core.money.api import Money

register = template.Library()

_ICONS: Final = frozenset(
    {
        "alert",
        "check",
        "child",
        "clock",
        "cross",
        "dot",
        "elder",
        "empty",
        "firm",
        "large",
        "mark",
        "sound",
        "source",
        "unknown",
        "value",
    }
    | {"step-find", "step-pay", "step-why", "search"}
    | {
        f"event-{name}"
        for name in (
            "bereavement",
            "child",
            "disability",
            "graduation",
            "growing",
            "hardship",
            "hiring",
            "job_loss",
            "keeping_jobs",
            "retirement",
            "skills",
            "starting_company",
        )
    }
)

# Figures and dates


@register.simple_tag
def money(amount: Money, size: str = "") -> SafeString:
    """`{% money amount %}`, `{% money amount "l" %}`, `"xl"`: an amount that never breaks over a line."""
    return rendering.money_markup(amount, size)


@register.filter
def as_money(amount: Money) -> str:
    """`{{ amount|as_money }}`: the bare text, for sentences and button labels."""
    return figures.money_text(amount)


@register.simple_tag
def day(value: date | datetime) -> SafeString:
    """`{% day entry.when %}`: a `<time>` in the reader's form."""
    return format_html('<time datetime="{}">{}</time>', value.isoformat(), figures.long_day(value))


@register.filter
def long_day(value: date | datetime) -> str:
    """`{{ until|long_day }}`: the bare text, for sentences."""
    return figures.long_day(value)


@register.filter
def plain_value(value: object) -> str:
    """`{{ fact.value|plain_value }}`: a date, a sum, a yes or no as people write it."""
    return figures.plain_value(value)


@register.inclusion_tag("components/icon.html")
def icon(name: str, css: str = "tb-icon") -> dict[str, Any]:
    """`{% icon "check" %}`: one of `templates/components/icons/`; silent, the words beside it speak."""
    if name not in _ICONS:
        message = f"There is no icon {name!r}."
        raise template.TemplateSyntaxError(message)
    return {"template": f"components/icons/{name}.html", "css": css}


# Acts and ways


@register.inclusion_tag("components/button.html")
def button(
    text: Words,
    href: str = "",
    kind: str = ActionKind.PRIMARY,
    name: str = "",
    value: str = "",
    hidden: Words = "",
    single: bool = True,
) -> dict[str, Any]:
    """`{% button text %}` sends the form around it; with `href` it is a link that looks like one.

    kind: primary, secondary, warning, link. hidden: what it is about, for those who hear the page. single: a second
    press within a second does nothing; not for a search, which may be asked again at once.
    """
    context = {"text": text, "href": href, "kind": ActionKind(kind), "name": name, "value": value}
    return {**context, "hidden": hidden, "single": single}


@register.inclusion_tag("components/action.html")
def action(act: Action) -> dict[str, Any]:
    """`{% action act %}`: a `parts.Action`, as a link, or as a small form where it changes something."""
    return {"act": act}


@register.inclusion_tag("components/back_link.html")
def back_link(href: str, text: Words = "") -> dict[str, Any]:
    """`{% back_link href %}`: first thing on a page that is a step of something."""
    return {"href": href, "text": text}


@register.inclusion_tag("components/pagination.html", takes_context=True)
def pagination(context: template.Context, page: Page[Any]) -> dict[str, Any]:
    """`{% pagination page %}`: nothing where there is one page; keeps the rest of the query."""
    query = context["request"].GET.copy()

    def address(number: int) -> str:
        query["page"] = str(number)
        return f"?{query.urlencode()}"

    paginator = page.paginator
    numbers = [
        {"number": number, "href": address(number) if isinstance(number, int) else "", "current": number == page.number}
        for number in paginator.get_elided_page_range(page.number, on_each_side=1, on_ends=1)
    ]
    return {
        "several": paginator.num_pages > 1,
        "numbers": numbers,
        "previous": address(page.previous_page_number()) if page.has_previous() else "",
        "next": address(page.next_page_number()) if page.has_next() else "",
    }


# Forms


@register.inclusion_tag("components/error_summary.html")
def error_summary(*asked: forms.BaseForm) -> dict[str, Any]:
    """`{% error_summary form %}`: what to mend, each line leading to its input; nothing where all is well."""
    return {"errors": [link for form in asked if form.is_bound for link in rendering.error_links(form)]}


@register.inclusion_tag("components/field.html")
def field(bound: BoundField, width: str = "", legend: str = "m", page: bool = False) -> dict[str, Any]:
    """`{% field form.account_number width="20" %}`: label, hint, error and input.

    width: characters that the answer has (2, 3, 4, 5, 10, 20, 30). legend: size of a group's question (s, m, l).
    page: the question is all that the page asks, and its heading.
    """
    return {**rendering.field_context(bound, width=width, legend=legend), "page": page}


@register.inclusion_tag("components/fields.html")
def fields(form: forms.BaseForm) -> dict[str, Any]:
    """`{% fields form %}`: every field of a form in its order, the hidden ones too."""
    return {"form": form}


# What the portal knows and did


@register.inclusion_tag("components/status_tag.html")
def status_tag(text: Words, tone: str = Tone.NEUTRAL) -> dict[str, Any]:
    """`{% status_tag text "success" %}`: neutral, info, success, warning, danger, accent."""
    return {"text": text, "tone": Tone(tone)}


@register.inclusion_tag("components/source_badge.html")
def source_badge(source: Source) -> dict[str, Any]:
    """`{% source_badge fact.source %}`: body, register and the day it was recorded."""
    return {"source": source}


@register.inclusion_tag("components/facts.html")
def fact_list(facts: Iterable[Fact]) -> dict[str, Any]:
    """`{% fact_list facts %}`: each fact with its value and on whose word it stands."""
    return {"facts": list(facts)}


@register.inclusion_tag("components/article.html")
def article(basis: Article) -> dict[str, Any]:
    """`{% article basis %}`: the law and its article, linked where its text can be read."""
    return {"article": basis}


@register.inclusion_tag("components/conditions.html")
def conditions(rows: Iterable[Condition], heading: int = 3) -> dict[str, Any]:
    """`{% conditions rows heading=3 %}`: every condition passed, not passed or not known; heading: their level."""
    return {"rows": list(rows), "heading": f"h{heading:d}"}


@register.inclusion_tag("components/benefit_card.html")
def benefit_card(card: Card, heading: int = 2, compact: bool = False) -> dict[str, Any]:
    """`{% benefit_card card %}`: amount, why you, from which facts and body, article, until when, what one can do.

    compact: without the grounds, for what is settled or put off.
    """
    return {"card": card, "heading": f"h{heading:d}", "compact": compact}


@register.inclusion_tag("components/summary_list.html")
def summary_list(rows: Iterable[Row]) -> dict[str, Any]:
    """`{% summary_list rows %}`: what was answered or decided, line by line."""
    lines = list(rows)
    return {"rows": lines, "with_actions": any(row.action for row in lines)}


@register.inclusion_tag("components/check_answers.html")
def check_answers(sections: Iterable[Section], name: str = "answers", heading: int = 2) -> dict[str, Any]:
    """`{% check_answers sections %}`: what will be sent; says what was left out. name: unique on the page."""
    return {"sections": list(sections), "name": name, "heading": f"h{heading:d}"}


@register.inclusion_tag("components/verdict_row.html")
def verdict_row(row: VerdictRow, heading: int = 3) -> dict[str, Any]:
    """`{% verdict_row row %}`: a policy and what it comes to; rows stand in a `tb-verdicts` list."""
    return {"row": row, "heading": f"h{heading:d}"}


@register.inclusion_tag("components/read_aloud.html")
def read_aloud(target: str = "main") -> dict[str, Any]:
    """`{% read_aloud %}`: a button that reads the page (or the part with this id); there only where the browser can."""
    return {"target": target}


@register.inclusion_tag("components/timeline.html")
def timeline(steps: Iterable[Step]) -> dict[str, Any]:
    """`{% timeline steps %}`: done, current, upcoming, failed."""
    return {"steps": list(steps)}


@register.inclusion_tag("components/task_list.html")
def task_list(items: Iterable[TaskItem], name: str) -> dict[str, Any]:
    """`{% task_list items "needs-me" %}`: lines that lead to what is to be done; name: unique on the page."""
    return {"items": list(items), "name": name}


@register.inclusion_tag("components/entries.html")
def entries(rows: Iterable[Entry], heading: int = 2) -> dict[str, Any]:
    """`{% entries rows %}`: a record over time, latest first as given, under a heading for each day.

    What repeats itself without a break within a day is one line, with its times and how often.
    """
    dated = [(figures.in_city_time(row.when).date(), row) for row in rows]
    days = [
        (
            of_day,
            [_run([row for _day, row in same]) for _alike, same in groupby(lines, key=lambda line: _alike(line[1]))],
        )
        for of_day, lines in groupby(dated, key=lambda line: line[0])
    ]
    return {"days": days, "heading": f"h{heading:d}"}


def _alike(row: Entry) -> tuple[str, ...]:
    return (str(row.who), str(row.what), str(row.tag), *map(str, row.more))


def _run(rows: Sequence[Entry]) -> dict[str, Any]:
    """Entries that differ by their time alone."""
    moments = sorted(figures.in_city_time(row.when) for row in rows)
    first, last = (f"{moment:%H:%M}" for moment in (moments[0], moments[-1]))
    return {"entry": rows[0], "from": first, "to": last if last != first else "", "times": len(rows)}


@register.inclusion_tag("components/progress.html")
def progress(value: int, total: int, label: Words) -> dict[str, Any]:
    """`{% progress 3 5 label %}`: how far along; the words say it too."""
    return {"value": value, "total": total, "label": label}


@register.inclusion_tag("components/table.html")
def table(caption: Words, head: Sequence[Words], rows: Iterable[Sequence[object]], figures: str = "") -> dict[str, Any]:
    """`{% table caption head rows figures="1,2" %}`: the first cell heads its row; `figures` are columns of numbers."""
    numeric = {int(number) for number in figures.split(",") if number}
    return {
        "caption": caption,
        "head": [(words, index in numeric) for index, words in enumerate(head)],
        "rows": [[(cell, index in numeric) for index, cell in enumerate(row)] for row in rows],
    }


# Blocks with content of their own


@register.simple_block_tag
def inset(content: str) -> SafeString:
    """`{% inset %}…{% endinset %}`: something to notice, beside the flow."""
    return format_html('<div class="govuk-inset-text">{}</div>', content)


@register.simple_block_tag
def panel(content: str, title: str | Promise, heading: int = 1) -> SafeString:
    """`{% panel title=… %}…{% endpanel %}`: it is done; heads a confirmation page."""
    return render_to_string("components/panel.html", {"title": title, "content": content, "heading": f"h{heading:d}"})


@register.simple_block_tag
def notification(content: str, title: str | Promise, kind: str = "info", name: str = "notification") -> SafeString:
    """`{% notification title=… kind="success" %}…{% endnotification %}`: one a page, never beside an error summary."""
    context = {"title": title, "content": content, "kind": kind, "name": name}
    return render_to_string("components/notification.html", context)


@register.simple_block_tag
def details(content: str, summary: str | Promise) -> SafeString:
    """`{% details summary=… %}…{% enddetails %}`: for those who want to know more."""
    return render_to_string("components/details.html", {"summary": summary, "content": content})


@register.simple_block_tag
def empty_state(content: str, title: str | Promise, heading: int = 2) -> SafeString:
    """`{% empty_state title=… %}…{% endempty_state %}`: there is nothing here, why, and what happens next."""
    context = {"title": title, "content": content, "heading": f"h{heading:d}"}
    return render_to_string("components/empty_state.html", context)
