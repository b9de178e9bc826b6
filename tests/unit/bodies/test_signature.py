"""Every e-mail ends with who it is from and where to call."""

from __future__ import annotations

from types import SimpleNamespace

import pytest
from django.template.loader import render_to_string
from django.utils import translation

from services.bodies.city.values import UNNAMED, City, Contact, Legal

CITY = City(
    names={"zh-hans": "青渡市", "en": "Qingdu"},
    code="9901",
    portal_names={"zh-hans": "青渡通办", "en": "Tongban Qingdu"},
    languages=("zh-hans", "en"),
    contact=Contact(phone="0990 12345", hours_by_language={"zh-hans": "工作日 9–17 时", "en": "weekdays 9 to 17"}),
    legal=Legal(operator_by_language={"zh-hans": "青渡市数据局", "en": "Qingdu Data Bureau"}),
)
MESSAGE = SimpleNamespace(sentence="s", link="l", code="c", check_link="k", sender="Tongban Qingdu")


def mail(name: str, city: City) -> str:
    with translation.override("en"):
        return render_to_string(f"notices/mail/{name}", {"message": MESSAGE, "city": city, "preferences": "p"})


@pytest.mark.parametrize("name", ["notice.txt", "notice.html"])
def test_it_names_the_telephone_and_its_hours(name: str) -> None:
    assert "0990 12345 · weekdays 9 to 17" in mail(name, CITY)


def test_it_names_who_answers_for_the_portal() -> None:
    assert "Qingdu Data Bureau" in mail("notice.html", CITY)


@pytest.mark.parametrize("name", ["notice.txt", "notice.html"])
def test_a_city_that_can_not_be_called_leaves_no_gap(name: str) -> None:
    said = mail(name, UNNAMED)
    assert " · " not in said.split("Tongban Qingdu")[-1]
