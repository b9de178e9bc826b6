"""Fields with their labels, hints and errors, wired for screen readers; dates as people type them."""

from __future__ import annotations

import re
from datetime import date

import pytest
from django import forms
from django.template import Context, Template
from django.utils.translation import override

from services.core.components.api import ChoiceLabel, DatePartsField


class Everything(forms.Form):
    token = forms.CharField(widget=forms.HiddenInput)
    number = forms.CharField(label="Account number", help_text="Spaces are fine.")
    bank = forms.ChoiceField(label="Bank", choices=[("", "Choose"), ("1", "One")])
    note = forms.CharField(label="Note", widget=forms.Textarea, required=False)
    payee = forms.ChoiceField(
        label="Payee",
        widget=forms.RadioSelect,
        choices=[("a", ChoiceLabel("Wang Fang", "ending in 6688")), ("b", "Li")],
    )
    facts = forms.MultipleChoiceField(
        label="Facts", widget=forms.CheckboxSelectMultiple, choices=[("x", "Date"), ("y", "Wage")]
    )
    agree = forms.BooleanField(label="I agree")
    born = DatePartsField(label="Born", help_text="For example 2025 11 3.")


def render(form: forms.Form) -> str:
    with override("en"):
        return Template("{% error_summary form %}{% fields form %}").render(Context({"form": form}))


def ids(html: str) -> list[str]:
    return re.findall(r'\bid="([^"]+)"', html)


def test_every_label_and_every_description_leads_to_something() -> None:
    html = render(Everything({}))
    known = ids(html)
    assert len(known) == len(set(known))
    described = " ".join(re.findall(r'aria-describedby="([^"]+)"', html)).split()
    for target in [*re.findall(r'\bfor="([^"]+)"', html), *described]:
        assert target in known
    assert {"id_number-hint", "id_number-error", "id_born-hint", "id_payee_0-hint"} <= set(described)


def test_each_error_leads_to_the_input_to_mend() -> None:
    html = render(Everything({}))
    links = re.findall(r'<a href="#([^"]+)">', html)
    assert links == ["id_number", "id_bank", "id_payee_0", "id_facts_0", "id_agree", "id_born_0"]
    assert set(links) <= set(ids(html))
    # A hidden field has nothing to lead to, but its error is not swallowed.
    assert "<li>This field is required.</li>" in html


def test_no_summary_before_anything_was_sent_or_where_all_is_well() -> None:
    assert "error" not in render(Everything())
    data = {"token": "t", "number": "6222", "bank": "1", "payee": "a", "facts": ["y"], "agree": "on"}
    good = Everything({**data, "born_year": "2025", "born_month": "11", "born_day": "3"})
    assert good.is_valid(), good.errors
    html = render(good)
    assert "govuk-error" not in html
    assert html.count("checked") == 3


def test_answers_are_kept_when_something_else_is_wrong() -> None:
    form = Everything({"number": "6222 <0000>", "note": "three\nlines", "payee": "b", "born_year": "2025"})
    html = render(form)
    assert 'value="6222 &lt;0000&gt;"' in html
    assert "three\nlines" in html
    assert re.search(r'value="b" checked', html)
    assert 'value="2025"' in html


def test_width_and_legend_are_the_pages_choice() -> None:
    markup = '{% field form.number width="20" %}{% field form.payee legend="l" %}'
    html = Template(markup).render(Context({"form": Everything()}))
    assert "govuk-input--width-20" in html
    assert "govuk-fieldset__legend--l" in html


class Birthday(forms.Form):
    born = DatePartsField(label="Born")
    since = DatePartsField(label="Since", required=False)


def birthday(year: str, month: str, day: str) -> Birthday:
    return Birthday({"born_year": year, "born_month": month, "born_day": day})


@pytest.mark.parametrize("parts", [("2024", "2", "29"), ("２０２４", "２", "２９"), (" 2024 ", "02", " 29")])
def test_dates_are_taken_as_people_type_them(parts: tuple[str, str, str]) -> None:
    form = birthday(*parts)
    assert form.is_valid(), form.errors
    assert form.cleaned_data == {"born": date(2024, 2, 29), "since": None}


@pytest.mark.parametrize(
    ("parts", "code"),
    [
        (("2025", "2", "29"), "invalid"),
        (("0", "1", "1"), "invalid"),
        (("20255", "1", "1"), "invalid"),
        (("2025", "-1", "1"), "invalid"),
        (("2025", "one", "1"), "invalid"),
        (("2025", "٢", "1"), "invalid"),
        (("2025", "", "1"), "incomplete"),
        (("", "", ""), "required"),
    ],
)
def test_a_date_that_does_not_exist_is_refused_once(parts: tuple[str, str, str], code: str) -> None:
    form = birthday(*parts)
    assert not form.is_valid()
    with override("en"):
        expected = str(DatePartsField.default_error_messages[code])
        assert [str(error) for error in form.errors["born"]] == [expected]


def test_a_known_date_fills_the_three_parts() -> None:
    form = Birthday(initial={"born": date(2025, 11, 3)})
    html = Template("{% field form.born %}").render(Context({"form": form}))
    assert re.findall(r'value="(\d+)"', html) == ["2025", "11", "3"]
