"""Components as a page gets them: through their tags, in both languages."""

from __future__ import annotations

from datetime import UTC, date, datetime
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from django.core.paginator import Paginator
from django.template import Context, Template, TemplateSyntaxError
from django.test import RequestFactory
from django.utils.html import strip_tags
from django.utils.translation import override

from services.core.components.api import (
    Action,
    ActionKind,
    Card,
    Condition,
    Entry,
    Fact,
    Result,
    Row,
    Source,
    Step,
    StepState,
    TaskItem,
)
from services.core.money.api import Money

ROOT = Path(__file__).parents[3]
AMOUNT = Money(Decimal("63200.00"))
BIRTHS = Source("Health Commission", "Births", date(2025, 11, 5))
WAGES = Source("Human Resources", "Wages", date(2025, 3, 31))


def page(markup: str, language: str = "en", **context: Any) -> str:
    with override(language):
        return Template(markup).render(Context({"csrf_token": "token", **context}))


def words(html: str) -> str:
    """The text of a page, as it is read out."""
    return " ".join(strip_tags(html).split())


@pytest.mark.parametrize("minor", [1, 6_320_000, 1_234_567_890])
def test_money_reads_as_one_number(minor: int) -> None:
    amount = Money.fen(minor)
    assert words(page('{% money amount "xl" %}', amount=amount)) == page("{{ amount|as_money }}", amount=amount)


def test_a_day_is_written_in_the_readers_form_and_for_machines() -> None:
    markup = "{% day moment %}"
    assert page(markup, moment=date(2025, 12, 1)) == '<time datetime="2025-12-01">1 December 2025</time>'
    # 23:30 in London is the next morning in the city.
    late = datetime(2025, 11, 30, 23, 30, tzinfo=UTC)
    assert "1 December 2025, 07:30" in page(markup, moment=late)


@pytest.mark.parametrize(
    ("value", "shown"),
    [
        (True, "Yes"),
        (False, "No"),
        (None, "None on record"),
        (0, "0"),
        (Decimal("12000.5"), "12,000.5"),
        (date(2025, 11, 3), "3 November 2025"),
        (AMOUNT, "¥63,200.00"),
        ("<b>", "&lt;b&gt;"),
    ],
)
def test_values_are_shown_as_people_write_them(value: object, shown: str) -> None:
    assert page("{{ value|plain_value }}", value=value) == shown


def test_an_unknown_fact_is_neither_zero_nor_none() -> None:
    text = words(page("{% fact_list facts %}", facts=[Fact("Wage", None, WAGES, known=False)]))
    assert "Not known yet" in text
    assert "None on record" not in text
    assert "Human Resources · Wages" in text


def test_every_icon_has_a_drawing() -> None:
    names = [path.stem for path in (ROOT / "templates/components/icons").glob("*.html")]
    assert names
    for name in names:
        assert "<svg" in page("{% icon name %}", name=name)
    with pytest.raises(TemplateSyntaxError):
        page('{% icon "unicorn" %}')


def test_a_condition_says_its_result_in_words() -> None:
    rows = [
        Condition("Insured", Result.PASS, facts=[Fact("Insured", True, WAGES)], rule="birth.mother.insured"),
        Condition("Age", Result.FAIL),
        Condition("Size", Result.UNKNOWN),
        Condition("Days", Result.VALUE, value=158),
    ]
    text = words(page("{% conditions rows heading=2 %}", rows=rows))
    for expected in ("Insured Met", "Age Not met", "Size Not known yet", "Days 158", "birth.mother.insured"):
        assert expected in text


class TestCard:
    card = Card(
        title="Maternity allowance",
        href="/benefits/1/reasons/",
        why="You gave birth.",
        amount=AMOUNT,
        facts=[Fact("Date", date(2025, 11, 3), BIRTHS), Fact("Children", 1, BIRTHS), Fact("Wage", 12000, WAGES)],
        until=date(2026, 1, 30),
        days_left=1,
        main=Action("Confirm", "/benefits/1/confirm/", ActionKind.PRIMARY),
        actions=[Action("Not now", "/benefits/1/later/", post=True)],
    )

    def test_shows_what_how_much_why_on_whose_word_and_until_when(self) -> None:
        text = words(page("{% benefit_card card %}", card=self.card))
        for expected in ("Maternity allowance", "¥63,200.00", "You gave birth.", "30 January 2026", "(1 day left)"):
            assert expected in text
        assert text.count("Health Commission") == 1

    def test_what_changes_something_is_sent_with_a_token(self) -> None:
        html = page("{% benefit_card card %}", card=self.card)
        assert '<form method="post" action="/benefits/1/later/">' in html
        assert 'name="csrfmiddlewaretoken" value="token"' in html
        assert 'href="/benefits/1/confirm/"' in html

    def test_an_unknown_amount_is_not_a_zero(self) -> None:
        html = page("{% benefit_card card %}", card=Card(title="Allowance", href="/", why=""))
        assert "¥" not in html


def test_words_from_outside_are_escaped_everywhere() -> None:
    evil = "<script>alert(1)</script>"
    context = {
        "card": Card(title=evil, href="/", why=evil, status=evil, body=evil),
        "rows": [Row(evil, evil, Source(evil, evil))],
        "steps": [Step(evil, StepState.DONE, text=evil)],
        "items": [TaskItem(evil, "/", evil, evil)],
        "entries_": [Entry(evil, datetime(2025, 12, 1, tzinfo=UTC), evil, [evil], evil)],
        "evil": evil,
    }
    html = page(
        "{% benefit_card card %}{% summary_list rows %}{% timeline steps %}{% task_list items 'x' %}"
        "{% entries entries_ %}{% status_tag evil %}{% panel title=evil %}{{ evil }}{% endpanel %}"
        "{% details summary=evil %}{{ evil }}{% enddetails %}{% inset %}{{ evil }}{% endinset %}"
        "{% notification title=evil %}{{ evil }}{% endnotification %}{% empty_state title=evil %}{% endempty_state %}"
        "{% progress 1 2 evil %}{% button evil href=evil %}{% back_link evil evil %}",
        **context,
    )
    assert "<script>" not in html


def test_entries_are_grouped_by_the_days_of_the_city() -> None:
    at_night = datetime(2025, 11, 30, 17, 0, tzinfo=UTC)  # one in the morning of 1 December in the city
    before = datetime(2025, 11, 30, 15, 0, tzinfo=UTC)
    text = words(page("{% entries rows %}", rows=[Entry("You", at_night, "Births"), Entry("You", before, "Births")]))
    assert text == "1 December 2025 You 01:00 Births 30 November 2025 You 23:00 Births"


def test_entries_that_repeat_themselves_are_one_line() -> None:
    def at(minute: int) -> datetime:
        return datetime(2025, 12, 1, 1, minute, tzinfo=UTC)

    read, other = ("Clerk", "Births"), ("You", "Births")
    seen = [(read, 9), (read, 8), (read, 3), (other, 2), (read, 1)]
    rows = [Entry(who, at(minute), what) for (who, what), minute in seen]
    text = words(page("{% entries rows %}", rows=rows))
    assert text == ("1 December 2025 Clerk 09:03–09:09 ×3 Births You 09:02 Births Clerk 09:01 Births")


def test_a_timeline_is_told_to_those_who_cannot_see_it() -> None:
    states = [StepState.DONE, StepState.CURRENT, StepState.FAILED, StepState.UPCOMING]
    html = page("{% timeline steps %}", steps=[Step(f"Step {state}", state) for state in states])
    assert words(html) == "Done: Step done Now: Step current Did not work: Step failed To come: Step upcoming"
    assert html.count('aria-current="step"') == 1


def test_pages_keep_the_rest_of_the_query() -> None:
    request = RequestFactory().get("/", {"policy": "elderly", "page": "4"})
    html = page("{% pagination page %}", request=request, page=Paginator(range(200), 20).page(4))
    assert 'href="?policy=elderly&amp;page=5"' in html
    assert 'aria-current="page">4<' in html
    single = page("{% pagination page %}", request=request, page=Paginator(range(3), 20).page(1))
    assert not single.strip()


def test_a_table_marks_its_columns_of_figures() -> None:
    html = page('{% table "Premiums" head rows figures="1" %}', head=["Month", "Base"], rows=[["May", AMOUNT]])
    assert '<th scope="row" class="govuk-table__header">May</th>' in html
    assert '<td class="govuk-table__cell govuk-table__cell--numeric">¥63,200.00</td>' in html
