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
