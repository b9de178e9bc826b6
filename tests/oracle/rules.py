"""The rules of the fictional country of OpenFisca's template, modelled in DMN from their public description."""

from __future__ import annotations

from functools import cache
from typing import Final

from eligibility.engine import api
from tests.unit.engine.models import model_xml, text_xml

INPUTS: Final = ("household", "on")
_AGE: Final = "years and months duration(p.birth, on).years"

COMMON: Final = {
    "members": "concatenate(household.adults, household.children)",
    "household_income": "sum(for p in members return p.salary)",
    "parenting_allowance": (
        "if household_income <= 500 and ((count(household.adults) = 1 and some p in members satisfies"
        f" {_AGE} < 8) or some p in members satisfies {_AGE} < 6) then 600 else 0"
    ),
    "housing_tax": (
        'if household.housing_occupancy_status in ("owner", "tenant")'
        " then max(10 * household.accommodation_size, 200) else 0"
    ),
}
LAW: Final = {
    "2016-01": COMMON
    | {
        "basic_income": f"for p in members return if {_AGE} >= 18 and p.salary = 0 then 600 else 0",
        "pension": f"for p in members return if {_AGE} >= 60.33 then 1 else 0",
        "income_tax": (
            f"for p in members return 0.15 * (p.salary + p.capital_returns + (if {_AGE} >= 60.33 then 1 else 0))"
        ),
        "social_security_contribution": (
            "for p in members return 0.04 * min(p.salary, 12300) + 0.12 * max(0, p.salary - 12300)"
        ),
        "housing_allowance": "0.25 * household.rent",
    },
    "2017-01": COMMON
    | {
        "basic_income": f"for p in members return if {_AGE} >= 18 then 600 else 0",
        "pension": f"for p in members return if {_AGE} >= 62 then 1 else 0",
        "income_tax": (
            f"for p in members return 0.15 * (p.salary + p.capital_returns + (if {_AGE} >= 62 then 1 else 0))"
        ),
        "social_security_contribution": (
            "for p in members return 0.02 * min(p.salary, 6000)"
            " + 0.06 * max(0, min(p.salary, 12400) - 6000) + 0.12 * max(0, p.salary - 12400)"
        ),
        "meal_price": (
            "if household_income >= 2000 then 8 else if household_income >= 1000 then 4"
            " else if household_income >= 500 then 2 else if household_income >= 250 then 1 else 0"
        ),
        "swimming_pool_access": (
            "(if household_income > 249 then 1 else 0) + (if household_income > 499 then 1 else 0)"
            " + (if household_income > 999 then 2 else 0)"
        ),
    },
}
OF_PERSONS: Final = frozenset({"basic_income", "pension", "income_tax", "social_security_contribution"})
YEARLY: Final = frozenset({"housing_tax"})


@cache
def model(month: str) -> api.Model:
    """The law as it stands in a month."""
    law = LAW[month]
    return api.load(model_xml("".join(_decision(name, text, law) for name, text in law.items()), INPUTS))


def _decision(name: str, text: str, law: dict[str, str]) -> str:
    inputs = "".join(
        f'<informationRequirement><requiredInput href="#in_{place}"/></informationRequirement>'
        for place in range(len(INPUTS))
    )
    needs = "".join(
        f'<informationRequirement><requiredDecision href="#{other}"/></informationRequirement>'
        for other in law
        if other != name and other in text.replace(".", " ").split() + text.replace("(", " ").replace(")", " ").split()
    )
    return f'<decision id="{name}" name="{name}"><variable name="{name}"/>{inputs}{needs}{text_xml(text)}</decision>'


def asked(month: str) -> list[str]:
    """The decisions that the oracle knows as well."""
    return [name for name in LAW[month] if name != "members"]
