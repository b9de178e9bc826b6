"""Rules of a row: each kind of value, its boundaries, and what Hypothesis thinks of."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal
from typing import Any

import pytest
from django.utils import translation
from hypothesis import given
from hypothesis import strategies as st

from eligibility.facts import reasons
from eligibility.facts.api import descriptor
from eligibility.facts.checks import Identifier, RowChecker, masked, shown
from tests.unit.facts.deliveries import CHILD, EMPLOYER, GOLDEN, MOTHER, golden, resident_id

TODAY = date(2025, 12, 1)


def check(dataset: str, **changes: Any) -> tuple[dict[str, Any], dict[str, str]]:
    """Typed values, and the code of what is wrong by field."""
    values, problems = RowChecker.of(descriptor(dataset), today=TODAY).check(golden(dataset, **changes))
    return dict(values), {problem.field: problem.code for problem in problems}


def test_values_are_typed() -> None:
    values, problems = check("birth", child="")
    assert problems == {}
    assert values == {
        "birth_no": "B2025-000001",
        "mother": Identifier("person", MOTHER),
        "child": None,
        "date": date(2025, 11, 20),
        "kind": "live_birth",
        "live_births": 1,
        "dystocia": False,
        "gestation_months": 9,
        "facility_designated": True,
        "lawful": True,
    }


@pytest.mark.parametrize(
    ("field", "raw", "code"),
    [
        ("mother", "", "required"),
        ("mother", None, "required"),
        ("mother", "   ", "required"),
        ("mother", MOTHER[:17], "resident_id.length"),
        ("mother", "0" + MOTHER[1:], "resident_id.area"),
        ("mother", MOTHER[:6] + "20260101" + MOTHER[14:], "resident_id.birth_date"),
        ("mother", MOTHER[:-1] + ("0" if MOTHER[-1] != "0" else "1"), "resident_id.checksum"),
        ("mother", EMPLOYER, "resident_id.characters"),
        ("mother", int(resident_id(1)[:17]), "type.string"),
        ("birth_no", "B 1", "pattern"),
        ("birth_no", "B" * 41, "pattern"),
        ("birth_no", "B1\x00", "control"),
        ("birth_no", 7, "type.string"),
        ("date", "2025-12-02", "future"),
        ("date", "2025-11-31", "type.date"),
        ("date", "2025/11/20", "type.date"),
        ("date", "20251120", "type.date"),
        ("date", "2025-11-20T00:00:00", "type.date"),
        ("date", "２０２５-11-20", "type.date"),
        ("date", "0001-01-01", "type.date"),
        ("date", 20251120, "type.date"),
        ("kind", "Live_birth", "enum"),
        ("live_births", "-1", "minimum"),
        ("live_births", "11", "maximum"),
        ("live_births", "1.0", "type.integer"),
        ("live_births", "99999999999", "type.integer"),
        ("live_births", "9999999999", "too_large"),
        ("live_births", 10**30, "too_large"),
        ("live_births", "NaN", "not_finite"),
        ("live_births", True, "type.integer"),
        ("live_births", Decimal("1.5"), "type.integer"),
        ("dystocia", "yes", "type.boolean"),
        ("dystocia", "是", "type.boolean"),
        ("dystocia", 1, "type.boolean"),
        ("dystocia", ["x"], "type.boolean"),
    ],
)
def test_what_a_birth_may_not_say(field: str, raw: Any, code: str) -> None:
    assert check("birth", **{field: raw})[1] == {field: code}


@pytest.mark.parametrize(
    ("raw", "code"),
    [
        ("-0.01", "minimum"),
        ("NaN", "not_finite"),
        ("nan", "not_finite"),
        ("sNaN", "not_finite"),
        ("Infinity", "not_finite"),
        ("-inf", "not_finite"),
        (Decimal("NaN"), "not_finite"),
        (Decimal("Infinity"), "not_finite"),
        ("1e3", "type.number"),
        ("12,000.00", "type.number"),
        ("¥12000", "type.number"),
        ("12000.005", "too_precise"),
        ("0." + "0" * 39 + "1", "too_precise"),
        (Decimal("1E-30"), "too_precise"),
        (Decimal("1E+999999"), "too_large"),
        ("1000000000000", "too_large"),
        (10**400, "too_large"),
        (True, "type.number"),
        (12.5, "type.number"),
        ([1], "type.number"),
    ],
)
def test_what_a_wage_may_not_be(raw: Any, code: str) -> None:
    assert check("employer_wage", average_monthly_wage=raw)[1] == {"average_monthly_wage": code}


@pytest.mark.parametrize(
    ("raw", "value"),
    [
        ("0", "0"),
        ("-0.00", "0"),
        ("+12000.5", "12000.5"),
        (12000, "12000"),
        (Decimal("1.2E+4"), "12000"),
        (" 12000.00 ", "12000"),
        ("999999999999.99", "999999999999.99"),
        ("1.1000000", "1.1"),
    ],
)
def test_what_a_wage_may_be(raw: Any, value: str) -> None:
    values, problems = check("employer_wage", average_monthly_wage=raw)
    assert problems == {}
    assert values["average_monthly_wage"] == Decimal(value)
    assert not values["average_monthly_wage"].is_signed()


@pytest.mark.parametrize(
    ("year", "code"), [("2025", None), ("2026", "future"), ("1989", "minimum"), ("20.25", "type.integer")]
)
def test_years(year: str, code: str | None) -> None:
    assert check("employer_wage", year=year)[1] == ({} if code is None else {"year": code})


@pytest.mark.parametrize(
    ("dataset", "first", "second"),
    [
        ("employment", "started", "ended"),
        ("kinship", "since", "until"),
        ("person", "birth_date", "death_date"),
    ],
)
def test_what_ends_does_not_end_before_it_began(dataset: str, first: str, second: str) -> None:
    assert check(dataset, **{first: "2020-01-02", second: "2020-01-02"})[1] == {}
    assert check(dataset, **{first: "2020-01-02", second: "2020-01-01"})[1] == {second: "order"}
    assert check(dataset, **{second: "2020-01-02"})[1] in ({}, {second: "order"})


def test_an_account_may_belong_to_a_person_or_to_an_enterprise() -> None:
    assert check("bank_account")[0]["holder"] == Identifier("person", MOTHER)
    assert check("bank_account", holder=EMPLOYER)[0]["holder"] == Identifier("enterprise", EMPLOYER)
    assert check("bank_account", holder=EMPLOYER[:-1] + "I")[1] == {"holder": "identifier"}


def test_a_feed_may_announce_the_end_of_a_contract() -> None:
    assert check("employment", ended="2027-01-01")[1] == {}


@pytest.mark.parametrize("dataset", sorted(GOLDEN))
def test_every_optional_field_may_be_empty(dataset: str) -> None:
    for field in descriptor(dataset).fields.values():
        assert check(dataset, **{field.name: ""})[1] == ({field.name: "required"} if field.required else {})


RAW = st.one_of(
    st.none(), st.booleans(), st.integers(), st.text(max_size=60), st.decimals(), st.dates().map(str),
    st.lists(st.integers(), max_size=2), st.floats().map(str),
    st.sampled_from(["NaN", "1e9", "=1+1", "0", MOTHER, CHILD]),
)  # fmt: skip


@pytest.mark.parametrize("dataset", sorted(GOLDEN))
@given(data=st.data())
def test_any_value_is_typed_or_named(dataset: str, data: st.DataObject) -> None:
    """A mutation of any column either gives values that the table takes, or a problem of exactly that column."""
    fields = descriptor(dataset).fields
    name = data.draw(st.sampled_from(sorted(fields)))
    raw = data.draw(RAW)
    values, problems = RowChecker.of(descriptor(dataset), today=TODAY).check(golden(dataset, **{name: raw}))
    if not problems:
        _fits(values[name], fields[name])
        return
    in_pair = {second for pair in descriptor(dataset).order if name in pair for second in pair}
    assert {problem.field for problem in problems} <= {name} | in_pair
    for problem in problems:
        assert len(problem.value) <= 200
        assert MOTHER not in problem.value
        with translation.override("en"):
            assert reasons.render(problem.code, problem.params)


def _fits(value: Any, field: Any) -> None:
    if value is None:
        assert not field.required
    elif isinstance(value, Decimal):
        assert value.is_finite()
        assert value == round(value, field.scale)
        assert abs(value) < 10**12
    elif isinstance(value, int) and not isinstance(value, bool):
        assert field.minimum is None or value >= field.minimum
    elif isinstance(value, date):
        assert date(1850, 1, 1) <= value
        assert not field.past or value <= TODAY
    elif isinstance(value, str):
        assert value == value.strip()
        assert "\0" not in value
        assert not field.enum or value in field.enum


@given(st.integers(min_value=-400, max_value=400))
def test_the_future_begins_tomorrow(days: int) -> None:
    problems = check("birth", date=(TODAY + timedelta(days=days)).isoformat())[1]
    assert problems == ({} if days <= 0 else {"date": "future"})


class TestShown:
    @pytest.mark.parametrize(
        ("field", "raw", "value"),
        [
            ("mother", "310101199003071234", "310***********1234"),
            ("mother", " 310101 19900307 1234 ", "310***********1234"),
            ("mother", "12345", "1****"),
            ("kind", "310101199003071234", "310***********1234"),
            ("kind", "３１０１０１１９９００３０７１２３４", "310***********1234"),
            ("kind", "6222-0210-0111-6245-702", "622************5702"),
            ("kind", "twins", "twins"),
            ("kind", "a\tb", "a�b"),
            ("kind", None, ""),
            ("birth_no", "B20251200001", "B20251200001"),
            ("kind", "x" * 500, "x" * 200),
            ("kind", "欧阳修", "欧**"),
            ("date", "欧 阳 修", "欧**"),
            ("date", "２０２５-１３-０１", "2025-13-01"),
        ],
    )
    def test_masks_what_looks_like_an_identifier(self, field: str, raw: Any, value: str) -> None:
        assert shown(descriptor("birth").fields[field], raw) == value

    def test_names_and_accounts_are_masked(self) -> None:
        assert shown(descriptor("person").fields["name"], "欧阳修") == "欧**"
        assert shown(descriptor("person").fields["name"], "欧阳修" * 40) == "欧" + "*" * 119
        assert shown(descriptor("bank_account").fields["account_no"], "12345678") == "123*5678"

    @given(st.text(max_size=100))
    def test_masking_hides_all_but_seven(self, text: str) -> None:
        squeezed = "".join(text.split())
        hidden = masked(text)
        assert len(hidden) == len(squeezed)
        assert sum(1 for shown_char in hidden if shown_char != "*") <= 7


class TestReasons:
    def test_every_code_is_bilingual_and_takes_its_parameters(self) -> None:
        names = [
            "line",
            "columns",
            "expected",
            "found",
            "scale",
            "minimum",
            "maximum",
            "codes",
            "limit",
            "today",
            "first",
            "lines",
            "detail",
        ]
        for code in reasons.known_codes():
            with translation.override("en"):
                assert reasons.render(code, dict.fromkeys(names, "7"))

    def test_a_code_that_is_gone_is_shown_as_it_is(self) -> None:
        with translation.override("en"):
            assert reasons.render("from.the.past", {}) == "Refused (from.the.past)."
