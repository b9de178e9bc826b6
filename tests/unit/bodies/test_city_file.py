"""A city's file: read whole, and every flaw said at once with its line."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
import yaml
from django.utils import translation

from services.bodies.city.reading import CityRefused, read_city
from tests.city import CITY

TEXTS = {"zh-hans": "甲市", "en": "A"}


def write(folder: Path, data: Any) -> Path:
    file = folder / "city.yaml"
    text = data if isinstance(data, str) else yaml.safe_dump(data, allow_unicode=True)
    file.write_text(text, encoding="utf-8")
    return file


def minimal(**changes: Any) -> dict[str, Any]:
    data: dict[str, Any] = {
        "name": TEXTS,
        "code": "990100",
        "portal": {"name": {"zh-hans": "甲市通办", "en": "Tongban A"}},
        "contact": {"phone": "12345", "security": "mailto:a@b.example"},
        "legal": {"operator": TEXTS, "privacy_contact": "p@b.example"},
    }
    for place, value in changes.items():
        *way, last = place.split("__")
        target = data
        for step in way:
            target = target.setdefault(step, {})
        target[last] = value
    return data


def flaws_of(folder: Path, data: Any) -> dict[str, str]:
    with translation.override("en"), pytest.raises(CityRefused) as refused:
        read_city(write(folder, data))
    return {flaw.where: flaw.text for flaw in refused.value.flaws}


def test_the_demo_city_is_such_a_file() -> None:
    read = read_city(Path("portal/demo/city.yaml"))
    assert read.city.portal_names == {"zh-hans": "青渡通办", "en": "Tongban Qingdu"}
    assert read.bodies == CITY["bodies"]
    assert read.areas == CITY["areas"]


def test_all_that_can_be_said_is_read(tmp_path: Path) -> None:
    (tmp_path / "m.svg").write_text('<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 1 1"/>')
    data = minimal(
        portal__mark="m.svg",
        portal__colours={"brand": "#AA0000", "accent": "#00aa00"},
        portal__languages=["zh-hans"],
        contact__phone="+86 21-2311 1111",
        contact__hours=TEXTS,
        legal__notices=[TEXTS],
    )
    city = read_city(write(tmp_path, data)).city
    assert city.contact.dial == "+862123111111"
    assert city.languages == ("zh-hans",)
    assert "--tb-brand" in city.stylesheet
    assert city.mark.startswith("<svg")
    with translation.override("en"):
        assert (city.name, city.portal_name, city.second_name) == ("A", "Tongban A", "甲市通办")
        assert city.legal.lines == ["A"]


@pytest.mark.parametrize(
    ("changes", "where", "says"),
    [
        ({"name": "甲市"}, "name", "one text for each language"),
        ({"name": {"en": "A"}}, "name", "Chinese text is missing"),
        ({"name": {"zh-hans": "长" * 61}}, "name", "at most 60"),
        ({"name": {"zh-hans": "甲", "fr": "A"}}, "name.fr", "no language fr"),
        ({"code": 990100}, "code", "quotation marks"),
        ({"portal__colours": {"brand": "red", "accent": "#00aa00"}}, "portal.colours.brand", "#rrggbb"),
        ({"portal__colours": ["#00aa00"]}, "portal.colours", "mapping"),
        ({"portal__languages": ["en"]}, "portal.languages", "zh-hans"),
        ({"portal__languages": ["fr"]}, "portal.languages", "Choose from"),
        ({"portal__mark": "../mark.svg"}, "portal.mark", "beside"),
        ({"portal__mark": "absent.svg"}, "portal.mark", "can't be read"),
        ({"contact__phone": "call us"}, "contact.phone", "telephone"),
        ({"contact__email": "nobody"}, "contact.email", "e-mail"),
        ({"contact__security": "http://plain.example"}, "contact.security", "https://"),
        ({"legal__privacy_contact": ""}, "legal.privacy_contact", "missing"),
        ({"legal__notices": "text"}, "legal.notices", "list"),
        ({"bodies": {"a": 1}}, "bodies", "list of rows"),
        ({"colors": {}}, "colors", "not known here"),
        ({"contact__fax": "1"}, "contact.fax", "not known here"),
    ],
)
def test_each_flaw_says_where_and_what(tmp_path: Path, changes: dict[str, Any], where: str, says: str) -> None:
    assert says in flaws_of(tmp_path, minimal(**changes))[where]


def test_all_flaws_are_said_at_once_in_the_order_of_the_file(tmp_path: Path) -> None:
    text = "name: 5\ncode: 990100\nportal: {name: {zh-hans: 甲}}\ncontact: {phone: x}\nlegal: 7\n"
    with pytest.raises(CityRefused) as refused:
        read_city(write(tmp_path, text))
    lines = [flaw.line for flaw in refused.value.flaws]
    assert lines == sorted(lines)
    assert {1, 2, 4, 5} <= set(lines)


@pytest.mark.parametrize("raw", [b"\xff\xfe\x00", "名: [".encode(), b"- a", b"", "甲".encode("gbk")])
def test_what_is_no_such_file_is_refused(tmp_path: Path, raw: bytes) -> None:
    file = tmp_path / "city.yaml"
    file.write_bytes(raw)
    with pytest.raises(CityRefused):
        read_city(file)


def test_a_byte_order_mark_is_no_flaw(tmp_path: Path) -> None:
    file = write(tmp_path, minimal())
    file.write_bytes(b"\xef\xbb\xbf" + file.read_bytes())
    assert read_city(file).city.code == "990100"
