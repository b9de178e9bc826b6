"""Families for tests that need several: each number is a mother, a father and a child of their own.

The ids carry right checksums and belong to nobody: there is no province 99.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from tests import story

_SURNAMES = "赵钱孙李吴郑王冯陈褚卫蒋沈韩杨朱秦许何吕"
_GIVEN = ("雨桐", "欣怡", "思远", "梦瑶", "晓梅", "若兰", "静怡", "佳宁", "书雅", "文静", "慧敏", "雪晴", "丽华")
_BANK_CODE = "102100000021"


@dataclass(frozen=True, slots=True)
class Household:
    number: int
    account_ends: str = "11"  # of the mother's and the father's known account; "" where none is known

    @property
    def mother(self) -> str:
        return story.resident_id(date(1986, 1, 1) + timedelta(days=self.number % 4000), 402 + 2 * (self.number // 4000))

    @property
    def father(self) -> str:
        return story.resident_id(date(1984, 1, 1) + timedelta(days=self.number % 4000), 401 + 2 * (self.number // 4000))

    @property
    def child(self) -> str:
        return story.resident_id(date(2025, 2, 1) + timedelta(days=self.number % 200), 602 + 2 * (self.number // 200))

    @property
    def surname(self) -> str:
        return _SURNAMES[self.number % len(_SURNAMES)]

    def name_of(self, who: str) -> str:
        place = (self.mother, self.father, self.child).index(who)
        return self.surname + _GIVEN[(self.number + 4 * place) % len(_GIVEN)]

    def account_of(self, who: str) -> str:
        place = (self.mother, self.father, self.child).index(who)
        return f"62220{place}{self.number:08d}{self.account_ends}"

    def birth(self) -> dict[str, Any]:
        """The health commission's row: the mother gave birth on 20 November 2025, to a child without a number yet."""
        return story.birth(self.mother, number=f"QD-2025-{self.number:06d}")

    def birth_of_the_child(self) -> dict[str, Any]:
        """The row of the child that the registers know already."""
        number = f"QD-2025-9{self.number:05d}"
        return story.birth(self.mother, number=number, child=self.child, date=_born(self.child))


def mothers(households: Sequence[Household]) -> dict[str, bytes]:
    """What the registers hold about the mothers: each works for the story's employer."""
    return {
        "person": _people((one, one.mother) for one in households),
        "employment": story.table(
            {
                "employee": one.mother,
                "employer": story.EMPLOYER,
                "started": "2019-05-01",
                "ended": "",
                "insured": "true",
                "contribution_base": "11000.00",
            }
            for one in households
        ),
        **_accounts([(one, one.mother) for one in households if one.account_ends]),
    }


def families(households: Sequence[Household], *, father_until: str = "") -> dict[str, bytes]:
    """What the registers hold about the fathers and about children born before the story begins.

    father_until: the last day on which the fathers count as parents.
    """
    return {
        "person": _people((one, who) for one in households for who in (one.father, one.child)),
        "kinship": story.table(
            {"person": one.child, "relative": parent, "kind": "parent", "since": _born(one.child), "until": until}
            for one in households
            for parent, until in ((one.mother, ""), (one.father, father_until))
        ),
        **_accounts([(one, one.father) for one in households if one.account_ends]),
    }


def _people(who: Iterable[tuple[Household, str]]) -> bytes:
    return story.table(
        {
            "id": person,
            "name": household.name_of(person),
            "birth_date": _born(person),
            "sex": "M" if int(person[16]) % 2 else "F",
            "hukou_district": story.AREA,
            "death_date": "",
        }
        for household, person in who
    )


def _born(resident_id: str) -> str:
    return f"{resident_id[6:10]}-{resident_id[10:12]}-{resident_id[12:14]}"


def _accounts(holders: Sequence[tuple[Household, str]]) -> dict[str, bytes]:
    if not holders:
        return {}
    rows = (
        {
            "holder": person,
            "account_no": household.account_of(person),
            "bank_code": _BANK_CODE,
            "holder_name": household.name_of(person),
            "kind": "personal",
        }
        for household, person in holders
    )
    return {"bank_account": story.table(rows)}
