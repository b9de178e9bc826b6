"""Descriptors: the shipped ones, and clear errors for wrong ones."""

from __future__ import annotations

from pathlib import Path

import pytest
import yaml

from eligibility.facts.api import DescriptorError, Missing, descriptor, descriptors
from eligibility.facts.descriptors import load_folder, parse
from eligibility.facts.tree import everything, tree_of
from tests.city import CITY

SMALL = """
dataset: hire
titles: {zh-hans: 招用, en: Hires}
body: hrss
key: [hire_no]
subject: employer
event_date: on_day
fields:
  - {name: hire_no, type: string, required: true, max_length: 10, titles: {zh-hans: 编号, en: Number}}
  - {name: employer, type: string, references: [enterprise], required: true, titles: {zh-hans: 单位, en: Employer}}
  - {name: on_day, type: date, feel: date, required: true, titles: {zh-hans: 日期, en: Day}}
  - {name: wage, type: number, feel: number, scale: 2, missing: unknown, titles: {zh-hans: 工资, en: Wage}}
relations:
"""
RELATION = """  - {name: employer, to: enterprise, column: employer, many: false, rows: valid, none: unknown,
     titles: {zh-hans: 单位, en: Employer}}
"""
SMALL += RELATION


def test_the_datasets_of_the_spine_are_there() -> None:
    assert set(descriptors()) >= {
        "person",
        "birth",
        "employment",
        "employer_wage",
        "kinship",
        "enterprise",
        "unemployment_insurance",
        "bank_account",
    }


def test_every_dataset_says_by_which_law_how_often_and_how_sensitive() -> None:
    for one in descriptors().values():
        assert one.basis["zh-hans"], one.name
        assert one.basis["en"].isascii(), one.name
        assert one.sensitivity in ("public", "personal", "sensitive")
        assert one.refreshed in ("daily", "monthly", "yearly")


def test_nothing_about_people_is_public() -> None:
    for one in descriptors().values():
        about_people = any("person" in field.references for field in one.references)
        assert (one.sensitivity == "public") <= (not about_people), one.name


def test_the_bodies_that_deliver_are_bodies_of_the_demo_city() -> None:
    assert {one.body for one in descriptors().values()} <= {body["code"] for body in CITY["bodies"]}


def test_every_title_is_bilingual() -> None:
    for one in descriptors().values():
        titled = [one, *one.fields.values(), *one.relations.values()]
        texts = [part.titles for part in titled] + [
            text for field in one.fields.values() for text in field.enum.values()
        ]
        assert all(text["zh-hans"] and text["en"].isascii() for text in texts), one.name


def test_missing_says_what_an_empty_value_means() -> None:
    assert descriptor("person").fields["death_date"].missing is Missing.ABSENT
    assert descriptor("enterprise").fields["size"].missing is Missing.UNKNOWN


def test_rules_cannot_name_secrets_or_references() -> None:
    for one in descriptors().values():
        for field in one.fields.values():
            assert (field.feel is None) == (field.encrypted or bool(field.references) or not field.stored), field


def test_every_relation_can_be_followed() -> None:
    for name in descriptors():
        assert tree_of(name, everything(name)).descriptor.name == name


def test_a_good_descriptor_is_read() -> None:
    read = parse(SMALL, origin="hire.yaml")
    assert (read.key, read.subject, read.event_date) == (("hire_no",), "employer", "on_day")
    assert read.fields["wage"].scale == 2


@pytest.mark.parametrize(
    ("old", "new", "message"),
    [
        ("dataset: hire", "dataset: Hire", "at dataset: 'Hire' does not match"),
        ("dataset: hire", "dataset: [", "not YAML"),
        ("body: hrss\n", "", "'body' is a required property"),
        ("en: Hires", "fr: Hires", "at titles"),
        ("scale: 2, ", "", "at fields/3: 'scale' is a required property"),
        ("missing: unknown, ", "", "at fields/3"),
        ("missing: unknown, titles", "missing: maybe, titles", "at fields/3"),
        ("max_length: 10, ", "", "at fields/0"),
        ("name: wage", "name: feed_id", "field feed_id has the name of a column of our own"),
        ("name: wage", "name: on_day", "field on_day is described twice"),
        ("key: [hire_no]", "key: [number]", "key field number must be described"),
        ("key: [hire_no]", "key: [wage]", "key field wage must be described, required"),
        ("key: [hire_no]", "key: [hire_no, on_day]", "key field hire_no: free text can't be part"),
        ("subject: employer", "subject: hire_no", "subject hire_no must be a required reference"),
        ("event_date: on_day", "event_date: wage", "wage must be a date field"),
        ("column: employer", "column: wage", "relation employer starts at wage"),
        ("name: employer, to", "name: wage, to", "relation wage has the name of a field"),
        (RELATION, RELATION + RELATION, "relation employer is described twice"),
        ("feel: number, scale", "feel: number, sensitivity: encrypted, scale", "field wage is encrypted"),
        ("feel: number, scale", "feel: number, stored: false, scale", "field wage is not stored"),
        ("missing: unknown, titles", "missing: unknown, names: on_day, titles", "field wage names on_day"),
    ],
)
def test_a_wrong_descriptor_is_refused_with_file_and_place(old: str, new: str, message: str) -> None:
    assert old in SMALL
    with pytest.raises(DescriptorError) as caught:
        parse(SMALL.replace(old, new, 1), origin="hire.yaml")
    assert str(caught.value).startswith("hire.yaml: ")
    assert message in str(caught.value)


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ({"to": "nothing"}, "there is no dataset nothing"),
        ({"match": "boss"}, "hire has no field boss"),
        ({"via": [{"dataset": "hire", "near": "x", "far": "employer"}]}, "hire has no field x"),
    ],
)
def test_relations_must_lead_somewhere(change: dict[str, object], message: str, tmp_path: Path) -> None:
    document = yaml.safe_load(SMALL)
    relation = {**document["relations"][0], "to": "hire", **change}
    if "via" in change:
        del relation["column"]
    document["relations"] = [relation]
    (tmp_path / "hire.yaml").write_text(yaml.safe_dump(document), encoding="utf-8")
    with pytest.raises(DescriptorError, match=message):
        load_folder(tmp_path)


def test_a_file_is_named_after_its_dataset(tmp_path: Path) -> None:
    (tmp_path / "hires.yaml").write_text(SMALL, encoding="utf-8")
    with pytest.raises(DescriptorError, match="the file is called 'hires'"):
        load_folder(tmp_path)


def test_an_unknown_dataset_is_named_with_the_known_ones() -> None:
    with pytest.raises(DescriptorError, match=r"'weddings'; there are: above_scale, advanced_manufacturing"):
        descriptor("weddings")
