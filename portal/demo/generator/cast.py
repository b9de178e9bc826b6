"""The people whom a visitor meets by name, each with a story that comes out the same in every city of the demo."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Final

from portal.demo.generator import careers, recognitions
from portal.demo.generator.accounts import CLOSED, Accounts
from portal.demo.generator.identifiers import ResidentIds, credit_code
from portal.demo.generator.model import Delivery, Enterprise, Job, Resident, Row

HOME: Final = "990102"
# The shop that the refund is for: 100 000.00 paid in 2024 by a small firm, 60 % of it comes back.
NOODLE_SHOP_INSURANCE: Final[Row] = {
    "months_insured": 107,
    "premium_paid": "100000.00",
    "claimants": 2,
    "average_insured": "96.00",
}
_NOODLE_SHOP_STAFF: Final = 0.0105  # its share of the city's jobs: 96 people of a city of 20 000


@dataclass(frozen=True, slots=True)
class SignIn:
    """An account of the tour. Roles and mandates are written as services.identity spells them."""

    username: str
    story: str
    resident_id: str
    name: str
    roles: tuple[str, ...] = ()
    acts_for: str = ""  # a credit code


@dataclass(frozen=True, slots=True)
class Cast:
    people: tuple[Resident, ...]
    enterprises: tuple[Enterprise, ...]
    noodle_shop: Enterprise
    jobs: tuple[Job, ...]
    deliveries: tuple[Delivery, ...]
    unreported: Delivery
    sign_ins: tuple[SignIn, ...]
    registers: Mapping[str, list[Row]]
    _accounts: tuple[tuple[Resident, str], ...]
    _agents_for: tuple[Enterprise, ...]

    def open_accounts(self, accounts: Accounts) -> list[Row]:
        firms = [accounts.open(holder=one.code, name=one.name, kind="corporate") for one in self._agents_for]
        return [*firms, *(accounts.open(holder=one.id, name=one.name, ending=ending) for one, ending in self._accounts)]


_PEOPLE: Final = {
    "zhouguilan": ("周桂兰", "F", date(1943, 3, 5)),
    "wangjianguo": ("王建国", "M", date(1967, 6, 21)),
    "wangfang": ("王芳", "F", date(1996, 4, 12)),
    "sunhao": ("孙浩", "M", date(1994, 9, 3)),
    "sunyinuo": ("孙一诺", "F", date(2025, 11, 18)),
    "lijing": ("李静", "F", date(1993, 1, 27)),
    "chenlei": ("陈磊", "M", date(1991, 7, 14)),
    "chenmuyang": ("陈沐阳", "M", date(2025, 11, 5)),
    "chenyue": ("陈悦", "F", date(1991, 8, 15)),
    "huangkai": ("黄凯", "M", date(1989, 12, 9)),
    "huangzixuan": ("黄梓萱", "F", date(2025, 10, 22)),
    "mali": ("马丽", "F", date(1995, 2, 9)),
    "guotao": ("郭涛", "M", date(1993, 3, 30)),
    "guochenxi": ("郭晨曦", "F", date(2025, 11, 30)),
    "zhangwei": ("张伟", "M", date(1990, 5, 11)),
    "liumin": ("刘敏", "F", date(1991, 12, 2)),
    "zhangzihan": ("张子涵", "M", date(2024, 3, 8)),
    "zhaoqiang": ("赵强", "M", date(1985, 10, 30)),
    "hejun": ("何俊", "M", date(1988, 2, 17)),
    "gaoli": ("高莉", "F", date(1984, 6, 6)),
    "suyan": ("苏妍", "F", date(1990, 9, 23)),
    "tangning": ("唐宁", "M", date(1987, 11, 12)),
    "weijie": ("韦洁", "F", date(1982, 4, 28)),
    "linfeng": ("林峰", "M", date(1981, 5, 17)),
    "dengming": ("邓明", "M", date(1972, 8, 8)),
    "xulan": ("徐岚", "F", date(1986, 1, 19)),
    "chensiyu": ("陈思雨", "F", date(2003, 4, 2)),
    "wuhaotian": ("吴昊天", "M", date(2003, 2, 25)),
    "lijiayi": ("李佳怡", "F", date(2003, 9, 14)),
}
# Mother, father, children.
_FAMILIES: Final = (
    ("wangfang", "sunhao", ("sunyinuo",), date(2022, 5, 20)),
    ("lijing", "chenlei", ("chenmuyang",), date(2020, 10, 2)),
    ("chenyue", "huangkai", ("huangzixuan",), date(2018, 9, 9)),
    ("mali", "guotao", (), date(2023, 5, 1)),
    ("liumin", "zhangwei", ("zhangzihan",), date(2019, 8, 7)),
)
_STAFF: Final = (
    ("wangfang", "electronics", date(2021, 3, 1)),
    ("mali", "electronics", date(2020, 7, 6)),
    ("lijing", "store", date(2019, 7, 1)),
    ("liumin", "store", date(2017, 4, 10)),
    ("chenyue", "software", date(2020, 5, 6)),
    ("zhaoqiang", "noodles", date(2016, 2, 1)),
    ("sunhao", "software", date(2018, 8, 13)),
    ("xulan", "software", date(2014, 3, 3)),
    ("chensiyu", "software", date(2025, 7, 7)),
    ("wuhaotian", "software", date(2025, 7, 7)),
    ("lijiayi", "software", date(2025, 7, 7)),
)
_NEW_STAFF: Final = ("chensiyu", "wuhaotian", "lijiayi")  # graduates of June 2025
_STORIES: Final = (
    ("wangfang", "Gave birth on 18 November 2025: a maternity allowance of 63,200.00; her account is known", ()),
    ("lijing", "Gave birth on 5 November 2025: 47,400.00; her account is not known, she is asked once", ()),
    ("chenyue", "Difficult delivery on 22 October 2025: 62,280.00; the bank will say that her account is closed", ()),
    ("mali", "Gave birth yesterday, nobody has reported it yet: see the tour", ()),
    ("liumin", "Mother of a boy born in March 2024: childcare subsidy; either parent may confirm and be paid", ()),
    ("zhangwei", "The boy's father", ()),
    ("zhouguilan", "Is 82: elderly comprehensive allowance of 180.00 a month", ()),
    ("zhaoqiang", "Agent of the Old Pier noodle shop: a job-stabilisation refund of 60,000.00", ()),
    ("linfeng", "Was dismissed in September 2025 after eight years: an unemployment benefit of 2,305.00 a month", ()),
    (
        "dengming",
        "Has a disability of level 2 and no work: a living allowance of 410.00 and 150.00 for care a month",
        (),
    ),
    ("xulan", "Agent of Liuwan Software: three graduates were hired in July 2025, 1,500.00 for each", ()),
    ("hejun", "Payment clerk: one of the two who release a batch", ("payment_clerk",)),
    ("gaoli", "Payment clerk: the other one", ("payment_clerk",)),
    ("suyan", "Benefit clerk: offers, contests, tasks", ("benefit_clerk",)),
    ("tangning", "Data steward: feeds and what they left in quarantine", ("data_steward",)),
    ("weijie", "Auditor: who read what, who did what", ("auditor",)),
)
_WITH_ACCOUNT: Final = (
    "wangfang",
    "mali",
    "liumin",
    "zhangwei",
    "zhouguilan",
    "sunhao",
    "zhaoqiang",
    "linfeng",
    "dengming",
)
_BUILDING: Final = {
    # key: number of the credit code, name, industry, registered, mean wage of 2024
    "electronics": (900_001, "青渡市澄光电子有限公司", "C39", date(2004, 6, 18), 12_000),
    "store": (900_002, "青渡市桥头百货有限公司", "F52", date(1999, 9, 1), 9_000),
    "software": (900_003, "青渡市柳湾软件有限公司", "I65", date(2011, 3, 22), 10_800),
    "noodles": (900_004, "青渡市老码头面馆有限公司", "H62", date(2016, 1, 8), 8_680),
}


def assemble(ids: ResidentIds, weights: Sequence[float]) -> Cast:
    """Bring them to life. They take their IDs first, so these are the same in every city."""
    people = {key: _person(name, sex, birth, ids) for key, (name, sex, birth) in _PEOPLE.items()}
    firms = {key: _firm(*what, weight=sum(weights) / 400) for key, what in _BUILDING.items()}
    shop = firms["noodles"]
    shop.size, shop.weight = "small", sum(weights) * _NOODLE_SHOP_STAFF
    _relate(people)
    unborn = people.pop("guochenxi")
    staff = {who: _job(people[who], firms[where], since) for who, where, since in _STAFF}
    agents = {"zhaoqiang": shop, "xulan": firms["software"]}
    dismissed = replace(_job(people["linfeng"], firms["electronics"], date(2017, 9, 4)), ended=date(2025, 9, 30))
    return Cast(
        people=tuple(people.values()),
        enterprises=tuple(firms.values()),
        noodle_shop=shop,
        jobs=(*staff.values(), dismissed),
        deliveries=(
            Delivery(people["liumin"], date(2024, 3, 8), (people["zhangzihan"],)),
            Delivery(people["chenyue"], date(2025, 10, 22), (people["huangzixuan"],), dystocia=True),
            Delivery(people["lijing"], date(2025, 11, 5), (people["chenmuyang"],)),
            Delivery(people["wangfang"], date(2025, 11, 18), (people["sunyinuo"],)),
        ),
        unreported=Delivery(people["mali"], date(2025, 11, 30), (unborn,)),
        sign_ins=tuple(_sign_in(key, story, roles, people[key], agents.get(key)) for key, story, roles in _STORIES),
        registers=_registers(people, firms["software"], [staff[who] for who in _NEW_STAFF]),
        _agents_for=tuple(agents.values()),
        _accounts=(*((people[key], "") for key in _WITH_ACCOUNT), (people["chenyue"], CLOSED)),
    )


def _person(name: str, sex: str, birth: date, ids: ResidentIds) -> Resident:
    resident_id = ids.next(area=HOME, birth=birth, sex=sex)
    return Resident(sex=sex, birth=birth, id=resident_id, name=name, district=HOME)


def _firm(number: int, name: str, industry: str, registered: date, wage: int, *, weight: float) -> Enterprise:
    code = credit_code(area=HOME, number=number)
    return Enterprise(code, name, industry, HOME, registered, wage, weight, size="medium")


def _job(employee: Resident, employer: Enterprise, since: date) -> Job:
    return Job(employee, employer, since, ended=None, insured=True, base=employer.wage)


def _relate(people: dict[str, Resident]) -> None:
    for mother_key, father_key, children, married in _FAMILIES:
        mother, father = people[mother_key], people[father_key]
        mother.spouse, father.spouse = father, mother
        mother.married = father.married = married
        for key in children:
            child = people[key]
            child.mother, child.father = mother, father
            mother.children.append(child)
            father.children.append(child)
    grandmother, son, daughter = people["zhouguilan"], people["wangjianguo"], people["wangfang"]
    son.mother, daughter.father = grandmother, son
    grandmother.children.append(son)
    son.children.append(daughter)


def _sign_in(key: str, story: str, roles: tuple[str, ...], one: Resident, firm: Enterprise | None) -> SignIn:
    return SignIn(key, story, one.id, one.name, roles, firm.code if firm else "")


def _registers(people: Mapping[str, Resident], software: Enterprise, hired: Sequence[Job]) -> Mapping[str, list[Row]]:
    """What the other registers hold about them."""
    return {
        "unemployment": [
            {
                "registration_no": "QDU900001",
                "person": people["linfeng"].id,
                "registered": "2025-10-10",
                "ended": None,
                "reason": "dismissed",
                "insured_months": 96,
            }
        ],
        "disability": [
            {
                "certificate_no": "QDC900001",
                "holder": people["dengming"].id,
                "level": 2,
                "kind": "physical",
                "issued": "2020-06-15",
                "until": None,
            }
        ],
        "graduate": [careers.graduate_row(job.employee, date(2025, 6, 25), HOME, loan=False) for job in hired],
        "hire": [careers.hire_row(job, contract=36, premiums=4) for job in hired],
        "high_tech": [recognitions.certificate_row(software, "GR2024QD90001", "renewed", date(2024, 11, 20))],
        "tax_return": [
            recognitions.return_row(
                software,
                2025,
                taxable_income="6200000.00",
                average_staff="140.00",
                average_assets="58000000.00",
                rd_expense="3100000.00",
                input_vat="900000.00",
                six_taxes_two_fees="120000.00",
            )
        ],
    }
