"""Golden rows of every dataset, and feeds made of them."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Iterable, Mapping
from datetime import date, timedelta
from typing import Any

from eligibility.facts.api import descriptor
from services.identity.api import credit_code_check, resident_id_check

Row = dict[str, Any]


def resident_id(serial: int, *, born: date = date(1990, 3, 7), area: str = "310101") -> str:
    """The resident ID of an invented person; the day of birth moves on where the day's 1000 numbers are used up."""
    body = f"{area}{born + timedelta(days=serial // 1000):%Y%m%d}{serial % 1000:03d}"
    return body + resident_id_check(body)


def credit_code(serial: int) -> str:
    body = f"91310000{serial:09d}"
    return body + credit_code_check(body)


MOTHER = resident_id(12)
CHILD = resident_id(24, born=date(2025, 11, 20))
EMPLOYER = credit_code(77)

GOLDEN: Mapping[str, Row] = {
    "person": {
        "id": MOTHER,
        "name": "王芳",
        "birth_date": "1990-03-07",
        "sex": "F",
        "hukou_district": "310101",
        "death_date": "",
    },
    "birth": {
        "birth_no": "B2025-000001",
        "mother": MOTHER,
        "child": CHILD,
        "date": "2025-11-20",
        "kind": "live_birth",
        "live_births": "1",
        "dystocia": "false",
        "gestation_months": "9",
        "facility_designated": "true",
        "lawful": "true",
    },
    "employment": {
        "employee": MOTHER,
        "employer": EMPLOYER,
        "started": "2019-07-01",
        "ended": "",
        "insured": "true",
        "contribution_base": "11000.00",
    },
    "employer_wage": {"employer": EMPLOYER, "year": "2024", "average_monthly_wage": "12000.00"},
    "kinship": {"person": CHILD, "relative": MOTHER, "kind": "parent", "since": "2025-11-20", "until": ""},
    "enterprise": {
        "credit_code": EMPLOYER,
        "name": "申江精密仪器有限公司",
        "registered": "2010-05-04",
        "status": "active",
        "size": "small",
        "industry": "C40",
        "district": "310115",
        "blacklisted": "false",
    },
    "unemployment_insurance": {
        "employer": EMPLOYER,
        "year": "2024",
        "months_insured": "120",
        "premium_paid": "100000.00",
        "claimants": "1",
        "average_insured": "25.00",
    },
    "bank_account": {
        "holder": MOTHER,
        "account_no": "6222021001116245702",
        "bank_code": "ICBKCNBJSHI",
        "holder_name": "王芳",
        "kind": "personal",
    },
    "disability": {
        "certificate_no": "D-1",
        "holder": MOTHER,
        "level": "2",
        "kind": "physical",
        "issued": "2018-05-04",
        "until": "",
    },
    "social_assistance": {"recipient": MOTHER, "kind": "low_income", "since": "2024-03-01", "until": ""},
    "household": {
        "household_no": "H-1",
        "applicant": MOTHER,
        "members": "3",
        "income_per_head": "960.50",
        "assets_within_limit": "true",
        "checked": "2025-06-01",
        "until": "2026-05-31",
    },
    "unemployment": {
        "registration_no": "U-1",
        "person": MOTHER,
        "registered": "2018-02-01",
        "ended": "2019-06-30",
        "reason": "dismissed",
        "insured_months": "48",
    },
    "personal_insurance": {"person": MOTHER, "unemployment_months": "96", "retirement_group": "women_55"},
    "skill_certificate": {
        "certificate_no": "S-1",
        "holder": MOTHER,
        "occupation": "电工",
        "level": "4",
        "issued": "2025-10-15",
    },
    "graduate": {"student": MOTHER, "graduated": "2012-06-30", "school_district": "310101", "student_loan": "false"},
    "child_protection": {"child": CHILD, "kind": "unsupported", "since": "2025-11-21", "until": ""},
    "family_planning": {"parent": MOTHER, "kind": "child_disabled", "since": "2025-11-25", "until": ""},
    "hire": {
        "employer": EMPLOYER,
        "employee": MOTHER,
        "hired": "2019-07-01",
        "contract_months": "36",
        "premium_months": "76",
        "poverty_relieved": "false",
    },
    "hire_grant": {"employer": EMPLOYER, "employee": MOTHER, "kind": "expansion", "granted": "2020-01-15"},
    "maternity_leave": {
        "employer": EMPLOYER,
        "employee": MOTHER,
        "started": "2025-11-06",
        "ended": "",
        "child_born": "2025-11-20",
        "full_leave": "",
        "contributions_continued": "true",
    },
    "social_insurance_payment": {
        "employer": EMPLOYER,
        "employee": MOTHER,
        "month": "2025-11-01",
        "pension": "1760.00",
        "medical": "990.00",
        "unemployment": "55.00",
        "injury": "17.60",
    },
    "specialised_enterprise": {
        "enterprise": EMPLOYER,
        "tier": "specialised",
        "first": "true",
        "recognised": "2025-09-01",
        "until": "2028-08-31",
    },
    "high_tech": {
        "certificate_no": "GR-1",
        "enterprise": EMPLOYER,
        "kind": "new",
        "issued": "2024-11-01",
        "until": "2027-10-31",
    },
    "above_scale": {
        "enterprise": EMPLOYER,
        "year": "2025",
        "industrial": "true",
        "first": "true",
        "entered": "2025-03-31",
    },
    "tax_return": {
        "enterprise": EMPLOYER,
        "year": "2025",
        "taxable_income": "2000000.00",
        "average_staff": "80.00",
        "average_assets": "30000000.00",
        "rd_expense": "1000000.00",
        "input_vat": "2400000.00",
        "vat_type": "general",
        "restricted_industry": "false",
        "six_taxes_two_fees": "88000.00",
    },
    "advanced_manufacturing": {"enterprise": EMPLOYER, "year": "2025"},
    "disabled_staff": {
        "employer": EMPLOYER,
        "year": "2024",
        "staff": "100.00",
        "disabled": "1.00",
        "average_annual_wage": "120000.00",
    },
}


def golden(dataset: str, **changes: Any) -> Row:
    return {**GOLDEN[dataset], **changes}


def as_csv(dataset: str, rows: Iterable[Row], *, columns: Iterable[str] | None = None) -> bytes:
    text = io.StringIO()
    writer = csv.DictWriter(text, list(columns or descriptor(dataset).fields), lineterminator="\r\n")
    writer.writeheader()
    writer.writerows(rows)
    return text.getvalue().encode()


def as_json_lines(rows: Iterable[Row]) -> bytes:
    return "".join(json.dumps(row, ensure_ascii=False) + "\n" for row in rows).encode()
