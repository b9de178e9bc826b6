"""What the exhibits show: the hard cases beside the ordinary one, since a part is as good as its worst day.

Names and sums are invented. The names are not translated: a name stays what it is in every language.
"""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Final

from django.utils.translation import gettext_lazy as _

from services.core.components.api import Article, Fact, Source
from services.core.money.api import Money

ALLOWANCE: Final = Money(Decimal("63200.00"))
SMALLEST: Final = Money(Decimal("0.01"))
LARGE: Final = Money(Decimal("12345678.90"))
MONTHLY: Final = Money(Decimal("180.00"))

# Sixty characters, a character outside GB 2312 (and one outside the Basic Multilingual Plane), Arabic and Latin script.
LONG_NAME: Final = (
    "青渡市旧码头社区老年人日间照料与家庭医生签约服务及残疾人"
    "辅助器具租赁维修综合服务中心第二分中心食堂服务部（普通合伙）甲店"
)
RARE_NAME: Final = "龚䶮𬱖"
UYGHUR_NAME: Final = "ئايگۈل مەمەتجان"
LATIN_NAME: Final = "Maximiliane-Charlotte von Hohenlohe-Waldenburg-Schillingsfürst"

HEALTH: Final = _("Health Commission")
LABOUR: Final = _("Human Resources and Social Security Bureau")
BIRTHS: Final = Source(HEALTH, _("Births"), date(2025, 11, 18))
WAGES: Final = Source(LABOUR, _("Average wages of employers"), date(2025, 3, 31))
INSURANCE: Final = Source(LABOUR, _("Employment register"), date(2025, 12, 1))
LAW: Final = Article(
    _("Special Provisions on the Labour Protection of Female Employees"),
    _("article 8"),
    "https://www.gov.cn/zwgk/2012-05/07/content_2131567.htm",
)

BORN: Final = Fact(_("Date of birth of the child"), date(2025, 11, 18), BIRTHS)
WAGE: Final = Fact(_("Average monthly wage of the employer"), Money(Decimal("12000.00")), WAGES)
INSURED: Final = Fact(_("Insured on the day of birth"), True, INSURANCE)  # noqa: FBT003 - the value of a fact
UNKNOWN: Final = Fact(_("Account for payment"), None, Source(LABOUR, _("Payment accounts")), known=False)
