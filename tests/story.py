"""The small city in which the stories are played: a few families and firms, delivered as the feeds that bodies send.

All of them are invented; the province of their numbers (99) does not exist.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Mapping, Sequence
from datetime import date, datetime
from typing import Any

from services.identity.api import credit_code_check, resident_id_check

AREA = "990102"


def resident_id(born: date, number: int) -> str:
    """A number with a right checksum; odd numbers are men's, even ones women's (GB 11643)."""
    body = f"{AREA}{born:%Y%m%d}{number:03d}"
    return body + resident_id_check(body)


def credit_code(number: int) -> str:
    body = f"91{AREA}{number:09d}"
    return body + credit_code_check(body)


MOTHER = resident_id(date(1993, 4, 18), 222)
FATHER = resident_id(date(1991, 9, 2), 231)
CHILD = resident_id(date(2025, 6, 10), 242)
SECOND_MOTHER = resident_id(date(1990, 1, 5), 264)  # no known account
GRANDMOTHER = resident_id(date(1943, 3, 3), 288)
BOSS = resident_id(date(1980, 7, 7), 277)
CLERKS = {name: resident_id(date(1985, 1, day), 300 + day) for day, name in enumerate(("anna", "bo", "chen"), start=1)}
EMPLOYER = credit_code(4711)
NOODLES = credit_code(815)

NAMES = {
    MOTHER: "林晓雯",
    FATHER: "周启明",
    CHILD: "周一禾",
    SECOND_MOTHER: "何静",
    GRANDMOTHER: "沈桂芳",
    BOSS: "马建国",
    CLERKS["anna"]: "安然",
    CLERKS["bo"]: "薄云",
    CLERKS["chen"]: "陈立",
}
ACCOUNTS = {
    MOTHER: "6222000000001234",
    FATHER: "6222000000005678",
    GRANDMOTHER: "6222000000004321",
    NOODLES: "6222000000008888",
}


def table(rows: Iterable[Mapping[str, Any]]) -> bytes:
    """The rows as a CSV file."""
    rows = list(rows)
    text = io.StringIO()
    writer = csv.DictWriter(text, fieldnames=list(rows[0]))
    writer.writeheader()
    writer.writerows(rows)
    return text.getvalue().encode()


def person_row(who: str) -> dict[str, str]:
    return {
        "id": who,
        "name": NAMES[who],
        "birth_date": datetime.strptime(who[6:14], "%Y%m%d").date().isoformat(),  # noqa: DTZ007 - a date
        "sex": "M" if int(who[16]) % 2 else "F",
        "hukou_district": AREA,
        "death_date": "",
    }


def feeds(ids: Sequence[str] = tuple(NAMES)) -> dict[str, bytes]:
    """What the registers hold before the story begins, in the order in which it is loaded."""
    people = [person_row(who) for who in ids]
    firm = {
        "registered": "2015-03-01",
        "status": "active",
        "industry": "I6210",
        "district": AREA,
        "blacklisted": "false",
    }
    return {
        "enterprise": table(
            [
                {"credit_code": EMPLOYER, "name": "青渡远山软件有限公司", "size": "medium", **firm},
                {"credit_code": NOODLES, "name": "老马面馆", "size": "micro", **firm},
            ]
        ),
        "person": table(people),
        "employment": table(
            {
                "employee": who,
                "employer": EMPLOYER,
                "started": "2019-05-01",
                "ended": "",
                "insured": "true",
                "contribution_base": "11000.00",
            }
            for who in (MOTHER, SECOND_MOTHER)
        ),
        "employer_wage": table(
            {"employer": EMPLOYER, "year": year, "average_monthly_wage": wage}
            for year, wage in ((2023, "11500.00"), (2024, "12000.00"))
        ),
        "kinship": table(
            {"person": CHILD, "relative": parent, "kind": "parent", "since": "2025-06-10", "until": ""}
            for parent in (MOTHER, FATHER)
        ),
        "unemployment_insurance": table(
            [
                {
                    "employer": NOODLES,
                    "year": 2024,
                    "months_insured": 12,
                    "premium_paid": "100000.00",
                    "claimants": 5,
                    "average_insured": "25",
                }
            ]
        ),
        "bank_account": table(
            {
                "holder": who,
                "account_no": number,
                "bank_code": "102100000021",
                "holder_name": NAMES.get(who, "老马面馆"),
                "kind": "personal" if who in NAMES else "corporate",
            }
            for who, number in ACCOUNTS.items()
        ),
    }


def birth(mother: str = MOTHER, *, number: str = "QD-2025-000001", child: str = "", **changes: Any) -> dict[str, Any]:
    """One row of the health commission's feed: a normal birth on 20 November 2025."""
    row: dict[str, Any] = {
        "birth_no": number,
        "mother": mother,
        "child": child,
        "date": "2025-11-20",
        "kind": "live_birth",
        "live_births": 1,
        "dystocia": "false",
        "gestation_months": 9,
        "facility_designated": "true",
        "lawful": "true",
    }
    return {**row, **changes}
